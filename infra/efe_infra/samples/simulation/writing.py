"""Writing of a simulated history into an empty ledger, by COPY, as appends would have left it."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import UTC, date, datetime, timedelta
from itertools import count, islice
from typing import Final, NamedTuple
from uuid import UUID

from eventsourcing.persistence import StoredEvent

from efe_domain.shared.codec import decode
from efe_domain.shared.event import effective_on
from efe_infra.postgres.database import Database
from efe_infra.samples.empty_ledger import BEFORE_ALL, Row, empty_ledger, ledger_row, next_instant
from efe_infra.samples.simulation.history import RECORDED, History

type Command = Sequence[StoredEvent]
type Progress = Callable[[int, int], object]
"""Callback with the number of events that are written, and of all."""
MAX_EVENTS: Final = 20_000_000
"""Recorded one command a second, more would end in a year that has not come."""
MAX_EVENTS_OVER_YEARS: Final = 1_000_000
"""Number of events that fit into 2 GB of memory."""
_PROGRESS_EVENTS: Final = 1_000
_FIRST_INSTANT: Final = datetime(RECORDED.year, RECORDED.month, RECORDED.day, 8, tzinfo=UTC)
_COMMAND_INTERVAL: Final = timedelta(seconds=1)
_COPY: Final = """
    copy ledger.event (position, recorded_at, originator_id, originator_version, topic, state, leaf)
    from stdin (format binary)
"""
_TYPES: Final = ("int8", "timestamptz", "uuid", "int8", "text", "bytea", "bytea")


class Recorded(NamedTuple):
    """Command with the instant of its recording."""

    at: datetime
    command: Command


def simulate(
    database: Database, events: int, seed: int, progress: Progress | None = None, *, over_years: bool = False
) -> None:
    """Writes all events or none, as the owner; each run with the same seed leaves the same bytes.

    Records them within some hours, or `over_years`: each command on the day on which it takes effect, with the whole
    history in memory (`MAX_EVENTS_OVER_YEARS`). Appends wait meanwhile. Raises `LedgerNotEmpty`.
    """
    with empty_ledger(database) as connection:
        commands = History(seed).commands()
        dated_commands = by_day(commands, events) if over_years else in_one_go(commands)
        with connection.cursor().copy(_COPY) as copy:
            copy.set_types(_TYPES)
            for row in islice(rows(dated_commands), events):
                copy.write_row(row)
                if progress and (not row[0] % _PROGRESS_EVENTS or row[0] == events):
                    progress(row[0], events)


def rows(dated_commands: Iterable[Recorded]) -> Iterator[Row]:
    """Yields the rows of the ledger, with their positions, instants and leaves."""
    positions = count(1)
    for at, command in dated_commands:
        for within, event in enumerate(command):
            yield ledger_row(next(positions), at + timedelta(microseconds=within), event)


def in_one_go(commands: Iterable[Command]) -> Iterator[Recorded]:
    return (Recorded(_FIRST_INSTANT + nth * _COMMAND_INTERVAL, command) for nth, command in enumerate(commands))


def by_day(commands: Iterable[Command], events: int) -> list[Recorded]:
    """Returns as many commands as hold these events, each recorded on the day on which it takes effect.

    A stream keeps its order: what takes effect before the last event of its stream is recorded that day.
    """
    at = BEFORE_ALL
    dated_commands: list[Recorded] = []
    for day, command in sorted(_dated(_first(commands, events)), key=lambda each: each[0]):
        at = next_instant(at, day, _COMMAND_INTERVAL)
        dated_commands.append(Recorded(at, command))
    return dated_commands


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
