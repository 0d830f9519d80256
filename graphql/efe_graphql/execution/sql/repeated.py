"""Answers that are given again: one statement, whose tables have not changed since its answer was read."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from hashlib import blake2b
from typing import Any, Final, NamedTuple, Self

import msgspec

from efe_graphql.answer_memory import AnswerMemory, RememberedAnswer
from efe_graphql.contract.as_of import ResolvedAsOf, cursor_begins, position_in_cursor
from efe_graphql.execution.sql.repeatable import tables_read
from efe_projections.engine.changes import PLANNED_TABLES_ID, unchanged_since
from efe_projections.engine.query import ReadQuery

_SHOWN: Final = re.compile(r"%\(shown_(\d+)\)s")


class SqlAnswer(msgspec.Struct, frozen=True):
    """Data of an answer as JSON bytes, and the identity of the read tables before and after its own were found.

    Both are the same unless a rebuild put its tables in place meanwhile.
    """

    before: int
    data: bytes
    after: int


class StatementText(NamedTuple):
    """Text of a statement and its digest.

    `tables` are those that its answer depends on, None if it depends on more. `cursors_of` are the root fields whose
    position is in the answer.
    """

    sql: str
    digest: bytes
    tables: frozenset[str] | None
    cursors_of: tuple[int, ...]

    @classmethod
    def of(cls, value: str) -> Self:
        """Returns the text of the statement that gives a value of SQL."""
        sql = f"select {PLANNED_TABLES_ID} as before, {value} as data, {PLANNED_TABLES_ID} as after"
        roots = {int(match[1]) for match in _SHOWN.finditer(value)}
        return cls(sql, blake2b(sql.encode(), digest_size=32).digest(), tables_read(value), tuple(sorted(roots)))


@dataclass(frozen=True)
class Question:
    """A statement with its parameters, but for the moments of its root fields."""

    text: StatementText
    params: Mapping[str, Any]
    moments: Mapping[int, ResolvedAsOf]

    @property
    def position(self) -> int:
        """The lowest position of the read model at which a root field began: the answer is true from it on."""
        return min(as_of.read_position for as_of in self.moments.values())

    @cached_property
    def present(self) -> frozenset[int]:
        """The root fields that are read as of the present, not of a moment that the client or a cursor named."""
        return frozenset(
            number
            for number, as_of in self.moments.items()
            if not as_of.past and as_of.position == as_of.read_position
        )

    @property
    def key(self) -> bytes:
        """Digest of all that the answer depends on but the state of its tables.

        The position of the present is left out. `repr` keeps values of different types apart: 1, True and "1".
        """
        moments = [
            (number, as_of.past, None if number in self.present else as_of.position)
            for number, as_of in self.moments.items()
        ]
        content = repr((sorted(self.params.items()), sorted(moments)))
        return blake2b(self.text.digest + content.encode("utf-8", "surrogatepass"), digest_size=32).digest()

    def query(self, memory: AnswerMemory) -> ReadQuery[SqlAnswer]:
        """Returns the read. Where a present position is shown, it leaves the mark of the memory."""
        params = dict(self.params)
        for number, as_of in self.moments.items():
            params |= moment_of(as_of, number)
            if number in self.present:
                params[f"shown_{number}"] = mark_of_root(memory, number)
        return ReadQuery(self.text.sql, params, SqlAnswer)

    def shown(self, memory: AnswerMemory, data: bytes) -> bytes:
        """Returns the data with the present positions in place of the marks."""
        for number in self.present.intersection(self.text.cursors_of):
            position = position_in_cursor(self.moments[number].position)
            data = data.replace(cursor_begins(mark_of_root(memory, number)), cursor_begins(position))
        return data


def moment_of(as_of: ResolvedAsOf, number: int) -> dict[str, Any]:
    """Returns the parameters for positions, ids and cursors of a root field."""
    mark, past = (f"@{as_of.position}", "true") if as_of.past else ("", "false")
    return {
        f"at_{number}": as_of.position,
        f"mark_{number}": mark,
        f"past_{number}": past,
        f"shown_{number}": position_in_cursor(as_of.position),
    }


def mark_of_root(memory: AnswerMemory, number: int) -> str:
    """Returns the mark of a root field. With a bracket before it, its length is a multiple of three."""
    return f"{memory.mark}{number:04d}"


async def answered_again(context: Any, memory: AnswerMemory, question: Question) -> tuple[bytes, bool]:
    """Returns the data, and whether it is a remembered answer.

    One round trip confirms the principal either way: with the state of the tables, or with the answer itself. A
    remembered answer is true if its tables have not changed, are the same tables, and are of the same server.
    """
    key = question.key
    remembered = memory.get(key)
    if remembered:
        since = min(remembered.position, question.position)
        [state] = await context.read_at_once(unchanged_since(question.text.tables or (), since), small=True)
        if (state.tables, memory.lineage()) != (remembered.tables, remembered.lineage):
            memory.note("rebuilt")
        elif state.unchanged:
            remembered.position = max(remembered.position, question.position)
            memory.note("repeated")
            context.is_repeatable = True
            return question.shown(memory, remembered.data), True
        else:
            memory.note("changed")
    else:
        memory.note("new")
    lineage = memory.lineage()
    [answer] = await context.read_at_once(question.query(memory))
    context.is_repeatable = True
    if answer.before == answer.after:
        memory.keep(key, RememberedAnswer(answer.data, question.position, answer.after, lineage))
    return question.shown(memory, answer.data), False
