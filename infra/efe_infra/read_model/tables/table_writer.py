"""Loads and writes the read tables of a schema, on a background thread if needed."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor, wait
from typing import Any, Self

from efe_infra.postgres.pipeline import AnyStatement, PipelineConnection
from efe_infra.read_model.folding.table_fold import FoldBatch
from efe_infra.read_model.tables.definition import SCHEMA
from efe_infra.read_model.tables.table_statements import TableStatements, Values
from efe_projections.engine.audit_fold import Projections
from efe_projections.engine.projection import Key
from efe_projections.engine.row import Row


class BackgroundWriter[T]:
    """Background thread for one task at a time: PostgreSQL writes while Python folds. Leaving the context waits."""

    def __init__(self) -> None:
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="read-model")
        self._task: Future[T] | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._thread.shutdown()

    def start(self, task: Callable[[], T]) -> None:
        """Starts a task; the one before must be settled."""
        self._task = self._thread.submit(task)

    def settle(self) -> T | None:
        """Waits for the running task, and returns its result or raises its error."""
        task, self._task = self._task, None
        return task.result() if task else None

    def forget(self) -> None:
        """Waits for the running task and ignores its result."""
        if self._task:
            wait([self._task])
            self._task = None


MAX_INSERTED_ROWS = 20
"""Rows of a batch that are inserted; larger batches use COPY."""


def is_short(batch: FoldBatch) -> bool:
    return batch.rows <= MAX_INSERTED_ROWS


def _by_name(
    connection: PipelineConnection, projections: Projections, schema: str
) -> Mapping[str, TableStatements[Any]]:
    audit = projections.audit
    rows: list[type[Row]] = [*(projection.row for projection in projections), audit.event, audit.place]
    return {row.TABLE.name: TableStatements(connection, row, schema) for row in rows}


class StoredState:
    """Committed rows of a schema, for a fold that continues from them."""

    def __init__(self, connection: PipelineConnection, projections: Projections, schema: str = SCHEMA) -> None:
        self._connection = connection
        self._tables = _by_name(connection, projections, schema)
        place = projections.audit.place.TABLE.name
        self._last_seqs = f"""
            select bassin, coalesce((select max(seq) from {schema}.{place} where {place}.bassin = wanted.bassin), 0)
            from unnest(%s::text[]) as wanted (bassin)
        """  # noqa: S608

    def rows(self, keys: Mapping[str, Sequence[Key]]) -> Mapping[str, Iterable[Row]]:
        tables = [self._tables[name] for name in keys]
        loads = [table.load(table_keys) for table, table_keys in zip(tables, keys.values(), strict=True)]
        results = self._connection.ask(loads) if loads else ()
        return {name: table.rows(result) for name, table, result in zip(keys, tables, results, strict=True)}

    def seqs(self, bassins: Sequence[str]) -> Mapping[str, int]:
        return dict(self._connection.execute(self._last_seqs, [list(bassins)]).fetchall()) if bassins else {}


class TableWriter:
    """Writer of batches on a connection. It ends versions before it adds their successors."""

    def __init__(self, connection: PipelineConnection, projections: Projections, schema: str = SCHEMA) -> None:
        self._connection = connection
        self._tables = _by_name(connection, projections, schema)

    def statements(self, batch: FoldBatch) -> Iterator[AnyStatement]:
        """Yields the statements of a short batch, for one pipeline."""
        for table, closings, values in self._parts(batch):
            if closings:
                yield table.close(closings)
            yield from table.inserts(values)

    def write(self, batch: FoldBatch) -> None:
        """Writes a long batch, in the open transaction."""
        for table, closings, values in self._parts(batch):
            if closings:
                self._connection.ask([table.close(closings)])
            if values:
                table.add(values)

    def _parts(self, batch: FoldBatch) -> Iterator[tuple[TableStatements[Any], Sequence[Values], Iterable[Values]]]:
        for name, closings, versions in batch.tables:
            if closings or versions:
                table = self._tables[name]
                yield table, closings, table.values_of(versions) if versions else ()
        for appended in (batch.events, batch.places):
            if appended:
                table = self._tables[appended[0].TABLE.name]
                yield table, (), table.values(appended)
