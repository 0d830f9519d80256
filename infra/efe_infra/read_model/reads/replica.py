"""A streaming replica that answers reads, and the watch on it: how far it has come, and whether it is there."""

import asyncio
from collections import deque
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Sequence
from contextlib import asynccontextmanager, contextmanager, suppress
from datetime import UTC, datetime
from enum import StrEnum
from time import monotonic
from typing import Any, Final

import psycopg
import structlog

from efe_infra.postgres.connection import DEAD_PEER_OPTIONS
from efe_infra.postgres.database import Database, DatabaseRole
from efe_infra.postgres.errors import WrongRole
from efe_infra.process.background import MAX_SILENCE_S
from efe_infra.process.workers import Worker, code_of
from efe_infra.read_model.position_watch import PositionWatch
from efe_infra.read_model.reads.read_pool import (
    POSITION_QUERY,
    ReadConnection,
    ReadPool,
    Rows,
    ServerMark,
    mark_query,
    prepare_for_reading,
)
from efe_projections.engine.query import ReadQuery

log = structlog.stdlib.get_logger()

CHECK_INTERVAL_S: Final = 0.25
"""Seconds between two looks at a replica, and before it is tried again."""
POLL_DELAY_S: Final = 0.005
"""Seconds between two looks while a read waits."""
SILENCE_TIMEOUT_S: Final = 0.7
"""Seconds after which a replica that says nothing is away: with a look that is within the second."""
CONNECT_TIMEOUT_S: Final = 2.0
"""Seconds for a connection to be made, and the same to be compared: a server that returns lets in at once."""
MAX_LAG_S: Final = 0.5
"""Seconds for which a replica may lack a position before nobody waits for it any more."""
MAX_TRACKED_POSITIONS: Final = 1000
"""Positions of which it is known since when a replica lacks them."""
READ_WAIT_S: Final = 0.1
"""Seconds for which a read waits for a replica to have a position, and for a connection of it."""

CLOSE_TIMEOUT_S: Final = 0.1
"""Seconds for which a pool that is closed waits for its own connections: those to a server that hangs never come."""

type MarkOf = Callable[[int], Awaitable[ServerMark]]
"""The mark of the primary as of a position."""


class ReplicaState(StrEnum):
    """`BEHIND`: it answers what needs nothing newer than it has. `PRIMARY`: it accepts writing, as after a failover.
    `UNFIT`: it is of another history than the primary.
    """

    UP = "up"
    BEHIND = "behind"
    AWAY = "away"
    PRIMARY = "primary"
    UNFIT = "unfit"


@contextmanager
def abort_after(connection: ReadConnection, after: float) -> Iterator[None]:
    """What is under way is ended after so many seconds. To cancel it would be to ask the server, which may hang."""
    ending = asyncio.get_running_loop().call_later(after, connection.give_up)
    try:
        yield
    finally:
        ending.cancel()


class NotStandby(Exception):
    """The server is a primary, perhaps since a moment ago."""


class OtherHistory(Exception):
    """The server does not have what the primary has."""


class ReplicaBehind(Exception):
    """The replica lacks a position."""


class ComparisonPending(Exception):
    """The replica has still to be compared with the primary."""


UNUSABLE: Final = (NotStandby, OtherHistory, ReplicaBehind, ComparisonPending)
EXPECTED_ERRORS: Final = (*UNUSABLE, WrongRole, psycopg.Error, TimeoutError, OSError)
"""Why a replica may be of no use: it is tried again."""


