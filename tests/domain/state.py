"""What an aggregate is, as a value that can be compared."""

import msgspec

from efe_domain.shared.event import Event

ENVELOPE = {name: getattr(Event(), name) for name in Event.__struct_fields__}


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
            return state({name: value for name, value in vars(part).items() if name != "_pending"})
        case _:
            return part
