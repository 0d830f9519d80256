"""Read tables that nobody reads yet: filled from the first event, then put in the place of those in use."""

from collections.abc import Callable, Iterator
from functools import partial
from typing import Final

from psycopg.sql import SQL, Identifier

from efe_infra.postgres.pipeline import BlockingRoundTrips
from efe_infra.read_model.folding.fold import Fold
from efe_infra.read_model.folding.ledger_source import Source, folding_stream, recorded_of
from efe_infra.read_model.tables import failure
from efe_infra.read_model.tables.background_writer import Behind
from efe_infra.read_model.tables.definition import (
    SCHEMA,
    create_indexes,
    create_key,
    create_table,
    create_views,
    grant_reading,
    tables_of,
)
from efe_infra.read_model.tables.fingerprint import combined, fingerprints, remember
from efe_infra.read_model.tables.generation import (
    GENERATION,
    NEVER,
    Precedence,
    RebuildRefused,
    order,
    record,
)
from efe_infra.read_model.tables.position import announced, hold, put
from efe_infra.read_model.tables.table_writer import StoredPast, Writer
from efe_projections.engine.audit_fold import Projections

type Progress = Callable[[int, int], object]
"""Called with the position reached, and with the last one that there is."""

SHADOW, RETIRED = "read_shadow", "read_retired"

ALONE: Final = SQL("alter table {} set (autovacuum_enabled = off)")
"""While a table is filled, the server would go over it again and again; it is vacuumed once, when it is full."""
LOOKED_AFTER: Final = SQL("alter table {} reset (autovacuum_enabled)")

_RELATIONS = """
    select relname, relkind = 'v'
    from pg_class where relnamespace = to_regnamespace(%s) and relkind in ('r', 'v') order by relkind desc
"""


MEMORY = 1_000_000
"""Rows that stay in memory while it is filled, between one and two kilobytes each with the events that began them."""


class Shadow:
    """Current rows stay in memory while it is filled, up to `memory`.

    So nothing is loaded, and a version is written once, when it ends; those that hold are written last. Of a history
    with more rows than that, all of them are written when that many are held, and those that go on are loaded again.

    It takes no place in which the tables in use stand to this code as is `refused`.
    """

    def __init__(
        self,
        writing: BlockingRoundTrips,
        reading: BlockingRoundTrips,
        source: Source,
        projections: Projections,
        *,
        generation: int = GENERATION,
        refused: frozenset[Precedence] = NEVER,
        memory: int = MEMORY,
    ) -> None:
        self.position = 0
        self._memory = memory
        self._has_keys = False
        self._generation = generation
        self._refused = refused
        self._connection = writing
        self._source = source
        self._fingerprints = fingerprints(projections)
        self._tables = tables_of(projections)
        self._audit = projections.audit
        self._fold = Fold(projections, stream=folding_stream(source.stream))
        self._writer = Writer(writing, projections, SHADOW)
        self._past = StoredPast(reading, projections, SHADOW)

    def check(self) -> None:
        """Raises `RebuildRefused`."""
        found = order(self._connection, self._fingerprints, self._generation)
        if found.precedence in self._refused:
            raise RebuildRefused(found)

    def create(self) -> None:
        """Empty tables, without indexes: these are made faster at the end."""
        self.drop()
        with self._connection.transaction():
            self._connection.execute("set local role none")  # the administrator owns the database
            self._connection.execute(f"create schema {SHADOW} authorization efe_projector")
        self._connection.execute(f"grant usage on schema {SHADOW} to efe_read")
        for table in self._tables:
            self._connection.execute(create_table(table, SHADOW))
            self._connection.execute(ALONE.format(Identifier(SHADOW, table.name)))
        self._connection.execute(create_views(self._audit, SHADOW))

    def drop(self) -> None:
        """Remove what a rebuild left behind. Raises `LockNotAvailable` while somebody still reads it."""
        for schema in (SHADOW, RETIRED):
            self._drop(schema)

    def fill(self, progress: Progress) -> None:
        """Fold the source up to its end, then index what came of it."""
        head = self._source.head()
        with Behind[None]() as behind:
            for _ in self._pages():
                behind.settle()
                behind.start(partial(self._writer.write, self._fold.take(holding=False)))
                if len(self._fold) > self._memory:
                    behind.settle()
                    self._forget()
                progress(self.position, max(head, self.position))
            behind.settle()
        self._writer.write(self._fold.take())
        self._create_keys()
        self._connection.execute("set default_statistics_target = 25")  # the usual 100 take longer than the indexes
        for table in self._tables:
            self._connection.execute(create_indexes(table, SHADOW) + grant_reading(table, SHADOW))
            self._connection.execute(SQL("vacuum (analyze) {}").format(Identifier(SHADOW, table.name)))
            self._connection.execute(LOOKED_AFTER.format(Identifier(SHADOW, table.name)))

    def swap(self) -> None:
        """Catch up, and take the place of the tables in use.

        The read position stays locked meanwhile, so that no runner writes into tables that are about to retire.
        Readers are not stopped: a schema changes its name without a lock on its tables. A statement under way ends
        on the tables it began with; the next one finds the new ones, prepared or not.
        """
        with self._connection.transaction():
            hold(self._connection)
            self.check()
            for _ in self._pages():
                self._writer.write(self._fold.take())
            remember(self._connection, self._fingerprints)
            put(self._connection, self.position, combined(self._fingerprints))
            record(self._connection, self._fingerprints, self._generation)
            failure.clear(self._connection, self.position)
            self._connection.ask([announced(self.position)])
            self._connection.execute("set local role none")
            self._connection.execute(f"alter schema {SCHEMA} rename to {RETIRED}")
            self._connection.execute(f"alter schema {SHADOW} rename to {SCHEMA}")

    def _forget(self) -> None:
        """Write all that is held; what is touched again is found by its key."""
        self._writer.write(self._fold.take())
        self._create_keys()
        self._fold.forget(self._past)

    def _create_keys(self) -> None:
        if not self._has_keys:
            self._connection.execute("".join(create_key(table, SHADOW) for table in self._tables))
            self._has_keys = True

    def _pages(self) -> Iterator[None]:
        """Fold what comes after the position, a page at a time."""
        for page in self._source.pages(self.position):
            self._fold.take_in([recorded_of(event) for event in page])
            self.position = page[-1].position
            yield

    def _drop(self, schema: str) -> None:
        """One table at a time, with the policies of others that look at it: a wait that lasts is given up."""
        for name, is_view in self._connection.execute(_RELATIONS, [schema]).fetchall():
            drop = SQL("drop view {} cascade") if is_view else SQL("drop table {} cascade")
            with self._connection.transaction():
                self._connection.execute("set local lock_timeout = '1s'")
                self._connection.execute(drop.format(Identifier(schema, name)))
        self._connection.execute(SQL("drop schema if exists {}").format(Identifier(schema)))
