"""Every event that the ledger may hold. Importing this module makes all topics known."""

from collections.abc import Mapping

from efe_domain import instance_events, operator_events, pole_events, register
from efe_domain.event import Event, topics

MODULES = (instance_events, operator_events, register, pole_events)


def all_events() -> Mapping[str, type[Event]]:
    """Topic → class, in the order of the topics. Classes of other modules, such as a test's, are left out."""
    known = {module.__name__ for module in MODULES}
    return {topic: event for topic, event in sorted(topics().items()) if event.__module__ in known}
