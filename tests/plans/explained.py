"""Plan of a read by the server, as the prepared statements of the port of reads get it, run once."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from enum import StrEnum
from typing import Any, Self

import msgspec
import psycopg
from psycopg.adapt import PyFormat, Transformer
from psycopg.rows import dict_row
from psycopg.sql import SQL, Composable, Composed, Literal

from efe_infra.postgres.database import Database, DatabaseRole
from efe_infra.read_model.reads.read_pool import DECLARE_VIEWER_SQL, SETTINGS_SQL
from efe_infra.read_model.tables.values import adapt
from efe_projections.engine.query import ReadQuery

_PLACEHOLDER = re.compile(r"%\((\w+)\)s")


class Mode(StrEnum):
    """A prepared statement is planned for its values at first, and then perhaps once for all values."""

    CUSTOM = "force_custom_plan"
    GENERIC = "force_generic_plan"


class Scan(msgspec.Struct, frozen=True, kw_only=True):
    """Rows that one node of a plan took from a table over all its loops: kept and dropped ones."""

    kind: str
    table: str
    index: str
    kept: int
    dropped: int


class Explained(msgspec.Struct, frozen=True, kw_only=True):
    """`rows` are the answer's; `pages` those touched, in memory or on disk."""

    rows: int
    pages: int
    scans: tuple[Scan, ...]
    milliseconds: float = 0.0

    @property
    def touched(self) -> int:
        return sum(scan.kept + scan.dropped for scan in self.scans)


class Explainer:
    """Runs reads as the port of reads does: under its role, with its declarations, behind the row policies."""

    def __init__(self, database: Database) -> None:
        self._connection = psycopg.connect(database.conninfo(DatabaseRole.READ), autocommit=True)
        adapt(self._connection)
        self._connection.execute(SETTINGS_SQL, ["60s"])
        self._ledger = psycopg.connect(database.conninfo(DatabaseRole.COMMAND), autocommit=True)
        self._type_names: dict[int, SQL] = {}

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._connection.close()
        self._ledger.close()

    def rows(self, query: ReadQuery[Any]) -> list[dict[str, Any]]:
        with self._viewing(query), self._connection.cursor(row_factory=dict_row) as cursor:
            return cursor.execute(query.sql.encode(), query.params).fetchall()

    def explain(self, query: ReadQuery[Any], mode: Mode) -> Explained:
        [found] = self.explain_each(query, [mode])
        return found

    def explain_each(self, query: ReadQuery[Any], modes: Iterable[Mode]) -> list[Explained]:
        """Explains one prepared statement, once in each mode."""
        sql, values = _numbered(query)
        explain = SQL("explain (analyze, buffers, timing off, format json) execute asked {}")
        execute = explain.format(_listed(map(Literal, values)))
        with self._viewing(query):
            self._connection.execute(SQL("prepare asked {} as {}").format(self._types(values), SQL(sql)))
            try:
                return [self._explained_in(mode, execute) for mode in modes]
            finally:
                self._connection.execute("deallocate asked")

    def _explained_in(self, mode: Mode, execute: Composed) -> Explained:
        self._connection.execute("select set_config('plan_cache_mode', %s, true)", [mode])
        [(plan,)] = self._connection.execute(execute).fetchall()
        return _explained(plan[0]["Plan"], plan[0]["Execution Time"])

    def sources(self, query: ReadQuery[Any]) -> set[str]:
        """Returns the tables that a read is planned to read, with their schemas, and the functions that give rows."""
        explain = f"explain (verbose, generic_plan, format json) {_numbered(query)[0]}"
        [(plan,)] = self._connection.execute(explain.encode(), prepare=False).fetchall()
        nodes = list(_nodes(plan[0]["Plan"]))
        tables = {f"{each['Schema']}.{each['Relation Name']}" for each in nodes if "Relation Name" in each}
        return tables | {each["Function Name"] for each in nodes if "Function Name" in each}

    def explain_ledger(self, query: str, parameters: Sequence[Any]) -> Explained:
        """Explains a read of the ledger, under the role of commands."""
        explain = f"explain (analyze, buffers, timing off, format json) {query}"
        [(plan,)] = self._ledger.execute(explain.encode(), parameters).fetchall()
        return _explained(plan[0]["Plan"], plan[0]["Execution Time"])

    @contextmanager
    def _viewing(self, query: ReadQuery[Any]) -> Iterator[None]:
        declared = {what: ",".join(map(str, query.params.get(f"viewer_{what}", ()))) for what in ("bassins", "poles")}
        with self._connection.transaction():
            if any(declared.values()):
                self._connection.execute(DECLARE_VIEWER_SQL, declared)
            yield

    def _types(self, values: list[Any]) -> Composable:
        """Returns the types under which psycopg sends the values."""
        transformer = Transformer(self._connection)
        oids = (0 if value is None else transformer.get_dumper(value, PyFormat.AUTO).oid for value in values)
        return _listed(map(self._type, oids))

    def _type(self, oid: int) -> Composable:
        if oid not in self._type_names:
            [(name,)] = self._connection.execute(
                "select coalesce(nullif(%s, 0::oid)::regtype::text, 'unknown')", [oid]
            )
            self._type_names[oid] = SQL(name)
        return self._type_names[oid]


def _numbered(query: ReadQuery[Any]) -> tuple[str, list[Any]]:
    """The statement as the server is sent it, with the values in their order."""
    names = list(dict.fromkeys(_PLACEHOLDER.findall(query.sql)))
    places = {name: f"${nth}" for nth, name in enumerate(names, 1)}
    sql = _PLACEHOLDER.sub(lambda found: places[found[1]], query.sql).replace("%%", "%")
    values = [query.params[name] for name in names]
    return sql, [list(value) if isinstance(value, tuple) else value for value in values]  # for they are written out


def _listed(items: Any) -> Composable:
    several = list(items)
    return SQL("({})").format(SQL(", ").join(several)) if several else SQL("")


def _explained(plan: Mapping[str, Any], milliseconds: float) -> Explained:
    nodes = list(_nodes(plan))
    return Explained(
        rows=_rows(plan, "Actual Rows"),
        pages=plan["Shared Hit Blocks"] + plan["Shared Read Blocks"],
        scans=tuple(_scan(node) for node in nodes if "Relation Name" in node),
        milliseconds=milliseconds,
    )


def _nodes(plan: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    yield plan
    for each in plan.get("Plans", ()):
        yield from _nodes(each)


def _rows(node: Mapping[str, Any], what: str) -> int:
    return round(float(node.get(what, 0)) * int(node["Actual Loops"]))


def _scan(node: Mapping[str, Any]) -> Scan:
    dropped = _rows(node, "Rows Removed by Filter") + _rows(node, "Rows Removed by Index Recheck")
    indexes = [each["Index Name"] for each in _nodes(node) if "Index Name" in each]
    return Scan(
        kind=node["Node Type"],
        table=node["Relation Name"],
        index="+".join(indexes),
        kept=_rows(node, "Actual Rows"),
        dropped=dropped,
    )
