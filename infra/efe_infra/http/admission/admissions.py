"""Admission of strangers' requests: in fair turns, as far as the strangers' part of the event loop allows."""

import asyncio
import time
from collections import deque
from collections.abc import Callable
from typing import Final

from efe_graphql.limits.computing import PATIENCE_S, Turns
from efe_graphql.limits.fair_share import TooManyOperations
from efe_infra.http.errors.faults import RETRY_HEADERS
from efe_infra.http.errors.refusals import RequestRefused, too_many_operations

SHARED_RATE: Final = 0.4
"""Part of the time that strangers have while signed-in clients are served. What is not measured is below a tenth."""
LONE_RATE: Final = 0.9
"""The same without them. The rest is for the health of the process, and for the kernel."""
SIGNED_IN_S: Final = 1.0
"""Time for which a signed-in client counts as served after its last request began."""
MAX_SAVED_S: Final = 0.1
"""Time that strangers may save up while none of them asks: a page and its files never wait for each other."""
MAX_DEBT_S: Final = 0.5
"""Debt of strangers at most: beside signed-in clients they wait for 1.25 s, whatever a frozen database cost them."""
RESERVED_S: Final = 0.01
"""Time that a request is taken to need until it is measured."""
MIN_PAUSE_S: Final = 0.001
"""Time between two looks at the queue."""
MAX_WAITING: Final = 1_000
"""Waiting requests of all strangers at most."""
MAX_WAITING_OF_CLIENT: Final = 64
"""Waiting requests of one stranger at most."""


class TooManyStrangers(RequestRefused):
    """Refusal of a request without an account that waited for too long, or that finds too many others waiting."""

    def __init__(self, *, has_waited: bool = False) -> None:
        self.has_waited = has_waited
        super().__init__(
            429,
            TooManyOperations.CODE,
            "Trop de visiteurs attendent leur tour : réessayez dans quelques secondes, ou connectez-vous.",
            headers=RETRY_HEADERS,
        )


class Admissions:
    """Account of the strangers' time in one event loop, and the queue of requests that wait for it.

    The account grows with time and shrinks with the steps of admitted requests, which are measured. A request is
    admitted while the account is not empty; others wait, and each network has its turn. Signed-in clients never wait.
    """

    def __init__(
        self,
        *,
        clock: Callable[[], float] = time.monotonic,
        patience_s: float = PATIENCE_S,
        max_waiting: int = MAX_WAITING,
        max_waiting_of_client: int = MAX_WAITING_OF_CLIENT,
    ) -> None:
        self._clock, self._patience_s = clock, patience_s
        self._max_waiting, self._max_of_client = max_waiting, max_waiting_of_client
        self._saved_s, self._saved_at = MAX_SAVED_S, clock()
        self._signed_in_until = clock()
        self._turns = Turns[str]()
        self._waiting: dict[str, deque[asyncio.Future[None]]] = {}
        self._timer: asyncio.TimerHandle | None = None

    def __len__(self) -> int:
        """Counts the waiting requests."""
        return sum(map(len, self._waiting.values()))

    async def admit(self, client: str) -> None:
        """Waits for the turn of a stranger. Reserves time for the request. Raises `RequestRefused` (429)."""
        if self.admit_now(client):
            return
        turn = self._enter(client)
        try:
            async with asyncio.timeout(self._patience_s):
                await turn
        except BaseException as error:
            self._leave(client, turn)
            if turn.done() and not turn.cancelled():  # its turn came as it left
                self.give_back(RESERVED_S)
            if isinstance(error, TimeoutError):
                raise TooManyStrangers(has_waited=True) from None
            raise

    def admit_now(self, client: str) -> bool:
        """Admits a request of a stranger if no other waits and there is time; tells whether it did."""
        if self._waiting or not self._may_admit():
            return False
        self._reserve(client)
        return True

    def spend(self, client: str, seconds: float) -> None:
        """Takes the time of a step from the account."""
        self._refill()
        self._saved_s = max(self._saved_s - seconds, -MAX_DEBT_S)
        self._turns.use(client, seconds)

    def give_back(self, seconds: float) -> None:
        self._saved_s += seconds

    def serve_signed_in(self) -> None:
        """Notes that a signed-in client is served now."""
        if not self._is_shared():
            self._refill()
        self._signed_in_until = self._clock() + SIGNED_IN_S

    def _is_shared(self) -> bool:
        return self._clock() < self._signed_in_until

    @property
    def _rate(self) -> float:
        return SHARED_RATE if self._is_shared() else LONE_RATE

    def _refill(self) -> None:
        now = self._clock()
        self._saved_s = min(self._saved_s + (now - self._saved_at) * self._rate, MAX_SAVED_S)
        self._saved_at = now

    def _may_admit(self) -> bool:
        self._refill()
        return self._saved_s > 0

    def _reserve(self, client: str) -> None:
        self._saved_s -= RESERVED_S
        self._turns.use(client, RESERVED_S)

    def _enter(self, client: str) -> asyncio.Future[None]:
        own = self._waiting.get(client, ())
        if len(own) >= self._max_of_client:
            raise too_many_operations(TooManyOperations(self._max_of_client))
        if len(self) >= self._max_waiting:
            raise TooManyStrangers
        turn = asyncio.get_running_loop().create_future()
        self._waiting.setdefault(client, deque()).append(turn)
        self._turns.wait(client)
        self._wake_later()
        return turn

    def _leave(self, client: str, turn: asyncio.Future[None]) -> None:
        """Takes a request that waits no longer out of the queue."""
        if (own := self._waiting.get(client)) and turn in own:
            own.remove(turn)
            if not own:
                del self._waiting[client]

    def _wake_later(self) -> None:
        if self._timer is None and self._waiting:
            wait_s = max(-self._saved_s, 0.0) / self._rate
            self._timer = asyncio.get_running_loop().call_later(wait_s + MIN_PAUSE_S, self._wake)

    def _wake(self) -> None:
        self._timer = None
        while self._waiting and self._may_admit():
            client = self._turns.next(self._waiting)
            turn = self._waiting[client][0]
            self._leave(client, turn)
            if not turn.done():
                self._reserve(client)
                turn.set_result(None)
        self._wake_later()
