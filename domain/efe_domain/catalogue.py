"""Every event that the ledger may hold. Importing this module makes all topics known."""

from collections.abc import Mapping

from efe_domain.access import person, register
from efe_domain.analysis import events as analysis_events
from efe_domain.corrections import MODULES as CORRECTIONS
from efe_domain.decision import events as decision_events
from efe_domain.document import document
from efe_domain.instance import events as instance_events
from efe_domain.meeting import events as meeting_events
from efe_domain.operator import events as operator_events
from efe_domain.operator import withdrawal as operator_withdrawal
from efe_domain.opinion import events as opinion_events
from efe_domain.pole import events as pole_events
from efe_domain.pole import withdrawal as pole_withdrawal
from efe_domain.project import events as project_events
from efe_domain.project import invitation_events, lead_events, verdict_events
from efe_domain.project import withdrawal as project_withdrawal
from efe_domain.shared.event import Event, topics
from efe_domain.themes import events as themes_events
from efe_domain.zone import events as zone_events

MODULES = (
    analysis_events,
    themes_events,
    opinion_events,
    instance_events,
    operator_events,
    register,
    person,
    pole_events,
    decision_events,
    document,
    meeting_events,
    project_events,
    invitation_events,
    lead_events,
    verdict_events,
    zone_events,
    *CORRECTIONS,
    operator_withdrawal,
    pole_withdrawal,
    project_withdrawal,
)


def all_events() -> Mapping[str, type[Event]]:
    """Topic → class, in the order of the topics. Classes of other modules, such as a test's, are left out."""
    known = {module.__name__ for module in MODULES}
    return {topic: event for topic, event in sorted(topics().items()) if event.__module__ in known}
