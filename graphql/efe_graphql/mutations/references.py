"""References to objects of an earlier command in a batch: `Pole:=KEY`, where `KEY` is its command id."""

from collections.abc import Callable
from dataclasses import fields, is_dataclass, replace
from typing import Any, Final, NamedTuple
from uuid import UUID

from efe_domain.shared.errors import Invalid
from efe_domain.shared.texts import cut

MARK: Final = "="
PARTS: Final = frozenset({"Body", "BodySeat", "Funding", "Person", "Site", "Support"})
"""Kinds of objects that a command creates inside its entity, under an id of their own."""


class Made(NamedTuple):
    """Entity of a command, and the id of the object that it creates."""

    entity: UUID
    new: UUID


class References:
    """Entities and ids that the commands so far created, by command key; `elsewhere` finds recorded ones."""

    def __init__(self, elsewhere: Callable[[str], Made | None] = lambda _: None) -> None:
        self._made: dict[str, Made] = {}
        self._elsewhere = elsewhere

    def keep(self, key: str, created: Made) -> None:
        self._made[key] = created

    def drop(self, key: str) -> None:
        """Forgets a key whose command is decided anew."""
        self._made.pop(key, None)

    def resolved[T](self, value: T, path: str = "") -> T:
        """Returns the input with ids in place of references. Raises `Invalid`."""
        node: Any = value
        if isinstance(node, list):
            return [self.resolved(each, path) for each in node]  # type: ignore[return-value]
        if not is_dataclass(node) or isinstance(node, type):
            return value
        changed = {each.name: self._value(each.name, getattr(node, each.name)) for each in fields(node)}
        return replace(node, **changed)  # type: ignore[return-value]

    def _value(self, name: str, value: Any) -> Any:
        if name.endswith("_id") and isinstance(value, str):
            return self._id(name, value)
        if name.endswith("_ids") and isinstance(value, list):
            return [self._id(name, each) for each in value]
        return self.resolved(value, name)

    def _id(self, field: str, text: str) -> str:
        kind, _, rest = text.partition(":")
        if not rest.startswith(MARK):
            return text
        key, slash, within = rest.removeprefix(MARK).partition("/")
        created = self._made.get(key) or self._elsewhere(key)
        if created is None:
            raise Invalid(field, "Aucune commande acceptée avant celle-ci n'a la clé « {key} ».", key=cut(key))
        return f"{kind}:{created.new if kind in PARTS else created.entity}{slash}{within}"
