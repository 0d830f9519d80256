"""Rows of the zone interbassin and of the representatives of its two Instances."""

from datetime import date
from typing import Any
from uuid import UUID

from efe_domain.zone.events import ZoneRepresentativeDesignated, ZoneRepresentativeEnded
from efe_projections.engine.projection import Projection, RecordedEvent, originator, topics_of
from efe_projections.engine.row import Access, Row
from efe_projections.engine.row_values import period_projection


class ZoneRow(Row, table="zone"):
    """The one zone, there from the first designation on."""

    id: UUID
    bassins: tuple[str, ...]
    version: int


class ZoneRepresentativeRow(
    Row, table="zone_representative", key=("zone", "bassin", "person", "since"), access=Access.DOSSIER
):
    """A person of the vault, for one of the two Instances; a second period is a second row."""

    zone: UUID
    bassin: str
    person: UUID
    since: date
    bassins: tuple[str, ...]
    until: date | None
    illustrative: bool


def evolve_zone(_row: ZoneRow | None, record: RecordedEvent[Any]) -> ZoneRow:
    event = record.event
    return ZoneRow(id=event.originator_id, bassins=event.bassins, version=event.originator_version)


_TOPICS = topics_of(ZoneRepresentativeDesignated, ZoneRepresentativeEnded)
ZONES = Projection(row=ZoneRow, topics=_TOPICS, keys=originator, evolve=evolve_zone)
ZONE_REPRESENTATIVES = period_projection(
    ZoneRepresentativeRow, ZoneRepresentativeDesignated, ZoneRepresentativeEnded, zone="originator_id"
)
