"""Leader of the webhooks: of the processes of an installation, one plans and sends, under a lock with a lease."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any, Final

import anyio
import psycopg

from efe_infra.hooks.sending import Dispatcher, HookOffice
from efe_infra.notices.leader import STANDBY_INTERVAL_S
from efe_infra.notices.leader_sessions import leader_sessions
from efe_infra.notices.progress import MOVE, checked_progress, sealed_position
from efe_infra.postgres.database import Database
from efe_infra.process import metrics
from efe_infra.process.background import Background

APPLICATION: Final = "efe-hooks"
LEADER_LOCK: Final = 0x0EFE_0044  # advisory locks are numbers of one database
LEASE_S: Final = 45.0
"""Lease of the leader: longer than a turn, shorter than the claim of a delivery."""

type Connection = psycopg.Connection[Any]


@dataclass(frozen=True)
class HookLeader:
    """Work of the leader over its two sessions. Losing the session of the lock ends every further change.

    Without mails, the leader also moves their cursor: a mail server that is set up later announces nothing old.
    """

    reading: Connection
    writing: Connection
    office: HookOffice
    sends_mail: bool

    def run(self, is_stopping: Callable[[], bool], *, until_idle: bool = False) -> int:
        """Delivers until it is stopped, and returns the number of accepted deliveries."""
        dispatcher = Dispatcher(self.reading, self.writing, self.office, self._may_send)
        return anyio.run(partial(dispatcher.run, is_stopping, until_idle=until_idle))

    def _may_send(self, now: datetime) -> bool:
        """Tells whether this database may send: a restored one waits until an administrator allows it."""
        sealed = sealed_position(self.reading)
        progress = checked_progress(self.writing, sealed, now)
        metrics.NOTICES_STOPPED.set(float(progress.stopped is not None))
        if progress.stopped is None and not self.sends_mail:
            self.writing.execute(MOVE, {"position": sealed})
        return progress.stopped is None


@contextmanager
def leading(database: Database, office: HookOffice, *, sends_mail: bool = True) -> Iterator[HookLeader | None]:
    """Opens the sessions and takes the lock; None if another process leads."""
    with leader_sessions(database, APPLICATION, LEADER_LOCK, LEASE_S) as sessions:
        yield HookLeader(*sessions, office, sends_mail) if sessions else None


class HookRunner(Background):
    """Worker that leads the webhooks, or waits for the lock. No other part of the platform waits for it."""

    def __init__(self, database: Database, office: HookOffice, *, sends_mail: bool) -> None:
        super().__init__("webhooks", limit=30.0, vital=False)
        self._database = database
        self._office = office
        self._sends_mail = sends_mail

    def _run(self) -> None:
        while not self._stopping.is_set():
            with leading(self._database, self._office, sends_mail=self._sends_mail) as leader:
                if leader:
                    leader.run(self._is_over)
            self._rest(STANDBY_INTERVAL_S)

    def _is_over(self) -> bool:
        self.worker.beat()
        return self._stopping.is_set()
