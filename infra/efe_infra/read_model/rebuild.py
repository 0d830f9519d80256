"""All read tables folded again from the first event, beside those in use, then put in their place."""

import gc
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from functools import partial
from typing import Any, Final

import psycopg
from psycopg.errors import LockNotAvailable
from psycopg.sql import SQL, Identifier

from efe_infra.postgres.database import Database, DatabaseRole
from efe_infra.postgres.pipeline import PipelineConnection
from efe_infra.read_model.folding.fold import Fold
from efe_infra.read_model.folding.ledger_source import EventSource, LedgerSource, decode_event, decoded_stream
from efe_infra.read_model.tables.definition import (
    SCHEMA,
    create_indexes,
    create_key,
    create_table,
    create_views,
    grant_reading,
    tables_of,
)
from efe_infra.read_model.tables.fingerprint import combined_fingerprint, fingerprints, store_fingerprints
from efe_infra.read_model.tables.generation import (
    GENERATION,
    REFUSE_IF_NEWER,
    REFUSE_NEVER,
    Precedence,
    RebuildRefused,
    compare_generations,
    record_generation,
)
from efe_infra.read_model.tables.position import lock_position, notify_position, set_position
from efe_infra.read_model.tables.session import open_session, prepare_writing
from efe_infra.read_model.tables.status import clear_failures
from efe_infra.read_model.tables.table_writer import BackgroundWriter, StoredState, TableWriter
from efe_projections.engine.audit_fold import Projections

type Progress = Callable[[int, int], object]
"""Called with the position reached, and with the last one that there is."""

SHADOW, RETIRED = "read_shadow", "read_retired"

DISABLE_AUTOVACUUM: Final = SQL("alter table {} set (autovacuum_enabled = off)")
"""While a table is filled, the server would go over it again and again; it is vacuumed once, when it is full."""
RESET_AUTOVACUUM: Final = SQL("alter table {} reset (autovacuum_enabled)")

_RELATIONS = """
    select relname, relkind = 'v'
    from pg_class where relnamespace = to_regnamespace(%s) and relkind in ('r', 'v') order by relkind desc
"""


MAX_ROWS_IN_MEMORY = 1_000_000
"""Rows that stay in memory while it is filled, between one and two kilobytes each with the events that began them."""


class Shadow:
    """Current rows stay in memory while it is filled, up to `memory`.

    So nothing is loaded, and a version is written once, when it ends; those that hold are written last. Of a history
    with more rows than that, all of them are written when that many are held, and those that go on are loaded again.

    It takes no place in which the tables in use stand to this code as is `refused`.
    """

    def __init__(
        self,
        writing: PipelineConnection,
        reading: PipelineConnection,
        source: EventSource,
        projections: Projections,
        *,
        generation: int = GENERATION,
        refused: frozenset[Precedence] = REFUSE_NEVER,
        memory: int = MAX_ROWS_IN_MEMORY,
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
        self._fold = Fold(projections, stream=decoded_stream(source.stream))
        self._writer = TableWriter(writing, projections, SHADOW)
        self._past = StoredState(reading, projections, SHADOW)

    def check(self) -> None:
        """Raises `RebuildRefused`."""
        found = compare_generations(self._connection, self._fingerprints, self._generation)
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
            self._connection.execute(DISABLE_AUTOVACUUM.format(Identifier(SHADOW, table.name)))
        self._connection.execute(create_views(self._audit, SHADOW))

    def drop(self) -> None:
        """Remove what a rebuild left behind. Raises `LockNotAvailable` while somebody still reads it."""
        for schema in (SHADOW, RETIRED):
            self._drop(schema)

    def fill(self, progress: Progress) -> None:
        """Fold the source up to its end, then index what came of it."""
        head = self._source.head()
        with BackgroundWriter[None]() as behind:
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
            self._connection.execute(RESET_AUTOVACUUM.format(Identifier(SHADOW, table.name)))

    def swap(self) -> None:
        """Catch up, and take the place of the tables in use.

        The read position stays locked meanwhile, so that no runner writes into tables that are about to retire.
        Readers are not stopped: a schema changes its name without a lock on its tables. A statement under way ends
        on the tables it began with; the next one finds the new ones, prepared or not.
        """
        with self._connection.transaction():
            lock_position(self._connection)
            self.check()
            for _ in self._pages():
                self._writer.write(self._fold.take())
            store_fingerprints(self._connection, self._fingerprints)
            set_position(self._connection, self.position, combined_fingerprint(self._fingerprints))
            record_generation(self._connection, self._fingerprints, self._generation)
            clear_failures(self._connection, self.position)
            self._connection.ask([notify_position(self.position)])
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
            self._fold.take_in([decode_event(event) for event in page])
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


APPLICATION = "efe-rebuild"
_LOCK = 0x0EFE_0003  # advisory locks are numbers of one database


class RebuildRunning(Exception):
    """Another process is rebuilding the read model. The message is one French line."""

    def __init__(self) -> None:
        super().__init__("Une autre reconstruction des tables de lecture est en cours.")


def rebuild(
    database: Database,
    projections: Projections,
    progress: Progress | None = None,
    source: EventSource | None = None,
    *,
    generation: int = GENERATION,
    refused: frozenset[Precedence] = REFUSE_IF_NEWER,
    memory: int = MAX_ROWS_IN_MEMORY,
) -> int:
    """Build the read model anew and return its position; runners and readers go on meanwhile.

    From the ledger of the database, or from another source. `generation` is that of this code, `memory` how many rows
    are held at once, between one and two kilobytes each.

    Raises `RebuildRunning`, `RebuildRefused` where the tables in use stand to this code as is `refused`, or
    `FoldFailed` for an event that a projection cannot take; then nothing has changed.
    """
    with (
        open_session(database.administered, DatabaseRole.PROJECTOR, APPLICATION) as writing,  # it makes schemas
        open_session(database, DatabaseRole.PROJECTOR, APPLICATION) as reading,
        _alone(writing),
        _without_cycle_collection(),
    ):
        prepare_writing(writing)
        prepare_writing(reading)
        origin = source or LedgerSource(reading)
        shadow = Shadow(writing, reading, origin, projections, generation=generation, refused=refused, memory=memory)
        shadow.check()
        try:
            shadow.create()
            shadow.fill(progress or _unseen)
            shadow.swap()
        finally:
            with suppress(LockNotAvailable):  # a long statement still reads what retired: the next rebuild removes it
                shadow.drop()
        return shadow.position


def _unseen(_position: int, _head: int) -> None:
    """Nobody looks."""


@contextmanager
def _alone(connection: psycopg.Connection[Any]) -> Iterator[None]:
    [(alone,)] = connection.execute("select pg_try_advisory_lock(%s)", [_LOCK]).fetchall()
    if not alone:
        raise RebuildRunning
    try:
        yield
    finally:
        with suppress(psycopg.OperationalError):  # it is given back with the connection, a moment after it is closed
            connection.execute("select pg_advisory_unlock(%s)", [_LOCK])


@contextmanager
def _without_cycle_collection() -> Iterator[None]:
    """Folding makes millions of objects and no cycles: to look for them would take a quarter of the time."""
    enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if enabled:
            gc.enable()
