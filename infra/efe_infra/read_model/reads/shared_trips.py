"""Round trips that small questions of one moment share."""

import asyncio
from collections.abc import Awaitable, Callable, Iterable, Sequence
from contextlib import AbstractAsyncContextManager
from contextvars import Context
from time import monotonic
from typing import Any, Final, NamedTuple, cast

from efe_infra.read_model.reads.read_pool import ReadConnection, Rows
from efe_projections.engine.query import ReadQuery

MAX_TRIPS: Final = 4
"""Trips under way at the same time."""
SLOW_TRIP_S: Final = 0.02
"""Age of a trip from which on a question no longer waits for its end."""
PATIENCE_S: Final = 1.0
"""Wait for a shared trip after which a question is asked alone: another one of the trip may hang."""

type Fetch = Callable[..., Awaitable[Rows]]
type Lend = Callable[[], AbstractAsyncContextManager[ReadConnection]]


class SharedTripFailed(Exception):
    """Trip of several questions, of which any may be the cause."""


class _Question(NamedTuple):
    queries: Sequence[ReadQuery[Any]]
    answered: asyncio.Future[Rows]


class SharedTrips:
    """Trips of one event loop. A question joins the next trip, never one that has begun: its answer is of a moment
    after the question.

    Equal queries of a trip are sent once. A trip belongs to no client: it has neither deadline nor share of its own,
    and ends by the statement timeout. Trips that follow one another keep the connection that `lend` lends; a question
    whose trip fails or hangs asks `fetch` alone.
    """

    def __init__(self, fetch: Fetch, lend: Lend) -> None:
        self._fetch = fetch
        self._lend = lend
        self._waiting: list[_Question] = []
        self._journeys: set[asyncio.Task[None]] = set()  # the event loop itself keeps no task alive
        self._began = 0.0

    async def ask(self, *queries: ReadQuery[Any]) -> Rows:
        """Returns the rows of each query. Raises as `fetch`."""
        answered = asyncio.get_running_loop().create_future()
        self._waiting.append(_Question(queries, answered))
        under_way = len(self._journeys)
        if not under_way or (under_way < MAX_TRIPS and monotonic() - self._began > SLOW_TRIP_S):
            self._begin()
        try:
            async with asyncio.timeout(PATIENCE_S):
                rows: Rows = await answered
        except (SharedTripFailed, TimeoutError):
            return await self._fetch(*queries)
        return rows

    def _begin(self) -> None:
        self._began = monotonic()
        journey = asyncio.create_task(self._travel(), context=Context())
        self._journeys.add(journey)

    async def _travel(self) -> None:
        """Makes one trip after another, as long as there are questions.

        No question comes between the last look for one and the end: neither waits for the event loop.
        """
        questions: list[_Question] = []
        try:
            async with self._lend() as connection:
                while self._waiting:
                    questions, self._waiting = self._waiting, []
                    self._began = monotonic()
                    await _together(connection, questions)
        except Exception:  # noqa: BLE001 - each question meets it alone, and raises it
            questions, self._waiting = [*questions, *self._waiting], []
        finally:
            self._journeys.discard(cast("asyncio.Task[None]", asyncio.current_task()))
            _fail(questions)
        if self._waiting and not self._journeys:
            self._begin()


async def _together(connection: ReadConnection, questions: Sequence[_Question]) -> None:
    distinct: dict[tuple[str, str], int] = {}
    queries: list[ReadQuery[Any]] = []
    places = [[_place(query, distinct, queries) for query in each.queries] for each in questions]
    rows = await connection.fetch(*queries)
    for each, own in zip(questions, places, strict=True):
        if not each.answered.done():
            each.answered.set_result([rows[place] for place in own])


def _fail(questions: Iterable[_Question]) -> None:
    for each in questions:
        if not each.answered.done():
            each.answered.set_exception(SharedTripFailed())


def _place(query: ReadQuery[Any], distinct: dict[tuple[str, str], int], queries: list[ReadQuery[Any]]) -> int:
    """Returns the place of a query among those that are sent, and adds it if it is new."""
    place = distinct.setdefault((query.sql, repr(query.params)), len(queries))
    if place == len(queries):
        queries.append(query)
    return place
