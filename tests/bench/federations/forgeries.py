"""What an operator who holds the real key may do to a ledger afterwards; all that follows is made and signed anew."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from random import Random
from typing import Any, Final

import msgspec
from msgspec.structs import replace

from tests.bench.federations.exchange import Exchange, Setting
from tests.bench.federations.holding import Held, fault, held
from tests.bench.federations.ledger import ACT, COPY, Ledger, Line

LIAR, HONEST = 1, 0
"""Which ledger of an exchange."""
LOCAL: Final = "local.event.v1"


def rewritten(ledger: Ledger, lines: Iterable[Line]) -> Ledger:
    """The same key and genesis, other events; places and versions fit."""
    made = ledger.twin()
    for line in lines:
        made.append(line.stream, line.topic, line.said)
    return made


class Forgeries:
    """Of one ledger after an exchange, before the last position of which another ledger holds a checkpoint."""

    def __init__(self, exchange: Exchange, draw: Random) -> None:
        self.exchange, self.draw = exchange, draw
        self.ledger, self.other = exchange.ledgers[LIAR], exchange.ledgers[HONEST]
        self.seen = self.other.known[self.ledger.origin].size
        self._lines = self.ledger.lines

    @staticmethod
    def are_possible(exchange: Exchange) -> bool:
        """The other ledger has a checkpoint of some events: in a short project it may never have been sent one."""
        known = exchange.ledgers[HONEST].known.get(exchange.ledgers[LIAR].origin)
        return known is not None and known.size > 3

    def all(self) -> Mapping[str, Ledger | None]:
        """By name; None where the history gives no occasion."""
        kinds: dict[str, Callable[[], Ledger | None]] = {
            "an act altered": lambda: self._altered(ACT),
            "a local event altered": lambda: self._altered(LOCAL),
            "a copy altered": lambda: self._altered(COPY),
            "an act dropped": lambda: self._dropped(ACT),
            "a local event dropped": lambda: self._dropped(LOCAL),
            "a copy dropped": lambda: self._dropped(COPY),
            "two events swapped": self._swapped,
            "an event put between": self._inserted,
            "cut short": lambda: rewritten(self.ledger, self._lines[: self.seen - 2]),
            "another head": self._other_head,
            "a copy invented": self._invented,
        }
        return {name: make() for name, make in kinds.items()}

    def unseen(self) -> Ledger:
        """An event altered after all that another ledger has a checkpoint of."""
        self.ledger.append(self._lines[0].stream, LOCAL, {"number": -1})
        return self._with(len(self._lines) - 1, {"number": -2})

    def _one(self, topic: str) -> int | None:
        """The index of an event that another ledger has a checkpoint of."""
        found = [index for index, line in enumerate(self._lines[: self.seen - 1]) if line.topic == topic]
        return self.draw.choice(found) if found else None

    def _altered(self, topic: str) -> Ledger | None:
        index = self._one(topic)
        return None if index is None else self._with(index, {"note": "another"})

    def _with(self, index: int, fields: dict[str, Any]) -> Ledger:
        line = self._lines[index]
        state = msgspec.json.encode(msgspec.json.decode(line.state) | fields, order="sorted")
        return rewritten(self.ledger, [*self._lines[:index], line._replace(state=state), *self._lines[index + 1 :]])

    def _dropped(self, topic: str) -> Ledger | None:
        index = self._one(topic)
        return None if index is None else rewritten(self.ledger, self._lines[:index] + self._lines[index + 1 :])

    def _swapped(self) -> Ledger:
        index = self.draw.randrange(self.seen - 2)
        one, other = self._lines[index : index + 2]
        return rewritten(self.ledger, [*self._lines[:index], other, one, *self._lines[index + 2 :]])

    def _inserted(self) -> Ledger:
        index = self.draw.randrange(self.seen - 2)
        return rewritten(self.ledger, [*self._lines[:index], self._lines[index], *self._lines[index:]])

    def _other_head(self) -> Ledger:
        """Of the very size of which the other ledger has a checkpoint."""
        made = rewritten(self.ledger, self._lines[: self.seen - 2])
        made.append(self._lines[0].stream, LOCAL, {"number": -1})
        return made

    def _invented(self) -> Ledger:
        """An act that the other ledger never recorded, under a proof of one that it did."""
        made = rewritten(self.ledger, self._lines)
        copy = next(line.copy for line in self._lines if line.copy)
        made.keep(replace(copy, state=copy.state.replace('"after"', '"afore"')))
        return made


def found_of(exchange: Exchange, seed: int) -> Mapping[str, str | None]:
    """The fault that whoever holds all bundles finds for each forgery."""
    forgeries = Forgeries(exchange, Random(seed))
    bundles = held(exchange.ledgers)
    made = {name: ledger for name, ledger in forgeries.all().items() if ledger}
    found = {name: fault(instead(bundles, ledger)) for name, ledger in made.items()}
    return found | ({"two views": _two_views(exchange)} if len(exchange.ledgers) > 2 else {})


def _two_views(exchange: Exchange) -> str | None:
    """The third ledger was shown another history than the first, in proofs that all hold."""
    liar, third = exchange.ledgers[LIAR], exchange.ledgers[2]
    shown = rewritten(liar, [liar.lines[0]._replace(topic="local.other.v1"), *liar.lines[1:]])
    return fault(instead(held(exchange.ledgers), third.retold(liar, shown)))


def alone_and_together(setting: Setting, seed: int) -> tuple[str | None, str | None]:
    """Two ledgers that write the same other history: to whoever holds only them, and to who kept a checkpoint."""
    first, other = Exchange(setting, seed).run(), Exchange(setting, seed, local=1).run()
    bundles = held(other.ledgers)
    return fault(bundles), fault(bundles, [first.ledgers[LIAR].note()])


def instead(bundles: Sequence[Held], ledger: Ledger) -> list[Held]:
    return [Held(ledger.bundle(), each.key) if each.key == ledger.key else each for each in bundles]
