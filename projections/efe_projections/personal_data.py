"""Queries of the data on one person: row versions that name the person, rows of their accounts, and their acts."""

from collections.abc import Collection, Iterator
from datetime import date, datetime
from typing import Any, Final
from uuid import UUID

import msgspec

from efe_domain.shared.bassins import ALL_BASSINS
from efe_projections.access.rows import ForgottenPersonRow, GrantRow
from efe_projections.audit.rows import RecordedEventRow
from efe_projections.decision.consultation import RosterRow
from efe_projections.engine.query import ReadQuery, viewing, visible
from efe_projections.engine.row import Row
from efe_projections.engine.viewer import Viewer
from efe_projections.instance.mandates import MandateRow
from efe_projections.meeting.rows import MeetingRow
from efe_projections.pole.memberships import MembershipRow
from efe_projections.pole.representations import RepresentationRow
from efe_projections.zone.rows import ZoneRepresentativeRow

_ANYONE = Viewer(bassins=ALL_BASSINS)

_OF_PERSON: Final[dict[type[Row], tuple[str, str]]] = {
    MembershipRow: ("%(person)s in (representative, substitute)", "to_jsonb(held) - 'representations'"),
    RepresentationRow: (
        "person = %(person)s",
        "to_jsonb(held) - array['document_sha256', 'document_size', 'document_media_type']",
    ),
    MandateRow: ("%(person)s in (person, substitute)", "to_jsonb(held)"),
    ZoneRepresentativeRow: ("person = %(person)s", "to_jsonb(held)"),
    ForgottenPersonRow: ("id = %(person)s", "to_jsonb(held)"),
    RosterRow: (
        "seats @> jsonb_build_array(jsonb_build_object('representative', %(person)s::text))",
        """jsonb_build_object('decision', id, 'pole', pole, 'seats', jsonb_path_query_array(
            seats, '$[*] ? (@.representative == $who)', jsonb_build_object('who', %(person)s::text)))""",
    ),
    MeetingRow: (
        "(present || excused) @> jsonb_build_array(jsonb_build_object('person', %(person)s::text))",
        """jsonb_build_object('id', id, 'assembly', assembly, 'day', day, 'held_on', held_on, 'present',
            present @> jsonb_build_array(jsonb_build_object('person', %(person)s::text)))""",
    ),
}
"""The rows that name a person, and their exported content: it leaves out other persons of the same row."""


class HeldRow(msgspec.Struct, frozen=True):
    """A version of a row, with the positions of the ledger between which it holds."""

    table: str
    from_position: int
    to_position: int | None
    recorded_at: datetime
    content: dict[str, Any]


class DoneRow(msgspec.Struct, frozen=True):
    """A command done by an account."""

    position: int
    recorded_at: datetime
    effective_on: date | None
    kind: str
    subject: UUID


def held_of_person(person: UUID) -> Iterator[ReadQuery[HeldRow]]:
    """Yields, for each table, the query of the row versions that name the person."""
    for row, (condition, content) in _OF_PERSON.items():
        yield _held(row, condition, content, person=person)


def held_of_accounts(accounts: Collection[UUID]) -> ReadQuery[HeldRow]:
    """Returns the query of the roles of these accounts, without the accounts that granted them."""
    content = "to_jsonb(held) - 'granted_by'"
    return _held(GrantRow, "account = any(%(accounts)s)", content, accounts=list(accounts))


def done_by(accounts: Collection[UUID]) -> ReadQuery[DoneRow]:
    """Returns the query of the commands that these accounts sent, in the order of the ledger."""
    return ReadQuery(
        sql=f"""
            select position, recorded_at, effective_on, kind, subject from read.recorded_event
            where actor = any(%(actors)s) and {visible(RecordedEventRow.TABLE)} order by position
        """,  # noqa: S608 - the predicate of access, never a value
        params={"actors": [str(account) for account in accounts], **viewing(_ANYONE)},
        row=DoneRow,
    )


def _held(row: type[Row], condition: str, content: str, **params: Any) -> ReadQuery[HeldRow]:
    table = row.TABLE
    return ReadQuery(
        sql=f"""
            select '{table.name}' as table, from_position, to_position, recorded_at,
                ({content}) - array['from_position', 'to_position', 'recorded_at', 'bassins'] as content
            from read.{table.name} as held where {condition} and {visible(table, "held")}
            order by from_position
        """,  # noqa: S608 - names of tables and columns, never a value
        params={**params, **viewing(_ANYONE)},
        row=HeldRow,
    )
