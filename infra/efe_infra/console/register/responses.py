"""Base classes of responses: of the generated classes, and of lists by pages."""

from typing import Any, dataclass_transform

import msgspec


class ResponseMeta(msgspec.StructMeta):
    """Metaclass of responses: they are frozen and take keyword arguments only."""

    def __new__(mcls, name: str, bases: tuple[type, ...], namespace: dict[str, Any], **config: Any) -> "ResponseMeta":
        return super().__new__(mcls, name, bases, namespace, **{"frozen": True, "kw_only": True, **config})


@dataclass_transform(kw_only_default=True, frozen_default=True, field_specifiers=(msgspec.field,))
class Response(msgspec.Struct, metaclass=ResponseMeta, frozen=True, kw_only=True, rename="camel"):
    """Part of a response; its fields are in camel case there."""


class Edge[T](Response):
    node: T


class Edges[T](Response):
    edges: tuple[Edge[T], ...]

    @property
    def nodes(self) -> list[T]:
        return [each.node for each in self.edges]


class PageInfo(Response):
    has_next_page: bool
    end_cursor: str | None


class Connection[T](Edges[T]):
    """Page of a list."""

    total_count: int
    page_info: PageInfo

    @property
    def after(self) -> str | None:
        """Cursor of the next page, if there is one."""
        return self.page_info.end_cursor if self.page_info.has_next_page else None


class CappedConnection[T](Connection[T]):
    """Page of a list that may have more than `total_count`."""

    count_is_capped: bool
