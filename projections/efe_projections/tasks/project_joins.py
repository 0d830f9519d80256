"""SQL joins of tasks on projects: the dossier of a project that goes on, its content, verdicts and supports."""

from typing import Final

from efe_projections.engine.query import alive, visible
from efe_projections.pole.rows import PoleRow
from efe_projections.project.contents import ProjectCarrierRow, ProjectContentRow
from efe_projections.project.hearings import HearingRow, VerdictRow
from efe_projections.project.means import SupportRow
from efe_projections.project.rows import ProjectDossierRow, ProjectState
from efe_projections.tasks.kinds import looked_up

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


def heard(condition: str) -> str:
    """Returns SQL: an Instance that the project concerns meets the condition."""
    return f"exists (select {_LISTENS} and {condition})"
