"""The port of the ledger: what the domain needs beyond the event store of the library."""

from collections.abc import Sequence
from typing import Protocol
from uuid import UUID

import msgspec
from eventsourcing.persistence import OperationalError


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


class CommandLookup(Protocol):
    """How a repeated command is recognised before anything is decided."""

    def find_command(self, command_id: UUID, digest: bytes) -> RecordedCommand | None:
        """The recorded command, or None. Raises `CommandReused` when the digest differs."""
        ...

    def actor_of(self, command_id: UUID) -> str | None:
        """The account that sent a recorded command; None for one that is not recorded."""
        ...
