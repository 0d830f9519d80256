"""How long one ledger lasts, and what several would give: events of a year, counted in simulated lives of pôles."""

from collections import Counter
from collections.abc import Mapping
from itertools import cycle, islice
from typing import Final

import msgspec

from efe_domain.shared.bassins import ALL_BASSINS, Bassin
from efe_domain.transparency.routed_log import MOST_BASSINS
from efe_infra.samples.simulation.history import INSTANCES, OPERATORS, POLES, History
from efe_infra.samples.simulation.poles import TERMS, YEARS, pole_life
from efe_infra.samples.simulation.registers import beginning

APPENDS: Final = {"1 thread": 2_360.0, "8 threads": 5_700.0, "32 threads": 11_500.0}
"""Events a second into one ledger, as `poe bench` measured them on a quiet machine."""
REBUILT: Final = 18_100.0
"""Events a second of a rebuild, measured likewise."""
MEASURED: Final = 1_000_000
"""The longest history on which reads and writes were measured."""
GENEROUS: Final = 100_000
"""Events of ten Instances in a year, some ten times what the simulation gives."""
OPEN_SECONDS: Final = 220 * 8 * 3600
"""Seconds of a year in which somebody works."""
REVIEWED: Final = 3600.0
"""Seconds of a rebuild or a full recount for which nobody plans a weekend."""


class Capacity(msgspec.Struct, frozen=True, kw_only=True):
    """`year` is of ten Instances, by the simulation.

    Of so `generous` a year, ten Instances take `share_of_the_turn` of one ledger while people work, and `instances`
    would fill it.
    """

    events_of_pole_year: float
    year: float
    documented_year: float
    share_of_the_turn: Mapping[str, float]
    instances: Mapping[str, float]
    instances_of_the_log: int
    years_measured: Mapping[str, float]
    years_to_an_hour_of_rebuild: Mapping[str, float]
    several: Mapping[str, "Several"]


class Several(msgspec.Struct, frozen=True, kw_only=True):
    """`speedup` is the rate of so many ledgers to that of one; `copies` are those of an event, on average."""

    speedup: float
    copies: float
    events_per_second: Mapping[str, float]


DOCUMENTED: Final = 33
"""Pôles that are publicly documented."""


def measure(poles: int, events: int) -> Capacity:
    """Of so many lives of pôles, and of the first so many events of the simulated history."""
    of_year = events_of_pole_year(poles)
    year = yearly(of_year, POLES)
    years = {"simulated": year, "generous": float(GENEROUS)}
    return Capacity(
        events_of_pole_year=of_year,
        year=year,
        documented_year=yearly(of_year, DOCUMENTED),
        share_of_the_turn={name: GENEROUS / OPEN_SECONDS / rate for name, rate in APPENDS.items()},
        instances={name: 10 * rate * OPEN_SECONDS / GENEROUS for name, rate in APPENDS.items()},
        instances_of_the_log=MOST_BASSINS,
        years_measured={name: MEASURED / each for name, each in years.items()},
        years_to_an_hour_of_rebuild={name: REBUILT * REVIEWED / each for name, each in years.items()},
        several=several(events),
    )


def events_of_pole_year(poles: int) -> float:
    """Whole lives, from the first member to the dissolution, that go on at once: only so are there joint projects."""
    history = History()
    world, recorded = history._world, history._recorded
    for command in beginning(world):
        recorded(command)
    lives = [pole_life(world, bassin) for bassin in islice(cycle(Bassin), poles)]
    found = 0
    while lives:
        life = world.draw.choice(lives)
        if decided := next(life, None):
            found += len(recorded(decided))
        else:
            lives.remove(life)
    return found / (poles * TERMS * YEARS)


def yearly(of_pole_year: float, poles: int) -> float:
    """With the operators and the Instances of the simulated mix beside the pôles."""
    return of_pole_year * poles * (POLES + OPERATORS + INSTANCES) / POLES


def several(events: int) -> dict[str, Several]:
    """The ten Instances on several ledgers: an event is recorded once, and copied by every other one it concerns."""
    concerned = Counter(_bassins(stored.state) for stored in History().take(events))
    return {str(count): _several(count, concerned) for count in (1, 2, 5, 10)}


def _several(count: int, concerned: Counter[tuple[str, ...]]) -> Several:
    homes = {bassin: nth * count // len(ALL_BASSINS) for nth, bassin in enumerate(ALL_BASSINS)}
    load, copies = Counter[int](), 0
    for bassins, times in concerned.items():
        places = {homes[Bassin(bassin)] for bassin in bassins}
        load.update(dict.fromkeys(places, times))
        copies += times * (len(places) - 1)
    total = concerned.total()
    speedup = total / max(load.values())
    rates = {name: rate * speedup for name, rate in APPENDS.items()}
    return Several(speedup=speedup, copies=copies / total, events_per_second=rates)


def _bassins(state: bytes) -> tuple[str, ...]:
    return msgspec.json.decode(state, type=_Envelope).bassins


class _Envelope(msgspec.Struct):
    bassins: tuple[str, ...]
