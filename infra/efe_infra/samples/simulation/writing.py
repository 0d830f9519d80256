"""Writes a simulated history into an empty ledger, by COPY, as appends would have left it."""

from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, datetime, timedelta
from itertools import count, islice
from typing import Any, Final

import psycopg

from efe_infra.ledger.leaf import leaf
from efe_infra.postgres.database import Database, DatabaseRole
from efe_infra.samples.simulation.dated import PACE, Command, Recorded, by_day
from efe_infra.samples.simulation.history import RECORDED, History

type Progress = Callable[[int, int], object]
"""Told how many events are written, and how many will be."""
type Row = tuple[Any, ...]

FIRST_INSTANT: Final = datetime(RECORDED.year, RECORDED.month, RECORDED.day, 8, tzinfo=UTC)
MAX_EVENTS: Final = 20_000_000
"""Limit at one command a second: a longer history would end in the future."""
MAX_EVENTS_OVER_YEARS: Final = 1_000_000
"""What 2 GB of memory hold."""
_TOLD_EVERY = 1_000
_COPY = """
    copy ledger.event (position, recorded_at, originator_id, originator_version, topic, state, leaf)
    from stdin (format binary)
"""
_TYPES = ("int8", "timestamptz", "uuid", "int8", "text", "bytea", "bytea")


class LedgerNotEmpty(Exception):
    """A real ledger is never mixed with a simulation. The message is one French line."""

    def __init__(self, position: int) -> None:
        super().__init__(
            f"Le registre a déjà {position} événement(s) : une simulation ne s'écrit que dans un registre vide."
        )


def simulate(
    database: Database, events: int, seed: int, progress: Progress | None = None, *, over_years: bool = False
) -> None:
    """All of it or nothing, as the owner: instants are the simulation's own, so that each run leaves the same bytes.

    Recorded within some hours, or `over_years`: each command on the day on which it takes effect; the whole history
    is in memory then (`MAX_EVENTS_OVER_YEARS`). Whoever appends waits. Raises `LedgerNotEmpty`.
    """
    told = progress or _unseen
    with psycopg.connect(database.conninfo(DatabaseRole.OWNER)) as connection:
        connection.execute("select from ledger.turn for update")
        [(position,)] = connection.execute("select position from ledger.head").fetchall()
        if position:
            raise LedgerNotEmpty(position)
        with connection.cursor().copy(_COPY) as copy:
            copy.set_types(_TYPES)
            for row in islice(rows(_recorded(History(seed), events, over_years=over_years)), events):
                copy.write_row(row)
                if not row[0] % _TOLD_EVERY or row[0] == events:
                    told(row[0], events)
        connection.execute("analyze ledger.event")
        connection.execute("notify ledger")


def in_one_go(commands: Iterable[Command]) -> Iterator[Recorded]:
    """One after the other, from `FIRST_INSTANT` on."""
    return (Recorded(FIRST_INSTANT + nth * PACE, command) for nth, command in enumerate(commands))


def rows(recorded: Iterable[Recorded]) -> Iterator[Row]:
    """With their positions, instants and leaves."""
    positions = count(1)
    for at, command in recorded:
        for within, event in enumerate(command):
            place = next(positions), at + timedelta(microseconds=within)
            what = event.originator_id, event.originator_version, event.topic, event.state
            yield (*place, *what, leaf(*place, *what))  # type: ignore[arg-type]


def _recorded(history: History, events: int, *, over_years: bool) -> Iterable[Recorded]:
    return by_day(history.commands(), events) if over_years else in_one_go(history.commands())


def _unseen(_done: int, _total: int) -> None:
    """Nobody looks."""
