"""Batch of commands: each is decided on the state left by the previous one, and all are recorded atomically."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any
from uuid import UUID

from efe_domain.commands.unit_of_work import UnitOfWork, active_unit
from efe_domain.law.rules import Rule
from efe_domain.shared.aggregate import Aggregate
from efe_domain.shared.codec import encode
from efe_domain.shared.command_context import CommandContext
from efe_domain.shared.errors import CommandReused, DomainError, Refusal
from efe_domain.shared.event import Event
from efe_domain.shared.ledger import Append, CommandLookup, KnownCommand, RecordedCommand


class AllOrNothing(DomainError, rule=Rule.REGISTRE):
    """Refusal of a whole batch because one of its commands is refused (REGISTRE)."""

    def __init__(self, number: int) -> None:
        super().__init__("Rien n'est enregistré : la commande {number} du lot est refusée.", number=number)


class Overtaken(Refusal):
    """Refusal of a batch that lost every race: its streams kept changing before it could be recorded."""

    def __init__(self) -> None:
        super().__init__("D'autres actes ont sans cesse précédé ce lot : rien n'est enregistré, à reprendre.")


class CommandBatch:
    """Events that the commands of a batch have added so far. The ledger and the aggregate cache hold none of them."""

    def __init__(self, ledger: CommandLookup, keys: Collection[UUID] = ()) -> None:
        """Looks up the idempotency keys of the commands in one query."""
        self.appends: list[Append] = []
        self._ledger = ledger
        self._commands: dict[UUID, KnownCommand | None] = {}
        self._aggregates: dict[UUID, Aggregate[Any]] = {}
        self._new_events: defaultdict[UUID, list[Event]] = defaultdict(list)
        self._read_versions: dict[UUID, int] = {}
        self._prefetched: dict[UUID, list[Event]] = {}
        self.late_streams: dict[UUID, None] = {}
        self.late_context: CommandContext | None = None
        self._look_up(keys)

    def find_command(self, key: UUID | None, digest: bytes) -> RecordedCommand | None:
        """Returns the command with this idempotency key, if the ledger or this batch has it.

        A command of this batch has position 0. Raises `CommandReused` when the digest differs.
        """
        if key is None:
            return None
        if key not in self._commands:
            self._look_up([key])
        earlier = self._commands[key]
        if earlier and earlier.digest != digest:
            raise CommandReused(key)
        return earlier.command if earlier else None

    def aggregate(self, stream: UUID) -> Aggregate[Any] | None:
        """Returns the aggregate as the previous commands left it; None if none of them loaded it."""
        return self._aggregates.get(stream)

    def prefetch(self, streams: Collection[UUID], events: Iterable[Event]) -> None:
        """Stores the events of streams that the commands are likely to load."""
        self._prefetched = {stream: [] for stream in streams}
        for event in events:
            self._prefetched[event.originator_id].append(event)

    def prefetched(self, stream: UUID) -> list[Event] | None:
        """Returns the events of a prefetched stream; None for any other stream."""
        return self._prefetched.get(stream)

    def note_read(self, stream: UUID, version: int) -> None:
        """Remembers the version at which a stream was first read from the ledger."""
        self._read_versions.setdefault(stream, version)

    def is_overtaken(self) -> bool:
        """Tells whether another writer has changed a stream that was read, or recorded a command of this batch.

        A refusal then does not count: the streams may have been read in states that never existed at the same time.
        """
        current_versions = self._ledger.versions_of(self._read_versions)
        new_keys = [key for key, command in self._commands.items() if command is None]
        changed = any(current_versions.get(stream, 0) != version for stream, version in self._read_versions.items())
        return changed or bool(self._ledger.find_commands(new_keys))

    def new_events(self, stream: UUID) -> Sequence[Event]:
        """Returns the events that the previous commands add to a stream."""
        return self._new_events[stream]

    def streams_naming(self, names: Iterable[str], kinds: Collection[str]) -> set[tuple[UUID, str]]:
        """Returns the streams of these kinds to which the batch adds an event that contains one of the names."""
        encoded_names = [name.encode() for name in names]
        streams = set()
        for stream, events in self._new_events.items():
            kind = events[0].TOPIC.partition(".")[0] if events else ""
            if kind in kinds and any(name in encode(event) for event in events for name in encoded_names):
                streams.add((stream, kind))
        return streams

    def note_late(self, context: CommandContext, streams: Collection[UUID]) -> None:
        """Remembers streams with late facts, and the context of the last line that has one."""
        if streams:
            self.late_context = context
            self.late_streams |= dict.fromkeys(streams)

    def queue(self, append: Append) -> None:
        """Adds the append of one command to the end of the batch."""
        self.appends.append(append)
        for event in append.events:
            self._new_events[event.originator_id].append(event)
        if append.command:
            unrecorded = RecordedCommand(append.command.entity, (0,))
            self._commands[append.command.id] = KnownCommand(append.command.digest, unrecorded)

    @contextmanager
    def active_command(self, unit: UnitOfWork) -> Iterator[None]:
        """Makes the unit of one command the current one.

        Afterwards keeps its aggregates for the next command, except those with changes that were not queued.
        """
        with active_unit(unit):
            try:
                yield
            finally:
                for stream in unit.aggregates:
                    self._aggregates.pop(stream, None)
                self._aggregates.update((each.id, each) for each in unit.recorded_aggregates())

    def _look_up(self, keys: Collection[UUID]) -> None:
        commands = self._ledger.find_commands(keys) if keys else {}
        self._commands.update((key, commands.get(key)) for key in keys)


_BATCH: ContextVar[CommandBatch | None] = ContextVar("batch", default=None)


def current_batch() -> CommandBatch | None:
    """Returns the batch that the running command is part of."""
    return _BATCH.get()


@contextmanager
def active_batch(batch: CommandBatch) -> Iterator[CommandBatch]:
    """Makes the batch the current one: use cases that run inside add to it and record nothing."""
    token = _BATCH.set(batch)
    try:
        yield batch
    finally:
        _BATCH.reset(token)
