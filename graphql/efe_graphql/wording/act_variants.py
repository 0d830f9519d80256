"""Variants of a kind of act whose event tells several things: a joint meeting that is called, moved or cancelled."""

from collections.abc import Mapping
from typing import Final

from efe_domain.project.joint_meeting_events import JointMeetingCalled
from efe_projections.engine.projection import topics_of

CALLED, MOVED, CANCELLED = "#called", "#moved", "#cancelled"
"""Suffixes of a topic in `data/words`, where each variant has its sentence."""
_MEETING_CALLS: Final = frozenset(topics_of(JointMeetingCalled))


def variant_of(kind: str, values: Mapping[str, object]) -> str:
    """Returns the suffix of the variant, by the values of an event as `table.column`; none for other kinds."""
    if kind not in _MEETING_CALLS:
        return ""
    if values.get("joint_meeting.cancelled"):
        return CANCELLED
    number = values.get("joint_meeting.number")
    return MOVED if isinstance(number, int) and number > 1 else CALLED
