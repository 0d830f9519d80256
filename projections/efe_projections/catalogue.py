"""Every read model of the platform, beside the audit trail."""

from typing import Any

from efe_projections.access import GRANTS
from efe_projections.analysis import ANALYSES
from efe_projections.consultation import OBJECTIONS, POSITIONS, ROSTERS, WORDINGS
from efe_projections.decision import DECISIONS
from efe_projections.hearing import HEARINGS, VERDICTS
from efe_projections.instance import AXES, BODIES, INSTANCES
from efe_projections.mandate import MANDATES
from efe_projections.means import FUNDINGS, SUPPORTS
from efe_projections.meeting import MEETINGS
from efe_projections.membership import MEMBERSHIPS
from efe_projections.operator import COMPETENCES, OPERATORS, SITES
from efe_projections.opinion import OPINIONS
from efe_projections.person import FORGOTTEN_PERSONS
from efe_projections.pole import POLES
from efe_projections.project import PROJECT_CONCERNS, PROJECT_DOSSIERS, PROJECTS
from efe_projections.project_content import PROGRESS_REPORTS, PROJECT_CARRIERS, PROJECT_CONTENTS
from efe_projections.projection import Projection
from efe_projections.term import EVALUATIONS, MODALITIES, TERMS
from efe_projections.themes import CITATIONS, THEME_LISTS
from efe_projections.zone import ZONE_REPRESENTATIVES, ZONES

PROJECTIONS: tuple[Projection[Any], ...] = (
    INSTANCES,
    BODIES,
    AXES,
    GRANTS,
    OPERATORS,
    SITES,
    COMPETENCES,
    POLES,
    MEMBERSHIPS,
    TERMS,
    EVALUATIONS,
    MODALITIES,
    DECISIONS,
    WORDINGS,
    ROSTERS,
    POSITIONS,
    OBJECTIONS,
    MANDATES,
    MEETINGS,
    ANALYSES,
    THEME_LISTS,
    CITATIONS,
    OPINIONS,
    PROJECT_CONCERNS,
    PROJECTS,
    PROJECT_DOSSIERS,
    PROJECT_CONTENTS,
    PROJECT_CARRIERS,
    PROGRESS_REPORTS,
    HEARINGS,
    VERDICTS,
    SUPPORTS,
    FUNDINGS,
    ZONES,
    ZONE_REPRESENTATIVES,
    FORGOTTEN_PERSONS,
)
