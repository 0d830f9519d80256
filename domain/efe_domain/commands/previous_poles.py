"""Rules on the pôles that precede another: those of one axis with a member in common, or of one name."""

from collections.abc import Iterable, Iterator
from datetime import date
from itertools import count
from uuid import UUID

from efe_domain.commands.citing_streams import streams_citing
from efe_domain.commands.handler import UseCases
from efe_domain.pole.pole import Pole
from efe_domain.pole.refusals import AlreadyOnTheRegister, PreviousPoleNotCited
from efe_domain.shared import texts
from efe_domain.shared.axis import Axis
from efe_domain.shared.bassins import Bassin
from efe_domain.shared.days import anniversary
from efe_domain.shared.errors import Invalid
from efe_domain.shared.ids import pole_id


def check_not_recorded(
    uow: UseCases, pole: Pole, bassin: Bassin, axis: Axis, members: Iterable[UUID], on: date
) -> None:
    """Checks a pôle that is taken over. Raises `AlreadyOnTheRegister`."""
    for other in _of_axis(uow, bassin, axis, pole.id):
        if other.created_on <= on and other.members.have_in_common(tuple(members)):
            raise AlreadyOnTheRegister(
                "Le registre connaît depuis le {since} un pôle de cet axe avec un membre commun, « {pole} » : un"
                " autre ne se reprend que pour un jour antérieur.",
                since=other.created_on,
                pole=other.name,
            )


def check_previous(uow: UseCases, pole: Pole, continues: UUID | None, why: str | None, on: date) -> None:
    """Checks what a constitution says of the pôles before it. Raises `PreviousPoleNotCited` or `Invalid`."""
    members, since = pole.members_on(on), anniversary(on, -1)
    previous = [
        each
        for each in _of_axis(uow, pole.bassin, pole.axis, pole.id)
        if each.ran_until(on, since) and each.members.have_in_common(members)
    ]
    if continues and continues not in {each.id for each in previous}:
        raise Invalid("continuesId", "Ce pôle n'est pas de ceux dont celui-ci prend la suite.")
    if previous and continues is None:
        raise PreviousPoleNotCited(
            "Un pôle du même axe, « {pole} », a un membre commun avec celui-ci, et vit ou a fini il y a un an au"
            " plus : la constitution le cite.",
            pole=previous[0].name,
        )
    unevaluated = next((each for each in previous if not each.terms.is_evaluated(on)), None)
    if unevaluated and not why:
        raise PreviousPoleNotCited(
            "Le dernier terme du pôle « {pole} » n'est pas évalué : l'Instance l'évalue, ou dit pourquoi non.",
            pole=unevaluated.name,
        )


def _of_axis(uow: UseCases, bassin: Bassin, axis: Axis, but: UUID) -> Iterator[Pole]:
    for stream, _ in streams_citing(uow, [axis.key], (Pole.KIND,), but=but):
        pole = uow.load(Pole, stream)
        if pole.exists and (pole.bassin, pole.axis.key) == (bassin, axis.key):
            yield pole


def next_pole(uow: UseCases, bassin: Bassin, axis: Axis, name: str, *, but: UUID | None = None) -> tuple[Pole, date]:
    """Returns the pôle that bears the name, or a new one, and the day since which the name is free.

    The pôle of an id bears another name since it was renamed or rectified; an id may be reserved for a pôle that
    bears this name since then. What `but` bears is left aside.
    """
    freed_on = date.min
    for nth in count(1):
        pole = uow.load(Pole, pole_id(bassin, axis, name, nth))
        bearer = uow.load(Pole, pole.bearer) if pole.bearer else pole
        if not bearer.exists:
            break
        if bearer.id == but:
            continue
        if texts.slug(bearer.name) != texts.slug(name):
            freed_on = max(freed_on, bearer.renamed_on)
        elif bearer.dissolved_on is None:
            return bearer, freed_on
        else:
            freed_on = max(freed_on, bearer.dissolved_on)
    return pole, freed_on
