"""Proofs, for a reader who checks the register without trusting the platform."""

from dataclasses import dataclass
from uuid import UUID

from efe_domain.transparency.instance_roots import InstanceRoot, InstanceRootProof


@dataclass(frozen=True, kw_only=True)
class SignedCheckpoint:
    """The state of a log: how many leaves it has (blocks in format 1), and their root.

    `note` is the evidence, the rest repeats it.
    """

    origin: str
    size: int
    root: bytes
    note: str


@dataclass(frozen=True, kw_only=True)
class SealedEvent:
    """An event as it is stored: with its instant, what its leaf is the hash of. `state` are the sealed bytes."""

    position: int
    originator_id: UUID
    originator_version: int
    topic: str
    state: bytes


@dataclass(frozen=True, kw_only=True)
class LedgerProof:
    """The entry of an event in the ledger log, at the index `position`, and its way to the root of a checkpoint.

    `bassins` and `leaf` are what the entry says.
    """

    position: int
    bassins: tuple[str, ...]
    entry: bytes
    leaf: bytes
    path: tuple[bytes, ...]
    checkpoint: SignedCheckpoint


@dataclass(frozen=True, kw_only=True)
class BlockProof:
    """The canonical header of a block, and its way to the root of a checkpoint; `index` counts from 0."""

    header: bytes
    index: int
    path: tuple[bytes, ...]
    checkpoint: SignedCheckpoint


@dataclass(frozen=True, kw_only=True)
class EventProof:
    """The leaf of an event, and its way to the `events_root` of a block of `size` events; `index` counts from 0.

    `bassins` are the Instances that the event concerns.
    """

    position: int
    bassins: tuple[str, ...]
    leaf: bytes
    index: int
    size: int
    path: tuple[bytes, ...]
    block: BlockProof


@dataclass(frozen=True, kw_only=True)
class InstanceProof:
    """The root of an Instance, and its path to the `heads_root` of a block; without a root, that it has none."""

    bassin: str
    instance_root: InstanceRoot | None
    proof: InstanceRootProof
    block: BlockProof


@dataclass(frozen=True, kw_only=True)
class LogConsistency:
    """That the log of `second` leaves begins with that of `first` leaves."""

    first: int
    second: int
    path: tuple[bytes, ...]
