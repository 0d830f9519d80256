"""SQL source of each kind of task."""

from collections.abc import Collection, Mapping
from enum import StrEnum
from typing import Final

from efe_domain.decision.objections import ObjectionState
from efe_domain.law.rules import Rule
from efe_domain.project.events import VerdictKind
from efe_domain.project.invitation import InvitationState
from efe_projections.analysis.rows import AnalysisRow
from efe_projections.decision.consultation import ObjectionRow
from efe_projections.decision.rows import CONTESTED, DecisionRow, DecisionState
from efe_projections.engine.query import alive, visible
from efe_projections.meeting.rows import CONVENED, WITHOUT_MINUTES, MeetingRow
from efe_projections.opinion.rows import OpinionRow
from efe_projections.pole.rows import PoleRow
from efe_projections.pole.terms import EvaluationRow
from efe_projections.project.contents import ProjectCarrierRow
from efe_projections.project.hearings import HearingRow
from efe_projections.project.invitations import InvitationRow
from efe_projections.project.rows import ProjectDossierRow
from efe_projections.tasks.beyond import ADMINISTRATOR_SOURCES, PERSON_SOURCES
from efe_projections.tasks.decision_joins import CONFIRMABLE, DISCUSSED, NOT_OWN, SEAT, UNSAID
from efe_projections.tasks.kinds import TaskKind, TaskSource, select
from efe_projections.tasks.oversight import OVERSIGHT_SOURCES
from efe_projections.tasks.project_joins import (
    AGREED,
    CARRIER,
    CONTENT,
    DOSSIER,
    OFFERED,
    OPEN_CONDITIONS,
    RUNNING,
    SUPPORTING,
    UNMET,
    going_on,
)

_OF_POLE: Final = "pole = any(%(poles)s::uuid[])"
_OF_INSTANCE: Final = "bassin = any(%(coordinated)s::text[])"
_OF_AUTHOR: Final = f"(opinion.{_OF_POLE} or (opinion.pole is null and opinion.{_OF_INSTANCE}))"
_OF_MEETING: Final = f"(meeting.{_OF_POLE} or meeting.bassins && %(coordinated)s::text[])"
_ENDING: Final = "pole.dissolved_on is null and pole.term_ends between %(day)s::date and %(soon)s::date"
_EVALUATED: Final = f"""exists (
    select from read.{EvaluationRow.TABLE.name} as made where made.pole = pole.id
    and made.term_starts = pole.term_starts and {alive("made")} and {visible(EvaluationRow.TABLE, "made")}
)"""


def _of_invitations(side: str, bassin: str) -> TaskSource:
    """Returns the open invitations of the pôles on one side; a lapsed one is no task."""
    return TaskSource(
        rule=Rule.PS_CONJOINT,
        row=InvitationRow,
        subject="invitation",
        where=f"invitation.{side} = any(%(poles)s::uuid[]) and invitation.state = '{InvitationState.OPEN}'"
        " and invitation.answer_by >= %(day)s::date",
        since="invitation.sent_on",
        due="invitation.answer_by",
        bassin=f"invitation.{bassin}",
    )


