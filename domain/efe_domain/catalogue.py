"""Every event that the ledger may hold, by topic, and the correction rules of each kind of entity."""

from collections.abc import Mapping
from typing import Any, Final

from efe_domain.access import person, register  # noqa: F401 - defines topics
from efe_domain.analysis.correction import CORRECTION as ANALYSIS
from efe_domain.decision.correction import CORRECTION as DECISION
from efe_domain.document import document  # noqa: F401 - defines topics
from efe_domain.funding import events  # noqa: F401 - defines topics
from efe_domain.instance.correction import CORRECTION as INSTANCE
from efe_domain.meeting.correction import CORRECTION as MEETING
from efe_domain.operator.correction import CORRECTION as OPERATOR
from efe_domain.opinion.correction import CORRECTION as OPINION
from efe_domain.pole.correction import CORRECTION as POLE
from efe_domain.project import invitation_events  # noqa: F401 - defines topics
from efe_domain.project.correction import CORRECTION as PROJECT
from efe_domain.shared.event import Event, topics
from efe_domain.shared.replay_decisions import Correctable
from efe_domain.themes.correction import CORRECTION as THEMES
from efe_domain.zone.correction import CORRECTION as ZONE

_ALL: Final[tuple[Correctable[Any], ...]] = (
    INSTANCE,
    OPERATOR,
    POLE,
    DECISION,
    MEETING,
    ANALYSIS,
    THEMES,
    OPINION,
    PROJECT,
    ZONE,
)
CORRECTIONS: Final[Mapping[str, Correctable[Any]]] = {each.aggregate.KIND: each for each in _ALL}
"""Persons and the register of access are absent: access is never rewritten. Invitations are absent too: a pôle saw
them, so its inviter withdraws one and sends another. So are funding calls: their author changes them.
"""


def all_events() -> Mapping[str, type[Event]]:
    """Returns the event classes by topic, in order. Leaves out classes of other packages, such as those of tests."""
    return {topic: event for topic, event in sorted(topics().items()) if event.__module__.startswith("efe_domain.")}
