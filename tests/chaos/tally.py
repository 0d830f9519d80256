"""Result of a run."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from rich.table import Table

from tests.chaos.clients import Client
from tests.hostile.crowd import Asked

A_LOOK = 0.01
"""Seconds that it takes to see that nothing is between a server and its database."""


@dataclass
class Round:
    """Seconds: until the database recorded again, if it is known; from then until the `way` there was open for each
    server, until it had been away once more `again`, and from then until everybody was served, the `last` one too;
    until all was read that is recorded; and of the longest request.
    """

    name: str
    away: float = 0.0
    way: float = 0.0
    again: float = 0.0
    absence: float = 0.0
    last: str = ""
    catching_up: float = 0.0
    longest: float = 0.0


@dataclass
class Tally:
    """`margin` is what a machine under this load adds to each limit, in seconds."""

    seed: int
    margin: float = 0.0
    baseline: float = 0.0
    rounds: list[Round] = field(default_factory=list)
    acknowledged: int = 0
    repeated: int = 0
    documents: int = 0
    entries: int = 0
    resumed: int = 0
    samples: int = 0
    unready: int = 0

    def tables(self, asked: Iterable[tuple[Client, Sequence[Asked]]]) -> Iterator[Table]:
        yield self._by_harm()
        yield by_client(asked)
        yield self._totals()

    def _by_harm(self) -> Table:
        columns = "harm", "rounds", "database away", "longest absence", "of", "catching up", "longest request"
        table = Table(*columns, title="Rounds")
        for name in sorted({each.name for each in self.rounds}):
            rounds = [each for each in self.rounds if each.name == name]
            worst = max(rounds, key=lambda each: each.absence)
            away = [f"{pick(each.away for each in rounds):.1f}" for pick in (min, max)]
            figures = max(each.catching_up for each in rounds), max(each.longest for each in rounds)
            absence = f"{worst.absence:.2f} s"
            table.add_row(
                name,
                str(len(rounds)),
                f"{' to '.join(away)} s",
                absence,
                worst.last,
                *(f"{each:.2f} s" for each in figures),
            )
        return table

    def _totals(self) -> Table:
        table = Table(show_header=False, title=f"Seed {self.seed}")
        for name, value in (
            ("longest request before any harm", f"{self.baseline:.2f} s (each limit plus {self.margin:.2f} s)"),
            *self._proxy(),
            *self._away_again(),
            ("commands acknowledged", f"{self.acknowledged}, of which {self.repeated} were sent again"),
            ("documents acknowledged", f"{self.documents}"),
            ("entries given to subscribers", f"{self.entries}, who resumed {self.resumed} times"),
            ("samples of readiness", f"{self.samples}, of which {self.unready} not ready"),
        ):
            table.add_row(name, value)
        return table

    def _proxy(self) -> Iterator[tuple[str, str]]:
        """Yields the figures of the proxy, if there is one."""
        if (longest_way := max((each.way for each in self.rounds), default=0.0)) > A_LOOK:
            yield "until a proxy found the database", f"{longest_way:.2f} s at most"

    def _away_again(self) -> Iterator[tuple[str, str]]:
        if again := [each.again for each in self.rounds if each.again]:
            yield "away once more after it recorded", f"{len(again)} times, until {max(again):.2f} s at most"


def by_client(asked: Iterable[tuple[Client, Sequence[Asked]]]) -> Table:
    table = Table("client", "requests", "answered", "refused or cut", "longest", title="Requests")
    for client, own in asked:
        codes = Counter(each.code for each in own)
        refused = ", ".join(f"{code} {count}" for code, count in codes.most_common() if code)
        table.add_row(repr(client), str(len(own)), str(codes[""]), refused or "none", f"{longest(own):.2f} s")
    return table


def longest(seen: Iterable[Asked]) -> float:
    return max((each.took for each in seen), default=0.0)
