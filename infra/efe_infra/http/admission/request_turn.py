"""Turn of one request, and of the requests that the application sends to itself for it."""

from collections.abc import Callable, Coroutine, Iterator
from contextlib import contextmanager
from time import perf_counter
from typing import Any, Final

from psycopg import OperationalError
from starlette.requests import HTTPConnection

from efe_graphql.limits.computing import SPEND
from efe_graphql.limits.fair_share import stranger
from efe_infra.http.admission.admissions import RESERVED_S, Admissions
from efe_infra.http.admission.metering import CURRENT, Metered, meter_tasks
from efe_infra.postgres.connection import is_lost
from efe_infra.process.addresses import client_network

UNMEASURED_S: Final = 0.001
"""Time that each request is taken to need of the server's protocol and log, which no step of it measures."""
TURN_S: Final = 0.05
"""Time that a request may use before the next part of it waits for another turn."""


class RequestTurn:
    """Request whose client is a stranger, or has shown a token or a session: then it does not wait."""

    def __init__(self, admissions: Admissions, connection: HTTPConnection) -> None:
        self._admissions = admissions
        self._client = stranger(client_network(connection.client.host if connection.client else ""))
        self._used_s = self._reserved_s = 0.0
        self.is_measured = False

    async def begin(self) -> None:
        """Waits as a stranger, unless the request has time left of its turn. Raises `RequestRefused` (429)."""
        if self.is_measured and self._used_s < TURN_S:
            return
        await self._admissions.admit(self._client)
        self._take()

    def begin_now(self) -> bool:
        """Begins the turn of a stranger that needs not wait; tells whether it did."""
        if is_admitted := self._admissions.admit_now(self._client):
            self._take()
        return is_admitted

    def _take(self) -> None:
        self._used_s, self._reserved_s = 0.0, self._reserved_s + RESERVED_S
        self.is_measured = True

    def recognise(self) -> None:
        """Notes that the client has an account: what follows neither waits nor is charged to strangers."""
        self._admissions.give_back(self._reserved_s)
        self._reserved_s, self.is_measured = 0.0, False

    async def proceed(self) -> None:
        """Waits again if the turn of a stranger is over. Raises `RequestRefused` (429)."""
        if self.is_measured:
            await self.begin()
        else:
            self._admissions.serve_signed_in()

    def spend(self, seconds: float) -> None:
        if not self.is_measured:
            return
        self._used_s += seconds
        reserved_s = min(self._reserved_s, seconds)
        self._reserved_s -= reserved_s
        self._admissions.spend(self._client, seconds - reserved_s)

    def end(self) -> None:
        """Charges what is not measured, and gives back what was reserved.

        Tasks that outlive the request are the platform's.
        """
        self.spend(UNMEASURED_S)
        self.recognise()

    async def run(self, work: Callable[[], Coroutine[Any, Any, None]]) -> None:
        """Runs the work of the request, whose steps are measured in all of its tasks."""
        meter_tasks()
        if not self.is_measured:
            self._admissions.serve_signed_in()
        request, spend = CURRENT.set(self), SPEND.set(self.spend)
        try:
            await Metered(work(), self)
        finally:
            CURRENT.reset(request)
            SPEND.reset(spend)
            self.end()


async def admit_stranger() -> None:
    """Waits for a turn where a token or a session proved to be none. Raises `RequestRefused` (429)."""
    if isinstance(turn := CURRENT.get(), RequestTurn):
        await turn.begin()


def recognise_client() -> None:
    """Ends the waits of a request whose token is valid."""
    if isinstance(turn := CURRENT.get(), RequestTurn):
        turn.recognise()


@contextmanager
def spending() -> Iterator[None]:
    """Charges the time of work outside the event loop, of the database or of a child process, to a stranger.

    A request whose server goes away has waited: it is not charged.
    """
    turn, began = CURRENT.get(), perf_counter()
    has_outage = False
    try:
        yield
    except OperationalError as error:
        has_outage = is_lost(error)
        raise
    finally:
        if turn and turn.is_measured and not has_outage:
            turn.spend(perf_counter() - began)
