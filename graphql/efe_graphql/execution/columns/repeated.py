"""Answers by columns that are given again: nothing was recorded since, and they depend on nothing else."""

from typing import Any

import orjson

from efe_graphql.answer_memory import AnswerMemory, RememberedAnswer, RepeatableAnswer, Witnessed, digest32
from efe_projections.engine.changes import ReadState


class ColumnsAnswer:
    """Answer to one request. Resolvers run with `context`; `data` is the remembered answer, None without one.

    The state before the answer is read again when it is repeated: all reads between two equal states had it.
    """

    def __init__(self, context: Any, witnessed: Witnessed, memory: AnswerMemory, key: bytes) -> None:
        self.data: orjson.Fragment | None = None
        self.context = witnessed.context
        self._whole = context
        self._dependence = witnessed.dependence
        self._memory = memory
        self._key = key
        self._lineage = memory.lineage()

    async def look(self) -> None:
        """Looks for a remembered answer. Confirms the principal in the same round trip; raises its errors."""
        remembered = self._memory.get(self._key)
        if not remembered:
            self._memory.note("new")
        self._state: ReadState = await self._whole.read_state()
        if self._whole.read_position is None:
            self._whole.read_position = self.context.read_position = self._state.position
        if remembered and self._memory.holds(remembered, None, self._state, self._state.position):
            self._whole.repeatable = self._answer
            self.data = orjson.Fragment(remembered.data)

    def kept(self, data: Any) -> Any:
        """Returns the data of an answer, as JSON text if the answer is kept."""
        if self._dependence.other:
            self._memory.note("recorded" if self._dependence.other == "journal" else "unbounded")
            self._memory.refuse(self._key)
            return data
        if {self._whole.read_position, *self._dependence.heads} != {self._state.position}:
            return data  # it is not of one moment
        try:
            text = orjson.dumps(data)
        except orjson.JSONEncodeError:  # the response raises it
            return data
        sealed = self._state.sealed if self._dependence.checkpoint else None
        remembered = RememberedAnswer(text, self._state.position, self._state.tables, self._lineage, sealed)
        self._memory.keep(self._key, remembered)
        self._whole.repeatable = self._answer
        return orjson.Fragment(text)

    @property
    def _answer(self) -> RepeatableAnswer:
        return RepeatableAnswer(self._key, None, (), is_present=True, reached=self._state.position)


async def columns_answer(
    context: Any, witnessed: Witnessed, operation: bytes, variables: dict[str, Any]
) -> ColumnsAnswer | None:
    """Returns the answer to an operation, of which `operation` is the digest; None if it is not to be kept.

    Where the principal has changed, or the server is away, the caller meets it again.
    """
    memory: AnswerMemory = context.answers
    key = digest32(b"columns", operation, witnessed.fingerprint, repr(sorted(variables.items())))
    if memory.refuses(key):
        return None
    answer = ColumnsAnswer(context, witnessed, memory, key)
    try:
        await answer.look()
    except Exception:  # noqa: BLE001 - the usual way raises it again, or finds another principal
        return None
    return answer
