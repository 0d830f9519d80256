"""How the facts of every kind of entity are corrected, by the word with which its topics begin."""

from collections.abc import Mapping
from types import ModuleType
from typing import Any, Final

from efe_domain.analysis import correction as analysis
from efe_domain.decision import correction as decision
from efe_domain.instance import correction as instance
from efe_domain.meeting import correction as meeting
from efe_domain.operator import correction as operator
from efe_domain.opinion import correction as opinion
from efe_domain.pole import correction as pole
from efe_domain.project import correction as project
from efe_domain.shared.replay_decisions import Correctable
from efe_domain.themes import correction as themes
from efe_domain.zone import correction as zone

MODULES: Final[tuple[ModuleType, ...]] = (
    instance,
    operator,
    pole,
    decision,
    meeting,
    analysis,
    themes,
    opinion,
    project,
    zone,
)
CORRECTIONS: Final[Mapping[str, Correctable[Any]]] = {
    module.CORRECTION.aggregate.KIND: module.CORRECTION for module in MODULES
}
"""Of persons and of the platform's register of access nothing is corrected: access is never rewritten. Nor of
invitations: they are what another pôle was shown; one is withdrawn, and another sent.
"""
