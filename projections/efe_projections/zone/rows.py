"""Representatives of the two Instances in the zone interbassin."""

from collections.abc import Iterable
from datetime import date
from typing import Any
from uuid import UUID

from msgspec.structs import replace

from efe_domain.shared.event import Event
from efe_domain.zone.events import ZoneRepresentativeDesignated, ZoneRepresentativeEnded
from efe_projections.engine.projection import Key, Projection, RecordedEvent, is_illustrative, originator, topics_of
from efe_projections.engine.row import Access, Row


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


def evolve_representative(
    row: ZoneRepresentativeRow | None, record: RecordedEvent[Any]
) -> ZoneRepresentativeRow | None:
    match record.event:
        case ZoneRepresentativeDesignated() as event:
            return ZoneRepresentativeRow(
                zone=event.originator_id,
                bassin=event.bassin,
                person=event.person,
                since=event.effective_on,
                bassins=event.bassins,
                until=None,
                illustrative=is_illustrative(record),
            )
        case ZoneRepresentativeEnded(effective_on=until) if row:
            return replace(row, until=until)
        case _:
            return row


def representative_keys(event: Event) -> Iterable[Key]:
    match event:
        case (
            ZoneRepresentativeDesignated(bassin=bassin, person=person, effective_on=since)
            | ZoneRepresentativeEnded(bassin=bassin, person=person, since=since)
        ):
            return [(event.originator_id, bassin, person, since)]
        case _:
            return []


_TOPICS = topics_of(ZoneRepresentativeDesignated, ZoneRepresentativeEnded)
ZONES = Projection(row=ZoneRow, topics=_TOPICS, keys=originator, evolve=evolve_zone)
ZONE_REPRESENTATIVES = Projection(
    row=ZoneRepresentativeRow, topics=_TOPICS, keys=representative_keys, evolve=evolve_representative
)
