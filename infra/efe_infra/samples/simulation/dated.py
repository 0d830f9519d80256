"""A simulated history in the order of its days, so that its records lie years apart."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, date, datetime, time, timedelta
from typing import Final, NamedTuple
from uuid import UUID

from eventsourcing.persistence import StoredEvent

from efe_domain.shared.codec import decode
from efe_domain.shared.event import effective_on

OPENS: Final = time(8, tzinfo=UTC)
PACE: Final = timedelta(seconds=1)
"""Between two commands of one day."""
type Command = Sequence[StoredEvent]


class Recorded(NamedTuple):
    at: datetime
    command: Command


def by_day(commands: Iterable[Command], events: int) -> list[Recorded]:
    """As many commands as hold these events, each recorded on the day on which it takes effect.

    A stream keeps its order: what takes effect before the last event of its stream is recorded that day. All of
    them are held in memory.
    """
    dated = sorted(_dated(_first(commands, events)), key=lambda each: each[0])
    return list(_recorded(dated))


def _first(commands: Iterable[Command], events: int) -> Iterator[Command]:
    for command in commands:
        yield command
        events -= len(command)
        if events <= 0:
            return


def _dated(commands: Iterable[Command]) -> Iterator[tuple[date, Command]]:
    last: dict[UUID | str, date] = {}
    for command in commands:
        stream = command[0].originator_id
        days = filter(None, (effective_on(decode(stored.topic, stored.state)) for stored in command))
        last[stream] = max([last.get(stream, date.min), *days])
        yield last[stream], command


def _recorded(dated: Iterable[tuple[date, Command]]) -> Iterator[Recorded]:
    at = datetime.min.replace(tzinfo=UTC)
    for day, command in dated:
        at = max(at + PACE, datetime.combine(day, OPENS))
        yield Recorded(at, command)
