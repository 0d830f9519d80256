"""Fields that are added to a type after its definition, because they show types that refer to it."""

from typing import Any

from strawberry.types.base import get_object_definition


def add_field(kind: Any, field: Any) -> None:
    """Adds a field to a type. Strawberry reads the fields of a type when a schema is made, and no sooner."""
    definition = get_object_definition(kind, strict=True)
    definition.fields.append(field)
    definition.__post_init__()
