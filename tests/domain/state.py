"""State of an aggregate, as a value that can be compared."""

from typing import Any

import msgspec

from efe_domain.project.carriers import Carriers
from efe_domain.project.joint_meetings import JointMeetings
from efe_domain.project.life import Life
from efe_domain.project.means import Applications, Supports
from efe_domain.project.plan import WorkPlan
from efe_domain.project.project import Project
from efe_domain.project.resolutions import Resolutions
from efe_domain.project.verdicts import Verdicts
from efe_domain.shared.aggregate import Aggregate
from efe_domain.shared.codec import decode, encode
from efe_domain.shared.event import Event
from tests.domain.given import bare

ENVELOPE = {name: getattr(Event(), name) for name in Event.__struct_fields__}

BESIDE = {"_pending", "last_fact_on", "has_late_facts"}
"""What waits to be recorded, and what only says where to look."""


def state(part: object) -> object:
    """Of an aggregate and of all its parts; neither what waits to be recorded nor envelopes."""
    match part:
        case dict():
            return {key: state(value) for key, value in part.items()}
        case list():
            return [state(value) for value in part]
        case Event():
            return msgspec.structs.replace(part, **ENVELOPE)
        case _ if hasattr(part, "__dict__") and type(part).__module__.startswith("efe_domain."):
            return state({name: value for name, value in vars(part).items() if name not in BESIDE})
        case _:
            return part


def stored(aggregate: Aggregate[Any]) -> list[Any]:
    """Returns the events that it recorded, as their stored bytes are read."""
    return [decode(event.TOPIC, encode(event)) for event in aggregate.collect_events()]


def project_state(value: object) -> object:
    """Returns everything that an object of the domain holds, without envelopes and what waits to be collected."""
    match value:
        case Event():
            return bare(value)
        case dict():
            return {key: project_state(part) for key, part in value.items()}
        case (
            Project()
            | Carriers()
            | Verdicts()
            | Supports()
            | Applications()
            | Life()
            | Resolutions()
            | WorkPlan()
            | JointMeetings()
        ):
            return {name: project_state(part) for name, part in vars(value).items() if name != "_pending"}
        case _:
            return value
