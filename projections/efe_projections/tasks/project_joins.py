"""SQL joins of tasks on projects: the dossier of a project that goes on, its content, verdicts and supports."""

from typing import Final

from efe_projections.engine.query import alive, visible
from efe_projections.pole.rows import PoleRow
from efe_projections.project.contents import ProjectCarrierRow, ProjectContentRow
from efe_projections.project.hearings import VerdictRow
from efe_projections.project.means import SupportRow
from efe_projections.project.rows import ProjectDossierRow, ProjectState

RUNNING: Final = f"state in ('{ProjectState.EMERGED}', '{ProjectState.STARTED}')"
CARRIER: Final = ProjectCarrierRow.TABLE.name
CONTENT: Final = f"""
    join read.{ProjectContentRow.TABLE.name} as content on content.project = going.project
    and content.number = going.content_number
    and {alive("content")} and {visible(ProjectContentRow.TABLE, "content")}
"""


DOSSIER: Final = ProjectDossierRow.TABLE.name
OFFERED: Final = f"""
    join read.{PoleRow.TABLE.name} as offered on offered.id = {DOSSIER}.lead_offered
    and {alive("offered")} and {visible(PoleRow.TABLE, "offered")}
"""
AGREED: Final = f"""
    join read.{VerdictRow.TABLE.name} as given on given.project = hearing.project
    and given.version = hearing.verdict_version and {alive("given")} and {visible(VerdictRow.TABLE, "given")}
"""
OPEN_CONDITIONS: Final = "from jsonb_array_elements(given.condition_list) as each where each ->> 'met_on' is null"
UNMET: Final = f"exists (select {OPEN_CONDITIONS})"
SUPPORTING: Final = f"""
    join read.{SupportRow.TABLE.name} as support on support.project = hearing.project
    and support.bassin = hearing.bassin and support.until is null
    and {alive("support")} and {visible(SupportRow.TABLE, "support")}
"""


def going_on(table: str) -> str:
    """Joins the dossier of the project of a row, if the project goes on."""
    return f"""
        join read.{ProjectDossierRow.TABLE.name} as going on going.project = {table}.project and going.{RUNNING}
        and {alive("going")} and {visible(ProjectDossierRow.TABLE, "going")}
    """
