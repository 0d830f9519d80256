"""Long reads of the command line, on a replica where there is one."""

from collections.abc import Callable

from efe_infra.cli.app import err
from efe_infra.composition import Installation
from efe_infra.postgres.database import Database
from efe_infra.postgres.standbys import read_of_standby


def there[T](installation: Installation, read: Callable[[Database], T]) -> T:
    """Of a replica that has everything; which one is said. `read` may be called again, on another server."""
    return read_of_standby(installation.database, installation.replicas, read, _tell)


def _tell(number: int) -> None:
    err.print(f"Lu sur la réplique {number} (EFE_READ_URLS).", highlight=False, soft_wrap=True)
