"""Proofs about what is sealed, from what is stored: each reads a few hundred rows, however long the history."""

from collections.abc import Callable, Sequence
from typing import LiteralString

from efe_domain.transparency.merkle import consistency_path, inclusion_path
from efe_domain.transparency.notes import VerifierKey
from efe_domain.transparency.proofs import (
    EventProof,
    InstanceProof,
    LedgerProof,
    LogConsistency,
    SignedCheckpoint,
)
from efe_domain.transparency.routed_log import entry_parts
from efe_infra.postgres.database import Database, DatabaseRole
from efe_infra.postgres.store import Store
from efe_infra.transparency.sealing import block_proofs
from efe_infra.transparency.sealing.ledger_log import (
    Connection,
    read_checkpoint,
    read_genesis,
    read_keys,
    stored_log,
)
from efe_infra.transparency.sealing.tiles import TileAddress, read_tile

ENTRY: LiteralString = "select entry from seal.entry where position = %s"


class Proofs(Store):
    """Works as `efe_read`, for all threads of a process. Who may read what it gives is for the caller to decide."""

    def __init__(self, database: Database) -> None:
        super().__init__(database, DatabaseRole.READ)

    def ledger_checkpoint(self, size: int | None = None) -> SignedCheckpoint | None:
        """The last checkpoint of the ledger log, or that of a size; None if there is none."""
        return self._with(lambda connection: read_checkpoint(connection, size))

    def ledger_event(self, position: int) -> LedgerProof | None:
        """None for a position that no checkpoint covers yet."""
        return self._with(lambda connection: prove_entry(connection, position))

    def ledger_consistency(self, first: int, second: int) -> LogConsistency | None:
        """None beyond the last checkpoint. Raises `ValueError` unless 0 < first ≤ second."""
        return self._with(lambda connection: prove_growth(connection, first, second))

    def keys(self) -> Sequence[VerifierKey]:
        """The public keys of the ledger log, the oldest first."""
        return self._with(read_keys)

    def tile(self, place: TileAddress) -> bytes | None:
        """Hashes of the ledger log; None for what the last checkpoint does not cover."""
        return self._with(lambda connection: read_tile(connection, place))

    def checkpoint(self, size: int | None = None) -> SignedCheckpoint | None:
        """The last checkpoint of the log of blocks (format 1), or that of a size."""
        return self._with(lambda connection: block_proofs.read_checkpoint(connection, size))

    def event(self, position: int) -> EventProof | None:
        """None for a position that no block of format 1 covers."""
        return self._with(lambda connection: block_proofs.prove_event(connection, position))

    def instance(self, bassin: str) -> InstanceProof | None:
        """At the last checkpoint of format 1; None where there is none."""
        return self._with(lambda connection: block_proofs.prove_instance(connection, bassin))

    def consistency(self, first: int, second: int) -> LogConsistency | None:
        """Of the log of blocks. Raises `ValueError` unless 0 < first ≤ second."""
        return self._with(lambda connection: block_proofs.prove_consistency(connection, first, second))

    def _with[T](self, prove: Callable[[Connection], T]) -> T:
        with self._pool.connection() as connection:
            return prove(connection)


def prove_entry(connection: Connection, position: int) -> LedgerProof | None:
    """That an event, with its addresses, is in the log of the last checkpoint."""
    checkpoint, genesis = read_checkpoint(connection), read_genesis(connection)
    row = connection.cursor(binary=True).execute(ENTRY, [position]).fetchone()
    if not checkpoint or not genesis or not row or position >= checkpoint.size:
        return None
    mask, leaf = entry_parts(row[0])
    path = stored_log().prove(connection, lambda tree: inclusion_path(tree, position, checkpoint.size))
    return LedgerProof(
        position=position,
        bassins=genesis.bassins_of(mask),
        entry=row[0],
        leaf=leaf,
        path=tuple(path),
        checkpoint=checkpoint,
    )


def prove_growth(connection: Connection, first: int, second: int) -> LogConsistency | None:
    """That the log of `second` leaves begins with that of `first`."""
    checkpoint = read_checkpoint(connection)
    if not checkpoint or second > checkpoint.size:
        return None
    path = stored_log().prove(connection, lambda tree: consistency_path(tree, first, second))
    return LogConsistency(first=first, second=second, path=tuple(path))
