"""Starting points of the tests of the domain: aggregates with a past, in the words of the field."""

from collections.abc import Iterable, Sequence
from datetime import date
from itertools import product
from typing import Any
from uuid import NAMESPACE_OID, UUID, uuid5

from msgspec.structs import replace

from efe_domain.access.register import Register
from efe_domain.instance.instance import InstanceBassin
from efe_domain.operator.candidate import Candidate
from efe_domain.operator.events import OperatorKind
from efe_domain.operator.operator import Operator
from efe_domain.pole.modalities import Modalities
from efe_domain.pole.pole import Pole
from efe_domain.shared.aggregate import Aggregate
from efe_domain.shared.axis import Axis, AxisKind, axis
from efe_domain.shared.bassins import Bassin, Commune, communes
from efe_domain.shared.documents import Document
from efe_domain.shared.event import NIL, Event
from efe_domain.shared.ids import REGISTER, NumberScheme, instance_id, operator_id, pole_id

REGISTER_OPENED = date(2024, 1, 1)
TODAY = date(2026, 3, 1)
NOTE = Document(sha256="ee" * 32, size=12, media_type="application/pdf")
"""A dated note of a call, or a letter of an operator."""
TOMORROW = date(2026, 3, 2)
YESTERDAY = date(2026, 2, 28)

HEATING = axis(AxisKind.METIER, "Monteur en chauffage central")
WOOD = axis(AxisKind.FILIERE, "Métiers du bois")


def some_id(name: str) -> UUID:
    """The same id for the same name."""
    return uuid5(NAMESPACE_OID, name)


def given[A: Aggregate[Any]](aggregate: A) -> A:
    """The aggregate as the ledger would give it back: replayed from all that it has recorded, nothing pending.

    Raises `ValueError` when a part of its past was collected before.
    """
    if len(aggregate._pending) != aggregate.version:
        raise ValueError(f"{aggregate.NOUN} {aggregate.id} has lost a part of its past")
    return type(aggregate).replay(aggregate.id, aggregate.collect_events())


def recorded(aggregate: Aggregate[Any]) -> list[Event]:
    """What was recorded since `given`, without the envelope."""
    return [bare(event) for event in aggregate.collect_events()]


def bare(event: Event) -> Event:
    return replace(event, originator_id=NIL, originator_version=0, bassins=(), metadata={})


def commune_named(name: str) -> Commune:
    return next(commune for commune in communes().values() if commune.name == name)


def an_instance(bassin: Bassin = Bassin.LIEGE, *, axes: Iterable[Axis] = ()) -> InstanceBassin:
    instance = InstanceBassin(instance_id(bassin))
    instance.establish(bassin, on=REGISTER_OPENED)
    for identified in axes:
        instance.identify_axis(identified, on=REGISTER_OPENED)
    return instance


def a_register() -> Register:
    return Register(REGISTER)


def an_operator(
    kind: OperatorKind = OperatorKind.FORMATION,
    *,
    communes: Iterable[str] = ("Liège",),
    axes: Iterable[Axis] = (HEATING,),
    name: str = "",
) -> Operator:
    """Sites are named by their commune: `some_id("Liège")`. Competent in the bassins of its sites, and in Liège."""
    name = name or f"Opérateur {kind}"
    operator = Operator(operator_id(NumberScheme.REGISTER, name))
    operator.register(NumberScheme.REGISTER, name, name, kind, on=REGISTER_OPENED)
    for commune in communes:
        where = commune_named(commune)
        operator.open_site(where.bassin, some_id(commune), where, on=REGISTER_OPENED)
    homes = {Bassin.LIEGE, *(commune_named(each).bassin for each in communes)}
    for competence, home in product(axes, sorted(homes)):
        operator.recognise_competence(home, competence, on=REGISTER_OPENED)
    return operator


def three_colleges() -> list[Candidate]:
    """A company, a training centre and a school of Liège, competent for heating."""
    kinds = (OperatorKind.ENTREPRISE, OperatorKind.FORMATION, OperatorKind.ENSEIGNEMENT_SECONDAIRE)
    return [an_operator(kind).as_candidate() for kind in kinds]


def speaker_of(operator: UUID) -> UUID:
    """The person who represents a member unless another is named."""
    return some_id(f"speaker of {operator}")


def a_pole(*, members: Sequence[Candidate] = (), created: date = REGISTER_OPENED) -> Pole:
    """A pôle of Liège around heating, its members designated and represented on the day of its creation."""
    pole = Pole(pole_id(Bassin.LIEGE, HEATING, "Chauffage", 1))
    pole.create(Bassin.LIEGE, HEATING, "Chauffage", on=created)
    for member in members:
        pole.designate(member, speaker_of(member.operator), on=created)
    return pole


def agree(pole: Pole, months: int = 3, quorum: int | None = None, *, on: date, **asked: bool) -> None:
    """Modalities to which both the pôle and the Instance agree."""
    modalities = Modalities(meeting_every_months=months, quorum_percent=quorum, **asked)
    pole.agree_modalities(modalities, some_id("decision on modalities"), on=on)


def a_constituted_pole(*, starts: date = TODAY, ends: date | None = None) -> Pole:
    pole = a_pole(members=three_colleges())
    pole.constitute(three_colleges(), ends=ends, on=starts)
    return pole


def an_evaluated_pole(*, starts: date = TODAY, ends: date | None = None, evaluated: date | None = None) -> Pole:
    """Constituted, and evaluated on its first day unless another is given."""
    pole = a_constituted_pole(starts=starts, ends=ends)
    pole.evaluate((), "Le pôle fonctionne.", on=evaluated or starts)
    return pole
