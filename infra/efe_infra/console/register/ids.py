"""Identifiers of the contract in addresses of pages: the one place that knows how an identifier is written.

An address names an object, not a moment: `/poles/0b6c…` with `?a=` is that pôle in the past.
"""

from collections.abc import Mapping
from typing import Final
from uuid import UUID

LENGTH: Final = 36
SHORT: Final = 8
"""Characters of a key in a text, and of one that is cut short."""


def key_of(global_id: str) -> str:
    """`Pole:0b6c…@12` → `0b6c…`."""
    return global_id.partition(":")[2].partition("@")[0]


def kind_of(global_id: str) -> str:
    return global_id.partition(":")[0]


def global_id(kind: str, key: str) -> str:
    return f"{kind}:{key}"


def at_present(global_id: str) -> str:
    """The identifier of the same object now."""
    return global_id.partition("@")[0]


def cursor_at(position: int) -> str:
    """Returns the cursor of the entry at a position of the trail."""
    return str(position)


def cursor_before(position: int) -> str:
    return cursor_at(max(position - 1, 0))


def is_identifier(text: str) -> bool:
    if len(text) != LENGTH:
        return False
    try:
        UUID(text)
    except ValueError:
        return False
    return True


def named(text: str, names: Mapping[str, str]) -> str:
    """A value as it is shown: names in the place of identifiers, which are cut short where none is known."""
    parts = text.split(", ")
    if not any(map(is_identifier, parts)):
        return text
    return ", ".join(names.get(each) or f"{each[:SHORT]}…" if is_identifier(each) else each for each in parts)
