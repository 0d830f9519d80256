"""SQL sources of the tasks in the life of a pôle, and of its meetings and opinions."""

from collections.abc import Mapping
from typing import Final

from efe_domain.law.rules import Rule
from efe_projections.decision.rows import DecisionRow
from efe_projections.engine.query import alive, visible
from efe_projections.meeting.rows import CONVENED, OF_SEVERAL, WITHOUT_MINUTES, MeetingRow
from efe_projections.opinion.rows import OpinionRow, OpinionState
from efe_projections.pole.rows import IN_PREPARATION, PoleRow
from efe_projections.pole.terms import EvaluationRow, ModalitiesProposalRow, ModalitiesRow
from efe_projections.tasks.kinds import (
    COORDINATED,
    NEAR,
    OF_POLES,
    OwnerKind,
    TaskKind,
    TaskSource,
    rows_of_instances,
)

_DAY: Final = "%(day)s::date"
_OF_INSTANCE: Final = f"pole.bassin = {COORDINATED}"
_EVALUATED: Final = f"""exists (
    select from read.{EvaluationRow.TABLE.name} as made where made.pole = pole.id
    and made.term_starts = pole.term_starts and {alive("made")} and {visible(EvaluationRow.TABLE, "made")}
)"""
_ENDING: Final = f"pole.dissolved_on is null and pole.term_ends between {_DAY} and %(soon)s::date"
_RUNNING: Final = f"pole.dissolved_on is null and {_DAY} between pole.constituted_on and pole.term_ends"
_AGREED: Final = f"""exists (
    select from read.{ModalitiesRow.TABLE.name} as agreed where agreed.id = pole.id
    and {alive("agreed")} and {visible(ModalitiesRow.TABLE, "agreed")}
)"""
_PROPOSAL: Final = f"""
    left join read.{ModalitiesProposalRow.TABLE.name} as proposal on proposal.id = pole.id
    and {alive("proposal")} and {visible(ModalitiesProposalRow.TABLE, "proposal")}
"""
_UNDECIDED: Final = f"""(proposal.id is not null and not exists (
    select from read.{DecisionRow.TABLE.name} as decided where decided.pole = pole.id
    and decided.subject_hash = proposal.content_hash and decided.adopted_on is not null
    and {alive("decided")} and {visible(DecisionRow.TABLE, "decided")}
))"""
"""Condition of modalities that the Instance proposes, and on which the pôle has not decided."""
_OF_MEETING: Final = f"meeting.pole = {OF_POLES} or meeting.bassins && %(coordinated)s::text[]"
_WITHOUT_MINUTES: Final = f"""(
    select meeting.* from unnest({NEAR}) as own (bassin) cross join lateral (
        select * from read.meeting where bassins[1] = own.bassin and {WITHOUT_MINUTES} and {alive()} offset 0
    ) as meeting
    union all (
        select * from read.meeting where {WITHOUT_MINUTES} and {OF_SEVERAL} and {alive()}
        and bassins && {NEAR} and not bassins[1] = any({NEAR}) offset 0
    )
) as meeting"""  # noqa: S608
"""Meetings without minutes of the Instances near: an index has them by the first one of each meeting."""
_OF_AUTHOR: Final = f"opinion.pole = {OF_POLES} or (opinion.pole is null and opinion.bassin = {COORDINATED})"


def _pole_or_instance(pole: str) -> str:
    """Returns the kind of the owner of a task of a pôle, or of the Instance without one."""
    return f"case when {pole} is null then '{OwnerKind.INSTANCE}' else '{OwnerKind.POLE}' end"


def _opinion_to_finish(requester: str) -> TaskSource:
    return TaskSource(
        rule=Rule.PS_AVIS,
        row=OpinionRow,
        subject="opinion",
        where=f"opinion.transmitted_on is null and opinion.requester {requester}",
        mine=_OF_AUTHOR,
        since="opinion.begun_on",
        due="opinion.due_on",
        command=f"""case opinion.state when '{OpinionState.REQUESTED}' then 'draft_opinion'
            when '{OpinionState.DRAFTED}' then 'adopt_opinion' else 'transmit_opinion' end""",
        owner=_pole_or_instance("opinion.pole"),
        owner_key="opinion.pole",
    )


