"""State that the lives of a simulated history share: chance, ids, days, operators and pôles."""

from collections import defaultdict, deque
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from functools import partial
from itertools import count, product
from random import Random
from typing import Any, Final, NamedTuple
from uuid import UUID, uuid5

from efe_domain.instance.instance import InstanceBassin
from efe_domain.operator.candidate import Candidate
from efe_domain.operator.events import OperatorKind
from efe_domain.pole.pole import Pole
from efe_domain.shared.aggregate import Aggregate
from efe_domain.shared.axis import AxisKind, axis
from efe_domain.shared.bassins import Bassin, communes
from efe_domain.shared.colleges import College
from efe_domain.shared.errors import Refusal
from efe_domain.shared.ids import instance_id

OPENED: Final = date(2015, 1, 1)
AXES: Final = tuple(
    axis(AxisKind.METIER, label) for label in ("Chauffagiste", "Menuisier", "Soudeur", "Infographiste")
)
KINDS: Final = (OperatorKind.ENTREPRISE, OperatorKind.FORMATION, OperatorKind.ENSEIGNEMENT_SECONDAIRE)
MAX_CANDIDATES: Final = 12
"""Operators of a bassin and a college that are candidates for an axis: the last ones registered."""
MAX_PARTNERS: Final = 30
"""Pôles around an axis with which another may work: the last ones constituted."""
COMMUNES: Final = {
    bassin: tuple(commune for commune in communes().values() if commune.bassin is bassin) for bassin in Bassin
}

_NAMESPACE = UUID("d1f0a6f4-1f4b-5b0e-9d57-6a1c3f2b7e90")


class SimulatedCommand(NamedTuple):
    """Aggregate with its pending events, and the Instance whose coordinator decided them."""

    aggregate: Aggregate[Any]
    bassin: Bassin


type SimulatedCommands = Iterator[SimulatedCommand]


def coordinator(bassin: Bassin) -> UUID:
    """Returns the account of the Instance's coordinator."""
    return uuid5(_NAMESPACE, f"coordinator of {bassin}")


def forum(bassin: Bassin) -> UUID:
    """Returns the body in which the Instance gives its verdicts."""
    return uuid5(_NAMESPACE, f"forum of {bassin}")


def allowed(decide: Callable[[], object]) -> bool:
    """Tries a command, and tells whether the rules allow it; a refused one records nothing."""
    try:
        decide()
    except Refusal:
        return False
    return True


class World:
    """Shared state, random by a seed. `members`: present members by pôle. `states`: stored events by open project."""

    def __init__(self, seed: int) -> None:
        self.draw = Random(seed)  # noqa: S311
        self.instances = {bassin: InstanceBassin(instance_id(bassin)) for bassin in Bassin}
        self.called = {place: deque[Candidate](maxlen=MAX_CANDIDATES) for place in product(Bassin, AXES, College)}
        self.partners = {each.key: deque[Pole](maxlen=MAX_PARTNERS) for each in AXES}
        self.members: dict[UUID, list[Candidate]] = {}
        self.states: defaultdict[UUID, list[bytes]] = defaultdict(list)
        self._numbers = count(1)

    def an_id(self) -> UUID:
        return UUID(int=self.draw.getrandbits(128), version=4)

    def a_bassin(self) -> Bassin:
        return self.draw.choice(tuple(Bassin))

    def number(self) -> int:
        """Returns each number once."""
        return next(self._numbers)

    def once_in(self, times: int) -> bool:
        return not self.draw.randrange(times)

    def a_day(self, after: date, within: int) -> date:
        return after + timedelta(self.draw.randrange(within))

    def a_partner(self, axis_key: str, others: set[Bassin], on: date) -> Pole | None:
        """Returns a pôle around the axis, in none of these bassins and in its term that day, or none."""
        strangers = [pole for pole in self.partners[axis_key] if pole.bassin not in others]
        partners = [pole for pole in strangers if allowed(partial(pole.check_in_term, on))]
        return self.draw.choice(partners) if partners else None
