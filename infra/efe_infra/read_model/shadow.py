"""Read tables that nobody reads yet: filled from the first event, then put in the place of those in use."""

from collections.abc import Callable, Sequence
from collections.abc import Set as AbstractSet
from functools import partial
from typing import Any

import psycopg
from psycopg.errors import LockNotAvailable
from psycopg.sql import SQL, Identifier

from efe_infra.read_model import failure
from efe_infra.read_model.behind import Behind
from efe_infra.read_model.decoding import pull, recorded_of
from efe_infra.read_model.definition import SCHEMA, SHADOW, create_indexes, create_table, grant_reading, tables_of
from efe_infra.read_model.fingerprint import combined, fingerprints, remember, remembered
from efe_infra.read_model.fold import Fold
from efe_infra.read_model.position import announce, hold, put
from efe_infra.read_model.storage import Writer
from efe_projections.projection import Projection

type Progress = Callable[[int, int], object]
"""Called with the position reached, and with the head of the ledger."""

PAGE = 5000


class Shadow:
    """All current rows stay in memory while it is filled, about one kilobyte each.

    So nothing is loaded, and a version is written once, when it ends; those that hold are written last.
    """

    def __init__(
        self,
        writing: psycopg.Connection[Any],
        reading: psycopg.Connection[Any],
        projections: Sequence[Projection[Any]],
    ) -> None:
        self.position = 0
        self._connection = writing
        self._reading = reading
        self._fingerprints = fingerprints(projections)
        self._tables = tables_of(projections)
        self._fold = Fold(projections)
        self._writer = Writer(writing, projections, SHADOW)

    def create(self) -> None:
        """Empty tables, without indexes: these are made faster at the end."""
        self.drop()
        for table in self._tables:
            self._connection.execute(create_table(table, SHADOW))

    def drop(self) -> None:
        """Remove what a rebuild that was not finished, perhaps of other projections, left behind."""
        left = self._connection.execute("select tablename from pg_tables where schemaname = %s", [SHADOW]).fetchall()
        self._drop(SHADOW, {name for (name,) in left})

    def fill(self, progress: Progress) -> None:
        """Fold the ledger up to its end, then index what came of it."""
        [(head,)] = self._connection.execute("select position from ledger.head").fetchall()
        with Behind[None]() as behind:
            while self._advance():
                behind.settle()
                behind.start(partial(self._writer.write, self._fold.take(holding=False)))
                progress(self.position, max(head, self.position))
            behind.settle()
        self._writer.write(self._fold.take())
        for table in self._tables:
            self._connection.execute(create_indexes(table, SHADOW) + grant_reading(table, SHADOW))
            self._connection.execute(SQL("analyze {}").format(Identifier(SHADOW, table.name)))

    def swap(self) -> bool:
        """Catch up, and take the place of the tables in use; False when readers were in the way: to be tried again.

        The read position stays locked meanwhile, so that no runner writes into tables that are about to go. The
        lock on the tables is given up after a tenth of a second: long before the server, seeing a deadlock between
        this and readers of several tables, would end the statement of one of them.
        """
        with self._connection.transaction():
            hold(self._connection)
            while self._advance():
                self._writer.write(self._fold.take())
            try:
                with self._connection.transaction():
                    self._replace()
            except LockNotAvailable:
                return False
        return True

    def _advance(self) -> bool:
        page = pull(self._reading, after=self.position, limit=PAGE)
        self._fold.take_in([recorded_of(event) for event in page])
        if page:
            self.position = page[-1].position
        return bool(page)

    def _replace(self) -> None:
        self._connection.execute("set local lock_timeout = '100ms'")
        self._drop(SCHEMA, {*remembered(self._connection), *(table.name for table in self._tables)})
        for table in self._tables:
            self._connection.execute(
                SQL("alter table {} set schema {}").format(Identifier(SHADOW, table.name), Identifier(SCHEMA))
            )
        remember(self._connection, self._fingerprints)
        put(self._connection, self.position, combined(self._fingerprints))
        failure.clear(self._connection, self.position)
        announce(self._connection, self.position)

    def _drop(self, schema: str, names: AbstractSet[str]) -> None:
        """In one statement: the row policies of some tables look at another one."""
        if names:
            tables = SQL(", ").join(Identifier(schema, name) for name in sorted(names))
            self._connection.execute(SQL("drop table if exists {}").format(tables))
