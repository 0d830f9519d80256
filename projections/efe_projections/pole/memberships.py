"""Memberships of a pôle: operator, college, first day and day of the end; a second period is a second row."""

from datetime import date
from typing import Any
from uuid import UUID

import msgspec
from msgspec.structs import replace

from efe_domain.pole.events import MemberDesignated, MembershipEnded, RepresentativeReplaced, SubstituteNamed
from efe_domain.shared.colleges import College
from efe_domain.shared.event import Event
from efe_projections.engine.projection import Key, Projection, RecordedEvent, is_illustrative, topics_of
from efe_projections.engine.row import Access, Row


class Representation(msgspec.Struct, frozen=True):
    """Representative of a member from a day until the next one; None for no representative."""

    person: UUID | None
    since: date


class MembershipRow(
    Row,
    table="membership",
    key=("pole", "operator", "since"),
    indexes=(("representative",),),
    access=Access.DOSSIER,
):
    """A seat; `representative`, the last of its `representations`, and `substitute` are persons of the vault.

    `end_reason` is there once the seat ended.
    """

    pole: UUID
    operator: UUID
    bassins: tuple[str, ...]
    college: College
    representative: UUID | None
    representations: tuple[Representation, ...]
    substitute: UUID | None
    since: date
    until: date | None
    end_reason: str | None
    illustrative: bool


def representative_on(row: MembershipRow, day: date) -> UUID | None:
    """Returns the representative of the member on that day."""
    return next((each.person for each in reversed(row.representations) if each.since <= day), None)


def evolve(row: MembershipRow | None, record: RecordedEvent[Any]) -> MembershipRow | None:
    match record.event:
        case MemberDesignated(
            originator_id=pole,
            bassins=bassins,
            operator=operator,
            college=college,
            representative=person,
            effective_on=since,
        ):
            return MembershipRow(
                pole=pole,
                operator=operator,
                bassins=bassins,
                college=college,
                representative=person,
                representations=(Representation(person, since),),
                substitute=None,
                since=since,
                until=None,
                end_reason=None,
                illustrative=is_illustrative(record),
            )
        case RepresentativeReplaced(representative=person, effective_on=since) if row:
            following = Representation(person, since)
            substitute = None if person == row.substitute else row.substitute
            return replace(
                row,
                representative=person,
                representations=(*row.representations, following),
                substitute=substitute,
            )
        case SubstituteNamed(substitute=person) if row:
            return replace(row, substitute=person)
        case MembershipEnded(reason=reason, effective_on=until) if row:
            return replace(row, until=until, end_reason=reason)
        case _:
            return row


def keys(event: Event) -> list[Key]:
    match event:
        case (
            MemberDesignated(operator=operator, effective_on=since)
            | RepresentativeReplaced(operator=operator, since=since)
            | SubstituteNamed(operator=operator, since=since)
            | MembershipEnded(operator=operator, since=since)
        ):
            return [(event.originator_id, operator, since)]
        case _:
            return []


MEMBERSHIPS = Projection(
    row=MembershipRow,
    topics=topics_of(MemberDesignated, RepresentativeReplaced, SubstituteNamed, MembershipEnded),
    keys=keys,
    evolve=evolve,
)
