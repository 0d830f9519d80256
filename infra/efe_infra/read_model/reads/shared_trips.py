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
REST_S: Final = 0.005
"""Time for which a connection is kept after a trip: clients that ask again and again need none from the pool."""
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
    and ends by the statement timeout. Trips that follow one another keep the connection that `lend` lends, and one
    rests for a moment; a question whose trip fails or hangs asks `fetch` alone.
    """

    def __init__(self, fetch: Fetch, lend: Lend) -> None:
        self._fetch = fetch
        self._lend = lend
        self._waiting: list[_Question] = []
        self._journeys: set[asyncio.Task[None]] = set()  # the event loop itself keeps no task alive
        self._began = 0.0
        self._rest: asyncio.Future[None] | None = None

    async def ask(self, *queries: ReadQuery[Any], until: float | None = None) -> Rows:
        """Returns the rows of each query. Raises as `fetch`, also where a deadline passes meanwhile."""
        loop = asyncio.get_running_loop()
        answered: asyncio.Future[Rows] = loop.create_future()
        self._waiting.append(_Question(queries, answered))
        self._set_out()
        patience = PATIENCE_S if until is None else min(PATIENCE_S, until - loop.time())
        timer = loop.call_later(patience, _fail_one, answered)
        try:
            return await answered
        except SharedTripFailed:
            return await self._fetch(*queries)
        finally:
            timer.cancel()

    def _set_out(self) -> None:
        """Lets the journey that rests go on, or begins one. A trip under way is followed by another."""
        under_way = len(self._journeys)
        if self._rest and not self._rest.done():
            self._began = monotonic()
            self._rest.set_result(None)
        elif not under_way or (under_way < MAX_TRIPS and monotonic() - self._began > SLOW_TRIP_S):
            self._begin()

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
                while self._waiting or await self._rested():
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

    async def _rested(self) -> bool:
        """Waits a moment for a question, and tells whether there is one. One journey rests; the others end."""
        if self._rest:
            return False
        loop = asyncio.get_running_loop()
        self._rest = loop.create_future()
        timer = loop.call_later(REST_S, _end, self._rest)
        try:
            await self._rest
        finally:
            timer.cancel()
            self._rest = None
        return bool(self._waiting)


async def _together(connection: ReadConnection, questions: Sequence[_Question]) -> None:
    distinct: dict[tuple[str, str], int] = {}
    queries: list[ReadQuery[Any]] = []
    places = [[_place(query, distinct, queries) for query in each.queries] for each in questions]
    rows = await connection.fetch(*queries)
    for each, own in zip(questions, places, strict=True):
        if not each.answered.done():
            each.answered.set_result([rows[place] for place in own])


def _end(rest: asyncio.Future[None]) -> None:
    if not rest.done():
        rest.set_result(None)


def _fail(questions: Iterable[_Question]) -> None:
    for each in questions:
        _fail_one(each.answered)


def _fail_one(answered: asyncio.Future[Rows]) -> None:
    if not answered.done():
        answered.set_exception(SharedTripFailed())


def _place(query: ReadQuery[Any], distinct: dict[tuple[str, str], int], queries: list[ReadQuery[Any]]) -> int:
    """Returns the place of a query among those that are sent, and adds it if it is new."""
    place = distinct.setdefault((query.sql, repr(query.params)), len(queries))
    if place == len(queries):
        queries.append(query)
    return place