class Replica:
    """Its pool is open as long as it answers, is a standby, and was found to have what the primary has.

    `reached` is how far it has come; `lag_seconds` for how long it has lacked what it lacks. `error` and `since` tell
    of its state. `reading` counts the reads that it has now. Of one event loop.
    """

    def __init__(
        self, name: str, database: Database, mark_of: MarkOf, watch: PositionWatch, *, statement_timeout: float
    ) -> None:
        self.name = name
        self.worker = Worker(f"replica-{name}", limit=MAX_SILENCE_S, vital=False)
        self.state, self.since = ReplicaState.AWAY, datetime.now(UTC)
        self.error: str | None = None
        self.reached = PositionWatch()
        self.lag_seconds = 0.0
        self._database = database
        self._mark_of = mark_of
        self._watch = watch
        self._statement_timeout = statement_timeout
        self._pool: ReadPool | None = None
        self._reading: set[ReadConnection] = set()
        self._promised: deque[tuple[float, int]] = deque()
        self._wanted = asyncio.Event()
        self._doubted = False

    @property
    def reading(self) -> int:
        return len(self._reading)

    @property
    def position(self) -> int:
        return self.reached.position

    @property
    def lag(self) -> int:
        """In positions, as far as this process has heard."""
        return max(0, self._watch.promised - self.position)

    def answers(self, position: int) -> bool:
        """Whether it has the position, or soon will."""
        return self._pool is not None and (position <= self.position or self.state is ReplicaState.UP)

    def doubt(self) -> None:
        """Nothing is read of it until it was compared with the primary again; reads under way are given up."""
        self._doubted = True
        self._pool = None
        self._wanted.set()
        for connection in self._reading:
            connection.give_up()

    async def fetch(self, queries: Sequence[ReadQuery[Any]], position: int) -> Rows:
        """From a server that has the position, for which it is waited a little.

        Raises one of `UNUSABLE`, `TimeoutError`, or psycopg's errors.
        """
        if position > self.position:
            self._wanted.set()
            await self.reached.wait_async(position, READ_WAIT_S)
        if (pool := self._pool) is None:
            raise ComparisonPending
        async with pool.borrowed() as connection:
            if self._pool is not pool:  # it was doubted meanwhile: nobody would give this connection up
                raise ComparisonPending
            self._reading.add(connection)
            try:
                return await self._fetch(connection, queries, position)
            finally:
                self._reading.discard(connection)

    async def _fetch(self, connection: ReadConnection, queries: Sequence[ReadQuery[Any]], position: int) -> Rows:
        """What a connection has shown once it shows ever after: it is asked once for each new position."""
        if connection.seen >= position:
            rows = await connection.fetch(*queries)
            self._check_standby(connection)
            return rows
        [[reached], *rows] = await connection.fetch(POSITION_QUERY, *queries)
        self._check_standby(connection)
        if reached.position < position:  # an address may lead to several replicas
            raise ReplicaBehind
        connection.seen = reached.position
        return rows

    def _check_standby(self, connection: ReadConnection) -> None:
        """After the answer: what was promoted since then has answered as a standby. Raises `NotStandby`."""
        if not connection.is_standby:
            self.doubt()
            raise NotStandby

    async def run(self) -> None:
        """Watches it for ever."""
        while True:
            self.worker.beat(CHECK_INTERVAL_S)
            try:
                async with self._opened() as connection:
                    await self._follow(connection)
            except EXPECTED_ERRORS as error:
                self._note(error)
            await asyncio.sleep(CHECK_INTERVAL_S)

    def _note(self, error: Exception) -> None:
        match error:
            case NotStandby():
                self._tell(ReplicaState.PRIMARY)
            case OtherHistory():
                self._tell(ReplicaState.UNFIT)
            case _:
                self._tell(ReplicaState.AWAY, code_of(error))

    @asynccontextmanager
    async def _opened(self) -> AsyncIterator[ReadConnection]:
        self._doubted = False
        connection = await self._connected()
        pool = ReadPool(
            self._database,
            f"Replica {self.name}",
            statement_timeout=self._statement_timeout,
            check=self._compare,
            patience=READ_WAIT_S,
        )
        try:
            await pool.open()
            if not self._doubted:
                self._pool = pool
            yield connection
        except EXPECTED_ERRORS as error:
            self._note(error)  # before what is open is closed, which may take a while
            raise
        finally:
            self.doubt()
            await connection.close()
            await pool.close(CLOSE_TIMEOUT_S)

    async def _connected(self) -> ReadConnection:
        async with asyncio.timeout(CONNECT_TIMEOUT_S):
            connection = await ReadConnection.connect(
                self._database.conninfo(DatabaseRole.READ), autocommit=True, **DEAD_PEER_OPTIONS
            )
        connection.patience = CONNECT_TIMEOUT_S
        with abort_after(connection, CONNECT_TIMEOUT_S):
            await prepare_for_reading(connection, CONNECT_TIMEOUT_S, self._compare)
        return connection

    async def _compare(self, connection: ReadConnection) -> None:
        """A copy shows the tables of the primary, and as its last event what the primary has at that place.

        What it has and the primary has not is of another history, as after a failover that lost events.
        Raises `NotStandby` or `OtherHistory`.
        """
        if not connection.is_standby:
            raise NotStandby
        [[own]] = await connection.fetch(mark_query())
        theirs = await self._mark_of(own.position)
        if own.position > theirs.position or (own.recorded_at, own.tables) != (theirs.recorded_at, theirs.tables):
            raise OtherHistory
        connection.seen = own.position
        if self._pool is None:
            self.reached.restart_at(own.position)

    async def _follow(self, connection: ReadConnection) -> None:
        self._promised.clear()
        while not self._doubted:
            promised = self._watch.promised
            with abort_after(connection, SILENCE_TIMEOUT_S):
                position = await connection.position()
            if not connection.is_standby:
                raise NotStandby
            self.reached.reached(position)
            self._measure(position, promised)
            self.worker.beat(CHECK_INTERVAL_S)
            await self._rest()

    def _measure(self, position: int, promised: int) -> None:
        """It lacks something since the first look before which that was promised."""
        while self._promised and self._promised[0][1] <= position:
            self._promised.popleft()
        known = self._promised[-1][1] if self._promised else position
        if promised > known and len(self._promised) < MAX_TRACKED_POSITIONS:
            self._promised.append((monotonic(), promised))
        self.lag_seconds = monotonic() - self._promised[0][0] if self._promised else 0.0
        self._tell(ReplicaState.BEHIND if self.lag_seconds > MAX_LAG_S else ReplicaState.UP)

    async def _rest(self) -> None:
        if self.reached.waiting:
            await asyncio.sleep(POLL_DELAY_S)
            return
        with suppress(TimeoutError):
            async with asyncio.timeout(CHECK_INTERVAL_S):
                await self._wanted.wait()
        self._wanted.clear()

    def _tell(self, state: ReplicaState, error: str | None = None) -> None:
        """One line in the log for each change."""
        if (state, error) != (self.state, self.error):
            self.state, self.error, self.since = state, error, datetime.now(UTC)
            tell = log.info if state is ReplicaState.UP else log.warning
            tell("replica", replica=self.name, state=state, error=error, position=self.position)
