"""Operation as one SQL statement that returns the whole data."""

from asyncio import gather
from collections.abc import Awaitable, Callable
from functools import cached_property, partial
from typing import Any, Final, NamedTuple

import orjson

from efe_graphql.answer_memory import AnswerMemory
from efe_graphql.bounded_cache import BoundedCache
from efe_graphql.contract.as_of import ResolvedAsOf
from efe_graphql.execution.columns.compiler import OperationDocument
from efe_graphql.execution.columns.run import Fallback, Run
from efe_graphql.execution.markers import RootKey, RootPage, SqlPlace
from efe_graphql.execution.sql import connections as pages
from efe_graphql.execution.sql.builder import FieldSource, StatementWriter, parameter
from efe_graphql.execution.sql.compiler import RootSelection, Selection
from efe_graphql.execution.sql.json_sql import concat
from efe_graphql.execution.sql.repeated import Question, SqlAnswer, StatementText, answered_again, moment_of
from efe_projections.engine.query import ReadQuery, viewing

MOST_CHARACTERS: Final = 20_000
"""Limit of one text: the database keeps each with its plan."""
TEXTS: Final[BoundedCache[StatementText]] = BoundedCache(2_000_000)
"""Cache of statement texts by statement and shapes, limited in characters together."""


class RootSource(NamedTuple):
    """Source of a root field, its position, and the hook that is called after the read."""

    as_of: ResolvedAsOf
    source: FieldSource
    after_read: Callable[[], Awaitable[None]] | None = None


class OperationStatement:
    """Compiled statement of an operation. Its constructor raises `UnsupportedInSql` or `NotCompiled`."""

    def __init__(self, document: OperationDocument) -> None:
        self._selection = Selection(document)

    async def answer(self, run: Run) -> orjson.Fragment:
        """Returns the data. Raises errors of resolvers, and reasons for a fallback, before any `after_read` hook."""
        context = run.context
        begun = {root.number: await begin(root, run) for root in self._selection.roots}
        sources = {number: each.source for number, each in begun.items()}
        sources |= {each.number: each.source(each.arguments(run), context) for each in self._selection.asks}
        text = self._text(sources)
        memory = self._memory(context, text) if begun else None
        params = viewing(context.viewer)
        for number, source in sources.items():
            params |= {parameter(number, name): value for name, value in source.params.items()}
        moments = {number: each.as_of for number, each in begun.items()}
        if memory is not None:
            data, run.repeated = await answered_again(context, memory, Question(text, params, moments))
        else:
            for number, as_of in moments.items():
                params |= moment_of(as_of, number)
            [answered_by_sql] = await context.read_at_once(ReadQuery(text.sql, params, SqlAnswer))
            data = answered_by_sql.data
        await gather(*(each.after_read() for each in begun.values() if each.after_read))
        return orjson.Fragment(data)

    def _memory(self, context: Any, text: StatementText) -> AnswerMemory | None:
        """Returns the memory for the answer, if it may be kept. An answer that a journal records never is."""
        memory: AnswerMemory | None = getattr(context, "answers", None)
        if memory is None:
            return None
        if self._is_recorded:
            reason = "recorded"
        elif text.tables is None:
            reason = "unbounded"
        elif getattr(context, "is_new", False):
            reason = "first"
        else:
            return memory
        memory.note(reason)
        return None

    @cached_property
    def _is_recorded(self) -> bool:
        return any(isinstance(root.mark, RootPage) and root.mark.after_read for root in self._selection.roots)

    def _text(self, sources: dict[int, FieldSource]) -> StatementText:
        key = self, *(sources[number].shape for number in sorted(sources))
        text = TEXTS.get(key)
        if text is None:
            parts = self._selection.write(StatementWriter(sources), SqlPlace("", 0))
            text = StatementText.of(f"convert_to({concat(parts)}, 'UTF8')")
            if len(text.sql) > MOST_CHARACTERS:
                raise Fallback("text")
            TEXTS.put(key, text, len(text.sql))
        return text


async def begin(root: RootSelection, run: Run) -> RootSource:
    arguments, context = root.arguments(run), run.context
    match root.mark:
        case RootPage() as mark:
            page = await mark.begin(context, arguments)
            source = pages.source(page.listing, page.first, page.after, backward=page.backward)
            return RootSource(
                page.as_of, source, partial(mark.after_read, context, arguments, page) if mark.after_read else None
            )
        case RootKey() as mark:
            keyed = await mark.begin(context, arguments)
            return RootSource(keyed.as_of, FieldSource((), dict(zip(root.key, keyed.key, strict=True))))
