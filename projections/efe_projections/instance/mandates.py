"""Mandates: one row for each person in a seat of a body, with its first day and the day of its end."""

from datetime import date
from typing import Any
from uuid import UUID

from msgspec.structs import replace

from efe_domain.instance.events import SeatFilled, SeatVacated
from efe_domain.instance.seats import free_from
from efe_domain.shared.event import Event
from efe_projections.engine.projection import Key, Projection, RecordedEvent, is_illustrative, topics_of
from efe_projections.engine.row import Access, Row


class MandateRow(
    Row,
    table="mandate",
    key=("seat", "since"),
    indexes=(("body",), ("instance",), ("person",)),
    access=Access.DOSSIER,
):
    """Mandate from `since` up to, not including, `until`, in the words of its body; `person` is of the vault.

    `ends` is the last day for which it was given; `end_reason` is set when the seat was vacated. A dissolved body has
    no seats, even if its mandates have not ended.
    """

    seat: UUID
    since: date
    instance: UUID
    body: UUID
    bassins: tuple[str, ...]
    category: str
    voting: bool
    person: UUID
    substitute: UUID | None
    ends: date | None
    until: date | None
    end_reason: str | None
    illustrative: bool


def evolve(row: MandateRow | None, record: RecordedEvent[Any]) -> MandateRow | None:
    match record.event:
        case SeatFilled(mandate=mandate) as event:
            return MandateRow(
                seat=event.seat,
                since=event.effective_on,
                instance=event.originator_id,
                body=event.body,
                bassins=event.bassins,
                category=mandate.category,
                voting=mandate.voting,
                person=mandate.person,
                substitute=mandate.substitute,
                ends=mandate.ends,
                until=free_from(mandate),
                end_reason=None,
                illustrative=is_illustrative(record),
            )
        case SeatVacated(reason=reason, effective_on=until) if row:
            return replace(row, until=until, end_reason=reason)
        case _:
            return row


def keys(event: Event) -> list[Key]:
    match event:
        case SeatFilled(seat=seat, effective_on=since) | SeatVacated(seat=seat, since=since):
            return [(seat, since)]
        case _:
            return []


MANDATES = Projection(row=MandateRow, topics=topics_of(SeatFilled, SeatVacated), keys=keys, evolve=evolve)
