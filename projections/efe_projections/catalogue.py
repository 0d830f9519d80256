"""All projections of the platform, and the fold of its audit trail."""

from typing import Any, Final

from efe_projections.access.rows import FORGOTTEN_PERSONS, GRANTS
from efe_projections.analysis.rows import ANALYSES
from efe_projections.annexes.documents import ATTACHMENTS, PROJECT_ATTACHMENTS, PURGED_DOCUMENTS
from efe_projections.audit.rows import AUDIT
from efe_projections.correction.pending import PENDING_CORRECTIONS
from efe_projections.correction.rows import CORRECTION_STEPS
from efe_projections.decision.consultation import OBJECTIONS, POSITIONS, ROSTERS, WORDINGS
from efe_projections.decision.rows import DECISIONS
from efe_projections.engine.audit_fold import Projections
from efe_projections.engine.projection import Projection
from efe_projections.funding.rows import FUNDING_CALLS
from efe_projections.instance.mandates import MANDATES
from efe_projections.instance.rows import AXES, AXIS_MATCHES, BODIES, INSTANCES
from efe_projections.meeting.rows import MEETINGS
from efe_projections.operator.rows import COMPETENCES, OPERATOR_CHANGES, OPERATORS, RESSORTS, SITES
from efe_projections.opinion.rows import OPINIONS
from efe_projections.pole.memberships import MEMBERSHIPS
from efe_projections.pole.representations import REPRESENTATIONS
from efe_projections.pole.rows import POLES
from efe_projections.pole.terms import EVALUATIONS, MODALITIES, MODALITIES_PROPOSALS, TERMS
from efe_projections.project.contents import PROGRESS_REPORTS, PROJECT_CARRIERS, PROJECT_CONTENTS
from efe_projections.project.hearings import HEARINGS, VERDICTS
from efe_projections.project.invitations import INVITATIONS
from efe_projections.project.joint_meetings import JOINT_ATTENDANCES, JOINT_MEETINGS
from efe_projections.project.means import FUNDINGS, SUPPORTS
from efe_projections.project.plan import CURRENT_PLANS, PLAN_PARTS
from efe_projections.project.rows import PROJECT_CONCERNS, PROJECT_DOSSIERS, PROJECTS
from efe_projections.project.timeline import PROJECT_FACTS
from efe_projections.search.rows import SEARCH_ENTRIES
from efe_projections.themes.rows import CITATIONS, THEME_LISTS
from efe_projections.zone.rows import ZONE_REPRESENTATIVES, ZONES

_EACH: tuple[Projection[Any], ...] = (
    INSTANCES,
    BODIES,
    AXES,
    AXIS_MATCHES,
    GRANTS,
    OPERATORS,
    OPERATOR_CHANGES,
    SITES,
    RESSORTS,
    COMPETENCES,
    POLES,
    MEMBERSHIPS,
    REPRESENTATIONS,
    TERMS,
    EVALUATIONS,
    MODALITIES,
    MODALITIES_PROPOSALS,
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
    PLAN_PARTS,
    CURRENT_PLANS,
    PROJECT_FACTS,
    JOINT_MEETINGS,
    JOINT_ATTENDANCES,
    INVITATIONS,
    HEARINGS,
    VERDICTS,
    SUPPORTS,
    FUNDINGS,
    FUNDING_CALLS,
    ZONES,
    ZONE_REPRESENTATIVES,
    FORGOTTEN_PERSONS,
    CORRECTION_STEPS,
    PENDING_CORRECTIONS,
    ATTACHMENTS,
    PROJECT_ATTACHMENTS,
    PURGED_DOCUMENTS,
    SEARCH_ENTRIES,
)

PROJECTIONS: Final = Projections(_EACH, AUDIT)
