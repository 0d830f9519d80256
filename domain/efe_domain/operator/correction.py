"""Correction rules for the facts of an operator, and the replay of its decisions."""

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
from efe_domain.shared.bassins import ALL_BASSINS, Bassin, commune
from efe_domain.shared.errors import NotFound
from efe_domain.shared.event import Event
from efe_domain.shared.record_events import correction_events, withdrawal_events
from efe_domain.shared.replay_decisions import DAY, Annulment, Correctable, EntityLoader, Withdrawable, rectifiable


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
        case OperatorRenamed(bassin=bassin, name=name, reason=reason):
            operator.rename(name, bassin=bassin, reason=reason, on=on)
        case OperatorKindChanged(bassin=bassin, kind=kind):
            operator.change_kind(kind, bassin=bassin, on=on)
        case OperatorRenumbered(bassin=bassin, scheme=scheme, number=number, reason=reason):
            operator.renumber(scheme, number, bassin=bassin, reason=reason, on=on)


def recording_instances(operator: Operator, event: Event) -> tuple[Bassin, ...]:
    """Returns the Instance of the fact's bassin; all ten for a fact without a bassin."""
    match event:
        case SiteClosed(site=site):
            return (_bassin_of(operator, site),)
        case (
            SiteOpened(bassin=Bassin() as bassin)
            | RessortRecorded(bassin=bassin)
            | RessortEnded(bassin=bassin)
            | CompetenceRecognised(bassin=Bassin() as bassin)
            | CompetenceWithdrawn(bassin=Bassin() as bassin)
            | OperatorRenamed(bassin=Bassin() as bassin)
            | OperatorKindChanged(bassin=Bassin() as bassin)
            | OperatorRenumbered(bassin=Bassin() as bassin)
        ):
            return (bassin,)
        case _:
            return ALL_BASSINS


def _bassin_of(operator: Operator, site: UUID) -> Bassin:
    """Raises `NotFound`."""
    if site not in operator.site_bassins:
        raise NotFound("Site", site)
    return operator.site_bassins[site]


def depends_on_act(later: Event, act: Event) -> bool:
    """Tells whether the fact ends the competence that the act recognised.

    A competence from before 0.3.0 is of all ten bassins, and each Instance ends it for its own.
    """
    match later, act:
        case CompetenceWithdrawn(), CompetenceRecognised():
            same = act.bassin is None or later.bassin == act.bassin
            return same and (later.key, later.since) == (act.key, act.effective_on)
        case _:
            return False


CORRECTION = Correctable(
    aggregate=Operator,
    facts={
        OperatorRegistered: rectifiable(f"{DAY} name kind"),
        OperatorRenamed: rectifiable(f"{DAY} name reason", annulment=Annulment.UNUSED),
        OperatorKindChanged: rectifiable(f"{DAY} kind", annulment=Annulment.UNUSED),
        OperatorRenumbered: rectifiable(f"{DAY} reason"),
        SiteOpened: rectifiable(f"{DAY} commune", annulment=Annulment.UNUSED),
        SiteClosed: rectifiable(DAY, annulment=Annulment.UNUSED),
        RessortRecorded: rectifiable(f"{DAY} basis", annulment=Annulment.UNUSED),
        RessortEnded: rectifiable(DAY, annulment=Annulment.UNUSED),
        CompetenceRecognised: rectifiable(DAY, annulment=Annulment.UNUSED),
        CompetenceWithdrawn: rectifiable(DAY, annulment=Annulment.UNUSED),
    },
    replay_fact=replay_fact,
    recording_instances=recording_instances,
    events=correction_events(Operator.KIND, "an operator"),
    withdrawable=Withdrawable(
        acts=frozenset({CompetenceRecognised}),
        depends_on_act=depends_on_act,
        events=withdrawal_events(Operator.KIND, "an operator"),
    ),
)
