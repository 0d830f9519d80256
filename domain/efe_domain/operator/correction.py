"""Corrections of the facts of an operator: what may be rectified, and how its stream is decided again."""

from collections.abc import Mapping
from typing import Final
from uuid import UUID

from efe_domain.operator.events import (
    CompetenceRecognised,
    CompetenceWithdrawn,
    OperatorEvent,
    OperatorKindChanged,
    OperatorRegistered,
    OperatorRenamed,
    OperatorRenumbered,
    RessortEnded,
    RessortRecorded,
    SiteClosed,
    SiteOpened,
)
from efe_domain.operator.operator import Operator
from efe_domain.operator.withdrawal import WITHDRAWABLE
from efe_domain.shared.bassins import ALL_BASSINS, Bassin, commune
from efe_domain.shared.errors import NotFound
from efe_domain.shared.event import Event
from efe_domain.shared.replay_decisions import (
    DAY,
    Annulment,
    Correctable,
    EntityLoader,
    Rectifiable,
    rectifiable,
)
from efe_domain.shared.standing import (
    Confirmed,
    Questioned,
    RectificationDropped,
    RectificationProposed,
    Rectified,
)


class OperatorRectified(Rectified):
    """From its position on, facts of an operator read otherwise, as the acts said; original versions are kept."""

    TOPIC = "operator.rectified.v1"


class OperatorRectificationProposed(RectificationProposed):
    """A coordinator proposed to rectify facts of an operator; another one of the same Instance is to confirm it."""

    TOPIC = "operator.rectification-proposed.v1"


class OperatorRectificationDropped(RectificationDropped):
    """A rectification of an operator that was proposed is given up."""

    TOPIC = "operator.rectification-dropped.v1"


class OperatorQuestioned(Questioned):
    """A correction elsewhere touches what was decided of an operator: it is to be looked at again."""

    TOPIC = "operator.questioned.v1"


class OperatorConfirmed(Confirmed):
    """What a correction questioned of an operator was looked at, and stays as it is."""

    TOPIC = "operator.confirmed.v1"


def replay_fact(operator: Operator, event: OperatorEvent, _entities: EntityLoader) -> None:  # noqa: C901 - one case a fact
    on = event.effective_on
    match event:
        case OperatorRegistered(scheme=scheme, number=number, name=name, kind=kind):
            operator.register(scheme, number, name, kind, on=on)
        case SiteOpened(site=site, commune=nis, bassin=bassin):
            operator.open_site(bassin, site, commune(nis), on=on)
        case SiteClosed(site=site):
            operator.close_site(_bassin_of(operator, site), site, on=on)
        case RessortRecorded(bassin=bassin, basis=basis):
            operator.record_ressort(bassin, basis, on=on)
        case RessortEnded(bassin=bassin):
            operator.end_ressort(bassin, on=on)
        case CompetenceRecognised(bassin=bassin, axis=axis):
            operator.recognise_competence(bassin, axis, on=on)
        case CompetenceWithdrawn(bassin=bassin, key=key):
            operator.withdraw_competence(bassin, key, on=on)
        case OperatorRenamed(name=name):
            operator.rename(name, on=on)
        case OperatorKindChanged(kind=kind):
            operator.change_kind(kind, on=on)
        case OperatorRenumbered(scheme=scheme, number=number):
            operator.renumber(scheme, number, on=on)


def recording_instances(operator: Operator, event: Event) -> tuple[Bassin, ...]:
    """The Instance of the bassin that the fact is about; the ten keep one register of operators: else any of them."""
    match event:
        case SiteClosed(site=site):
            return (_bassin_of(operator, site),)
        case (
            SiteOpened(bassin=Bassin() as bassin)
            | RessortRecorded(bassin=bassin)
            | RessortEnded(bassin=bassin)
            | CompetenceRecognised(bassin=Bassin() as bassin)
            | CompetenceWithdrawn(bassin=Bassin() as bassin)
        ):
            return (bassin,)
        case _:
            return ALL_BASSINS


def _bassin_of(operator: Operator, site: UUID) -> Bassin:
    """Raises `NotFound`."""
    if site not in operator.site_bassins:
        raise NotFound("Site", site)
    return operator.site_bassins[site]


FACTS: Final[Mapping[type[Event], Rectifiable]] = {
    OperatorRegistered: rectifiable(f"{DAY} name kind"),
    OperatorRenamed: rectifiable(f"{DAY} name", annulment=Annulment.UNUSED),
    OperatorKindChanged: rectifiable(f"{DAY} kind", annulment=Annulment.UNUSED),
    OperatorRenumbered: rectifiable(DAY),
    SiteOpened: rectifiable(f"{DAY} commune", annulment=Annulment.UNUSED),
    SiteClosed: rectifiable(DAY, annulment=Annulment.UNUSED),
    RessortRecorded: rectifiable(f"{DAY} basis", annulment=Annulment.UNUSED),
    RessortEnded: rectifiable(DAY, annulment=Annulment.UNUSED),
    CompetenceRecognised: rectifiable(DAY, annulment=Annulment.UNUSED),
    CompetenceWithdrawn: rectifiable(DAY, annulment=Annulment.UNUSED),
}

CORRECTION = Correctable(
    aggregate=Operator,
    facts=FACTS,
    replay_fact=replay_fact,
    recording_instances=recording_instances,
    rectified=OperatorRectified,
    proposed=OperatorRectificationProposed,
    dropped=OperatorRectificationDropped,
    questioned=OperatorQuestioned,
    confirmed=OperatorConfirmed,
    withdrawable=WITHDRAWABLE,
)
