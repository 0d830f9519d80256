"""The port of the ledger: what the domain needs beyond the event store of the library."""

from collections.abc import Callable, Collection, Mapping, Sequence
from contextlib import AbstractContextManager
from typing import Protocol
from uuid import UUID

import msgspec
from eventsourcing.persistence import OperationalError, StoredEvent

from efe_domain.shared.event import Event


class Command(msgspec.Struct, frozen=True):
    """A command as it was asked: its id, a SHA-256 digest of everything asked, and the entity it is about."""

    id: UUID
    digest: bytes
    entity: UUID


class RecordedCommand(msgspec.Struct, frozen=True):
    """A command that the ledger knows: its answer is the entity as of the last position."""

    entity: UUID
    positions: Sequence[int]


class AlreadyRecorded(Exception):
    """The command is in the ledger already, with the same digest; nothing was appended."""

    def __init__(self, recorded: RecordedCommand) -> None:
        super().__init__(f"Command recorded at {list(recorded.positions)}")
        self.recorded = recorded


class OutcomeUnknown(OperationalError):
    """The ledger did not answer, and what was to be recorded may be in it."""


class StreamRead(msgspec.Struct, frozen=True):
    """A stream that was read to decide, and the version it had (0: it did not exist)."""

    stream: UUID
    version: int


class KnownCommand(msgspec.Struct, frozen=True):
    """A command that was recorded, or is about to be, with the digest of everything that was asked."""

    digest: bytes
    recorded: RecordedCommand


class Search(msgspec.Struct, frozen=True):
    """A search of streams of these kinds by names in their events, in the ledger as far as `position`."""

    names: Sequence[str]
    kinds: Sequence[str]
    position: int


class Append(msgspec.Struct, frozen=True):
    """What one command has recorded: its events, the streams that it read to decide, and what it searched."""

    events: Sequence[Event]
    reads: Sequence[StreamRead]
    command: Command | None
    searches: Sequence[Search] = ()


class CommandLookup(Protocol):
    """How a repeated command is recognised before anything is decided."""

    def find_command(self, command_id: UUID, digest: bytes) -> RecordedCommand | None:
        """The recorded command, or None. Raises `CommandReused` when the digest differs."""
        ...

    def actor_of(self, command_id: UUID) -> str | None:
        """The account that sent a recorded command; None for one that is not recorded."""
        ...

    def versions_of(self, streams: Collection[UUID]) -> Mapping[UUID, int]:
        """How far each stream has come; those that do not exist are left out."""
        ...

    def find_commands(self, command_ids: Collection[UUID]) -> Mapping[UUID, KnownCommand]:
        """Those that are recorded."""
        ...


class AtomicLedger(Protocol):
    """How many commands are decided and recorded as one."""

    def select_streams(self, streams: Collection[UUID]) -> Sequence[StoredEvent]:
        """All events of all of them, each stream in its order."""
        ...

    def insert_together(self, appends: Sequence[Append]) -> Sequence[int]:
        """The positions of all events, in order. Raises `IntegrityError`, and then nothing is recorded."""
        ...


class LedgerTurn(Protocol):
    """How one is recorded before all others."""

    def turn(self, prepare: Callable[[], object]) -> AbstractContextManager[None]:
        """Nobody else appends until this thread has, or leaves; it prepares before it waits for that."""
        ...


class NamingLookup(Protocol):
    """How those are found who may have looked at an entity."""

    def streams_naming(self, names: Sequence[str], kinds: Sequence[str]) -> Sequence[tuple[UUID, str]]:
        """The streams of these kinds of which an event has one of the names, each with its kind."""
        ...
