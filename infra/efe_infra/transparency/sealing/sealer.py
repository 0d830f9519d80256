"""Seals what the ledger holds: each block in one transaction, its signature after that is committed."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from efe_domain.transparency.notes import VerifierKey
from efe_domain.transparency.proofs import SignedCheckpoint
from efe_infra.postgres.database import Database, DatabaseRole
from efe_infra.read_model.decoding import pull
from efe_infra.read_model.session import open_session
from efe_infra.transparency.sealing.block import fold, write
from efe_infra.transparency.sealing.signing import Signing
from efe_infra.transparency.sealing.tip import Connection, read_tip

APPLICATION = "efe-seal"
LOCK = 0x0EFE_0008  # advisory locks are numbers of one database
BLOCK_SIZE = 4096
"""Events a block at most: what is held in memory at once."""

TAKE_LOCK = "select pg_advisory_xact_lock(%s)"
NOW = "select (extract(epoch from clock_timestamp()) * 1000000)::bigint"
HEAD = "select position from ledger.head"

type Tell = Callable[[int, int], object]
"""Hears how far sealing is: the position sealed, and the last of the ledger."""


@dataclass(frozen=True)
class Sealed:
    """What one run added, and the checkpoint that covers everything; none while the ledger is empty."""

    events: int
    blocks: int
    checkpoint: SignedCheckpoint | None


class Sealer:
    """Of several at once, in one process or many, one works and the others wait; each goes on from what is stored.

    A run that died anywhere is made good by the next one: a block is there or not, and a block without a checkpoint
    is signed first.
    """

    def __init__(self, database: Database, signing: Signing, *, block_size: int = BLOCK_SIZE) -> None:
        self._database = database
        self._signing = signing
        self._block_size = block_size

    def run(self, tell: Tell = lambda _, __: None) -> Sealed:
        """Seal up to the end of the ledger as it is now. Raises `SealRefused`, or psycopg's `OperationalError`."""
        with open_session(self._database, DatabaseRole.PROJECTOR, APPLICATION) as connection:
            [(head,)] = connection.execute(HEAD).fetchall()
            checkpoint, events, blocks = self._sign(connection), 0, 0
            for position, count in self._blocks(connection, head):
                checkpoint, events, blocks = self._sign(connection), events + count, blocks + 1
                tell(position, max(head, position))
            return Sealed(events, blocks, checkpoint)

    def rotate(self) -> VerifierKey:
        """Make a new key for the next checkpoints. Raises `SealRefused`."""
        with self._session() as connection:
            return self._signing.rotate(connection)

    def _blocks(self, connection: Connection, head: int) -> Iterator[tuple[int, int]]:
        """Commit block after block, until `head` is sealed; the last position and the number of events of each."""
        position = -1
        while position < head:
            with self._turn(connection):
                tip = read_tip(connection)
                events = pull(connection, after=tip.last, limit=self._block_size)
                if events:
                    [(now,)] = connection.execute(NOW).fetchall()
                    write(connection, fold(tip, events, now))
            if not events:
                return
            position = events[-1].position
            yield position, len(events)

    def _sign(self, connection: Connection) -> SignedCheckpoint | None:
        with self._turn(connection):
            return self._signing.sign(connection)

    @contextmanager
    def _session(self) -> Iterator[Connection]:
        with (
            open_session(self._database, DatabaseRole.PROJECTOR, APPLICATION) as connection,
            self._turn(connection),
        ):
            yield connection

    @contextmanager
    def _turn(self, connection: Connection) -> Iterator[None]:
        """One transaction, one sealer at a time."""
        with connection.transaction():
            connection.execute(TAKE_LOCK, [LOCK])
            yield
