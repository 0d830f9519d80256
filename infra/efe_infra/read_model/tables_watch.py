"""Watch of the read tables: whether they are those of this code, of an earlier version, or of a later one."""

import asyncio
import threading
from time import monotonic
from typing import Final

from efe_infra.postgres.connection import CALLER_TIMEOUT_S
from efe_infra.postgres.database import Database, DatabaseRole
from efe_infra.process.background import Background
from efe_infra.read_model.tables.fingerprint import fingerprints
from efe_infra.read_model.tables.generation import GENERATION, Precedence, compare_generations
from efe_infra.read_model.tables.session import open_session
from efe_projections.engine.audit_fold import Projections

APPLICATION: Final = "efe-tables"
INTERVAL_S: Final = 0.25
PATIENCE_S: Final = 1.0
"""Time for which a caller of `compare` waits at most."""
POLL_S: Final = 0.01


class TablesWatch(Background):
    """Worker that compares the read tables with this code, four times a second.

    `precedence` is the last comparison, at first that of the start. A read may notice a change before the worker.
    """

    def __init__(self, database: Database, projections: Projections, precedence: Precedence) -> None:
        super().__init__("tables", vital=False)
        self.precedence = precedence
        self._was_noticed = False
        self._begun = self._ended = 0
        self._wanted = threading.Event()
        self._database = database
        self._fingerprints = fingerprints(projections)

    @property
    def are_current(self) -> bool:
        """False also after a read that lacked a table or a column, until the worker has compared again."""
        return self.precedence is Precedence.CURRENT and not self._was_noticed

    def notice(self) -> None:
        """Records that a read lacked a table or a column of this code."""
        self._was_noticed = True

    async def compare(self) -> None:
        """Waits for a comparison that begins from now on, or for `PATIENCE_S`."""
        until_s, begun = monotonic() + PATIENCE_S, self._begun
        self._wanted.set()
        while self._ended <= begun and monotonic() < until_s:  # noqa: ASYNC110 - a thread compares
            await asyncio.sleep(POLL_S)

    def _interrupt(self) -> None:
        self._wanted.set()

    def _run(self) -> None:
        with open_session(
            self._database, DatabaseRole.PROJECTOR, APPLICATION, patience=CALLER_TIMEOUT_S
        ) as connection:
            while not self._stopping.is_set():
                self._wanted.clear()
                self._begun += 1
                begun, noticed = self._begun, self._was_noticed
                self.precedence = compare_generations(connection, self._fingerprints, GENERATION).precedence
                self._was_noticed = self._was_noticed and not noticed
                self._ended = begun
                self.worker.beat(INTERVAL_S)
                self._wanted.wait(INTERVAL_S)
