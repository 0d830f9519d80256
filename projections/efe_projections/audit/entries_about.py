"""SQL for the entries of a trail that concern a person or an operator: positions first, then their entries."""

from collections.abc import Iterator
from typing import Final

from efe_projections.access.rows import GrantRow
from efe_projections.audit.rows import AuditEntryRow, RecordedEventRow, TrailRow
from efe_projections.decision.consultation import PositionRow
from efe_projections.decision.rows import DecisionRow
from efe_projections.engine.query import alive, visible
from efe_projections.engine.row import Row
from efe_projections.instance.mandates import MandateRow
from efe_projections.meeting.rows import MeetingRow
from efe_projections.pole.memberships import MembershipRow
from efe_projections.zone.rows import ZoneRepresentativeRow


def _of_versions(row: type[Row], condition: str) -> str:
    """Returns SQL for the positions that began or ended a version of a row."""
    return f"""
        select unnest(array[named.from_position, named.to_position]) as position
        from read.{row.TABLE.name} as named where {condition} and {visible(row.TABLE, "named")}
    """  # noqa: S608 - names of tables and columns, never a value


def _of_events(condition: str) -> str:
    table = RecordedEventRow.TABLE
    return f"select position from read.{table.name} as named where {condition} and {visible(table, 'named')}"  # noqa: S608


_POSITIONS_TAKEN: Final = f"""
    select named.from_position as position
    from (select distinct pole from read.membership as seat where seat.operator = %(operator)s) as seated
    join read.decision on decision.pole = seated.pole
        and {alive("decision")} and {visible(DecisionRow.TABLE, "decision")}
    join read.decision_position as named on named.decision = decision.id and named.operator = %(operator)s
    where {visible(PositionRow.TABLE, "named")}
"""  # noqa: S608


def _shown(*placed: str) -> str:
    return ", ".join(
        f"{'place' if column.name in placed else 'event'}.{column.name}" for column in AuditEntryRow.TABLE.columns
    )


def _entries(*positions: str, condition: str = "true") -> str:
    """Returns SQL for the entries of an Instance at these positions, under the name of the trail."""
    return f"""(
        select {_shown("bassin", "seq")}
        from (select distinct position from ({" union all ".join(positions)}) as found) as wanted
        join read.{TrailRow.TABLE.name} as place on place.bassin = %(bassin)s and place.position = wanted.position
        join read.{RecordedEventRow.TABLE.name} as event on event.position = wanted.position
        where {condition}
    ) as {AuditEntryRow.TABLE.name}"""  # noqa: S608


def _acts(number: int) -> Iterator[str]:
    """Yields SQL for the entries by an account: those of one Instance, then those of all ten; an index has each in
    order."""
    trail, event, entry = TrailRow.TABLE.name, RecordedEventRow.TABLE.name, AuditEntryRow.TABLE.name
    yield f"""(
        select {_shown("bassin", "seq", "position")}
        from read.{trail} as place left join read.{event} as event using (position)
        where place.actor = %(actor_{number})s
    ) as {entry}"""  # noqa: S608
    yield f"""(
        select event.*, %(bassin)s::text as bassin, (
            select place.seq from read.{trail} as place
            where place.bassin = %(bassin)s and place.position = event.position
        ) as seq
        from read.{event} as event where event.common and event.actor = %(actor_{number})s
    ) as {entry}"""  # noqa: S608


def _attended() -> str:
    """Returns SQL for the positions at which meetings were held that a person attended, or sent apologies for.

    The seats of the person lead to the meetings of their pôles, bodies and zone.
    """
    seats = (
        (MembershipRow, "pole", "representative"),
        (MembershipRow, "pole", "substitute"),
        (MandateRow, "body", "person"),
        (MandateRow, "body", "substitute"),
        (ZoneRepresentativeRow, "zone", "person"),
    )
    assemblies = " union ".join(
        f"select {assembly} as assembly from read.{row.TABLE.name} as seat"  # noqa: S608 - as above
        f" where seat.{holder} = %(person)s and {visible(row.TABLE, 'seat')}"
        for row, assembly, holder in seats
    )
    return f"""
        select min(named.from_position) as position
        from ({assemblies}) as seated join read.{MeetingRow.TABLE.name} as named on named.assembly = seated.assembly
        where named.held_on is not null and {visible(MeetingRow.TABLE, "named")}
        and (named.present || named.excused) @> jsonb_build_array(jsonb_build_object('person', %(person)s::text))
        group by named.id
    """  # noqa: S608


_SEATS: Final = _entries(
    _of_versions(MembershipRow, "named.representative = %(person)s"),
    _of_versions(MembershipRow, "named.substitute = %(person)s"),
    _of_versions(MandateRow, "named.person = %(person)s"),
    _of_versions(MandateRow, "named.substitute = %(person)s"),
    _of_versions(ZoneRepresentativeRow, "named.person = %(person)s"),
    _of_versions(GrantRow, "named.account = any(%(accounts)s::uuid[])"),
    _of_events("named.subject = %(person)s"),
    _attended(),
    condition="event.actor <> all(%(actors)s::text[])",
)
"""Entries on a person, on their seats, roles and meetings, but for those by their own accounts."""


def entries_about_person(accounts: int) -> tuple[str, ...]:
    """Returns the sources of the entries on a person with so many accounts, each entry in one of them."""
    return (_SEATS, *(source for number in range(accounts) for source in _acts(number)))


ENTRIES_ABOUT_OPERATOR: Final = _entries(
    _of_events("named.subject = %(operator)s"),
    _of_events("named.on_behalf_of = %(operator)s"),
    _of_versions(MembershipRow, "named.operator = %(operator)s"),
    _POSITIONS_TAKEN,
)
"""Entries on an operator, on its seats, on its positions, and those recorded on its behalf."""
