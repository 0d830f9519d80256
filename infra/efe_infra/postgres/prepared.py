"""Statements, and the plans that a connection has prepared for them."""

import re
from collections import OrderedDict
from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any, NamedTuple

from psycopg.abc import AdaptContext, Buffer
from psycopg.adapt import PyFormat, Transformer
from psycopg.pq import Format
from psycopg.pq.abc import PGresult
from psycopg.sql import SQL, Composed, Identifier

MAX_PREPARED = 200
MAX_PREPARED_CHARACTERS = 300_000
"""Limits of prepared statements on one connection. The server's plan takes over 100 bytes for each character."""
KEPT_SHARE = 3 / 4
"""Share of the limits to which the statements that were used last are kept, once a limit is exceeded."""

_PLACEHOLDER = re.compile(r"%(?:\((\w+)\)s|%)")


class PreparedStatement(NamedTuple):
    """Statement with placeholders `%(name)s`. Without `keeps_result` its result is dropped."""

    sql: str
    params: Mapping[str, Any]
    keeps_result: bool = True


class EncodedStatement(NamedTuple):
    """Statement with placeholders `$1`…; its values are in binary form already."""

    sql: str
    values: Sequence[Buffer | None]
    keeps_result: bool = False


class Plan:
    """Prepared statement, for parameters of certain types."""

    def __init__(self, name: bytes, text: bytes, types: tuple[int, ...]) -> None:
        self.name = name
        self.text = text
        self.types = types
        self.prepared = False
        self._columns: tuple[str, ...] | None = None

    def named(self, result: PGresult) -> tuple[str, ...]:
        """Returns the column names of its results, which never change."""
        if self._columns is None:
            self._columns = tuple((result.fname(n) or b"").decode() for n in range(result.nfields))
        return self._columns


class Bound(NamedTuple):
    """Statement with its encoded values."""

    plan: Plan
    values: Sequence[Buffer | None]
    formats: Sequence[int]
    keeps_result: bool


class Plans:
    """Plans of one connection, those that were used last at the end."""

    def __init__(self, context: AdaptContext, max_characters: int | None = None) -> None:
        self.transformer = Transformer.from_context(context)
        self._plans: OrderedDict[tuple[str, tuple[int, ...]], Plan] = OrderedDict()
        self._max_characters = max_characters
        self._count = 0
        self._characters = 0

    def drop_excess(self) -> list[str]:
        """Forgets the plans that were used longest ago, if there are too many; returns the names to deallocate.

        All at once would be worse: statements of long texts take longer to plan than to run.
        """
        if not self._exceeds(1):
            return []
        dropped: list[Plan] = []
        while self._exceeds(KEPT_SHARE):
            (sql, _), plan = self._plans.popitem(last=False)
            self._characters -= len(sql)
            dropped.append(plan)
        return [plan.name.decode() for plan in dropped if plan.prepared]

    def _exceeds(self, share: float) -> bool:
        max_characters = self._max_characters or MAX_PREPARED_CHARACTERS
        return len(self._plans) > share * MAX_PREPARED or self._characters > share * max_characters

    def bind(self, statement: PreparedStatement | EncodedStatement) -> Bound:
        """Encodes the values. Raises `psycopg.DataError` for a value that PostgreSQL cannot hold."""
        if isinstance(statement, EncodedStatement):
            sql, encoded, keeps_result = statement
            return Bound(self._plan(sql, ()), encoded, (Format.BINARY,) * len(encoded), keeps_result)
        sql, params, keeps_result = statement
        _, names, formats = numbered(sql)
        values = self.transformer.dump_sequence([params[name] for name in names], formats)
        plan = self._plan(sql, self.transformer.types or ())
        return Bound(plan, values, self.transformer.formats or (), keeps_result)

    def _plan(self, sql: str, types: tuple[int, ...]) -> Plan:
        plan = self._plans.get((sql, types))
        if plan is None:
            self._count += 1
            self._characters += len(sql)
            plan = self._plans[sql, types] = Plan(b"efe_%d" % self._count, numbered(sql)[0], types)
        else:
            self._plans.move_to_end((sql, types))
        return plan


def deallocation(names: Sequence[str]) -> Composed:
    """Returns one statement that drops these plans on the server, so that they cost one round trip."""
    return SQL("; ").join(SQL("deallocate {}").format(Identifier(name)) for name in names)


@lru_cache(maxsize=1000)
def numbered(sql: str) -> tuple[bytes, tuple[str, ...], tuple[PyFormat, ...]]:
    """Returns the text with `$1` for `%(name)s`, the names in that order, and the formats of their values."""
    names: dict[str, int] = {}

    def place(match: re.Match[str]) -> str:
        name = match[1]
        return f"${names.setdefault(name, len(names) + 1)}" if name else "%"

    text = _PLACEHOLDER.sub(place, sql).encode()
    return text, tuple(names), (PyFormat.AUTO,) * len(names)
