"""The process that keeps the read model up with the ledger: one leads, others stand by."""

import logging
from time import monotonic
from typing import NamedTuple

import psycopg
from psycopg.errors import ReadOnlySqlTransaction

from efe_infra.ledger.pages import LedgerEvent, LedgerPages
from efe_infra.postgres.connection import DEFAULT_TIMEOUT_S, PATIENCE, PatientConnection, connect, in_milliseconds
from efe_infra.postgres.database import Database, DatabaseRole
from efe_infra.postgres.pipeline import BlockingRoundTrips
from efe_infra.postgres.pools import is_gone
from efe_infra.process.background import Background
from efe_infra.read_model.folding.ledger_source import pull
from efe_infra.read_model.position_watch import PositionWatch
from efe_infra.read_model.projector import LostRace, Projector, Superseded
from efe_infra.read_model.tables import failure
from efe_infra.read_model.tables.fingerprint import combined, fingerprints
from efe_infra.read_model.tables.position import current
from efe_infra.read_model.tables.session import open_session
from efe_projections.engine.audit_fold import Projections

logger = logging.getLogger(__name__)

OF_THE_SERVER = frozenset({"08", "40", "53", "57", "58"})
"""Classes of states: connection lost, deadlock, disk or memory full, shut down, fault of the system."""

APPLICATION = "efe-projections"
LEADER_LOCK = 0x0EFE_0002  # advisory locks are numbers of one database
STANDBY = 0.5
"""Seconds between two attempts to lead: a leader that died is replaced after that at the latest."""
LEASE = 10.0
"""Seconds without a word from who leads, frozen or cut off, after which the server gives the place to another."""
LEASED = """
    select set_config('idle_session_timeout', %s, false), set_config('idle_in_transaction_session_timeout', %s, false)
"""
LOOK_AGAIN = 5.0
"""Seconds until a process looks again whether the read tables have become those of its code."""
MOST_TIMES = 64
"""How many times as long, at most, is the patience with a server that is lost again and again before any page."""
LONGEST_PAUSE = 30.0
"""Seconds between two attempts to take an event that fails; the first come sooner."""


class LeadLost(Exception):
    """The server has ended the connection that leads."""


class Connections(NamedTuple):
    """All that a leader needs: one that cannot reach the server keeps nobody else from leading."""

    leading: BlockingRoundTrips
    """Whose session has the lead, and which writes."""
    reading: BlockingRoundTrips
    following: PatientConnection


