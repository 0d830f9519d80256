"""The protocol of objects that are shown from a row."""

from functools import cache
from typing import ClassVar

from strawberry.types.base import get_object_definition

from efe_projections.engine.row import Row


class RowObject:
    """An attribute of the `ROW` fills a field of the same name that has no resolver. The id is the key of the row."""

    ROW: ClassVar[type[Row]]


@cache
def plain_fields(kind: type[RowObject]) -> frozenset[str]:
    """Fields without a resolver that an attribute of the row fills."""
    fields = get_object_definition(kind, strict=True).fields
    names = {each.python_name for each in fields if each.is_basic_field} - {"id"}
    return frozenset(names.intersection(kind.ROW.__struct_fields__ if hasattr(kind, "ROW") else ()))
