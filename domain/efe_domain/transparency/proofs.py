"""Checkpoints, sealed events and proofs of the ledger log, as values."""

from dataclasses import dataclass
from uuid import UUID


@dataclass(frozen=True, kw_only=True)
class SignedCheckpoint:
    """Number and root of the leaves of a log, with the signed note that proves them."""

    origin: str
    size: int
    root: bytes
    note: str


@dataclass(frozen=True, kw_only=True)
class SealedEvent:
    """Event with the stored bytes of its state. Its leaf is the hash of these values and of its instant."""

    position: int
    originator_id: UUID
    originator_version: int
    topic: str
    state: bytes


@dataclass(frozen=True, kw_only=True)
class LedgerProof:
    """Entry of an event, decoded into `bassins` and `leaf`, with its inclusion path to the root of a checkpoint.

    The index of the entry is `position`.
    """

    position: int
    bassins: tuple[str, ...]
    entry: bytes
    leaf: bytes
    path: tuple[bytes, ...]
    checkpoint: SignedCheckpoint


@dataclass(frozen=True, kw_only=True)
class LogConsistency:
    """Consistency path, which proves that the log of `second` leaves begins with that of `first` leaves."""

    first: int
    second: int
    path: tuple[bytes, ...]
