"""Every read model of the platform, beside the audit trail."""

from typing import Any

from efe_projections.access import GRANTS
from efe_projections.instance import AXES, BODIES, INSTANCES
from efe_projections.membership import MEMBERSHIPS
from efe_projections.operator import COMPETENCES, OPERATORS, SITES
from efe_projections.pole import POLES
from efe_projections.projection import Projection
from efe_projections.term import EVALUATIONS, MODALITIES, TERMS

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
)
