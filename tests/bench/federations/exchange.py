"""One joint project on one or several ledgers, act by act: messages are late, lost and sent again, and come twice."""

from collections import Counter
from collections.abc import Callable, Sequence
from copy import deepcopy
from enum import StrEnum
from heapq import heappop, heappush
from itertools import combinations, count
from random import Random
from typing import NamedTuple

import msgspec

from efe_domain.shared.errors import Refusal
from efe_domain.shared.event import Event
from tests.bench.federations.acts import BASSINS, Author, Decide, new_poles
from tests.bench.federations.ledger import ACT, Copy, Ledger
from tests.bench.federations.view import UNFOLDABLE, Act, Place, View
from tests.domain.given import some_id
from tests.domain.projects import PROJECT


class Turn(StrEnum):
    """Which ledger decides an act: that of its author, or for all acts of the project that of the first pôle."""

    AUTHOR = "author"
    PROJECT = "project"


class Setting(msgspec.Struct, frozen=True, kw_only=True):
    """`lag` is the mean time of a message, in mean times between two attempts on the project."""

    ledgers: int
    turn: Turn = Turn.AUTHOR
    lag: float = 1.0
    attempts: int = 90
    lost: float = 0.2
    doubled: float = 0.1


class Tally(msgspec.Struct, kw_only=True):
    """`conflicts` are acts that a single ledger would have refused, by the code of that refusal.

    `disorder` are pairs of acts of the project that two ledgers hold in different orders; `stale` of `reads` look
    for an act that its author just recorded and do not find it; `disagreeing` projects differ from ledger to ledger
    after every message has come; a `broken` one cannot be folded any more.
    """

    acts: int = 0
    refused: int = 0
    conflicts: Counter[str] = msgspec.field(default_factory=Counter)
    pairs: int = 0
    disorder: int = 0
    reads: int = 0
    stale: int = 0
    projects: int = 0
    disagreeing: int = 0
    broken: int = 0
    messages: int = 0
    copies: int = 0
    asked_elsewhere: int = 0
    lags_waited: float = 0.0

    def add(self, other: "Tally") -> None:
        for name in self.__struct_fields__:
            setattr(self, name, getattr(self, name) + getattr(other, name))


class _Message(NamedTuple):
    copy: Copy
    act: Act


