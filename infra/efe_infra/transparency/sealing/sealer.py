"""Sealer of the ledger: each page in one transaction, and its signature after the commit."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from efe_domain.transparency.notes import VerifierKey
from efe_domain.transparency.proofs import SignedCheckpoint
from efe_infra.postgres.connection import await_standbys, connect, settle_session
from efe_infra.postgres.database import Database, DatabaseRole
from efe_infra.read_model.folding.ledger_source import read_page
from efe_infra.read_model.tables.session import open_session
from efe_infra.transparency.sealing.errors import SealRefused
from efe_infra.transparency.sealing.ledger_log import Connection, load_or_create_genesis
from efe_infra.transparency.sealing.log_head import read_log_head
from efe_infra.transparency.sealing.sealed_page import fold, write
from efe_infra.transparency.sealing.signing import Signing

APPLICATION = "efe-seal"
LOCK = 0x0EFE_0008  # advisory locks are numbers of one database
PAGE_SIZE = 4096
"""Maximum number of events in a transaction and in memory."""

TIMEOUT_S = 30.0
"""Timeout of a statement, and of the wait for the standbys. The next run begins again."""
TAKE_LOCK = "select pg_advisory_xact_lock(%s)"
HEAD = "select position from ledger.head"

type Progress = Callable[[int, int], object]
"""Called with the position that is sealed, and the last position of the ledger."""


@dataclass(frozen=True)
class SealResult:
    """Number of events that a run sealed, and the checkpoint over all leaves; None while the ledger is empty."""

    events: int
    checkpoint: SignedCheckpoint | None


class Sealer:
    """Sealer under a lock of the database: of several at once, in any processes, one works and the others wait.

    Each continues from what is stored, so a run repairs one that died: a page is stored whole or not at all, and
    entries without a checkpoint are signed first.
    """

    def __init__(self, database: Database, signing: Signing, *, page_size: int = PAGE_SIZE) -> None:
        self._database = database
        self._signing = signing
        self._page_size = page_size
        self._settle = settle_session(DatabaseRole.PROJECTOR, TIMEOUT_S)

    def run(self, progress: Progress = lambda _, __: None) -> SealResult:
        """Seals up to the end of the ledger. Raises `SealRefused`, or psycopg's `OperationalError`."""
        with open_session(self._database, DatabaseRole.PROJECTOR, APPLICATION) as connection:
            self._settle(connection)
            [(head,)] = connection.execute(HEAD).fetchall()
            checkpoint, events = self._sign(connection), 0
            for position, count in self._pages(connection, head):
                checkpoint, events = self._sign(connection), events + count
                progress(position, max(head, position))
            return SealResult(events, checkpoint)

    def obstacle(self) -> SealRefused | None:
        """Returns why the next checkpoint cannot be signed here; None if nothing prevents it. Changes nothing."""
        with connect(self._database.conninfo(DatabaseRole.PROJECTOR)) as connection:
            return self._signing.obstacle(connection)

    def rotate(self) -> VerifierKey:
        """Makes a new key for the next checkpoints. Raises `SealRefused`."""
        with (
            open_session(self._database, DatabaseRole.PROJECTOR, APPLICATION) as connection,
            self._locked(connection),
        ):
            return self._signing.rotate(connection)

    def _pages(self, connection: Connection, head: int) -> Iterator[tuple[int, int]]:
        """Commits pages until `head` is sealed; yields the last position and the number of events of each."""
        position = -1
        while position < head:
            with self._locked(connection):
                position, count = self._page(connection)
            if not count:
                return
            yield position, count

    def _page(self, connection: Connection) -> tuple[int, int]:
        head = read_log_head(connection)
        events = read_page(connection, after=head.position, limit=self._page_size)
        if not events:
            return head.position, 0
        genesis = load_or_create_genesis(connection, self._signing.origin(connection), head.log)
        write(connection, fold(genesis, head.log, events))
        return events[-1].position, len(events)

    def _sign(self, connection: Connection) -> SignedCheckpoint | None:
        """Signs only durable events. A failover can take events back, but no signature."""
        await_standbys(connection)
        with self._locked(connection):
            return self._signing.sign(connection)

    @contextmanager
    def _locked(self, connection: Connection) -> Iterator[None]:
        with connection.transaction():
            connection.execute(TAKE_LOCK, [LOCK])
            yield
