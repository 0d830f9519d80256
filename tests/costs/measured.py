"""Measured work of the database for a document, beside its estimated cost."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from statistics import median
from typing import Any, Final

import msgspec
import psycopg
from graphql import parse

from efe_graphql.limits.limits import costs
from efe_graphql.schema import schema
from efe_graphql.types.nodes import NODES
from efe_infra.ledger.recorder import (
    STREAM_ASCENDING_SQL,
    STREAM_DESCENDING_SQL,
    STREAMS_SQL,
    VERSIONS_SQL,
    LedgerRecorder,
)
from efe_infra.postgres.database import Database, DatabaseRole
from efe_infra.read_model.reads.reads import PooledReads
from efe_projections.engine.query import ReadQuery
from efe_projections.engine.row import ReadTable
from tests.api.given import Client
from tests.costs.documents import OBJECTS, Document, documents
from tests.plans.explained import Explained, Explainer, Mode
from tests.plans.sample import BASSIN

type StreamRead = tuple[str, Sequence[Any]]

STREAM_READS: Final = frozenset({STREAM_ASCENDING_SQL, STREAM_DESCENDING_SQL, STREAMS_SQL, VERSIONS_SQL})
ROWS: Final = 8
"""Rows looked at that are as much work as one page touched."""


class Measured(msgspec.Struct, frozen=True, kw_only=True):
    field: str
    cost: int
    statements: int
    pages: int
    rows: int
    milliseconds: float
    codes: list[str]

    @property
    def work(self) -> float:
        return self.pages + self.rows / ROWS

    @property
    def ratio(self) -> float:
        return self.work / self.cost


@contextmanager
def recorded() -> Iterator[list[ReadQuery[Any]]]:
    """Records the queries to the real port meanwhile."""
    asked: list[ReadQuery[Any]] = []
    fetch = PooledReads._fetch

    async def recording(self: PooledReads, *queries: ReadQuery[Any]) -> list[list[Any]]:
        asked.extend(queries)
        return await fetch(self, *queries)

    PooledReads._fetch = recording  # type: ignore[method-assign]
    try:
        yield asked
    finally:
        PooledReads._fetch = fetch  # type: ignore[method-assign]


@contextmanager
def recorded_streams() -> Iterator[list[StreamRead]]:
    """Collects the reads of streams that the ledger is sent meanwhile; those of guards and commands are such."""
    sent: list[StreamRead] = []
    select = LedgerRecorder._select

    def recording(self: LedgerRecorder, query: Any, parameters: Any) -> Any:
        if query in STREAM_READS:
            sent.append((query, parameters))
        return select(self, query, parameters)

    LedgerRecorder._select = recording  # type: ignore[method-assign]
    try:
        yield sent
    finally:
        LedgerRecorder._select = select  # type: ignore[method-assign]


def measured(database: Database, by: Client, only: str = "") -> Iterator[Measured]:
    ids = some_ids(database)
    with Explainer(database) as explainer:
        for each in documents(schema._schema, ids):
            if each.field.startswith(only):
                yield measure(explainer, by, each)


def measure(explainer: Explainer, by: Client, document: Document) -> Measured:
    """Measures a document that was run before, so that caches are filled as usual."""
    costs.cache_clear()
    cost = max(costs(schema._schema, parse(document.text)).values())
    by.post(document.text, {})
    with recorded() as queries, recorded_streams() as streams:
        answer = by.post(document.text, {})
    found = [explained(explainer, query) for query in queries]
    found += [explainer.explain_ledger(query, parameters) for query, parameters in streams]
    return Measured(
        field=document.field,
        cost=cost,
        statements=len(found),
        pages=sum(each.pages for each in found),
        rows=sum(each.touched for each in found),
        milliseconds=sum(each.milliseconds for each in found),
        codes=[error["extensions"]["code"] for error in answer.get("errors", ())],
    )


def explained(explainer: Explainer, query: ReadQuery[Any]) -> Explained:
    """The first time, a function of the database reads its own definition too."""
    return min(explainer.explain_each(query, 2 * [Mode.GENERIC]), key=lambda each: each.pages)


def some_ids(database: Database) -> Mapping[str, Sequence[str]]:
    """Returns ids of each type of objects with rows, those of one Instance first."""
    found: dict[str, Sequence[str]] = {}
    with psycopg.connect(database.conninfo(DatabaseRole.PROJECTOR)) as connection:
        for kind in NODES:
            if hasattr(kind, "ROW") and (rows := connection.execute(_some(kind.ROW.TABLE).encode()).fetchall()):
                found[kind.__name__] = [f"{kind.__name__}:{'/'.join(map(str, row))}" for row in rows]
    return found


def _some(table: ReadTable) -> str:
    names, columns = ", ".join(table.key), {column.name for column in table.columns}
    near = "bassins[1]" if "bassins" in columns else "bassin" if "bassin" in columns else "''"
    return f"""
        select {names} from read.{table.name} where {"true" if table.append_only else "to_position is null"}
        order by {near} <> '{BASSIN}', {names} limit {OBJECTS}
    """


def typical(found: Sequence[Measured]) -> float:
    """The median work for a unit of cost, of what asks the database for anything."""
    return median(each.ratio for each in found if each.statements)
