"""Corrections of the facts of the zone: what may be rectified, and how its stream is decided again."""

from collections.abc import Mapping
from typing import Final

from msgspec.structs import replace

from efe_domain.shared.bassins import Bassin
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
from efe_domain.zone.events import ZoneEvent, ZoneRepresentativeDesignated, ZoneRepresentativeEnded
from efe_domain.zone.zone import ZONE_BASSINS, Zone


class ZoneRectified(Rectified):
    """From its position on, facts of the zone read otherwise, as the acts said; original versions are kept."""

    TOPIC = "zone.rectified.v1"


class ZoneRectificationProposed(RectificationProposed):
    """A coordinator proposed to rectify facts of the zone; another one of the same Instance is to confirm it."""

    TOPIC = "zone.rectification-proposed.v1"


class ZoneRectificationDropped(RectificationDropped):
    """A rectification of the zone that was proposed is given up."""

    TOPIC = "zone.rectification-dropped.v1"


class ZoneQuestioned(Questioned):
    """A correction elsewhere touches what was decided of the zone: it is to be looked at again."""

    TOPIC = "zone.questioned.v1"


class ZoneConfirmed(Confirmed):
    """What a correction questioned of the zone was looked at, and stays as it is."""

    TOPIC = "zone.confirmed.v1"


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
    """Another person was designated: what ended is of them."""
    match later, was, becomes:
        case (
            ZoneRepresentativeEnded(),
            ZoneRepresentativeDesignated(),
            ZoneRepresentativeDesignated(person=person),
        ) if (later.bassin, later.person, later.since) == (was.bassin, was.person, was.effective_on):
            return replace(later, person=person, since=becomes.effective_on)
        case _:
            return later


FACTS: Final[Mapping[type[Event], Rectifiable]] = {
    ZoneRepresentativeDesignated: rectifiable(f"{DAY} person", annulment=Annulment.UNUSED),
    ZoneRepresentativeEnded: rectifiable(DAY, annulment=Annulment.UNUSED),
}

CORRECTION = Correctable(
    aggregate=Zone,
    facts=FACTS,
    replay_fact=replay_fact,
    recording_instances=recording_instances,
    rectified=ZoneRectified,
    proposed=ZoneRectificationProposed,
    dropped=ZoneRectificationDropped,
    questioned=ZoneQuestioned,
    confirmed=ZoneConfirmed,
    rebase=rebase,
)
