"""Correction rules for the facts of the zone, and the replay of its decisions."""

from msgspec.structs import replace

from efe_domain.shared.bassins import Bassin
from efe_domain.shared.event import Event
from efe_domain.shared.record_events import correction_events
from efe_domain.shared.replay_decisions import DAY, Annulment, Correctable, EntityLoader, rectifiable
from efe_domain.zone.events import ZoneEvent, ZoneRepresentativeDesignated, ZoneRepresentativeEnded
from efe_domain.zone.zone import ZONE_BASSINS, Zone


def replay_fact(zone: Zone, event: ZoneEvent, _entities: EntityLoader) -> None:
    on = event.effective_on
    match event:
        case ZoneRepresentativeDesignated(bassin=bassin, person=person):
            zone.designate(bassin, person, on=on)
        case ZoneRepresentativeEnded(bassin=bassin, person=person):
            zone.end(bassin, person, on=on)


def recording_instances(_zone: Zone, event: Event) -> tuple[Bassin, ...]:
    match event:
        case ZoneRepresentativeDesignated(bassin=bassin) | ZoneRepresentativeEnded(bassin=bassin):
            return (bassin,)
        case _:
            return ZONE_BASSINS


def rebase(later: Event, was: Event, becomes: Event) -> Event:
    """Updates the end of a designation to the corrected person and first day."""
    match later, was, becomes:
        case (
            ZoneRepresentativeEnded(),
            ZoneRepresentativeDesignated(),
            ZoneRepresentativeDesignated(person=person),
        ) if (later.bassin, later.person, later.since) == (was.bassin, was.person, was.effective_on):
            return replace(later, person=person, since=becomes.effective_on)
        case _:
            return later


CORRECTION = Correctable(
    aggregate=Zone,
    facts={
        ZoneRepresentativeDesignated: rectifiable(f"{DAY} person", annulment=Annulment.UNUSED),
        ZoneRepresentativeEnded: rectifiable(DAY, annulment=Annulment.UNUSED),
    },
    replay_fact=replay_fact,
    recording_instances=recording_instances,
    events=correction_events(Zone.KIND, "the zone"),
    rebase=rebase,
)
