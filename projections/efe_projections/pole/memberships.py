"""Row of a membership of a pôle: operator, college, representatives and period; a second period is a second row."""

from datetime import date
from typing import Any
from uuid import UUID

import msgspec
from msgspec.structs import replace

from efe_domain.pole.events import MemberDesignated, MembershipEnded, RepresentativeReplaced, SubstituteNamed
from efe_domain.shared.colleges import College
from efe_projections.engine.projection import Projection, RecordedEvent, topics_of
from efe_projections.engine.row import Access, Row
from efe_projections.engine.row_values import keys_of, new_row


class Representation(msgspec.Struct, frozen=True):
    """Representative of a member from a day until the next one; None for no representative."""

    person: UUID | None
    since: date


class MembershipRow(
    Row,
    table="membership",
    key=("pole", "operator", "since"),
    indexes=(("representative",), ("substitute",), ("operator",)),
    access=Access.DOSSIER,
):
    """Membership; `representative`, the last of its `representations`, and `substitute` are persons of the vault.

    `end_reason` is there once the seat ended. `meeting` is the one that the designation cites.
    """

    pole: UUID
    operator: UUID
    bassins: tuple[str, ...]
    college: College
    representative: UUID | None
    representations: tuple[Representation, ...]
    substitute: UUID | None
    meeting: UUID | None
    since: date
    until: date | None
    end_reason: str | None
    illustrative: bool


def representative_on(row: MembershipRow, day: date) -> UUID | None:
    """Returns the representative of the member on that day."""
    return next((each.person for each in reversed(row.representations) if each.since <= day), None)


def evolve(row: MembershipRow | None, record: RecordedEvent[Any]) -> MembershipRow | None:
    match record.event:
        case MemberDesignated(representative=person, effective_on=since) as event:
            representations = (Representation(person, since),)
            return new_row(
                MembershipRow, record, pole=event.originator_id, representations=representations, since=since
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


MEMBERSHIPS = Projection(
    row=MembershipRow,
    topics=topics_of(MemberDesignated, RepresentativeReplaced, SubstituteNamed, MembershipEnded),
    keys=keys_of(MembershipRow, pole="originator_id"),
    evolve=evolve,
)
