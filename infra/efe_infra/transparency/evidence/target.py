"""A file that is there whole, or not at all."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import IO

from efe_infra.transparency.evidence.refusals import TargetExists, TargetUnwritable


@contextmanager
def written(target: Path, *, force: bool) -> Iterator[IO[bytes]]:
    """A file beside the target, which takes its name at the end. Raises `TargetExists` or `TargetUnwritable`.

    Only its owner may read it: what is exported names persons.
    """
    if target.exists() and not force:
        raise TargetExists(target)
    try:
        with NamedTemporaryFile(dir=target.parent, prefix=f".{target.name}.", delete=False) as file:
            try:
                yield file
                file.flush()
                os.fsync(file.fileno())
            except BaseException:
                Path(file.name).unlink(missing_ok=True)
                raise
        Path(file.name).replace(target)
    except OSError as error:
        raise TargetUnwritable(target, error) from error