POLE_SOURCES: Final[Mapping[TaskKind, TaskSource]] = {
    TaskKind.POLE_TO_CONSTITUTE: TaskSource(
        rule=Rule.PS_COMPO,
        row=PoleRow,
        subject="pole",
        own_rows=rows_of_instances(PoleRow, IN_PREPARATION),
        where="pole.constituted_on is null and pole.dissolved_on is null",
        mine=_OF_INSTANCE,
        since="pole.created_on",
        command="'constitute_pole'",
    ),
    TaskKind.MODALITIES_TO_AGREE: TaskSource(
        rule=Rule.PS_REUNION,
        row=PoleRow,
        subject="pole",
        beside=_PROPOSAL,
        where=f"{_RUNNING} and not {_AGREED}",
        mine=f"(pole.id = {OF_POLES} or {_OF_INSTANCE})"
        f" and case when {_UNDECIDED} then pole.id = {OF_POLES} else {_OF_INSTANCE} end",
        since="coalesce(proposal.proposed_on, pole.constituted_on)",
        owner=f"case when {_UNDECIDED} then '{OwnerKind.POLE}' else '{OwnerKind.INSTANCE}' end",
        owner_key="pole.id",
        command=f"case when {_UNDECIDED} then 'propose_decision' else 'agree_modalities' end",
    ),
    TaskKind.POLE_TO_EVALUATE: TaskSource(
        rule=Rule.PS_EVAL,
        row=PoleRow,
        subject="pole",
        where=f"{_ENDING} and not {_EVALUATED}",
        mine=_OF_INSTANCE,
        since="pole.term_starts",
        due="pole.term_ends",
        command="'evaluate_pole'",
    ),
    TaskKind.TERM_TO_EVALUATE: TaskSource(
        rule=Rule.PS_EVAL,
        row=PoleRow,
        subject="pole",
        where=f"pole.term_ends < {_DAY} and pole.term_ends >= %(ended_since)s::date and not {_EVALUATED}",
        mine=_OF_INSTANCE,
        since="pole.term_ends",
        command="'evaluate_pole'",
    ),
    TaskKind.POLE_TO_RENEW: TaskSource(
        rule=Rule.PS_3ANS,
        row=PoleRow,
        subject="pole",
        where=f"{_ENDING} and {_EVALUATED}",
        mine=_OF_INSTANCE,
        since="pole.term_starts",
        due="pole.term_ends",
        command="'renew_pole'",
    ),
    TaskKind.MEETING_TO_RECORD: TaskSource(
        rule=Rule.PS_REUNION,
        row=MeetingRow,
        subject="meeting",
        where=f"{CONVENED} and meeting.day - {_DAY} < 0",  # an index of days would find every meeting that was
        mine=_OF_MEETING,
        since="meeting.day",
        bassin="meeting.bassins[1]",
        command="'record_meeting'",
        owner=_pole_or_instance("meeting.pole"),
        owner_key="meeting.pole",
    ),
    TaskKind.MINUTES_TO_ADOPT: TaskSource(
        rule=Rule.PS_REUNION,
        row=MeetingRow,
        subject="meeting",
        own_rows=_WITHOUT_MINUTES,
        where=WITHOUT_MINUTES,
        mine="cardinality(%(coordinated)s::text[]) > 0 and meeting.bassins && %(coordinated)s::text[]",
        since="meeting.held_on",
        bassin="meeting.bassins[1]",
        command="'adopt_minutes'",
    ),
    TaskKind.OPINION_TO_TRANSMIT: _opinion_to_finish("is not null"),
    TaskKind.OPINION_TO_COMPLETE: _opinion_to_finish("is null"),
    TaskKind.ANSWER_OVERDUE: TaskSource(
        rule=Rule.PS_AVIS,
        row=OpinionRow,
        subject="opinion",
        where=f"opinion.transmitted_on is not null and opinion.awaited_on < {_DAY}",
        mine=_OF_AUTHOR,
        since="opinion.transmitted_on",
        due="opinion.awaited_on",
        command="'answer_opinion'",
        owner=_pole_or_instance("opinion.pole"),
        owner_key="opinion.pole",
    ),
}