class Runner(Background):
    """Follows the ledger.

    An event that fails stops it there: what comes before is committed, the failure is recorded, and it is tried
    again, ever more slowly, until it passes. Where the read tables are of another version of the code, it waits until
    they are of its own.

    A server sends its replicas what is on its disk, which it may put there a fifth of a second later: `for_replicas`,
    each page waits for the disk of the server itself.
    """

    patience = PATIENCE
    """Seconds that a server may be silent before it is taken to be lost."""

    def __init__(
        self,
        database: Database,
        projections: Projections,
        watch: PositionWatch,
        *,
        page_size: int = 2000,
        lease: float = LEASE,
        for_replicas: bool = False,
    ) -> None:
        super().__init__("projections")
        self._database = database
        self._projections = projections
        self._definition = combined(fingerprints(projections))
        self._lease = lease
        self._for_replicas = for_replicas
        self._watch = watch
        self._page_size = page_size
        self._pages: LedgerPages | None = None
        self._doubtful = 0
        self._longer = 1

    def _interrupt(self) -> None:
        if pages := self._pages:
            pages.stop()

    def _run(self) -> None:
        while not self._stopping.is_set():
            try:
                with self._session() as leading, self._session() as reading, self._listening() as following:
                    connections = Connections(leading, reading, following)
                    self._stand_by(connections)
                    self._lead_patiently(connections)
            except LostRace:
                logger.info("The read position was moved by another process")
            except Superseded:
                self._rest(LOOK_AGAIN)

    def _session(self) -> BlockingRoundTrips:
        return open_session(self._database, DatabaseRole.PROJECTOR, APPLICATION, patience=self.patience)

    def _listening(self) -> PatientConnection:
        return connect(self._database.conninfo(DatabaseRole.PROJECTOR))

    def _stand_by(self, connections: Connections) -> None:
        """Who has nothing to do there does not take the place of those who have. Raises `Superseded`."""
        while not self._stopping.is_set():
            if current(connections.leading)[1] != self._definition:
                raise Superseded
            if is_gone(connections.reading) or is_gone(connections.following):
                raise psycopg.OperationalError("A connection is lost that leading takes")
            [(leads,)] = connections.leading.execute("select pg_try_advisory_lock(%s)", [LEADER_LOCK]).fetchall()
            if leads:
                connections.leading.execute(LEASED, 2 * [in_milliseconds(self._lease)])
                return
            self._rest(STANDBY)

    def _lead_patiently(self, connections: Connections) -> None:
        """A statement that takes longer than a server may be silent has more time when it is tried again."""
        for each in connections:
            each.patience = min(self._longer * self.patience, DEFAULT_TIMEOUT_S)
        try:
            self._lead(connections)
        except (psycopg.OperationalError, LeadLost):
            self._longer = min(2 * self._longer, MOST_TIMES)
            raise

    def _lead(self, connections: Connections) -> None:
        """A page that fails is taken again event by event: all that comes before the one that fails is kept."""
        leading, reading, _ = connections
        with Projector(leading, reading, self._projections) as projector:
            if self._for_replicas:
                leading.execute("set synchronous_commit = local")
            while not self._stopping.is_set():
                position = projector.resume()
                failure.clear(leading, position)
                self.worker.beat()
                if position < self._doubtful:
                    [event] = pull(reading, after=position, limit=1)
                    self._insist(leading, projector, event)
                else:
                    self._follow(connections, projector, position)

    def _follow(self, connections: Connections, projector: Projector, position: int) -> None:
        """Page by page, until stopped or until one fails.

        A server that was lost may have lost rows too, which are not waited for: where to go on is asked again.
        """
        pages = LedgerPages(
            self._database,
            DatabaseRole.PROJECTOR,
            after=position,
            page_size=self._page_size,
            on_idle=lambda: self._keep(connections.leading),
            connection=connections.following,
        )
        pages.timeout_s = connections.following.patience
        with pages as self._pages:
            for page in () if self._stopping.is_set() else self._pages:
                try:
                    projector.project(page)
                except Exception as error:
                    if _is_of_the_process(error):
                        raise
                    logger.exception("A page up to position %d failed", page[-1].position)
                    self._doubtful = page[-1].position
                    return
                self.worker.beat()
                self._longer = 1
                self._watch.reached(projector.committed)

    def _keep(self, connection: BlockingRoundTrips) -> None:
        """Say that this process goes on leading. Raises `LeadLost`."""
        self.worker.beat()
        try:
            connection.execute("select")
        except psycopg.OperationalError as lost:
            raise LeadLost from lost

    def _pause(self, connection: BlockingRoundTrips, seconds: float) -> None:
        until = monotonic() + seconds
        while (left := until - monotonic()) > 0 and not self._stopping.is_set():
            self._keep(connection)
            self._stopping.wait(min(left, 1.0))

    def _insist(self, connection: BlockingRoundTrips, projector: Projector, event: LedgerEvent) -> None:
        try:
            projector.project([event])
            projector.settle()
        except Exception as error:
            if _is_of_the_process(error):
                raise
            attempts = failure.record(connection, event.position, error)
            logger.exception("Position %d failed for the %d. time", event.position, attempts)
            self._pause(connection, min(LONGEST_PAUSE, STANDBY * 2 ** min(attempts - 1, 10)))
        else:
            self._watch.reached(projector.committed)


def _is_of_the_process(error: Exception) -> bool:
    """Whether to connect again and go on: nothing is wrong with the event when a race or the connection is lost."""
    if isinstance(error, psycopg.OperationalError):
        return (error.sqlstate or "08")[:2] in OF_THE_SERVER
    return isinstance(error, LostRace | ReadOnlySqlTransaction)
