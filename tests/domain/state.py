"""State of an aggregate, as a value that can be compared."""

import msgspec

from efe_domain.shared.event import Event

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
