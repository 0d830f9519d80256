"""Commands decided one after another, each on what the ones before it left, and recorded together or not at all."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any
from uuid import UUID

from efe_domain.commands.unit_of_work import UnitOfWork, working
from efe_domain.law.rules import Rule
from efe_domain.shared.aggregate import Aggregate
from efe_domain.shared.codec import encode
from efe_domain.shared.errors import CommandReused, DomainError, Refusal
from efe_domain.shared.event import Event
from efe_domain.shared.ledger import Append, CommandLookup, KnownCommand, RecordedCommand


class AllOrNothing(DomainError):
    """Of commands sent together, none is recorded when one is refused (REGISTRE)."""

    rule = Rule.REGISTRE

    def __init__(self, number: int) -> None:
        super().__init__("Rien n'est enregistré : la commande {number} du lot est refusée.", number=number)


class Overtaken(Refusal):
    """What a batch was decided on changed again and again before it could be recorded."""

    def __init__(self) -> None:
        super().__init__("D'autres actes ont sans cesse précédé ce lot : rien n'est enregistré, à reprendre.")


class Batch:
    """What was decided so far; nothing of it is in the ledger, and none of it in the cache of aggregates."""

    def __init__(self, ledger: CommandLookup, keys: Collection[UUID] = ()) -> None:
        """`keys` are those of its commands, where they are known: they are looked up in one go."""
        self.appends: list[Append] = []
        self._ledger = ledger
        self._commands: dict[UUID, KnownCommand | None] = {}
        self._aggregates: dict[UUID, Aggregate[Any]] = {}
        self._written: defaultdict[UUID, list[Event]] = defaultdict(list)
        self._read: dict[UUID, int] = {}
        self._ahead: dict[UUID, list[Event]] = {}
        self._look_up(keys)

    def known(self, key: UUID | None, digest: bytes) -> RecordedCommand | None:
        """A command of the ledger, or one of this batch (at no position yet). Raises `CommandReused`."""
        if key is None:
            return None
        if key not in self._commands:
            self._look_up([key])
        known = self._commands[key]
        if known and known.digest != digest:
            raise CommandReused(key)
        return known.recorded if known else None

    def aggregate(self, stream: UUID) -> Aggregate[Any] | None:
        """As the commands so far left it, if it was loaded by one of them."""
        return self._aggregates.get(stream)

    def read_ahead(self, streams: Collection[UUID], events: Iterable[Event]) -> None:
        """What the ledger has of streams that its commands are likely to load."""
        self._ahead = {stream: [] for stream in streams}
        for event in events:
            self._ahead[event.originator_id].append(event)

    def ahead(self, stream: UUID) -> list[Event] | None:
        """None for a stream that is to be read."""
        return self._ahead.get(stream)

    def read(self, stream: UUID, version: int) -> None:
        """It was read from the ledger at that version."""
        self._read.setdefault(stream, version)

    def is_overtaken(self) -> bool:
        """Whether what was read is no longer so: a refusal may be of two states that never were at once."""
        now = self._ledger.versions_of(self._read)
        unknown = [key for key, known in self._commands.items() if known is None]
        moved = any(now.get(stream, 0) != version for stream, version in self._read.items())
        return moved or bool(self._ledger.find_commands(unknown))

    def written(self, stream: UUID) -> Sequence[Event]:
        """The events that the commands so far add to a stream."""
        return self._written[stream]

    def naming(self, names: Iterable[str], kinds: Collection[str]) -> set[tuple[UUID, str]]:
        """Streams of these kinds to which the commands so far add an event that has one of the names."""
        wanted = [name.encode() for name in names]
        found = set()
        for stream, events in self._written.items():
            kind = events[0].TOPIC.partition(".")[0] if events else ""
            if kind in kinds and any(name in encode(event) for event in events for name in wanted):
                found.add((stream, kind))
        return found

    def queue(self, append: Append) -> None:
        """What a command decided, to be recorded after all that is queued already."""
        self.appends.append(append)
        for event in append.events:
            self._written[event.originator_id].append(event)
        if append.command:
            recorded = RecordedCommand(append.command.entity, (0,))
            self._commands[append.command.id] = KnownCommand(append.command.digest, recorded)

    @contextmanager
    def deciding(self, unit: UnitOfWork) -> Iterator[None]:
        """The unit of one command. Of what it loaded, what it changed without recording it is loaded anew."""
        with working(unit):
            try:
                yield
            finally:
                for stream in unit.aggregates:
                    self._aggregates.pop(stream, None)
                self._aggregates.update((each.id, each) for each in unit.as_recorded())

    def _look_up(self, keys: Collection[UUID]) -> None:
        found = self._ledger.find_commands(keys) if keys else {}
        self._commands.update((key, found.get(key)) for key in keys)


_BATCH: ContextVar[Batch | None] = ContextVar("batch", default=None)


def current_batch() -> Batch | None:
    """The one of which the command under way is a part."""
    return _BATCH.get()


@contextmanager
def in_batch(batch: Batch) -> Iterator[Batch]:
    """What is decided inside is queued."""
    token = _BATCH.set(batch)
    try:
        yield batch
    finally:
        _BATCH.reset(token)
