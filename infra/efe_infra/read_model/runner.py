"""The process that keeps the read model up with the ledger: one leads, others stand by."""

import logging
from time import monotonic
from typing import NamedTuple

import psycopg
from psycopg.errors import ReadOnlySqlTransaction

from efe_infra.ledger.pages import LedgerEvent, LedgerPages
from efe_infra.postgres.connection import (
    CALLER_TIMEOUT_S,
    DEFAULT_TIMEOUT_S,
    PatientConnection,
    connect,
    duration_ms,
)
from efe_infra.postgres.database import Database, DatabaseRole
from efe_infra.postgres.pipeline import PipelineConnection
from efe_infra.postgres.pools import is_gone
from efe_infra.process.background import Background
from efe_infra.read_model.folding.ledger_source import read_page
from efe_infra.read_model.position_watch import PositionWatch
from efe_infra.read_model.projector import LostRace, Projector, TablesSuperseded
from efe_infra.read_model.tables.fingerprint import combined_fingerprint, fingerprints
from efe_infra.read_model.tables.position import read_position
from efe_infra.read_model.tables.session import open_session
from efe_infra.read_model.tables.status import clear_failures, record_failure
from efe_projections.engine.audit_fold import Projections

logger = logging.getLogger(__name__)

SERVER_ERROR_CLASSES = frozenset({"08", "40", "53", "57", "58"})
"""Classes of states: connection lost, deadlock, disk or memory full, shut down, fault of the system."""

APPLICATION = "efe-projections"
LEADER_LOCK = 0x0EFE_0002  # advisory locks are numbers of one database
STANDBY_INTERVAL_S = 0.5
"""Seconds between two attempts to lead: a leader that died is replaced after that at the latest."""
LEASE_S = 10.0
"""Seconds without a word from who leads, frozen or cut off, after which the server gives the place to another."""
SET_LEASE_SQL = """
    select set_config('idle_session_timeout', %s, false), set_config('idle_in_transaction_session_timeout', %s, false)
"""
SUPERSEDED_CHECK_S = 5.0
"""Seconds until a process looks again whether the read tables have become those of its code."""
MAX_TIMEOUT_FACTOR = 64
"""How many times as long, at most, is the patience with a server that is lost again and again before any page."""
MAX_RETRY_DELAY_S = 30.0
"""Seconds between two attempts to take an event that fails; the first come sooner."""


class LeadLost(Exception):
    """The server has ended the connection that leads."""


class LeaderConnections(NamedTuple):
    """All that a leader needs: one that cannot reach the server keeps nobody else from leading."""

    leading: PipelineConnection
    """Whose session has the lead, and which writes."""
    reading: PipelineConnection
    following: PatientConnection


class Runner(Background):
    """Follows the ledger.

    An event that fails stops it there: what comes before is committed, the failure is recorded, and it is tried
    again, ever more slowly, until it passes. Where the read tables are of another version of the code, it waits until
    they are of its own.

    A server sends its replicas what is on its disk, which it may put there a fifth of a second later: `for_replicas`,
    each page waits for the disk of the server itself.
    """

    patience = CALLER_TIMEOUT_S
    """Seconds that a server may be silent before it is taken to be lost."""

    def __init__(
        self,
        database: Database,
        projections: Projections,
        watch: PositionWatch,
        *,
        page_size: int = 2000,
        lease: float = LEASE_S,
        for_replicas: bool = False,
    ) -> None:
        super().__init__("projections")
        self._database = database
        self._projections = projections
        self._definition = combined_fingerprint(fingerprints(projections))
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
                    connections = LeaderConnections(leading, reading, following)
                    self._stand_by(connections)
                    self._lead_patiently(connections)
            except LostRace:
                logger.info("The read position was moved by another process")
            except TablesSuperseded:
                self._rest(SUPERSEDED_CHECK_S)

    def _session(self) -> PipelineConnection:
        return open_session(self._database, DatabaseRole.PROJECTOR, APPLICATION, patience=self.patience)

    def _listening(self) -> PatientConnection:
        return connect(self._database.conninfo(DatabaseRole.PROJECTOR))

    def _stand_by(self, connections: LeaderConnections) -> None:
        """Who has nothing to do there does not take the place of those who have. Raises `TablesSuperseded`."""
        while not self._stopping.is_set():
            if read_position(connections.leading)[1] != self._definition:
                raise TablesSuperseded
            if is_gone(connections.reading) or is_gone(connections.following):
                raise psycopg.OperationalError("A connection is lost that leading takes")
            [(leads,)] = connections.leading.execute("select pg_try_advisory_lock(%s)", [LEADER_LOCK]).fetchall()
            if leads:
                connections.leading.execute(SET_LEASE_SQL, 2 * [duration_ms(self._lease)])
                return
            self._rest(STANDBY_INTERVAL_S)

    def _lead_patiently(self, connections: LeaderConnections) -> None:
        """A statement that takes longer than a server may be silent has more time when it is tried again."""
        for each in connections:
            each.patience = min(self._longer * self.patience, DEFAULT_TIMEOUT_S)
        try:
            self._lead(connections)
        except (psycopg.OperationalError, LeadLost):
            self._longer = min(2 * self._longer, MAX_TIMEOUT_FACTOR)
            raise

    def _lead(self, connections: LeaderConnections) -> None:
        """A page that fails is taken again event by event: all that comes before the one that fails is kept."""
        leading, reading, _ = connections
        with Projector(leading, reading, self._projections) as projector:
            if self._for_replicas:
                leading.execute("set synchronous_commit = local")
            while not self._stopping.is_set():
                position = projector.resume()
                clear_failures(leading, position)
                self.worker.beat()
                if position < self._doubtful:
                    [event] = read_page(reading, after=position, limit=1)
                    self._insist(leading, projector, event)
                else:
                    self._follow(connections, projector, position)

    def _follow(self, connections: LeaderConnections, projector: Projector, position: int) -> None:
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

    def _keep(self, connection: PipelineConnection) -> None:
        """Say that this process goes on leading. Raises `LeadLost`."""
        self.worker.beat()
        try:
            connection.execute("select")
        except psycopg.OperationalError as lost:
            raise LeadLost from lost

    def _pause(self, connection: PipelineConnection, seconds: float) -> None:
        until = monotonic() + seconds
        while (left := until - monotonic()) > 0 and not self._stopping.is_set():
            self._keep(connection)
            self._stopping.wait(min(left, 1.0))

    def _insist(self, connection: PipelineConnection, projector: Projector, event: LedgerEvent) -> None:
        try:
            projector.project([event])
            projector.settle()
        except Exception as error:
            if _is_of_the_process(error):
                raise
            attempts = record_failure(connection, event.position, error)
            logger.exception("Position %d failed for the %d. time", event.position, attempts)
            self._pause(connection, min(MAX_RETRY_DELAY_S, STANDBY_INTERVAL_S * 2 ** min(attempts - 1, 10)))
        else:
            self._watch.reached(projector.committed)


def _is_of_the_process(error: Exception) -> bool:
    """Whether to connect again and go on: nothing is wrong with the event when a race or the connection is lost."""
    if isinstance(error, psycopg.OperationalError):
        return (error.sqlstate or "08")[:2] in SERVER_ERROR_CLASSES
    return isinstance(error, LostRace | ReadOnlySqlTransaction)
