"""Correction rules for the facts of an Instance, and the replay of its decisions."""

from efe_domain.instance.events import (
    AccessGranted,
    AccessRevoked,
    AxesMatched,
    AxesUnmatched,
    AxisIdentified,
    AxisWithdrawn,
    BodyDissolved,
    BodySetUp,
    InstanceEstablished,
    InstanceEvent,
    LetterheadSet,
    PoleAccessGranted,
    PoleAccessRevoked,
    RulesOfOrderAdopted,
    SeatFilled,
    SeatVacated,
)
from efe_domain.instance.instance import InstanceBassin
from efe_domain.shared.axis import Axis
from efe_domain.shared.bassins import Bassin
from efe_domain.shared.correction import NotRectifiable
from efe_domain.shared.event import Event
from efe_domain.shared.record_events import correction_events
from efe_domain.shared.replay_decisions import DAY, NOT_RECTIFIABLE, Annulment, Correctable, EntityLoader, rectifiable


def replay_fact(instance: InstanceBassin, event: InstanceEvent, _entities: EntityLoader) -> None:  # noqa: C901 - one case a fact
    on = event.effective_on
    match event:
        case InstanceEstablished(bassin=bassin):
            instance.establish(bassin, on=on)
        case RulesOfOrderAdopted(rules=rules, settings=settings, contest_days=days, verdicts_need_quorum=quorum):
            instance.adopt_rules_of_order(rules, settings, contest_days=days, verdicts_need_quorum=quorum, on=on)
        case BodySetUp(body=body, name=name, mission=mission):
            instance.set_up_body(body, name, mission, on=on)
        case BodyDissolved(body=body):
            instance.dissolve_body(body, on=on)
        case SeatFilled(body=body, seat=seat, mandate=mandate):
            instance.fill_seat(body, seat, mandate, on=on)
        case SeatVacated(body=body, seat=seat, reason=reason):
            instance.vacate_seat(body, seat, reason, on=on)
        case AxisIdentified(axis=axis, key=key, meeting=meeting):
            _check_words(axis, key)
            instance.identify_axis(axis, meeting=meeting, on=on)
        case AxisWithdrawn(key=key):
            instance.withdraw_axis(key, on=on)
        case AxesMatched(key=key, other_bassin=bassin, other_key=other, basis=basis):
            instance.match_axes(key, bassin, other, basis, on=on)
        case AxesUnmatched(key=key, other_bassin=bassin, other_key=other):
            instance.unmatch_axes(key, bassin, other, on=on)
        case LetterheadSet(logo=logo, address=address, office=office):
            instance.set_letterhead(logo, address, office, on=on)
        case AccessGranted() | AccessRevoked() | PoleAccessGranted() | PoleAccessRevoked():
            instance.record(event)


def _check_words(axis: Axis, key: str) -> None:
    """Checks that a corrected axis keeps its key, by which others name it. Raises `NotRectifiable`."""
    if axis.key != key:
        raise NotRectifiable("D'un axe identifié, les mots ne se rectifient pas, hors accents et casse.")


def recording_instances(instance: InstanceBassin, event: Event) -> tuple[Bassin, ...]:
    if isinstance(event, InstanceEstablished):
        return (event.bassin,)
    return (instance.bassin,) if instance.bassin else ()


CORRECTION = Correctable(
    aggregate=InstanceBassin,
    facts={
        InstanceEstablished: rectifiable(DAY),
        RulesOfOrderAdopted: rectifiable(DAY, documented="contest_days rules settings verdicts_need_quorum"),
        BodySetUp: rectifiable(f"{DAY} name mission", annulment=Annulment.UNCITED),
        BodyDissolved: rectifiable(DAY, annulment=Annulment.CONFIRMED),
        SeatFilled: rectifiable(f"{DAY} mandate", annulment=Annulment.UNCITED),
        SeatVacated: rectifiable(f"{DAY} reason", annulment=Annulment.UNUSED),
        AxisIdentified: rectifiable(f"{DAY} axis", annulment=Annulment.UNCITED),
        AxisWithdrawn: rectifiable(DAY, annulment=Annulment.UNUSED),
        AxesMatched: rectifiable(f"{DAY} basis", annulment=Annulment.UNUSED),
        AxesUnmatched: rectifiable(DAY, annulment=Annulment.UNUSED),
        LetterheadSet: rectifiable(DAY, annulment=Annulment.UNUSED),
        AccessGranted: NOT_RECTIFIABLE,
        AccessRevoked: NOT_RECTIFIABLE,
        PoleAccessGranted: NOT_RECTIFIABLE,
        PoleAccessRevoked: NOT_RECTIFIABLE,
    },
    replay_fact=replay_fact,
    recording_instances=recording_instances,
    events=correction_events(InstanceBassin.KIND, "an Instance"),
)
