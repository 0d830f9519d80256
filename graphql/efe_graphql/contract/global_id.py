"""Global ids: `Type:key`, and `Type:key@position` for an object read as of the past.

Keys of several parts have them separated by slashes. Clients treat ids as opaque.
"""

from typing import NamedTuple
from uuid import UUID

import strawberry

from efe_graphql.contract.as_of import ResolvedAsOf
from efe_graphql.contract.errors import BadUserInput
from efe_graphql.contract.scalars import parse_position
from efe_projections.engine.projection import Key


class GlobalId(NamedTuple):
    """`key` holds the parts as they are written; `position` is None for an object of now."""

    kind: str
    key: tuple[str, ...]
    position: int | None


def write_id(kind: str, key: Key, as_of: ResolvedAsOf | None = None) -> strawberry.ID:
    """Returns a global id. Objects outside the register have no past: for them there is no `as_of`."""
    position = f"@{as_of.position}" if as_of and as_of.past else ""
    return strawberry.ID(f"{kind}:{'/'.join(map(str, key))}{position}")


def read_id(text: str) -> GlobalId:
    """Raises `BadUserInput`."""
    kind, _, rest = text.partition(":")
    key, mark, position = rest.partition("@")
    if not kind.isidentifier() or not key:
        raise malformed(text)
    try:
        return GlobalId(kind, tuple(key.split("/")), parse_position(position) if mark else None)
    except ValueError:
        raise malformed(text) from None


def key_of(kind: str, text: str) -> str:
    """Returns the key of a command's object. Raises `BadUserInput` for one of another type, or of the past."""
    node_id = read_id(text)
    if node_id.kind != kind:
        raise BadUserInput("Un identifiant de type {kind} est attendu ici.", kind=kind)
    if node_id.position is not None:
        raise BadUserInput("Un acte porte sur l'objet de maintenant, non sur ce qu'il était à une position.")
    return "/".join(node_id.key)


def uuid_of(kind: str, text: str) -> UUID:
    """Returns the key as `key_of`, for a UUID."""
    try:
        return UUID(key_of(kind, text))
    except ValueError:
        raise malformed(text) from None


def uuid_or_none(kind: str, text: str | None) -> UUID | None:
    """Returns the key as `uuid_of`; None without an id."""
    return uuid_of(kind, text) if text else None


def malformed(text: str) -> BadUserInput:
    return BadUserInput("Identifiant mal formé : {text}.", text=repr(text[:80]))
