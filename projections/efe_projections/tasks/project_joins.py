"""SQL joins of tasks on projects: the dossier of a project that goes on, its content, verdicts and supports."""

from typing import Final

from efe_domain.decision.events import DecisionKind
from efe_domain.project.invitation import InvitationState
from efe_domain.project.joining import ANSWER_DAYS
from efe_projections.decision.rows import DecisionRow, DecisionState
from efe_projections.engine.query import alive, visible
from efe_projections.pole.rows import PoleRow
from efe_projections.pole.terms import EvaluationRow
from efe_projections.project.contents import ProjectCarrierRow, ProjectContentRow
from efe_projections.project.hearings import HearingRow, VerdictRow
from efe_projections.project.invitations import InvitationRow
from efe_projections.project.means import SupportRow
from efe_projections.project.rows import ProjectDossierRow, ProjectState
from efe_projections.tasks.kinds import COORDINATED, OF_POLES, looked_up

RUNNING: Final = f"state in ('{ProjectState.EMERGED}', '{ProjectState.STARTED}')"
CARRIER: Final = ProjectCarrierRow.TABLE.name
DOSSIER: Final = ProjectDossierRow.TABLE.name
_LISTENS: Final = f"""
    from read.{HearingRow.TABLE.name} as heard where heard.project = {DOSSIER}.project and heard.until is null
    and {alive("heard")} and {visible(HearingRow.TABLE, "heard")}
"""
OUTDATED: Final = f"""exists (
    select from read.{CARRIER} as carried where carried.project = {DOSSIER}.project and carried.until is null
    and carried.content_hash <> {DOSSIER}.content_hash
    and {alive("carried")} and {visible(ProjectCarrierRow.TABLE, "carried")}
)"""
"""Condition of a project whose content a pôle has not decided to carry."""
LATE_CARRIERS: Final = f"""
    join read.{CARRIER} as late on late.project = {DOSSIER}.project and late.until is null
    and late.content_hash <> {DOSSIER}.content_hash
    and {alive("late")} and {visible(ProjectCarrierRow.TABLE, "late")}
"""
"""Carriers without an answer to the amended content of a project."""
LED: Final = f"""exists (
    select from read.{CARRIER} as led where led.project = {DOSSIER}.project and led.pole = {DOSSIER}.lead
    and led.until is null and {alive("led")} and {visible(ProjectCarrierRow.TABLE, "led")}
)"""
"""Condition of a project that the pôle that leads carries."""
INVITING: Final = f"""exists (
    select from read.{InvitationRow.TABLE.name} as sent where sent.project = {DOSSIER}.project
    and sent.state = '{InvitationState.OPEN}' and sent.answer_by >= %(day)s::date
    and {alive("sent")} and {visible(InvitationRow.TABLE, "sent")}
)"""
"""Condition of a project to which an invited pôle can still answer."""
OUTSIDE: Final = f"""exists (
    select from unnest(content.communes_in) as acts (bassin)
    where not exists (select {_LISTENS} and heard.bassin = acts.bassin)
)"""
"""Condition of a content with a commune outside the Instances concerned."""
UNSUBMITTED: Final = f"""(
    select count(*) > 1 and bool_or(heard.submitted_on is null) from read.{HearingRow.TABLE.name} as heard
    where heard.project = {CARRIER}.project and heard.until is null
    and {alive("heard")} and {visible(HearingRow.TABLE, "heard")}
)"""  # noqa: S608
"""Condition of a carrier whose joint project is not submitted to an Instance concerned."""
EVALUATED: Final = f"""exists (
    select from read.{EvaluationRow.TABLE.name} as made where made.pole = carrying.id
    and made.term_starts = carrying.term_starts and {alive("made")} and {visible(EvaluationRow.TABLE, "made")}
)"""
ANSWER_FROM: Final = "coalesce(content.recorded_on, content.since)"
RELEASED_FROM: Final = f"{ANSWER_FROM} + {ANSWER_DAYS}"
"""Days in SQL: that from which carriers answer an amended content, and the first one without them."""
JOINT: Final = f"(select count(*) > 1 {_LISTENS})"
JUDGED_ON: Final = f"(select max(heard.verdict_on) {_LISTENS})"
AGREED: Final = looked_up(VerdictRow, "given", "hearing.project", "hearing.verdict_version")
OPEN_CONDITIONS: Final = "from jsonb_array_elements(given.condition_list) as each where each ->> 'met_on' is null"
UNMET: Final = f"exists (select {OPEN_CONDITIONS})"
SUPPORTING: Final = f"""
    join lateral (
        select * from read.{SupportRow.TABLE.name} as support where support.project = hearing.project
        and support.bassin = hearing.bassin and support.until is null
        and {alive("support")} and {visible(SupportRow.TABLE, "support")} offset 0
    ) as support on true
"""  # noqa: S608


def going_on(table: str) -> str:
    """Joins the dossier of the project of a row, if the project goes on."""
    return f"{looked_up(ProjectDossierRow, 'going', f'{table}.project')} and going.{RUNNING}"


def content_of(dossier: str) -> str:
    """Joins the current content of a project."""
    return looked_up(ProjectContentRow, "content", f"{dossier}.project", f"{dossier}.content_number")


def pole_of(column: str, alias: str) -> str:
    """Joins the pôle of a column."""
    return looked_up(PoleRow, alias, column)


def carrying_act(pole: str, bassin: str, project: str, content_hash: str) -> str:
    """Returns SQL for the next command by which a pôle carries a content; null while it discusses its decision.

    A viewer that does not see the decisions of the pôle only sees that it is to join.
    """
    sees = f"({pole} = {OF_POLES} or {bassin} = {COORDINATED})"
    resolved = f"""exists (
        select from read.{DecisionRow.TABLE.name} as resolved where resolved.pole = {pole}
        and resolved.kind = '{DecisionKind.PROJECT}' and resolved.subject = {project}
        and resolved.subject_hash = {content_hash} and resolved.replaced_by is null
        and resolved.contested_on is null and {alive("resolved")} and {visible(DecisionRow.TABLE, "resolved")}
        and """
    return f"""case when not {sees} or {resolved} resolved.adopted_on is not null) then 'join_project'
        when {resolved} resolved.state = '{DecisionState.OPEN}') then null else 'propose_decision' end"""


def heard(condition: str) -> str:
    """Returns SQL: an Instance that the project concerns meets the condition."""
    return f"exists (select {_LISTENS} and {condition})"
