"""The data of a backup, whichever release made it: checked against what the migrations made, then loaded."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Protocol

from efe_infra.backup.catalogue import Catalogue, Connection
from efe_infra.backup.errors import BackupDamaged, BackupForeign, BackupUnreadable
from efe_infra.backup.files import name_of, unpacked
from efe_infra.backup.loading import load, set_sequence
from efe_infra.backup.manifest import DUMP, AnyManifest, Manifest, TableData
from efe_infra.backup.old_dump import OldDump
from efe_infra.backup.tools import tool

type Tell = Callable[[int, int], object]
"""Told how many bytes of the files are read, and how many there are."""


class Contents(Protocol):
    """Nothing of it is run: what is not data of the tables is refused by name, before anything is loaded."""

    def check(self, connection: Connection, catalogue: Catalogue) -> None:
        """Raises `BackupRefused`."""

    def load(self, connection: Connection, catalogue: Catalogue, tell: Tell) -> None:
        """Raises `BackupRefused`."""


def contents_of(source: Path, manifest: AnyManifest, tools: Path | None) -> Contents:
    """Raises `ToolsMissing` for a dump that no pg_restore here can read."""
    if isinstance(manifest, Manifest):
        return Files(source, manifest)
    return OldDump(source / DUMP, tool("pg_restore", manifest.server, tools))


class Files:
    """A file for each table, in PostgreSQL's binary format: no sign in it ends the rows or begins a command."""

    def __init__(self, source: Path, manifest: Manifest) -> None:
        self._source, self._manifest = source, manifest

    def check(self, connection: Connection, catalogue: Catalogue) -> None:
        del connection  # what the catalogue says of it is enough
        told = [each.name for each in self._manifest.tables] + [each.name for each in self._manifest.sequences]
        known = {**catalogue.tables, **catalogue.sequences}
        for name in told:
            if name not in known or told.count(name) > 1:
                raise BackupForeign(name)
        for name in known.keys() - set(told):
            raise BackupUnreadable(self._source, f"« {name} » y manque")
        for each in self._manifest.tables:
            for column in set(each.columns) - set(catalogue.tables[each.name].columns):
                raise BackupForeign(f"{each.name}.{column}")
            if tuple(each.columns) != catalogue.tables[each.name].columns:
                raise BackupUnreadable(self._source, f"des colonnes de « {each.name} » y manquent")

    def load(self, connection: Connection, catalogue: Catalogue, tell: Tell) -> None:
        """Tables after those to which they refer."""
        told = {each.name: each for each in self._manifest.tables}
        progress = _Progress(tell, sum(self._path(each).stat().st_size for each in told.values()))
        for name, table in catalogue.tables.items():
            path = self._path(told[name])
            count = load(connection, table, progress.through(unpacked(path, told[name].bytes)), "binary")
            if count != told[name].rows:
                raise BackupDamaged(path)
        for each in self._manifest.sequences:
            set_sequence(connection, catalogue.sequences[each.name], each.last, called=each.called)

    def _path(self, table: TableData) -> Path:
        return self._source / name_of(table.name)


class _Progress:
    def __init__(self, tell: Tell, total: int) -> None:
        self._tell, self._total, self._before = tell, total, 0

    def through(self, blocks: Iterator[tuple[bytes, int]]) -> Iterator[bytes]:
        """The blocks of a file, as they are read."""
        read = 0
        for block, read in blocks:
            yield block
            self._tell(self._before + read, self._total)
        self._before += read
