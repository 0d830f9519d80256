"""Conversion between global ids of the contract and keys in addresses of pages; only this module parses an id.

An address names an object, not a moment: `/poles/0b6c…` with `?a=` is that pôle in the past.
"""

from typing import Final
from uuid import UUID

LENGTH: Final = 36
"""Length of a key in a text."""


def key_of(global_id: str) -> str:
    """Returns `0b6c…` for `Pole:0b6c…@12`."""
    return global_id.partition(":")[2].partition("@")[0]


def kind_of(global_id: str) -> str:
    return global_id.partition(":")[0]


def project_of(joint_meeting: str) -> str:
    """Returns the global id of the project of a joint meeting."""
    return global_id("Project", key_of(joint_meeting).partition("/")[0])


def global_id(kind: str, key: str) -> str:
    return f"{kind}:{key}"


def at_present(global_id: str) -> str:
    """Returns the id of the object without its position: the object in its present state."""
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
