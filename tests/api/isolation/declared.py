"""The texts that an event may hold, as its class declares them."""

from collections.abc import Iterator
from enum import Enum
from typing import Any, get_args, get_origin, get_type_hints

import msgspec

from efe_domain.shared.event import Event
from tests.api.isolation.markers import ENVELOPE


def texts_of(event: type[Event]) -> set[str]:
    """Dotted paths."""
    hints = get_type_hints(event)
    own = (name for name in event.__struct_fields__ if name not in ENVELOPE)
    return {path for name in own for path in _paths(hints[name], name)}


def _paths(hint: Any, path: str) -> Iterator[str]:
    if get_origin(hint) is not None or get_args(hint):
        for each in get_args(hint):
            yield from _paths(each, path)
    elif hint is str:
        yield path
    elif isinstance(hint, type) and issubclass(hint, msgspec.Struct) and not issubclass(hint, Enum):
        hints = get_type_hints(hint)
        for name in hint.__struct_fields__:
            yield from _paths(hints[name], f"{path}.{name}")
