"""Proofs and sealed events from the stored log. A proof reads a few hundred rows, however long the history."""

from collections.abc import Callable, Collection, Mapping, Sequence
from typing import LiteralString

from efe_domain.transparency.merkle import consistency_path, inclusion_path
from efe_domain.transparency.notes import VerifierKey
from efe_domain.transparency.proofs import LedgerProof, LogConsistency, SealedEvent, SignedCheckpoint
from efe_domain.transparency.routed_log import entry_parts
from efe_infra.postgres.database import Database, DatabaseRole
from efe_infra.postgres.pools import Store
from efe_infra.transparency.sealing.ledger_log import Connection, prove, read_checkpoint, read_genesis, read_keys
from efe_infra.transparency.sealing.tiles import TileAddress, read_tile

ENTRY: LiteralString = "select entry from seal.entry where position = %s"


class ProofStore(Store):
    """Reader of checkpoints and proofs as `efe_read`, for all threads. Callers check who may read them."""

    POOL = "Proofs"

    def __init__(self, database: Database) -> None:
        super().__init__(database, DatabaseRole.READ)

    def ledger_checkpoint(self, size: int | None = None) -> SignedCheckpoint | None:
        """Returns the last checkpoint or that of a size; None if there is none."""
        return self._with(lambda connection: read_checkpoint(connection, size))

    def ledger_event(self, position: int) -> LedgerProof | None:
        """Returns the proof of an event; None for a position that no checkpoint covers yet."""
        return self._with(lambda connection: prove_entry(connection, position))

    def ledger_consistency(self, first: int, second: int) -> LogConsistency | None:
        """Returns the path; None beyond the last checkpoint. Raises `ValueError` unless 0 < first ≤ second."""
        return self._with(lambda connection: prove_growth(connection, first, second))

    def keys(self) -> Sequence[VerifierKey]:
        """Returns the public keys of the ledger log, the oldest first."""
        return self._with(read_keys)

    def tile(self, address: TileAddress) -> bytes | None:
        """Returns hashes of the ledger log; None where the last checkpoint does not cover them."""
        return self._with(lambda connection: read_tile(connection, address))

    def _with[T](self, query: Callable[[Connection], T]) -> T:
        with self._pool.connection() as connection:
            return query(connection)


def prove_entry(connection: Connection, position: int) -> LedgerProof | None:
    """Proves that an event, with its addresses, is in the log of the last checkpoint."""
    checkpoint, genesis = read_checkpoint(connection), read_genesis(connection)
    row = connection.cursor(binary=True).execute(ENTRY, [position]).fetchone()
    if not checkpoint or not genesis or not row or position >= checkpoint.size:
        return None
    mask, leaf = entry_parts(row[0])
    path = prove(connection, lambda tree: inclusion_path(tree, position, checkpoint.size))
    return LedgerProof(
        position=position,
        bassins=genesis.bassins_of(mask),
        entry=row[0],
        leaf=leaf,
        path=tuple(path),
        checkpoint=checkpoint,
    )


def prove_growth(connection: Connection, first: int, second: int) -> LogConsistency | None:
    """Proves that the log of `second` leaves begins with that of `first` leaves."""
    checkpoint = read_checkpoint(connection)
    if not checkpoint or second > checkpoint.size:
        return None
    path = prove(connection, lambda tree: consistency_path(tree, first, second))
    return LogConsistency(first=first, second=second, path=tuple(path))


SEALED: LiteralString = """
    select position, originator_id, originator_version, topic, state
    from ledger.event join seal.entry using (position) where position = any(%(positions)s::bigint[])
"""


class SealedEventStore(Store):
    """Reader of sealed events as `efe_projector`, which reads ledger and seal. Callers check who may see an event."""

    POOL = "OpenedEvents"

    def __init__(self, database: Database) -> None:
        super().__init__(database, DatabaseRole.PROJECTOR)

    def at(self, positions: Collection[int]) -> Mapping[int, SealedEvent]:
        """Returns the events of these positions that are sealed, by position."""
        events = self._fetch(SealedEvent, SEALED, {"positions": list(positions)})
        return {event.position: event for event in events}
