"""Lists of the audit trail, its months, and the history of one entity."""

from collections.abc import Collection
from datetime import date, datetime
from typing import Any, Final
from uuid import UUID

import msgspec
from msgspec.structs import replace

from efe_domain.law.rules import Rule
from efe_domain.shared.bassins import ALL_BASSINS
from efe_projections.access.rows import GRANTS
from efe_projections.audit.entries_about import ENTRIES_ABOUT_OPERATOR, entries_about_person
from efe_projections.audit.operators_here import OF_OPERATORS_HERE, OPERATORS_HERE
from efe_projections.audit.rows import AuditEntryRow, RecordedEventRow, TrailRow
from efe_projections.engine.instants import LedgerPositionRow, last_before
from efe_projections.engine.listing import Listing, listing
from efe_projections.engine.query import ReadQuery, columns_of, valid_at, viewing, visible
from efe_projections.engine.row import Row
from efe_projections.engine.viewer import Viewer
from efe_projections.pole.memberships import MEMBERSHIPS

MAX_ACCOUNTS: Final = 8
"""Limit of accounts of one person whose acts are listed."""
_RIGHTS = sorted(GRANTS.topics | MEMBERSHIPS.topics)
"""Topics of events that may change the rights of an account."""

_PLACED = {column.name for column in TrailRow.TABLE.columns}
_SHOWN = ", ".join(
    f"{'place' if column.name in _PLACED else 'event'}.{column.name}" for column in AuditEntryRow.TABLE.columns
)
MAX_MERGED_KINDS: Final = 12
"""Kinds that are read one by one, each in the order of an index, and merged; more are one condition."""


def _own(condition: str = "true") -> str:
    return f"""(
    select {_SHOWN}
    from read.{TrailRow.TABLE.name} as place left join read.{RecordedEventRow.TABLE.name} as event using (position)
    where {condition}
) as {AuditEntryRow.TABLE.name}"""  # noqa: S608 - names of tables and columns, never a value


def _common(condition: str = "true") -> str:
    return f"""(
    select event.*, %(bassin)s::text as bassin, (
        select place.seq from read.{TrailRow.TABLE.name} as place
        where place.bassin = %(bassin)s and place.position = event.position
    ) as seq
    from read.{RecordedEventRow.TABLE.name} as event where event.common and {condition}
) as {AuditEntryRow.TABLE.name}"""  # noqa: S608


_OWN, _COMMON = _own(), _common()
"""The entries of an Instance of a kind, an actor or a rule: of events that are not common, and of those that are.

An index leads to the first in the trail, where the others have none of these three, and to the second by the event.
"""


def _of_kinds(count: int) -> tuple[str, ...]:
    """Returns the sources of the entries of so many kinds, each entry in one of them."""
    conditions = [f"kind = %(kind_{nth})s" for nth in range(count)]
    return tuple(source for each in conditions for source in (_own(f"place.{each}"), _common(f"event.{each}")))


_ALL_HERE = (
    _own("place.kind is not null"),
    _common("event.kind < 'operator.'"),
    _common("event.kind >= 'operator/'"),
    OF_OPERATORS_HERE,
)
"""The entries that `OPERATORS_HERE` leaves. Events of operators are common, and are found by operator.

Most of them are of other bassins. The trail alone counts the events that are not common.
"""