TASK_SOURCES: Final[Mapping[TaskKind, TaskSource]] = {
    TaskKind.POSITION_TO_TAKE: TaskSource(
        rule=Rule.PS_CONSENSUS,
        row=DecisionRow,
        subject="decision",
        beside=SEAT,
        where=f"decision.state = '{DecisionState.OPEN}' and {UNSAID}",
        since="decision.proposed_on",
        due="decision.deadline",
        part="seat.operator::text",
    ),
    TaskKind.OBJECTION_TO_ANSWER: TaskSource(
        rule=Rule.PS_CONSENSUS,
        row=ObjectionRow,
        subject="decision",
        beside=DISCUSSED,
        where=f"objection.{_OF_POLE} and objection.state = '{ObjectionState.RAISED}'",
        since="objection.raised_on",
        due="decision.deadline",
        key="objection.decision",
        bassin="decision.bassin",
        part="objection.number::text",
    ),
    TaskKind.DECISION_TO_COMMUNICATE: TaskSource(
        rule=Rule.PS_COM,
        row=DecisionRow,
        subject="decision",
        where=f"decision.state = '{DecisionState.ADOPTED}' and decision.{_OF_POLE}",
        since="decision.adopted_on",
    ),
    TaskKind.OPINION_TO_TRANSMIT: TaskSource(
        rule=Rule.PS_AVIS,
        row=OpinionRow,
        subject="opinion",
        where=f"opinion.transmitted_on is null and opinion.requester is not null and {_OF_AUTHOR}",
        since="opinion.begun_on",
        due="opinion.due_on",
    ),
    TaskKind.ANSWER_OVERDUE: TaskSource(
        rule=Rule.PS_AVIS,
        row=OpinionRow,
        subject="opinion",
        where=f"opinion.transmitted_on is not null and opinion.awaited_on < %(day)s::date and {_OF_AUTHOR}",
        since="opinion.transmitted_on",
        due="opinion.awaited_on",
    ),
    TaskKind.MEETING_TO_RECORD: TaskSource(
        rule=Rule.PS_REUNION,
        row=MeetingRow,
        subject="meeting",
        where=f"{CONVENED} and meeting.day < %(day)s::date and {_OF_MEETING}",
        since="meeting.day",
        bassin="meeting.bassins[1]",
    ),
    TaskKind.MINUTES_TO_ADOPT: TaskSource(
        rule=Rule.PS_REUNION,
        row=MeetingRow,
        subject="meeting",
        where=f"{WITHOUT_MINUTES} and meeting.bassins && %(coordinated)s::text[]",
        since="meeting.held_on",
        bassin="meeting.bassins[1]",
    ),
    TaskKind.POLE_TO_EVALUATE: TaskSource(
        rule=Rule.PS_EVAL,
        row=PoleRow,
        subject="pole",
        where=f"pole.{_OF_INSTANCE} and {_ENDING} and not {_EVALUATED}",
        since="pole.term_starts",
        due="pole.term_ends",
    ),
    TaskKind.POLE_TO_RENEW: TaskSource(
        rule=Rule.PS_3ANS,
        row=PoleRow,
        subject="pole",
        where=f"pole.{_OF_INSTANCE} and {_ENDING} and {_EVALUATED}",
        since="pole.term_starts",
        due="pole.term_ends",
    ),
    TaskKind.DECISION_TO_RECEIVE: TaskSource(
        rule=Rule.PS_COM,
        row=DecisionRow,
        subject="decision",
        where=f"decision.state = '{DecisionState.COMMUNICATED}' and decision.{_OF_INSTANCE}",
        since="decision.communicated_on",
    ),
    TaskKind.VERDICT_TO_GIVE: TaskSource(
        rule=Rule.PS_ACCORD,
        row=HearingRow,
        subject="project",
        beside=going_on("hearing"),
        where=f"hearing.{_OF_INSTANCE} and hearing.until is null"
        " and hearing.submitted_on is not null and hearing.verdict is null",
        since="hearing.submitted_on",
        key="hearing.project",
        bassin="hearing.bassin",
        part="hearing.bassin",
    ),
    TaskKind.DATA_TO_REMIND: TaskSource(
        rule=Rule.M2,
        row=AnalysisRow,
        subject="analysis",
        where=f"analysis.{_OF_INSTANCE} and analysis.received_on is null"
        " and coalesce(analysis.remind_on, analysis.due_on) <= %(day)s::date",
        since="analysis.requested_on",
        due="analysis.due_on",
    ),
    TaskKind.INVITATION_TO_ANSWER: _of_invitations("pole", "bassin"),
    TaskKind.INVITATION_UNANSWERED: _of_invitations("inviter", "inviter_bassin"),
    TaskKind.CONTENT_TO_CARRY: TaskSource(
        rule=Rule.PS_CONSENSUS,
        row=ProjectCarrierRow,
        subject="project",
        beside=going_on(CARRIER) + CONTENT,
        where=f"{CARRIER}.{_OF_POLE} and {CARRIER}.until is null and {CARRIER}.content_hash <> going.content_hash",
        since="content.since",
        key=f"{CARRIER}.project",
        part=f"{CARRIER}.pole::text",
    ),
    TaskKind.LEAD_OFFERED: TaskSource(
        rule=Rule.PS_CONJOINT,
        row=ProjectDossierRow,
        subject="project",
        beside=OFFERED,
        where=f"{DOSSIER}.lead_offered = any(%(poles)s::uuid[]) and {DOSSIER}.{RUNNING}",
        since=f"{DOSSIER}.lead_offered_on",
        key=f"{DOSSIER}.project",
        bassin="offered.bassin",
        part=f"{DOSSIER}.lead_offered::text",
    ),
    TaskKind.CONDITION_TO_MEET: TaskSource(
        rule=Rule.PS_ACCORD,
        row=HearingRow,
        subject="project",
        beside=going_on("hearing") + AGREED,
        where=f"hearing.{_OF_INSTANCE} and hearing.until is null and {UNMET}",
        since="hearing.verdict_on",
        due=f"(select min((each ->> 'due_on')::date) {OPEN_CONDITIONS})",
        key="hearing.project",
        bassin="hearing.bassin",
        part="hearing.bassin",
    ),
    TaskKind.SUPPORT_TO_RECONFIRM: TaskSource(
        rule=Rule.PS_SOUTIEN,
        row=HearingRow,
        subject="project",
        beside=going_on("hearing") + SUPPORTING,
        where=f"hearing.{_OF_INSTANCE} and hearing.until is null"
        f" and (hearing.verdict is null or hearing.verdict = '{VerdictKind.REFUSED}')",
        since="coalesce(hearing.verdict_on, hearing.reopened_on, support.since)",
        key="hearing.project",
        bassin="hearing.bassin",
        part="support.id::text",
    ),
    TaskKind.CONFIRM_RECORDED_WORD: TaskSource(
        rule=Rule.PS_CONSENSUS,
        row=DecisionRow,
        subject="decision",
        beside=SEAT,
        where=f"{CONFIRMABLE} and {NOT_OWN}",
        since="coalesce(decision.adopted_on, decision.proposed_on)",
        due="coalesce(decision.late_until, decision.deadline)",
        part="seat.operator::text",
    ),
    TaskKind.DECISION_CONTESTED: TaskSource(
        rule=Rule.PS_CONSENSUS,
        row=DecisionRow,
        subject="decision",
        where=f"{CONTESTED} and (decision.{_OF_POLE} or decision.{_OF_INSTANCE})",
        since="decision.contested_on",
    ),
    **OVERSIGHT_SOURCES,
}


class TaskScope(StrEnum):
    """Scopes of a list: the open dossiers of the viewer, its person's former seats, or an administrator's part."""

    DOSSIERS = "dossiers"
    PERSON = "person"
    ADMINISTRATOR = "administrator"


SOURCES: Final = {
    TaskScope.DOSSIERS: TASK_SOURCES,
    TaskScope.PERSON: PERSON_SOURCES,
    TaskScope.ADMINISTRATOR: ADMINISTRATOR_SOURCES,
}
RULES: Final[Mapping[TaskKind, Rule]] = {
    kind: source.rule for sources in SOURCES.values() for kind, source in sources.items()
}
"""The rule that requires each kind of task."""


def selects_of(scope: TaskScope, kinds: Collection[TaskKind]) -> list[str]:
    """Returns SQL for the tasks of each of the kinds that the scope has, as of a position."""
    return [select(kind, source) for kind, source in SOURCES[scope].items() if kind in kinds]
