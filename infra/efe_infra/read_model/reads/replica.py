"""Read replica: a streaming standby that answers reads, with a monitor of its position and state."""

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
"""Interval at which a replica is checked, and retried."""
POLL_DELAY_S: Final = 0.005
"""Interval of checks while a read waits."""
SILENCE_TIMEOUT_S: Final = 0.7
"""Silence after which a replica counts as away. With the check interval, that is within a second."""
CONNECT_TIMEOUT_S: Final = 2.0
"""Time to connect, and again to compare. A server that returns accepts connections at once."""
MAX_LAG_S: Final = 0.5
"""Lag after which reads no longer wait for the replica."""
MAX_TRACKED_POSITIONS: Final = 1000
"""Positions for which the start of the lag is tracked."""
READ_WAIT_S: Final = 0.1
"""Time for which a read waits for a replica's position, and for a connection."""

CLOSE_TIMEOUT_S: Final = 0.1
"""Time for which a closing pool waits for connection attempts, which hang with their server."""

type MarkOf = Callable[[int], Awaitable[ServerMark]]
"""Function that returns the primary's mark as of a position."""


class ReplicaState(StrEnum):
    """State of a replica.

    `BEHIND`: it answers only queries up to its position. `PRIMARY`: it was promoted. `UNFIT`: it has another history
    than the primary.
    """

    UP = "up"
    BEHIND = "behind"
    AWAY = "away"
    PRIMARY = "primary"
    UNFIT = "unfit"


@contextmanager
def abort_after(connection: ReadConnection, after: float) -> Iterator[None]:
    """Aborts the running pipeline after a timeout, without a cancel request to a server that may hang."""
    timer = asyncio.get_running_loop().call_later(after, connection.give_up)
    try:
        yield
    finally:
        timer.cancel()


class NotStandby(Exception):
    """Server that is a primary, perhaps since a moment ago."""


class OtherHistory(Exception):
    """Server with another history than the primary."""


class ReplicaBehind(Exception):
    """Replica without a position."""


class ComparisonPending(Exception):
    """Replica that is not yet compared with the primary."""


UNUSABLE: Final = (NotStandby, OtherHistory, ReplicaBehind, ComparisonPending)
EXPECTED_ERRORS: Final = (*UNUSABLE, WrongRole, psycopg.Error, TimeoutError, OSError)
"""Errors after which a replica is retried."""


class Replica:
    """Replica of one event loop. Its pool is open while it answers, is a standby, and has the primary's history.

    `reached` is its read position, `lag_seconds` the age of its lag. `error` and `since` belong to `state`.
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
        """Lag in positions, as far as this process knows."""
        return max(0, self._watch.promised - self.position)

    def answers(self, position: int) -> bool:
        """Tells whether it has the position, or will have it soon."""
        return self._pool is not None and (position <= self.position or self.state is ReplicaState.UP)

    def doubt(self) -> None:
        """Aborts running reads, and reads nothing until it is compared with the primary again."""
        self._doubted = True
        self._pool = None
        self._wanted.set()
        for connection in self._reading:
            connection.give_up()

    async def fetch(self, queries: Sequence[ReadQuery[Any]], position: int) -> Rows:
        """Executes queries, after a short wait for the position.

        Raises one of `UNUSABLE`, `TimeoutError`, or psycopg's errors.
        """
        if position > self.position:
            self._wanted.set()
            await self.reached.wait_async(position, READ_WAIT_S)
        if (pool := self._pool) is None:
            raise ComparisonPending
        async with pool.borrowed(queries) as connection:
            if self._pool is not pool:  # doubted meanwhile: `doubt` did not abort this connection
                raise ComparisonPending
            self._reading.add(connection)
            try:
                return await self._fetch(connection, queries, position)
            finally:
                self._reading.discard(connection)

    async def _fetch(self, connection: ReadConnection, queries: Sequence[ReadQuery[Any]], position: int) -> Rows:
        """Executes queries; checks the position only once for each new one, since a standby never goes back."""
        if connection.shown_position >= position:
            rows = await connection.fetch(*queries)
            self._check_standby(connection)
            return rows
        [[reached], *rows] = await connection.fetch(POSITION_QUERY, *queries)
        self._check_standby(connection)
        if reached.position < position:  # an address may have several replicas
            raise ReplicaBehind
        connection.shown_position = reached.position
        return rows

    def _check_standby(self, connection: ReadConnection) -> None:
        """Raises `NotStandby`. Called after an answer, which a later promotion does not affect."""
        if not connection.is_standby:
            self.doubt()
            raise NotStandby

    async def run(self) -> None:
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
                self._set_state(ReplicaState.PRIMARY)
            case OtherHistory():
                self._set_state(ReplicaState.UNFIT)
            case _:
                self._set_state(ReplicaState.AWAY, code_of(error))

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
            self._note(error)  # before the slow close
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
        """Compares tables and last event with the primary. Raises `NotStandby` or `OtherHistory`.

        A position beyond the primary's is of another history, as after a failover that lost events.
        """
        if not connection.is_standby:
            raise NotStandby
        [[own]] = await connection.fetch(mark_query())
        theirs = await self._mark_of(own.position)
        if own.position > theirs.position or (own.recorded_at, own.tables) != (theirs.recorded_at, theirs.tables):
            raise OtherHistory
        connection.shown_position = own.position
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
        """Measures the lag from the first check after which a missing position was promised."""
        while self._promised and self._promised[0][1] <= position:
            self._promised.popleft()
        tracked = self._promised[-1][1] if self._promised else position
        if promised > tracked and len(self._promised) < MAX_TRACKED_POSITIONS:
            self._promised.append((monotonic(), promised))
        self.lag_seconds = monotonic() - self._promised[0][0] if self._promised else 0.0
        self._set_state(ReplicaState.BEHIND if self.lag_seconds > MAX_LAG_S else ReplicaState.UP)

    async def _rest(self) -> None:
        if self.reached.waiting:
            await asyncio.sleep(POLL_DELAY_S)
            return
        with suppress(TimeoutError):
            async with asyncio.timeout(CHECK_INTERVAL_S):
                await self._wanted.wait()
        self._wanted.clear()

    def _set_state(self, state: ReplicaState, error: str | None = None) -> None:
        """Sets the state and logs a change."""
        if (state, error) != (self.state, self.error):
            self.state, self.error, self.since = state, error, datetime.now(UTC)
            write = log.info if state is ReplicaState.UP else log.warning
            write("replica", replica=self.name, state=state, error=error, position=self.position)