class TrailFilter(msgspec.Struct, frozen=True, kw_only=True):
    """Filter of the entries of a trail; a condition that is None is left out. `kinds` are topics.

    `recorded_from` is inclusive, `recorded_until` exclusive: each becomes a position, as instants rise with
    positions. `accounts` are those of the `person`. A person and an operator exclude each other.
    """

    kinds: tuple[str, ...] | None = None
    subject: UUID | None = None
    actor: str | None = None
    rule: Rule | None = None
    recorded_from: datetime | None = None
    recorded_until: datetime | None = None
    person: UUID | None = None
    accounts: tuple[UUID, ...] = ()
    operator: UUID | None = None

    def listing(
        self, bassin: str, *, descending: bool = False, operators_here: bool = False
    ) -> Listing[AuditEntryRow]:
        """Returns the listing of the entries. An index holds those of one kind in order; several kinds are merged.

        `operators_here`: of the entries on operators, those of operators that sit or are located in the bassin.
        """
        one, several = (self.kinds[0], None) if self.kinds and len(self.kinds) == 1 else (None, self.kinds)
        concerns_someone = bool(self.person or self.operator)
        merged = () if concerns_someone or several is None else tuple(dict.fromkeys(several))
        merged = merged if len(merged) <= MAX_MERGED_KINDS else ()
        is_whole = not concerns_someone and (self.kinds, self.actor, self.rule) == (None, None, None)
        ascending = listing(
            AuditEntryRow,
            "position",
            when={
                "bassin = %(bassin)s": {"bassin": bassin},
                "kind = %(kind)s": {"kind": one},
                "kind = any(%(kinds)s)": {"kinds": None if several is None or merged else list(several)},
                "subject = %(subject)s": {"subject": self.subject},
                "actor = %(actor)s": {"actor": self.actor},
                "rule = %(rule)s": {"rule": self.rule},
                f"position > {last_before('%(recorded_from)s')}": {"recorded_from": self.recorded_from},
                f"position <= {last_before('%(recorded_until)s')}": {"recorded_until": self.recorded_until},
                OPERATORS_HERE: {"operators_here": operators_here or None},
            },
        )
        if concerns_someone:
            return self._concerning(ascending, descending=descending)
        if merged:
            params = {**ascending.params, **{f"kind_{nth}": kind for nth, kind in enumerate(merged)}}
            ascending = replace(ascending, sources=_of_kinds(len(merged)), params=params)
        elif not is_whole:
            ascending = replace(ascending, sources=(_OWN, _COMMON))
        elif operators_here:
            conditions = tuple(each for each in ascending.conditions if each != OPERATORS_HERE)
            ascending = replace(ascending, counted=replace(ascending, conditions=conditions, sources=_ALL_HERE))
        return ascending.turned() if descending else ascending

    def _concerning(self, entries: Listing[AuditEntryRow], *, descending: bool) -> Listing[AuditEntryRow]:
        """Returns the entries that concern the person or the operator; positions lead to them."""
        actors = list(map(str, self.accounts[:MAX_ACCOUNTS]))
        params: dict[str, Any] = {"person": self.person, "accounts": self.accounts, "actors": actors}
        params |= {f"actor_{number}": actor for number, actor in enumerate(actors)}
        sources = entries_about_person(len(actors)) if self.person else (ENTRIES_ABOUT_OPERATOR,)
        named_ids = params if self.person else {"operator": self.operator}
        concerning = replace(entries, sources=sources, params={**entries.params, **named_ids})
        return concerning.turned() if descending else concerning

    def takes(self, row: AuditEntryRow) -> bool:
        """Tells whether the listing of its bassin would have the row."""
        return (
            (self.kinds is None or row.kind in self.kinds)
            and self.subject in (None, row.subject)
            and self.actor in (None, row.actor)
            and self.rule in (None, row.rule)
            and (self.recorded_from is None or row.recorded_at >= self.recorded_from)
            and (self.recorded_until is None or row.recorded_at < self.recorded_until)
        )


def new_entries(bassins: Collection[str], *, after: int, to: int) -> ReadQuery[AuditEntryRow]:
    """Returns the entries of these Instances between two positions, and all entries that may change rights."""
    table = AuditEntryRow.TABLE
    return ReadQuery(
        sql=f"""
            select {columns_of(table)} from read.{table.name}
            where position > %(after)s and position <= %(to)s and {visible(table)}
            and (bassin = any(%(bassins)s) or kind = any(%(rights)s))
            order by position, bassin
        """,  # noqa: S608 - names of tables and columns, never a value
        params={
            "after": after,
            "to": to,
            "bassins": sorted(bassins),
            "rights": _RIGHTS,
            **viewing(Viewer(bassins=ALL_BASSINS)),
        },
        row=AuditEntryRow,
    )


