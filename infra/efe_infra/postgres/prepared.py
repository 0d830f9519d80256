"""Statements with numbered parameters, and which of them a connection has prepared."""

import re
from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any, NamedTuple

from psycopg.abc import AdaptContext, Buffer
from psycopg.adapt import PyFormat, Transformer
from psycopg.pq import Format
from psycopg.pq.abc import PGresult

MAX_PREPARED = 200
MAX_PREPARED_CHARACTERS = 300_000
"""Statements that a connection keeps, and how long they are together: the server keeps a plan of each, which takes a
hundred bytes and more a character. Beyond, it prepares them anew.
"""

_PLACEHOLDER = re.compile(r"%(?:\((\w+)\)s|%)")


class PreparedStatement(NamedTuple):
    """Placeholders are `%(name)s`. What it gives is `wanted`, or it only prepares for those that follow."""

    sql: str
    params: Mapping[str, Any]
    wanted: bool = True


class EncodedStatement(NamedTuple):
    """Places are `$1` and so on; values are in the binary form of the types that it names."""

    sql: str
    values: Sequence[Buffer | None]
    wanted: bool = False


class Plan:
    """One statement, for parameters of certain types."""

    def __init__(self, name: bytes, text: bytes, types: tuple[int, ...]) -> None:
        self.name = name
        self.text = text
        self.types = types
        self.prepared = False
        self._columns: tuple[str, ...] | None = None

    def named(self, result: PGresult) -> tuple[str, ...]:
        """The names of the columns of what it gives: always the same, or it is refused."""
        if self._columns is None:
            self._columns = tuple((result.fname(n) or b"").decode() for n in range(result.nfields))
        return self._columns


class Bound(NamedTuple):
    """A statement with its values, as they travel."""

    plan: Plan
    values: Sequence[Buffer | None]
    formats: Sequence[int]
    wanted: bool


class Plans:
    """Those of one connection."""

    def __init__(self, context: AdaptContext) -> None:
        self.transformer = Transformer.from_context(context)
        self._kept: dict[tuple[str, tuple[int, ...]], Plan] = {}
        self._made = 0
        self._characters = 0

    @property
    def too_many(self) -> bool:
        return len(self._kept) > MAX_PREPARED or self._characters > MAX_PREPARED_CHARACTERS

    def forget(self) -> None:
        self._kept.clear()
        self._characters = 0

    def bind(self, statement: PreparedStatement | EncodedStatement) -> Bound:
        """Raises `psycopg.DataError` for a value that PostgreSQL has no place for."""
        if isinstance(statement, EncodedStatement):
            sql, given, wanted = statement
            return Bound(self._plan(sql, ()), given, (Format.BINARY,) * len(given), wanted)
        sql, params, wanted = statement
        _, names, formats = numbered(sql)
        values = self.transformer.dump_sequence([params[name] for name in names], formats)
        plan = self._plan(sql, self.transformer.types or ())
        return Bound(plan, values, self.transformer.formats or (), wanted)

    def _plan(self, sql: str, types: tuple[int, ...]) -> Plan:
        plan = self._kept.get((sql, types))
        if plan is None:
            self._made += 1
            self._characters += len(sql)
            plan = self._kept[sql, types] = Plan(b"efe_%d" % self._made, numbered(sql)[0], types)
        return plan


@lru_cache(maxsize=1000)
def numbered(sql: str) -> tuple[bytes, tuple[str, ...], tuple[PyFormat, ...]]:
    """The text with `$1` for `%(name)s`, the names in that order, and the formats of their values."""
    names: dict[str, int] = {}

    def place(found: re.Match[str]) -> str:
        name = found[1]
        return f"${names.setdefault(name, len(names) + 1)}" if name else "%"

    text = _PLACEHOLDER.sub(place, sql).encode()
    return text, tuple(names), (PyFormat.AUTO,) * len(names)
