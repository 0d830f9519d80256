"""Events of the zone interbassin Entre-Sambre-et-Meuse."""

from datetime import date
from uuid import UUID

from efe_domain.law.rules import Rule
from efe_domain.shared.bassins import Bassin
from efe_domain.shared.event import Event


class ZoneRepresentativeDesignated(Event):
    """An Instance of the zone is represented there by a person of the vault, from that day."""

    TOPIC = "zone.representative-designated.v1"
    COMMAND = "designateZoneRepresentative"
    RULE = Rule.ART_18

    bassin: Bassin
    person: UUID
    effective_on: date


class ZoneRepresentativeEnded(Event):
    """The person, who represented the Instance since `since`, no longer does from that day."""

    TOPIC = "zone.representative-ended.v1"
    COMMAND = "endZoneRepresentative"
    RULE = Rule.ART_18

    bassin: Bassin
    person: UUID
    since: date
    effective_on: date


type ZoneEvent = ZoneRepresentativeDesignated | ZoneRepresentativeEnded
