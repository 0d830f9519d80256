"""Seals what the ledger holds: each page in one transaction, its signature after that is committed."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from efe_domain.transparency.notes import VerifierKey
from efe_domain.transparency.proofs import SignedCheckpoint
from efe_infra.postgres.connection import await_standbys, settled
from efe_infra.postgres.database import Database, DatabaseRole
from efe_infra.read_model.folding.ledger_source import pull
from efe_infra.read_model.tables.session import open_session
from efe_infra.transparency.sealing.genesis import check_past, genesis_of
from efe_infra.transparency.sealing.ledger_log import Connection
from efe_infra.transparency.sealing.page import fold, write
from efe_infra.transparency.sealing.signing import Signing
from efe_infra.transparency.sealing.tip import read_tip

APPLICATION = "efe-seal"
LOCK = 0x0EFE_0008  # advisory locks are numbers of one database
PAGE_SIZE = 4096
"""Events a transaction at most: what is held in memory at once."""

PATIENCE = 30.0
"""Seconds for a statement, and for the standbys to have what was committed; then it is begun again later."""
TAKE_LOCK = "select pg_advisory_xact_lock(%s)"
HEAD = "select position from ledger.head"

type Tell = Callable[[int, int], object]
"""Hears how far sealing is: the position sealed, and the last of the ledger."""


@dataclass(frozen=True)
class Sealed:
    """The new leaves of one run, and the checkpoint over all leaves; none while the ledger is empty."""

    events: int
    checkpoint: SignedCheckpoint | None


class Sealer:
    """Of several at once, in one process or many, one works and the others wait; each goes on from what is stored.

    A run that died anywhere is made good by the next one: a page is there or not, and entries without a checkpoint
    are signed first.
    """

    def __init__(self, database: Database, signing: Signing, *, page_size: int = PAGE_SIZE) -> None:
        self._database = database
        self._signing = signing
        self._page_size = page_size
        self._settle = settled(DatabaseRole.PROJECTOR, PATIENCE)

    def run(self, tell: Tell = lambda _, __: None) -> Sealed:
        """Seal up to the end of the ledger as it is now. Raises `SealRefused`, or psycopg's `OperationalError`."""
        with open_session(self._database, DatabaseRole.PROJECTOR, APPLICATION) as connection:
            self._settle(connection)
            [(head,)] = connection.execute(HEAD).fetchall()
            checkpoint, events = self._sign(connection), 0
            for position, count in self._pages(connection, head):
                checkpoint, events = self._sign(connection), events + count
                tell(position, max(head, position))
            return Sealed(events, checkpoint)

    def rotate(self) -> VerifierKey:
        """Make a new key for the next checkpoints. Raises `SealRefused`."""
        with (
            open_session(self._database, DatabaseRole.PROJECTOR, APPLICATION) as connection,
            self._turn(connection),
        ):
            return self._signing.rotate(connection)

    def _pages(self, connection: Connection, head: int) -> Iterator[tuple[int, int]]:
        """Commit page after page, until `head` is sealed; the last position and the number of events of each."""
        position = -1
        while position < head:
            with self._turn(connection):
                position, count = self._page(connection)
            if not count:
                return
            yield position, count

    def _page(self, connection: Connection) -> tuple[int, int]:
        tip = read_tip(connection)
        events = pull(connection, after=tip.last, limit=self._page_size)
        if events:
            genesis = genesis_of(connection, self._signing.origin(connection), tip.log)
            page = fold(genesis, tip.log, events)
            check_past(connection, genesis, page.entries)
            write(connection, page)
        return (events[-1].position if events else tip.last), len(events)

    def _sign(self, connection: Connection) -> SignedCheckpoint | None:
        """Signs only durable events: a failover may take events back, but no signature."""
        await_standbys(connection)
        with self._turn(connection):
            return self._signing.sign(connection)

    @contextmanager
    def _turn(self, connection: Connection) -> Iterator[None]:
        """One transaction, one sealer at a time."""
        with connection.transaction():
            connection.execute(TAKE_LOCK, [LOCK])
            yield
