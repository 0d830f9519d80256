"""Every event that the ledger may hold. Importing this module makes all topics known."""

from collections.abc import Mapping

from efe_domain.access import person, register  # noqa: F401 - defines topics
from efe_domain.corrections import CORRECTIONS  # noqa: F401 - defines topics
from efe_domain.document import document  # noqa: F401 - defines topics
from efe_domain.project import invitation_events  # noqa: F401 - defines topics
from efe_domain.shared.event import Event, topics


def all_events() -> Mapping[str, type[Event]]:
    """Returns the event classes by topic, in order. Leaves out classes of other packages, such as those of tests."""
    return {topic: event for topic, event in sorted(topics().items()) if event.__module__.startswith("efe_domain.")}
