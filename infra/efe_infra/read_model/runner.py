"""Background worker that projects the ledger: one process is the leader, the others are standbys."""

import logging
from time import monotonic
from typing import NamedTuple

import psycopg
from psycopg.errors import ReadOnlySqlTransaction

from efe_infra.ledger.pages import LedgerEvent, LedgerPages
from efe_infra.postgres.connection import CALLER_TIMEOUT_S, DEFAULT_TIMEOUT_S, PatientConnection, connect, duration_ms
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
"""Classes of states: connection lost, deadlock, disk or memory full, shutdown, system error."""

APPLICATION = "efe-projections"
LEADER_LOCK = 0x0EFE_0002  # advisory locks are numbers of one database
STANDBY_INTERVAL_S = 0.5
"""Interval of attempts to lead; a dead leader is replaced within it."""
LEASE_S = 10.0
"""Lease of the leader: the server ends the session of a leader that is silent for longer."""
SET_LEASE_SQL = """
    select set_config('idle_session_timeout', %s, false), set_config('idle_in_transaction_session_timeout', %s, false)
"""
MAX_TIMEOUT_FACTOR = 64
"""Limit of the timeout factor, which doubles while the server is lost before any page is written."""
MAX_RETRY_DELAY_S = 30.0
"""Longest delay between two attempts to project a failing event."""


class LeadLost(Exception):
    """Leader whose session the server has ended."""


class LeaderConnections(NamedTuple):
    """Connections of a leader, opened before it leads: a process without them never takes the lead."""

    leading: PipelineConnection
    """Session that holds the leader lock and writes."""
    reading: PipelineConnection
    following: PatientConnection


class Runner(Background):
    """Worker that follows the ledger and projects it while it is the leader.

    A failing event stops it: earlier events stay committed, the failure is recorded, and the event is retried with
    back-off. While the read tables belong to another version of the code, it waits.

    With `for_replicas`, each page waits until it is on disk. A server sends WAL to replicas only after its flush,
    which may otherwise come 0.2 s later.
    """

    patience = CALLER_TIMEOUT_S
    """Seconds of silence after which the server counts as lost."""

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
                logger.info("The read tables were replaced by another version of the code")

    def _session(self) -> PipelineConnection:
        return open_session(self._database, DatabaseRole.PROJECTOR, APPLICATION, patience=self.patience)

    def _listening(self) -> PatientConnection:
        return connect(self._database.conninfo(DatabaseRole.PROJECTOR))

    def _stand_by(self, connections: LeaderConnections) -> None:
        """Waits for read tables of this code, and for the leader lock."""
        while not self._stopping.is_set():
            if is_gone(connections.reading) or is_gone(connections.following):
                raise psycopg.OperationalError("A connection is lost that leading takes")
            if self._may_lead(connections.leading):
                connections.leading.execute(SET_LEASE_SQL, 2 * [duration_ms(self._lease)])
                return
            self._rest(STANDBY_INTERVAL_S)

    def _may_lead(self, leading: PipelineConnection) -> bool:
        """Takes the leader lock, if the read tables are of this code and no other process has it."""
        if read_position(leading)[1] != self._definition:
            return False
        [(leads,)] = leading.execute("select pg_try_advisory_lock(%s)", [LEADER_LOCK]).fetchall()
        return bool(leads)

    def _lead_patiently(self, connections: LeaderConnections) -> None:
        """Leads with a timeout that doubles after each loss, so that a slow statement can finish."""
        for each in connections:
            each.patience = min(self._longer * self.patience, DEFAULT_TIMEOUT_S)
        try:
            self._lead(connections)
        except (psycopg.OperationalError, LeadLost):
            self._longer = min(2 * self._longer, MAX_TIMEOUT_FACTOR)
            raise

    def _lead(self, connections: LeaderConnections) -> None:
        """Projects until stopped. Repeats a failed page event by event, so that earlier events are committed."""
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
        """Projects page by page, until stopped or until one fails."""
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
        """Renews the lease. Raises `LeadLost`."""
        self.worker.beat()
        try:
            connection.execute("select")
        except psycopg.OperationalError as lost:
            raise LeadLost from lost

    def _pause(self, connection: PipelineConnection, seconds: float) -> None:
        until = monotonic() + seconds
        while (remaining_s := until - monotonic()) > 0 and not self._stopping.is_set():
            self._keep(connection)
            self._stopping.wait(min(remaining_s, 1.0))

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
    """Tells whether the error is of the process and not of the event: a lost race or connection."""
    if isinstance(error, psycopg.OperationalError):
        return (error.sqlstate or "08")[:2] in SERVER_ERROR_CLASSES
    return isinstance(error, LostRace | ReadOnlySqlTransaction)
