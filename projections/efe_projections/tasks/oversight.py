"""SQL sources of the tasks by which coordinators watch over the register, and over each other."""

from collections.abc import Mapping
from typing import Final

from efe_domain.law.rules import Rule
from efe_domain.shared.colleges import College
from efe_projections.access.independence import account_sql, independent
from efe_projections.access.rows import ForgottenPersonRow, GrantRow
from efe_projections.correction.pending import OPEN, pending
from efe_projections.correction.rows import CorrectionKind, CorrectionRow
from efe_projections.correction.second_persons import ACCOUNT, ACTOR, PROPOSALS
from efe_projections.engine.query import alive, valid_at, visible
from efe_projections.meeting.reads import last_held, next_due
from efe_projections.meeting.rows import CONVENED, MeetingRow
from efe_projections.operator.reads import holds
from efe_projections.operator.rows import CompetenceRow, OperatorRow, RessortRow, SiteRow
from efe_projections.pole.memberships import MembershipRow
from efe_projections.pole.reads import PoleState, state_on
from efe_projections.pole.rows import PoleRow
from efe_projections.project.contents import ProjectCarrierRow
from efe_projections.tasks.kinds import (
    COORDINATED,
    NEAR,
    OF_POLES,
    OwnerKind,
    StepAudience,
    TaskKind,
    TaskSource,
    recorded_on,
)

_DAY: Final = "%(day)s::date"
_PROPOSER: Final = f"""(
    select {account_sql("proposed.actor")} from read.{CorrectionRow.TABLE.name} as cause
    join read.{CorrectionRow.TABLE.name} as proposed
    on proposed.entity = cause.entity and proposed.version = cause.closes
    and {valid_at(CorrectionRow.TABLE, "proposed")} and {visible(CorrectionRow.TABLE, "proposed")}
    where cause.entity = correction.cause and cause.version = correction.cause_version
    and {valid_at(CorrectionRow.TABLE, "cause")} and {visible(CorrectionRow.TABLE, "cause")}
)"""  # noqa: S608
"""Account that proposed the correction by which a fact is in question."""


def _answered_by_another(account: str) -> str:
    """Returns SQL: the viewer is another account than this one, and independent of it."""
    another = independent(ACCOUNT, account, "correction.bassins")
    return f"({account} is null or ({account} <> {ACCOUNT} and {another}))"


_ANSWER: Final = f"""case correction.kind when '{CorrectionKind.QUESTIONED}' then 'confirm_fact'
    when '{CorrectionKind.PROPOSED}' then 'confirm_rectification' else 'confirm_withdrawal' end"""


def of_corrections(
    kinds: str, condition: str, mine: str, *, among: str, bassin: str, owner: OwnerKind = OwnerKind.INSTANCE
) -> TaskSource:
    """Returns the source of tasks on corrections of these kinds that meet a condition.

    `among` is SQL for the Instances of which one is to answer, `bassin` for the Instance of the task.
    """
    return TaskSource(
        rule=Rule.REGISTRE,
        row=CorrectionRow,
        own_rows=pending(among, kinds),
        subject="correction.entity_kind",
        where=f"correction.kind in ({kinds}) and {OPEN} and {condition}",
        mine=mine,
        since=recorded_on("correction"),
        key="correction.entity",
        bassin=bassin,
        part="correction.version::text",
        owner=f"'{owner}'",
        command=_ANSWER,
    )


def _for_coordinators(kinds: str, *authors: str) -> TaskSource:
    independent_of_all = " and ".join(map(_answered_by_another, authors))
    return of_corrections(
        kinds,
        "true",
        f"correction.bassins && %(coordinated)s::text[] and {independent_of_all}",
        among=NEAR,
        bassin=f"coalesce({_first_coordinated('correction')}, correction.bassins[1])",
    )


def _first_coordinated(table: str) -> str:
    """Returns SQL for an Instance of the row that the viewer coordinates."""
    return f"(select min(each) from unnest({table}.bassins) as each where each = any(%(coordinated)s::text[]))"  # noqa: S608


