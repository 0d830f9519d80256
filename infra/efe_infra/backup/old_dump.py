"""A dump of release 0.1.0, read as data: pg_restore writes it as a script, of which no statement is ever run.

Rows of the tables that the migrations made and values of their sequences are taken from it. Whatever else it holds is
refused.
"""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Final, NoReturn

from efe_infra.backup.catalogue import Catalogue, Connection, Table
from efe_infra.backup.errors import BackupForeign, BackupUnreadable
from efe_infra.backup.loading import load, set_sequence
from efe_infra.backup.old_contents import expected, foreign
from efe_infra.backup.tools import reading

MAX_LINE_BYTES = 1 << 16
"""Limit of a statement, and of each read of a row."""
BLOCK = 1 << 18
"""Bytes that are handed to the server at once."""

SETTING: Final = re.compile(
    rb"SET \w+ = (?:0|on|off|false|content|warning|'UTF8');"
    rb"|SELECT pg_catalog\.set_config\('search_path', '', false\);"
    rb"|\\(?:un)?restrict \w+"
    rb"|--.*"
    rb"|"
)
"""What every script begins and ends with, and means nothing here."""
COPY: Final = re.compile(rb'COPY ([\w."]+ \([\w", ]+\)) FROM stdin;')
SEQUENCE: Final = re.compile(rb"SELECT pg_catalog\.setval\('([\w.]+)', (\d{1,19}), (true|false)\);")
END: Final = b"\\.\n"


class OldDump:
    """The file, and the program that takes it apart."""

    def __init__(self, path: Path, program: Path) -> None:
        self._path, self._program = path, program

    def check(self, connection: Connection, catalogue: Catalogue) -> None:
        """Raises `BackupForeign`."""
        del catalogue  # the listing names more than tables
        known = expected(connection)
        with reading(self._program, self._path, "--list") as listing:
            if found := next(foreign(_lines(listing), known), None):
                raise BackupForeign(found)

    def load(self, connection: Connection, catalogue: Catalogue, _tell: object) -> None:
        """Nobody knows beforehand how long the script is.

        Raises `BackupForeign`, `DataRefused`, or `BackupUnreadable` for a table that is not there.
        """
        tables = {_shown(table): table for table in catalogue.tables.values()}
        sequences = dict(catalogue.sequences)
        with reading(self._program, self._path, "--data-only", "--file=-") as script:
            while line := script.readline(MAX_LINE_BYTES):
                statement = line.rstrip(b"\n")
                if found := COPY.fullmatch(statement):
                    table = tables.pop(found[1].decode().replace('"', ""), None) or _refuse(statement)
                    load(connection, table, self._rows(script), "text")
                elif found := SEQUENCE.fullmatch(statement):
                    sequence = sequences.pop(found[1].decode(), None) or _refuse(statement)
                    set_sequence(connection, sequence, int(found[2]), called=found[3] == b"true")
                elif not SETTING.fullmatch(statement):
                    _refuse(statement)
        for missing in (*tables, *sequences):
            raise BackupUnreadable(self._path, f"« {missing} » y manque")

    def _rows(self, script: IO[bytes]) -> Iterator[bytes]:
        """Up to the line that ends them, which the server is never shown."""
        block, starts = bytearray(), True
        while line := script.readline(MAX_LINE_BYTES):
            if starts and line == END:
                yield bytes(block)
                return
            block += line
            starts = line.endswith(b"\n")
            if len(block) >= BLOCK:
                yield bytes(block)
                block.clear()
        raise BackupUnreadable(self._path, "elle est tronquée")


def _shown(table: Table) -> str:
    """As pg_dump writes a table and its columns; which of them are quoted depends on its version."""
    return f"{table.name} ({', '.join(table.columns)})"


def _lines(listing: IO[bytes]) -> Iterator[str]:
    while line := listing.readline(MAX_LINE_BYTES):
        yield line.decode(errors="replace")


def _refuse(statement: bytes) -> NoReturn:
    raise BackupForeign(statement.decode(errors="replace"))
