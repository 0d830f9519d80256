"""Generations of read tables: which version of the code may build them. Tables only go forward."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from math import inf
from typing import Any, Final

import psycopg

from efe_infra.read_model.tables.fingerprint import combined_fingerprint
from efe_infra.read_model.tables.position import READ_MODEL

GENERATION: Final = 14
"""Generation of this code. A release whose read tables differ from the release before increments it."""


class Precedence(StrEnum):
    """Relation of the current read tables to this code."""

    CURRENT = "current"
    """Tables of this code."""
    DUE = "due"
    """Older or unknown tables: this code rebuilds them at its start."""
    REPLACED = "replaced"
    """Tables that replaced those of this code, which rebuilds only on request."""
    OLDER = "older"
    """Tables of a higher generation, which this code replaces only on an explicit downgrade."""


SUPERSEDED_STATES: Final = frozenset({Precedence.REPLACED, Precedence.OLDER})
"""States in which this code neither projects nor reports readiness."""
UNREADABLE_STATES: Final = frozenset({Precedence.DUE, Precedence.REPLACED})
"""States in which the tables may lack what this code reads. Tables of a later release have it."""


REFUSE_UNLESS_DUE: Final = frozenset({Precedence.CURRENT, *SUPERSEDED_STATES})
REFUSE_IF_NEWER: Final = frozenset({Precedence.OLDER})
REFUSE_NEVER: Final[frozenset[Precedence]] = frozenset()
"""Precedences that refuse a rebuild: at a start, on request, and on a downgrade."""


@dataclass(frozen=True)
class TableOrder:
    """Generations of this code and of the current read tables; `stored` is 0 if unknown."""

    own: int
    stored: int
    precedence: Precedence

    @property
    def is_behind(self) -> bool:
        return self.precedence in SUPERSEDED_STATES

    @property
    def is_readable(self) -> bool:
        return self.precedence not in UNREADABLE_STATES


class RebuildRefused(Exception):
    """Rebuild that would replace later read tables. The message is one French line."""

    def __init__(self, order: TableOrder) -> None:
        self.order = order
        super().__init__(
            f"Les tables de lecture sont d'une version plus récente du logiciel (génération {order.stored}, "
            f"celle-ci : {order.own}) : rien n'est reconstruit. « efe rebuild --downgrade » y revient exprès."
        )


_ORDER = """
    select held.definition, coalesce(current.generation, 0), own.definition is not null
    from projection.position as held
    left join projection.built as current on current.definition = held.definition
    left join projection.built as own on own.definition = %s
    where held.name = %s
"""
_BUILT = """
    insert into projection.built as known (definition, generation) values (%s, %s)
    on conflict (definition) do update
        set generation = greatest(known.generation, excluded.generation), built_at = clock_timestamp()
"""


_AGE_SQL = """
    select greatest(extract(epoch from clock_timestamp() - current.built_at), 0)::float8
    from projection.position as held join projection.built as current on current.definition = held.definition
    where held.name = %s
"""


def compare_generations(connection: psycopg.Connection[Any], built: Mapping[str, str], generation: int) -> TableOrder:
    """Returns the order between the code with these fingerprints and the current tables."""
    own = combined_fingerprint(built)
    stored, stored_generation, was_built = connection.execute(_ORDER, [own, READ_MODEL]).fetchone() or (own, 0, False)
    if stored == own:
        precedence = Precedence.CURRENT
    elif generation < stored_generation:
        precedence = Precedence.OLDER
    else:
        precedence = Precedence.REPLACED if was_built else Precedence.DUE
    return TableOrder(generation, stored_generation, precedence)


def tables_age_s(connection: psycopg.Connection[Any]) -> float:
    """Returns the seconds since the current tables were put in place; infinity if that is unknown."""
    rows = connection.execute(_AGE_SQL, [READ_MODEL]).fetchall()
    return float(rows[0][0]) if rows else inf


def record_generation(connection: psycopg.Connection[Any], built: Mapping[str, str], generation: int) -> None:
    """Records that the current tables are of this code, in the open transaction."""
    connection.execute(_BUILT, [combined_fingerprint(built), generation])
