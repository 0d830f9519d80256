"""The real server over the demonstration's data, sealed."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from efe_infra.samples.demo.clock import WRITTEN_FOR
from efe_infra.samples.demo.play import Demonstration
from tests.api.given import Api
from tests.conftest import Cloning
from tests.running import served


@contextmanager
def demonstration(cloning: Cloning, home: Path) -> Iterator[Api]:
    with cloning() as database, served(database, home) as api:
        Demonstration(api.installation, WRITTEN_FOR).play()
        api.catch_up()
        api.installation.sealer.run()
        yield api
