"""Leader of the notices: of the processes of an installation, one plans and sends, under a lock with a lease."""

import asyncio
import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from time import monotonic
from typing import Any, Final

import psycopg

from efe_infra.notices.address_limits import AddressDigests
from efe_infra.notices.composing import Composer
from efe_infra.notices.digests import DigestPlanner
from efe_infra.notices.entitlement import Entitlement
from efe_infra.notices.facts import FactReads
from efe_infra.notices.hours import last_digest_day
from efe_infra.notices.invitation_mails import InvitationLinks, cipher_of
from efe_infra.notices.leader_sessions import leader_sessions
from efe_infra.notices.mail_claims import LAZY, CheckedClaims
from efe_infra.notices.mail_papers import ConvocationPapers, WithoutPapers
from efe_infra.notices.mail_turns import MailLimits
from efe_infra.notices.outbox import NoticeStep, Outbox
from efe_infra.notices.planning import Planner
from efe_infra.notices.progress import LeaderProgress, checked_progress, sealed_position
from efe_infra.notices.rules import NOTICE_PERIOD
from efe_infra.notices.sending import Sender
from efe_infra.notices.transports import MAIL_TIMEOUT_S, ServerAway, Transport
from efe_infra.notices.unsubscribe_links import UnsubscribeLinks
from efe_infra.postgres.database import Database, DatabaseRole
from efe_infra.process import metrics
from efe_infra.process.background import Background
from efe_infra.read_model.tables.session import open_session

logger = logging.getLogger(__name__)

APPLICATION: Final = "efe-notices"
LEADER_LOCK: Final = 0x0EFE_0041  # advisory locks are numbers of one database
LEASE_S: Final = 100.0
"""Lease of the leader: longer than one mail may take, shorter than the claim of a row."""
INTERVAL_S: Final = 2.0
STANDBY_INTERVAL_S: Final = 2.0
FIRST_AWAY_DELAY_S: Final = 5.0
MAX_AWAY_DELAY_S: Final = 300.0
"""Exponential back-off while the mail server is away."""


type Connection = psycopg.Connection[Any]
type Beat = Callable[[], object]
"""Called before each mail and each page; it raises to end the work."""


@dataclass(frozen=True, kw_only=True)
class MailOffice:
    """Means of the notices: how mails leave, the sender, the links, and how many in an hour."""

    transport: Transport
    sender: str
    links: UnsubscribeLinks
    limits: MailLimits
    papers: ConvocationPapers = field(default_factory=WithoutPapers)
    clock: Callable[[], datetime] = lambda: datetime.now(UTC)
    at_step: Callable[[NoticeStep], object] = lambda _: None


class _Stopped(Exception):
    """Raised between two mails when the process stops."""


class NoticeLeader:
    """Work of the leader over its sessions. Losing the session of the lock, `writing`, ends every further change."""

    def __init__(
        self, reading: Connection, writing: Connection, claiming: Connection, office: MailOffice, beat: Beat
    ) -> None:
        self._office = office
        self._reading, self._writing = reading, writing
        self._planner = Planner(reading, writing, office.at_step)
        self._digests = DigestPlanner(reading, writing, office.links.origin)
        self._invitations = InvitationLinks(writing, cipher_of(office.links.key), office.links.origin)
        entitlement = Entitlement(reading, writing)
        composer = Composer(
            FactReads(reading),
            writing,
            office.links,
            office.papers,
            self._digests.task_sections,
            entitlement,
            self._invitations,
        )
        self._beat = beat
        self.sender = Sender(
            writing=writing,
            composer=composer,
            claims=CheckedClaims(claiming, entitlement, office.clock),
            transport=office.transport,
            sender=office.sender,
            limits=office.limits,
            digests=AddressDigests.of(office.links.key),
            clock=office.clock,
            beat=beat,
            at_step=office.at_step,
        )

    def plan(self) -> LeaderProgress:
        """Plans what is due and returns the progress. A stopped progress plans nothing."""
        now = self._office.clock()
        progress = checked_progress(self._writing, sealed_position(self._reading), now)
        metrics.NOTICES_STOPPED.set(float(progress.stopped is not None))
        if progress.stopped:
            return progress
        position = progress.position
        while (reached := self._planner.plan(position, now)) > position:
            position = reached
            self._beat()
        self._planner.plan_address_changes(now)
        self._planner.plan_new_tokens(now)
        self._invitations.delete_ended()
        if (day := last_digest_day(now)) != progress.swept_on:
            self._digests.plan(day, now)
        expired = Outbox(self._writing).expire(now, NOTICE_PERIOD)
        metrics.child(metrics.NOTICES, "expired").inc(expired)
        return progress

    def send(self) -> int:
        """Sends for one round. Raises `ServerAway`."""
        ended_rows = asyncio.run(self.sender.send_due())
        self._measure()
        return ended_rows

    def step(self) -> int:
        """Plans, then sends for one round, and returns the number of ended rows. Raises `ServerAway`."""
        if self.plan().stopped:
            return 0
        return self.send()

    def _measure(self) -> None:
        count, age_s = Outbox(self._writing).backlog(self._office.clock())
        metrics.NOTICES_DUE.set(count)
        metrics.NOTICES_DUE_SECONDS.set(age_s)


@contextmanager
def leading(database: Database, office: MailOffice, beat: Beat = lambda: None) -> Iterator[NoticeLeader | None]:
    """Opens the sessions and takes the lock; None if another process leads."""
    with leader_sessions(database, APPLICATION, LEADER_LOCK, LEASE_S) as sessions:
        if sessions is None:
            yield None
            return
        with open_session(database, DatabaseRole.COMMAND, APPLICATION) as claiming:
            claiming.execute(LAZY)
            yield NoticeLeader(*sessions, claiming, office, beat)


class NoticeRunner(Background):
    """Worker that leads the notices, or waits for the lock. No other part of the platform waits for it."""

    def __init__(self, database: Database, office: MailOffice) -> None:
        super().__init__("notices", limit=15.0, vital=False)
        self._database = database
        self._office = office

    def _run(self) -> None:
        while not self._stopping.is_set():
            with leading(self._database, self._office, self._check_running) as leader, suppress(_Stopped):
                if leader:
                    self._lead(leader)
            self._rest(STANDBY_INTERVAL_S)

    def _lead(self, leader: NoticeLeader) -> None:
        """Plans every few seconds, also while the mail server is away."""
        away_delay_s, send_at = FIRST_AWAY_DELAY_S, 0.0
        while True:
            self._check_running()
            progress, ended_rows = leader.plan(), 0
            if progress.stopped is None and monotonic() >= send_at:
                try:
                    ended_rows = leader.send()
                except ServerAway as away:
                    metrics.MAIL_SERVER_AWAY.set(1)
                    logger.warning("The mail server is away (%s); next attempt in %.0f s", away.code, away_delay_s)
                    send_at = monotonic() + away_delay_s
                    away_delay_s = min(MAX_AWAY_DELAY_S, 2 * away_delay_s)
            if ended_rows:
                metrics.MAIL_SERVER_AWAY.set(0)
                away_delay_s = FIRST_AWAY_DELAY_S
            else:
                self._rest(INTERVAL_S)

    def _check_running(self) -> None:
        """Beats for the time that one mail may take, and raises `_Stopped` between two mails."""
        self.worker.beat(MAIL_TIMEOUT_S)
        if self._stopping.is_set():
            raise _Stopped
