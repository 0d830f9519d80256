"""Which of two versions of the code may build the read tables: they only go forward."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final

import psycopg

from efe_infra.read_model.tables.fingerprint import combined_fingerprint
from efe_infra.read_model.tables.position import READ_MODEL

GENERATION: Final = 5
"""Higher in each release whose read tables are not those of the release before it."""


class Precedence(StrEnum):
    """How the read tables in use stand to this code."""

    CURRENT = "current"
    """This code built them, or would have built the same."""
    DUE = "due"
    """They are older, or of nobody knows whom: this code builds them anew when it starts."""
    REPLACED = "replaced"
    """This code had built them, and they were replaced: it does so again only when it is asked to."""
    OLDER = "older"
    """They are of a higher generation than this code, which replaces them only when asked to go back."""


SUPERSEDED_STATES: Final = frozenset({Precedence.REPLACED, Precedence.OLDER})
"""Where this code has had its time: it follows nothing, and somebody else is to be asked."""


REFUSE_UNLESS_DUE: Final = frozenset({Precedence.CURRENT, *SUPERSEDED_STATES})
REFUSE_IF_NEWER: Final = frozenset({Precedence.OLDER})
REFUSE_NEVER: Final[frozenset[Precedence]] = frozenset()
"""When a rebuild is refused: one that a process begins of itself, one that somebody asks for, one that goes back."""


@dataclass(frozen=True)
class TableOrder:
    """Between this code and the read tables in use; `stored` is 0 where no generation was recorded with them."""

    own: int
    stored: int
    precedence: Precedence

    @property
    def is_behind(self) -> bool:
        return self.precedence in SUPERSEDED_STATES


class RebuildRefused(Exception):
    """The read tables are not for this code to replace. The message is one French line."""

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


def compare_generations(connection: psycopg.Connection[Any], built: Mapping[str, str], generation: int) -> TableOrder:
    """Of the code with these fingerprints. What the tables are now and what they were before tells it."""
    own = combined_fingerprint(built)
    stored, stored_generation, was_built = connection.execute(_ORDER, [own, READ_MODEL]).fetchone() or (own, 0, False)
    if stored == own:
        precedence = Precedence.CURRENT
    elif generation < stored_generation:
        precedence = Precedence.OLDER
    else:
        precedence = Precedence.REPLACED if was_built else Precedence.DUE
    return TableOrder(generation, stored_generation, precedence)


def record_generation(connection: psycopg.Connection[Any], built: Mapping[str, str], generation: int) -> None:
    """That the tables in use are of this code, in the transaction under way."""
    connection.execute(_BUILT, [combined_fingerprint(built), generation])