_EMPTY_COLLEGE: Final = f"""exists (
    select from unnest(array{[str(each) for each in College]}) as college (name) where not exists (
        select from read.{MembershipRow.TABLE.name} as seat
        join read.{OperatorRow.TABLE.name} as operator on operator.id = seat.operator
        and {alive("operator")} and {visible(OperatorRow.TABLE, "operator")}
        where seat.pole = pole.id and seat.college = college.name and seat.representative is not null
        and seat.since <= {_DAY} and (seat.until is null or seat.until > {_DAY})
        and {alive("seat")} and {visible(MembershipRow.TABLE, "seat")}
        and ({holds(SiteRow, "bassin = pole.bassin")} or {holds(RessortRow, "bassin = pole.bassin")})
        and {holds(CompetenceRow, "axis = pole.axis and valid.bassin = pole.bassin")}
        and not exists (
            select from read.{ForgottenPersonRow.TABLE.name} as forgotten where forgotten.id = seat.representative
            and forgotten.forgotten_on <= {_DAY} and {alive("forgotten")}
            and {visible(ForgottenPersonRow.TABLE, "forgotten")}
        )
    )
)"""  # noqa: S608
"""Condition of a pôle with a college for which no member counts, in SQL."""
_PLANNED: Final = f"""exists (
    select from read.{MeetingRow.TABLE.name} as meeting where meeting.pole = pole.id and {CONVENED}
    and meeting.day >= {_DAY} and {alive("meeting")} and {visible(MeetingRow.TABLE, "meeting")}
)"""
_REGULARITY: Final = f"""
    cross join lateral (select {last_held(_DAY)} as held_on offset 0) as last
    cross join lateral (select last.held_on, {next_due(_DAY, "last.held_on")} as due_on offset 0) as regularity
"""
"""Day of the last meeting of a pôle and the day by which it meets again, each read once."""
_CARRIER: Final = ProjectCarrierRow.TABLE.name
_RELEASED_ON: Final = recorded_on(_CARRIER)
_GRANTED_ON: Final = recorded_on("access_grant")

OVERSIGHT_SOURCES: Final[Mapping[TaskKind, TaskSource]] = {
    TaskKind.RECTIFICATION_TO_CONFIRM: _for_coordinators(PROPOSALS, ACTOR),
    TaskKind.FACT_IN_QUESTION: _for_coordinators(f"'{CorrectionKind.QUESTIONED}'", ACTOR, _PROPOSER),
    TaskKind.ROLE_TAKEN: TaskSource(
        rule=Rule.REGISTRE,
        row=GrantRow,
        subject="instance",
        where=f"access_grant.granted_by = access_grant.account and {_GRANTED_ON} > %(news_since)s::date"
        f" and (access_grant.until is null or access_grant.until > {_DAY})",
        mine=f"access_grant.account <> {ACCOUNT} and access_grant.bassins && %(coordinated)s::text[]",
        since=_GRANTED_ON,
        key="access_grant.kept_in",
        bassin=_first_coordinated("access_grant"),
        part="access_grant.account::text || ' ' || access_grant.role || ' ' || access_grant.scope::text",
        command="'revoke_access'",
        step=StepAudience.NONE,
    ),
    TaskKind.COMPOSITION_BROKEN: TaskSource(
        rule=Rule.PS_COMPO,
        row=PoleRow,
        subject="pole",
        where="pole.alarm_on is not null"
        f" and pole.dissolved_on is null and pole.alarm_on <= {_DAY} and {_EMPTY_COLLEGE}",
        mine=f"pole.bassin = {COORDINATED}",
        since="pole.alarm_on",
        command="'designate_member'",
    ),
    TaskKind.POLE_MUST_MEET: TaskSource(
        rule=Rule.PS_REUNION,
        row=PoleRow,
        subject="pole",
        beside=_REGULARITY,
        where=f"{state_on(_DAY)} = '{PoleState.ACTIVE}' and regularity.due_on <= %(meeting_soon)s::date"
        f" and not {_PLANNED}",
        mine=f"pole.bassin = {COORDINATED} or pole.id = {OF_POLES}",
        since="greatest(regularity.held_on, pole.constituted_on)",
        due="regularity.due_on",
        owner=f"'{OwnerKind.POLE}'",
        owner_key="pole.id",
        command="'convene_pole'",
    ),
    TaskKind.POLE_RELEASED: TaskSource(
        rule=Rule.PS_CONJOINT,
        row=ProjectCarrierRow,
        subject="project",
        where=f"{_CARRIER}.released and {_RELEASED_ON} > %(news_since)s::date",
        mine=f"{_CARRIER}.pole = {OF_POLES} or {_CARRIER}.bassin = {COORDINATED}",
        since=f"{_CARRIER}.until",
        key=f"{_CARRIER}.project",
        bassin=f"{_CARRIER}.bassin",
        part=f"{_CARRIER}.pole::text",
        owner=f"'{OwnerKind.POLE}'",
        owner_key=f"{_CARRIER}.pole",
        command="null",
        step=StepAudience.NONE,
    ),
}
