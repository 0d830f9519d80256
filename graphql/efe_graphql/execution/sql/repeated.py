"""Answers that are given again: one statement, whose tables have not changed since its answer was read."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final, NamedTuple, Self

import msgspec

from efe_graphql.answer_memory import AnswerMemory, RememberedAnswer, RepeatableAnswer, digest32
from efe_graphql.contract.as_of import ResolvedAsOf, position_in_cursor
from efe_projections.engine.changes import PLANNED_TABLES_ID
from efe_projections.engine.query import ReadQuery
from efe_projections.engine.tables_read import tracked_tables

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
        return cls(sql, digest32(sql), tracked_tables(value), tuple(sorted(roots)))


@dataclass(frozen=True)
class Question:
    """A statement with its parameters, but for the moments of its root fields."""

    text: StatementText
    params: Mapping[str, Any]
    moments: Mapping[int, ResolvedAsOf]

    @property
    def position(self) -> int:
        """The lowest position of the read model at which a root field began: the answer is true from it on."""
        return min([as_of.read_position for as_of in self.moments.values()])

    @cached_property
    def present(self) -> frozenset[int]:
        """The root fields that are read as of the present, not of a moment that the client or a cursor named."""
        return frozenset(
            [
                number
                for number, as_of in self.moments.items()
                if not as_of.past and as_of.position == as_of.read_position
            ]
        )

    @cached_property
    def key(self) -> bytes:
        """Digest of all that the answer depends on but the state of its tables.

        The position of the present is left out. `repr` keeps values of different types apart: 1, True and "1".
        """
        moments = [
            (number, as_of.past, None if number in self.present else as_of.position)
            for number, as_of in self.moments.items()
        ]
        content = repr((sorted(self.params.items()), sorted(moments)))
        return digest32(self.text.digest, content)

    def query(self, memory: AnswerMemory) -> ReadQuery[SqlAnswer]:
        """Returns the read. Where a present position is shown, it leaves the mark of the memory."""
        params = dict(self.params)
        for number, as_of in self.moments.items():
            params |= moment_of(as_of, number)
            if number in self._marked:
                params[f"shown_{number}"] = mark_of_root(memory, number)
        return ReadQuery(self.text.sql, params, SqlAnswer)

    def answer_of(self, memory: AnswerMemory) -> RepeatableAnswer:
        """Returns how the answer is found in a memory."""
        marks = [mark_of_root(memory, number) for number in self._marked]
        is_present = not any(as_of.past or as_of.is_named for as_of in self.moments.values())
        reached = max([as_of.read_position for as_of in self.moments.values()])
        return RepeatableAnswer(self.key, self.text.tables or frozenset(), marks, is_present, reached)

    def shown(self, answer: RepeatableAnswer, data: bytes) -> bytes:
        """Returns the data with the present positions in place of the marks."""
        return answer.shown(data, [self.moments[number].position for number in self._marked])

    @cached_property
    def _marked(self) -> Sequence[int]:
        return [number for number in self.text.cursors_of if number in self.present]


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
    answer = question.answer_of(memory)
    remembered = memory.get(answer.key)
    if remembered:
        state = await context.read_state()
        if memory.holds(remembered, answer.tables, state, question.position):
            context.repeatable = answer
            return question.shown(answer, remembered.data), True
    else:
        memory.note("new")
    lineage = memory.lineage()
    [reading] = await context.read_at_once(question.query(memory))
    context.repeatable = answer
    if reading.before == reading.after:
        memory.keep(answer.key, RememberedAnswer(reading.data, question.position, reading.after, lineage))
    return question.shown(answer, reading.data), False