class Exchange:
    """`turn` knows every act the moment it is recorded, as a single ledger would.

    Local events are numbered from `local`.
    """

    def __init__(self, setting: Setting, seed: int, *, local: int = 0) -> None:
        self.local = local
        self.setting, self.draw, self.tally = setting, Random(seed), Tally(projects=1)
        self.homes = [min(pole, setting.ledgers - 1) for pole in range(len(BASSINS))]
        self.ledgers = [
            Ledger(
                f"federation-{home}",
                [BASSINS[pole] for pole in range(len(BASSINS)) if self.homes[pole] == home],
                home + 1,
            )
            for home in range(setting.ledgers)
        ]
        self.views = [View(new_poles()) for _ in self.ledgers]
        self.turn = View(new_poles())
        self._waiting: list[list[_Message]] = [[] for _ in self.ledgers]
        self._agenda: list[tuple[float, int, Callable[[], None]]] = []
        self._of_project = set[Place]()
        self._numbers, self._now = count(), 0.0

    def run(self) -> "Exchange":
        """Until every message has come."""
        authors = [Author(pole, self.draw) for pole in range(len(BASSINS))]
        self._record(0, authors[0].emerge)
        at = 0.0
        for number in range(self.setting.attempts):
            at += self.draw.expovariate(1.0)
            self._at(at, lambda number=number: self._attempt(self.draw.choice(authors), number))  # type: ignore[misc]
        while self._agenda:
            self._now, _, do = heappop(self._agenda)
            do()
        self._compare()
        return self

    def _attempt(self, author: Author, number: int) -> None:
        self._local_business(number)
        home = self.homes[author.pole]
        if not (chosen := author.chosen(self.views[home], number)):
            return
        if home == 0 or chosen.of_pole or self.setting.turn is Turn.AUTHOR:
            self._record(home, chosen.decide)
        else:
            self._ask(0, chosen.decide)

    def _ask(self, decider: int, decide: Decide) -> None:
        """The ledger that has the turn decides once it hears of it; the answer goes the same way back."""
        there, back = self._delay(), self._delay()
        self.tally.asked_elsewhere += 1
        self.tally.lags_waited += (there + back) / self.setting.lag
        self._at(self._now + there, lambda: self._record(decider, decide))

    def _record(self, home: int, decide: Decide) -> None:
        view, ledger = self.views[home], self.ledgers[home]
        try:
            decide(view)
        except Refusal:
            self.tally.refused += 1
            return
        except UNFOLDABLE:
            view.broken = True
            return
        events, after = view.collected(), frozenset(view.order)
        self._judge(decide, events)
        said = {
            "act": [{"state": msgspec.to_builtins(event), "topic": event.TOPIC} for event in events],
            "after": sorted(after),
        }
        line = ledger.append(PROJECT, ACT, said)
        act = Act((home, line.position), events, after)
        view.order.append(act.place)
        self.turn.follow(act)
        if any(event.originator_id not in view.poles for event in events):
            self._of_project.add(act.place)
        self.tally.acts += 1
        for other in range(len(self.ledgers)):
            if other != home:
                self._send(other, _Message(ledger.copy_of(line), act))
        self._at(self._now + self.draw.expovariate(10.0), lambda: self._read(act.place))

    def _judge(self, decide: Decide, events: Sequence[Event]) -> None:
        """Whether a single ledger would have recorded these very events."""
        trial = deepcopy(self.turn)
        try:
            decide(trial)
        except Refusal as refusal:
            self.tally.conflicts[refusal.code()] += 1
        except UNFOLDABLE:
            self.tally.conflicts["UNFOLDABLE"] += 1
        else:
            if [*map(_said, trial.collected())] != [*map(_said, events)]:
                self.tally.conflicts["DECIDED_OTHERWISE"] += 1

    def _send(self, to: int, message: _Message) -> None:
        """Sent again after two lags until it comes; a confirmation that is lost makes it come twice."""
        self.tally.messages += 1
        if self.draw.random() < self.setting.lost:
            self._at(self._now + 2 * self.setting.lag, lambda: self._send(to, message))
            return
        times = 2 if self.draw.random() < self.setting.doubled else 1
        for _ in range(times):
            self._at(self._now + self._delay(), lambda: self._arrive(to, message))

    def _arrive(self, to: int, message: _Message) -> None:
        sender = self.ledgers[message.act.place[0]]
        if not self.ledgers[to].receive(message.copy, sender):
            return
        self.tally.copies += 1
        self._waiting[to].append(message)
        view = self.views[to]
        while ready := [each for each in self._waiting[to] if each.act.after <= set(view.order)]:
            self._waiting[to].remove(ready[0])
            view.follow(ready[0].act)

    def _read(self, place: Place) -> None:
        """By a person who sits in pôles of several federations."""
        self.tally.reads += 1
        self.tally.stale += place not in self.draw.choice(self.views).order

    def _local_business(self, number: int) -> None:
        """Each ledger has events that concern no other."""
        for ledger in self.ledgers:
            ledger.append(some_id("local"), "local.event.v1", {"number": self.local + number})

    def _compare(self) -> None:
        tally = self.tally
        tally.disagreeing += any(view.facts != self.views[0].facts for view in self.views)
        tally.broken += any(view.broken for view in self.views)
        for one, other in combinations(self.views, 2):
            places = {place: nth for nth, place in enumerate(other.order)}
            ranks = [places[place] for place in one.order if place in self._of_project]
            tally.pairs += len(ranks) * (len(ranks) - 1) // 2
            tally.disorder += sum(first > second for first, second in combinations(ranks, 2))

    def _delay(self) -> float:
        return self.draw.expovariate(1.0 / self.setting.lag)

    def _at(self, at: float, do: Callable[[], None]) -> None:
        heappush(self._agenda, (at, next(self._numbers), do))


def tally_of(setting: Setting, seeds: Sequence[int]) -> Tally:
    """Of as many projects as seeds."""
    found = Tally()
    for seed in seeds:
        found.add(Exchange(setting, seed).run().tally)
    return found


def _said(event: Event) -> Event:
    """Without the envelope."""
    return msgspec.structs.replace(event, originator_version=0, bassins=())
