"""Port of the ledger: the interface that the domain needs beyond the library's event store."""

from collections.abc import Callable, Collection, Mapping, Sequence
from contextlib import AbstractContextManager
from enum import Enum
from typing import Protocol
from uuid import UUID

import msgspec
from eventsourcing.persistence import OperationalError, StoredEvent

from efe_domain.shared.event import Event


class Command(msgspec.Struct, frozen=True):
    """Idempotency key of a command, the SHA-256 digest of its call, and its entity."""

    id: UUID
    digest: bytes
    entity: UUID


class RecordedCommand(msgspec.Struct, frozen=True):
    """Recorded command. A repetition returns the entity as of the last position."""

    entity: UUID
    positions: Sequence[int]


class AlreadyRecorded(Exception):
    """Raised when the command is recorded already with the same digest. Nothing was appended."""

    def __init__(self, command: RecordedCommand) -> None:
        super().__init__(f"Command recorded at {list(command.positions)}")
        self.recorded = command


class AppendOutcomeUnknown(OperationalError):
    """Raised when the connection was lost before the reply: the events may or may not be recorded."""


class StreamRead(msgspec.Struct, frozen=True):
    """Version of a stream that a decision was based on (0: the stream did not exist)."""

    stream: UUID
    version: int


class KnownCommand(msgspec.Struct, frozen=True):
    """Command that is recorded, or queued in a batch, with the digest of its call."""

    digest: bytes
    command: RecordedCommand


class Search(msgspec.Struct, frozen=True):
    """Search up to `position` for streams of these kinds with an event that contains one of the names."""

    names: Sequence[str]
    kinds: Sequence[str]
    position: int


class StreamLink(Enum):
    """Field of an event in which a stream of a kind names another one; the ledger has an index of each."""

    INVITATION_TO_PROJECT = "invitation"
    MEETING_OF_JOINT_ONE = "meeting"
    POLE_OF_OPERATOR = "pole"

    @property
    def kind(self) -> str:
        return self.value


class Append(msgspec.Struct, frozen=True):
    """Events of one command with their guards: the stream versions, the command and the searches."""

    events: Sequence[Event]
    reads: Sequence[StreamRead]
    command: Command | None
    searches: Sequence[Search] = ()


class CommandLookup(Protocol):
    """Lookup of recorded commands (idempotency) and of stream versions."""

    def find_command(self, command_id: UUID, digest: bytes) -> RecordedCommand | None:
        """Returns the recorded command, or None. Raises `CommandReused` when the digest differs."""
        ...

    def actor_of(self, command_id: UUID) -> str | None:
        """Returns the account that sent a recorded command; None if the id is not recorded."""
        ...

    def acts_of(self, account: str, period_s: float) -> int:
        """Counts the acts that an account recorded in the last seconds, among the last thousand events of all."""
        ...

    def versions_of(self, streams: Collection[UUID]) -> Mapping[UUID, int]:
        """Returns the last version of each stream. Leaves out streams that do not exist."""
        ...

    def find_commands(self, command_ids: Collection[UUID]) -> Mapping[UUID, KnownCommand]:
        """Returns the commands that are recorded."""
        ...


class AtomicLedger(Protocol):
    """Ledger that can record many commands atomically."""

    def select_streams(self, streams: Collection[UUID]) -> Sequence[StoredEvent]:
        """Returns all events of the streams, ordered by version within each stream."""
        ...

    def insert_together(self, appends: Sequence[Append]) -> Sequence[int]:
        """Records all appends or none, and returns the positions in order. Raises `IntegrityError`."""
        ...


class LockableLedger(Protocol):
    """Ledger that one writer can lock for itself, so that no other writer records before it."""

    def exclusive_lock(self, prepare: Callable[[], object]) -> AbstractContextManager[None]:
        """Holds the ledger lock until this thread appends or leaves the context. Calls `prepare` before it locks."""
        ...


class NamingLookup(Protocol):
    """Search for streams whose events name an entity."""

    def streams_naming(self, names: Sequence[str], kinds: Sequence[str]) -> Sequence[tuple[UUID, str]]:
        """Returns the streams of these kinds with an event that contains one of the names, each with its kind."""
        ...

    def streams_linked(self, link: StreamLink, key: UUID) -> Sequence[tuple[UUID, str]]:
        """Returns the streams that name the key in the field of the link, each with its kind."""
        ...
