"""Events of the zone interbassin Entre-Sambre-et-Meuse."""

from datetime import date
from uuid import UUID

from efe_domain.law.rules import Rule
from efe_domain.shared.bassins import Bassin
from efe_domain.shared.event import Event


class ZoneRepresentativeDesignated(
    Event, topic="zone.representative-designated.v1", command="designateZoneRepresentative", rule=Rule.ART_18
):
    """An Instance of the zone is represented there by a person of the vault, from that day."""

    bassin: Bassin
    person: UUID
    effective_on: date


class ZoneRepresentativeEnded(
    Event, topic="zone.representative-ended.v1", command="endZoneRepresentative", rule=Rule.ART_18
):
    """The person, who represented the Instance since `since`, no longer does from that day."""

    bassin: Bassin
    person: UUID
    since: date
    effective_on: date


type ZoneEvent = ZoneRepresentativeDesignated | ZoneRepresentativeEnded
