"""All figures of the simulation: what is lost against one ledger, what is found of forgeries, and what is gained."""

from collections import Counter
from collections.abc import Callable, Iterator
from random import Random
from typing import Any

import msgspec

from tests.bench.federations import capacity
from tests.bench.federations.exchange import Exchange, Setting, Tally, Turn, tally_of
from tests.bench.federations.forgeries import Forgeries, alone_and_together, found_of, instead
from tests.bench.federations.holding import fault, held
from tests.bench.figures import rounded

type Tell = Callable[[str], object]


class Size(msgspec.Struct, frozen=True, kw_only=True):
    """`projects` of each setting, `forged` exchanges, so many lives of pôles and events of the simulated history."""

    projects: int
    forged: int
    poles: int
    events: int


FULL = Size(projects=200, forged=40, poles=220, events=100_000)
QUICK = Size(projects=40, forged=5, poles=20, events=10_000)
LAGS = (0.001, 0.01, 0.1, 1.0)
"""Of a project on which something is tried once a day: 1.4 minutes, 14 minutes, 2.4 hours, a day."""


class Loss(msgspec.Struct, frozen=True, kw_only=True):
    """Of a thousand acts, but `disagreeing` and `broken` of a thousand projects, and `disorder` of a thousand pairs.

    `waits` are the mean times of a message that an author waits for an answer.
    """

    ledgers: int
    turn: Turn
    lag: float
    projects: int
    acts: int
    conflicts: float
    by_kind: dict[str, float]
    stale: float
    disorder: float
    disagreeing: float
    broken: float
    waits: float


def report(size: Size, tell: Tell) -> Any:
    """Ready for JSON."""
    losses = []
    for setting in settings():
        tell(f"{setting.ledgers} ledgers, the turn with the {setting.turn}, lag {setting.lag}")
        losses.append(loss(setting, tally_of(setting, range(size.projects))))
    tell("forgeries")
    found = forgeries(size.forged)
    tell("capacity")
    gained = capacity.measure(size.poles, size.events)
    return rounded(msgspec.to_builtins({"size": size, "losses": losses, "forgeries": found, "capacity": gained}))


def settings() -> Iterator[Setting]:
    yield Setting(ledgers=1)
    for ledgers in (2, 3):
        for lag in LAGS:
            yield Setting(ledgers=ledgers, lag=lag)
    for lag in LAGS:
        yield Setting(ledgers=3, turn=Turn.PROJECT, lag=lag)


def loss(setting: Setting, tally: Tally) -> Loss:
    def of_acts(times: float) -> float:
        return 1000 * times / tally.acts

    return Loss(
        ledgers=setting.ledgers,
        turn=setting.turn,
        lag=setting.lag,
        projects=tally.projects,
        acts=tally.acts,
        conflicts=of_acts(tally.conflicts.total()),
        by_kind={code: of_acts(times) for code, times in tally.conflicts.most_common()},
        stale=1000 * tally.stale / tally.reads,
        disorder=1000 * tally.disorder / max(1, tally.pairs),
        disagreeing=1000 * tally.disagreeing / tally.projects,
        broken=1000 * tally.broken / tally.projects,
        waits=tally.lags_waited / max(1, tally.asked_elsewhere),
    )


def forgeries(exchanges: int) -> dict[str, dict[str, int]]:
    """By forgery: how often whoever holds all bundles finds which fault; NONE where it finds none."""
    found: dict[str, Counter[str]] = {}

    def note(name: str, code: str | None) -> None:
        found.setdefault(name, Counter())[code or "NONE"] += 1

    for seed in range(exchanges):
        for ledgers in (2, 3):
            exchange = Exchange(Setting(ledgers=ledgers), seed).run()
            note("honest", fault(held(exchange.ledgers)))
            if not Forgeries.are_possible(exchange):
                continue
            for name, code in found_of(exchange, seed).items():
                note(name, code)
            unseen = Forgeries(exchange, Random(seed)).unseen()
            note("after all that others have seen", fault(instead(held(exchange.ledgers), unseen)))
        together, kept = alone_and_together(Setting(ledgers=2), seed)
        note("all ledgers together", together)
        note("all ledgers together, with a checkpoint kept elsewhere", kept)
    return {name: dict(codes) for name, codes in found.items()}
