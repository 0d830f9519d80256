"""Output file that appears whole or not at all, and the refusals of an export."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import IO

from efe_infra.process.abandoned_files import UNFINISHED, remove_abandoned


class ExportRefused(Exception):
    """Base of the refusals: one French line each. Nothing was written."""


class NothingToExport(ExportRefused):
    """Register without a signed checkpoint."""

    def __init__(self) -> None:
        super().__init__("Rien n'est encore scellé : « efe seal » d'abord.")


class TargetExists(ExportRefused):
    """File that exists, without the option to replace it."""

    def __init__(self, target: object) -> None:
        super().__init__(f"« {target} » existe déjà (--force pour le remplacer).")


class ExportTargetUnwritable(ExportRefused):
    """File in a folder that is missing or closed, or on a full disk."""

    def __init__(self, target: object, error: OSError) -> None:
        super().__init__(f"« {target} » ne peut être écrit : {error.strerror or error}.")


@contextmanager
def atomic_file(target: Path, *, force: bool) -> Iterator[IO[bytes]]:
    """Yields a file that takes the name of the target at the end. Raises `TargetExists` or `ExportTargetUnwritable`.

    Only the owner may read it, because exports name persons. A killed process leaves its hidden file; the next one in
    that folder removes it once it is a day old.
    """
    if target.exists() and not force:
        raise TargetExists(target)
    remove_abandoned(target.parent)
    try:
        with NamedTemporaryFile(
            dir=target.parent, prefix=f".{target.name}.", suffix=UNFINISHED, delete=False
        ) as file:
            try:
                yield file
                file.flush()
                os.fsync(file.fileno())
            except BaseException:
                Path(file.name).unlink(missing_ok=True)
                raise
        Path(file.name).replace(target)
    except OSError as error:
        raise ExportTargetUnwritable(target, error) from error
