"""Round trips that small questions of one moment share."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from contextvars import Context
from time import monotonic
from typing import Any, Final, NamedTuple

from efe_infra.read_model.reads.read_pool import Rows
from efe_projections.engine.query import ReadQuery

MAX_TRIPS: Final = 4
"""Trips under way at the same time."""
SLOW_TRIP_S: Final = 0.02
"""Age of a trip from which on a question no longer waits for its end."""

type Fetch = Callable[..., Awaitable[Rows]]


class SharedTripFailed(Exception):
    """Trip of several questions, of which any may be the cause."""


class _Question(NamedTuple):
    queries: Sequence[ReadQuery[Any]]
    answered: asyncio.Future[Rows]


class SharedTrips:
    """Trips of one event loop. A question joins the next trip, never one that has begun: its answer is of a moment
    after the question.

    Equal queries of a trip are sent once. A trip belongs to no client: it has neither deadline nor share of its own,
    and ends by the statement timeout.
    """

    def __init__(self, fetch: Fetch) -> None:
        self._fetch = fetch
        self._waiting: list[_Question] = []
        self._trips: set[asyncio.Task[None]] = set()  # the event loop itself keeps no task alive
        self._travelling = 0
        self._began = 0.0

    async def ask(self, *queries: ReadQuery[Any]) -> Rows:
        """Returns the rows of each query. Raises as `fetch`; a question whose trip fails asks again alone."""
        answered = asyncio.get_running_loop().create_future()
        self._waiting.append(_Question(queries, answered))
        if not self._travelling or (self._travelling < MAX_TRIPS and monotonic() - self._began > SLOW_TRIP_S):
            self._begin()
        try:
            rows: Rows = await answered
        except SharedTripFailed:
            return await self._fetch(*queries)
        return rows

    def _begin(self) -> None:
        self._began = monotonic()
        self._travelling += 1
        trip = asyncio.create_task(self._travel(), context=Context())
        self._trips.add(trip)
        trip.add_done_callback(self._trips.discard)

    async def _travel(self) -> None:
        """Makes one trip after another, as long as there are questions.

        No question comes between the last look for one and the end: neither waits for the event loop.
        """
        try:
            while self._waiting:
                questions, self._waiting = self._waiting, []
                self._began = monotonic()
                try:
                    await self._together(questions)
                finally:
                    for each in questions:
                        each.answered.cancel()  # unless it is done
        finally:
            self._travelling -= 1

    async def _together(self, questions: Sequence[_Question]) -> None:
        distinct: dict[tuple[str, str], int] = {}
        queries: list[ReadQuery[Any]] = []
        places = [[_place(query, distinct, queries) for query in each.queries] for each in questions]
        try:
            rows = await self._fetch(*queries)
        except Exception as error:  # noqa: BLE001 - each question raises it
            for each in questions:
                if not each.answered.done():
                    each.answered.set_exception(error if len(questions) == 1 else SharedTripFailed())
            return
        for each, own in zip(questions, places, strict=True):
            if not each.answered.done():
                each.answered.set_result([rows[place] for place in own])


def _place(query: ReadQuery[Any], distinct: dict[tuple[str, str], int], queries: list[ReadQuery[Any]]) -> int:
    """Returns the place of a query among those that are sent, and adds it if it is new."""
    place = distinct.setdefault((query.sql, repr(query.params)), len(queries))
    if place == len(queries):
        queries.append(query)
    return place
