"""Rebuild of all read tables: folds the ledger into shadow tables, then swaps them with the current ones."""

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
from efe_infra.read_model.tables.position import (
    change_all,
    lock_position,
    notify_position,
    set_position,
    track_changes,
)
from efe_infra.read_model.tables.session import open_session, prepare_writing
from efe_infra.read_model.tables.status import clear_failures
from efe_infra.read_model.tables.table_writer import BackgroundWriter, StoredState, TableWriter
from efe_projections.engine.audit_fold import Projections

type Progress = Callable[[int, int], object]
"""Called with the reached position and the last one."""

SHADOW, RETIRED = "read_shadow", "read_retired"

DISABLE_AUTOVACUUM: Final = SQL("alter table {} set (autovacuum_enabled = off)")
"""Prevents repeated vacuums while a table is filled; it is vacuumed once at the end."""
RESET_AUTOVACUUM: Final = SQL("alter table {} reset (autovacuum_enabled)")

_RELATIONS = """
    select relname, relkind = 'v'
    from pg_class where relnamespace = to_regnamespace(%s) and relkind in ('r', 'v') order by relkind desc
"""


MAX_ROWS_IN_MEMORY = 1_000_000
"""Rows in memory during a rebuild, at 1 to 2 kB each."""


class Shadow:
    """Shadow tables: filled from the first event, then swapped with the current tables.

    Up to `memory` rows stay in memory, so that a version is written once, when it ends. Current rows come last.
    Beyond that number, all rows are written and later loaded again.

    Refuses the swap if the current tables have one of the precedences in `refused`.
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
        comparison = compare_generations(self._connection, self._fingerprints, self._generation)
        if comparison.precedence in self._refused:
            raise RebuildRefused(comparison)

    def create(self) -> None:
        """Creates empty tables; indexes follow at the end, which is faster."""
        self.drop()
        with self._connection.transaction():
            self._connection.execute("set local role none")  # only the owner creates schemas
            self._connection.execute(f"create schema {SHADOW} authorization efe_projector")
        self._connection.execute(f"grant usage on schema {SHADOW} to efe_read")
        for table in self._tables:
            self._connection.execute(create_table(table, SHADOW))
            self._connection.execute(DISABLE_AUTOVACUUM.format(Identifier(SHADOW, table.name)))
        self._connection.execute(create_views(self._audit, SHADOW))

    def drop(self) -> None:
        """Drops shadow and retired tables. Raises `LockNotAvailable` while a statement still reads them."""
        for schema in (SHADOW, RETIRED):
            self._drop(schema)

    def fill(self, progress: Progress) -> None:
        """Folds the source up to its end, then creates the indexes."""
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
        self._connection.execute(
            "set default_statistics_target = 25"
        )  # the default 100 takes longer than the indexes
        for table in self._tables:
            self._connection.execute(create_indexes(table, SHADOW) + grant_reading(table, SHADOW))
            self._connection.execute(SQL("vacuum (analyze) {}").format(Identifier(SHADOW, table.name)))
            self._connection.execute(RESET_AUTOVACUUM.format(Identifier(SHADOW, table.name)))

    def swap(self) -> None:
        """Catches up and swaps the tables.

        Locks the read position, so that no runner writes into retiring tables. Readers continue: renaming a schema
        locks no table. A running statement ends on the old tables; the next one uses the new ones, prepared or not.
        """
        with self._connection.transaction():
            lock_position(self._connection)
            self.check()
            for _ in self._pages():
                self._writer.write(self._fold.take())
            store_fingerprints(self._connection, self._fingerprints)
            track_changes(self._connection, (table.name for table in self._tables))
            set_position(self._connection, self.position, combined_fingerprint(self._fingerprints))
            change_all(self._connection)
            record_generation(self._connection, self._fingerprints, self._generation)
            clear_failures(self._connection, self.position)
            self._connection.ask([notify_position(self.position)])
            self._connection.execute("set local role none")
            self._connection.execute(f"alter schema {SCHEMA} rename to {RETIRED}")
            self._connection.execute(f"alter schema {SHADOW} rename to {SCHEMA}")

    def _forget(self) -> None:
        """Writes all rows and drops them from memory."""
        self._writer.write(self._fold.take())
        self._create_keys()
        self._fold.forget(self._past)

    def _create_keys(self) -> None:
        if not self._has_keys:
            self._connection.execute("".join(create_key(table, SHADOW) for table in self._tables))
            self._has_keys = True

    def _pages(self) -> Iterator[None]:
        """Folds the events after the position, a page at a time."""
        for page in self._source.pages(self.position):
            self._fold.take_in([decode_event(event) for event in page])
            self.position = page[-1].position
            yield

    def _drop(self, schema: str) -> None:
        """Drops one table at a time, with the policies that refer to it. Gives up a long wait for a lock."""
        for name, is_view in self._connection.execute(_RELATIONS, [schema]).fetchall():
            drop = SQL("drop view {} cascade") if is_view else SQL("drop table {} cascade")
            with self._connection.transaction():
                self._connection.execute("set local lock_timeout = '1s'")
                self._connection.execute(drop.format(Identifier(schema, name)))
        self._connection.execute(SQL("drop schema if exists {}").format(Identifier(schema)))


APPLICATION = "efe-rebuild"
_LOCK = 0x0EFE_0003  # advisory locks are numbers of one database


class RebuildRunning(Exception):
    """Rebuild of another process. The message is one French line."""

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
    """Rebuilds the read model from the ledger or another source, and returns its position. Readers continue.

    `generation` is that of this code; `memory` bounds the rows in memory.

    Raises `RebuildRunning`, `RebuildRefused` (see `Shadow`) or `FoldFailed`; then nothing has changed.
    """
    with (
        open_session(database.administered, DatabaseRole.PROJECTOR, APPLICATION) as writing,  # creates schemas
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
            shadow.fill(progress or (lambda _position, _head: None))
            shadow.swap()
        finally:
            with suppress(LockNotAvailable):  # a long statement still reads them: the next rebuild drops them
                shadow.drop()
        return shadow.position


@contextmanager
def _alone(connection: psycopg.Connection[Any]) -> Iterator[None]:
    [(alone,)] = connection.execute("select pg_try_advisory_lock(%s)", [_LOCK]).fetchall()
    if not alone:
        raise RebuildRunning
    try:
        yield
    finally:
        with suppress(psycopg.OperationalError):  # a closed connection releases it too
            connection.execute("select pg_advisory_unlock(%s)", [_LOCK])


@contextmanager
def _without_cycle_collection() -> Iterator[None]:
    """Disables the garbage collector: folding creates millions of objects, and no cycles."""
    enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if enabled:
            gc.enable()
