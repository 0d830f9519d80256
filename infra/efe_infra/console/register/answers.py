"""What documents answer: the base of it, and the parts that many answers have."""

import msgspec

from efe_infra.console.register.ids import SHORT, key_of


class Answers(msgspec.Struct, frozen=True, rename="camel"):
    """The base of whatever a document answers: fields are written as the contract has them, in snake case."""


class Named(Answers, frozen=True):
    name: str


class Known(Answers, frozen=True):
    id: str


class Linked(Known, frozen=True):
    """Enough for a link, or for an option of a form."""

    name: str


class Titled(Known, frozen=True):
    title: str


class Account(Known, frozen=True):
    display_name: str | None

    @property
    def words(self) -> str:
        return self.display_name or f"Compte {key_of(self.id)[:SHORT]}"


class Person(Known, frozen=True):
    display_name: str


class PersonName(Answers, frozen=True):
    display_name: str


class Numbered(Answers, frozen=True):
    number: int


class RuleKey(Answers, frozen=True):
    key: str


class Edge[T](Answers, frozen=True):
    node: T


class Edges[T](Answers, frozen=True):
    edges: tuple[Edge[T], ...]

    @property
    def nodes(self) -> list[T]:
        return [each.node for each in self.edges]


class PageInfo(Answers, frozen=True):
    has_next_page: bool
    end_cursor: str | None


class Connection[T](Edges[T], frozen=True):
    """A page of a list."""

    total_count: int
    page_info: PageInfo

    @property
    def after(self) -> str | None:
        """Where the next page begins, if there is one."""
        return self.page_info.end_cursor if self.page_info.has_next_page else None