def touched_by(row: AuditEntryRow) -> set[str]:
    """Returns the ids of accounts, pôles, seats, bodies and persons whose rights an entry may change."""
    touched: set[str] = set()
    for change in row.changes:
        match change.table:
            case "access_grant":
                touched.add(str(change.key[1]))
            case "forgotten_person" | "body":
                touched.add(str(change.key[0]))
            case "membership" | "mandate":
                touched.add(str(change.key[0]))
                if change.field in ("representative", "person"):
                    touched.update(str(person) for person in (change.before, change.after) if person)
    return touched


class InstanceCode(msgspec.Struct, frozen=True):
    """Code of an Instance."""

    bassin: str


def history(subject: UUID) -> Listing[RecordedEventRow]:
    """Returns the events of an entity, in the order of the ledger."""
    return listing(RecordedEventRow, "position", when={"subject = %(subject)s": {"subject": subject}})


def instances_concerned_by(subject: UUID, viewer: Viewer, *, at: int) -> ReadQuery[InstanceCode]:
    """Returns the Instances of the events that the viewer may see, also of those no longer concerned."""
    return ReadQuery(
        sql=f"""
            select distinct unnest(bassins) as bassin from read.recorded_event
            where subject = %(subject)s and {valid_at(RecordedEventRow.TABLE)} and {visible(RecordedEventRow.TABLE)}
        """,  # noqa: S608 - names of tables and columns, never a value
        params={"subject": subject, "at": at, **viewing(viewer)},
        row=InstanceCode,
    )


def version_begins(
    row: type[Row], entity: UUID, version: int, viewer: Viewer, *, at: int
) -> ReadQuery[LedgerPositionRow]:
    """Returns the position at which an entity came to a version; none unless it is visible."""
    table = row.TABLE
    key, begun = ("subject", "position") if table.append_only else (table.key[0], "from_position")
    return ReadQuery(
        sql=f"""
            select {begun} as position from read.{table.name}
            where {key} = %(entity)s and version = %(version)s and {begun} <= %(at)s and {visible(table)}
            order by {begun} limit 1
        """,  # noqa: S608
        params={"entity": entity, "version": version, "at": at, **viewing(viewer)},
        row=LedgerPositionRow,
    )


class MonthRow(msgspec.Struct, frozen=True):
    """A month of a trail: its first day in Brussels, its number of entries, and the positions of the first and the
    last."""

    month: date
    number: int
    first_position: int | None
    last_position: int | None


def months(bassin: str, viewer: Viewer, *, at: int) -> ReadQuery[MonthRow]:
    """Returns the months from the first entry to the last, also those without entries. One look-up a month, none for
    each entry: `seq` has no gaps, so the last entry before a month's end gives the count up to then."""
    table = TrailRow.TABLE
    trail_sql = f"read.{table.name} where bassin = %(bassin)s and {valid_at(table)} and {visible(table)}"
    numbered = f"select position from {trail_sql} and seq"  # noqa: S608
    month = "date_trunc('month', instant.recorded_at at time zone 'Europe/Brussels')"
    before = last_before("(month + interval '1 month') at time zone 'Europe/Brussels'")
    return ReadQuery(
        sql=f"""
            with span as materialized (
                select (
                    select {month} from read.instant
                    where position = (select position from {trail_sql} order by position limit 1)
                ) as first, (
                    select {month} from read.instant
                    where position = (select position from {trail_sql} order by position desc limit 1)
                ) as last
            ), ended as materialized (
                select month, {before} as position
                from span, generate_series(first, last, interval '1 month') as month
            ), counted as materialized (
                select month, ended.position,
                    (select seq from {trail_sql} and position <= ended.position order by position desc limit 1) as seq
                from ended
            ), numbered as (
                select month, seq, lag(seq, 1, 0) over (order by month) as earlier from counted
            )
            select month::date as month, (seq - earlier)::bigint as number,
                case when seq > earlier then ({numbered} = earlier + 1) end as first_position,
                case when seq > earlier then ({numbered} = numbered.seq) end as last_position
            from numbered order by month
        """,  # noqa: S608 - names of tables and columns, never a value
        params={"bassin": bassin, "at": at, **viewing(viewer)},
        row=MonthRow,
    )
