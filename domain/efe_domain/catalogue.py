"""Every event that the ledger may hold. Importing this module makes all topics known."""

from collections.abc import Mapping

from efe_domain import (
    analysis_events,
    decision_events,
    instance_events,
    meeting_events,
    operator_events,
    opinion_events,
    person,
    pole_events,
    project_events,
    register,
    themes_events,
    zone_events,
)
from efe_domain.event import Event, topics

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
    meeting_events,
    project_events,
    zone_events,
)


def all_events() -> Mapping[str, type[Event]]:
    """Topic → class, in the order of the topics. Classes of other modules, such as a test's, are left out."""
    known = {module.__name__ for module in MODULES}
    return {topic: event for topic, event in sorted(topics().items()) if event.__module__ in known}
