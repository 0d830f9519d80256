"""Lists of pôles and projects, as several pages show them."""

from datetime import date

from efe_infra.console.frame import Answers


class Axis(Answers, frozen=True):
    kind: str
    label: str


class PageInfo(Answers, frozen=True):
    has_next_page: bool
    end_cursor: str | None


class PoleLine(Answers, frozen=True):
    id: str
    name: str
    bassin: str
    axis: Axis
    state: str
    term_ends: date | None
    illustrative: bool


class ProjectLine(Answers, frozen=True):
    id: str
    title: str
    bassins: tuple[str, ...]
    outcome: str
    illustrative: bool


class Edge[T](Answers, frozen=True):
    node: T


class Connection[T](Answers, frozen=True):
    """A page of a list."""

    total_count: int
    page_info: PageInfo
    edges: tuple[Edge[T], ...]

    @property
    def nodes(self) -> list[T]:
        return [each.node for each in self.edges]

    @property
    def after(self) -> str | None:
        """Where the next page begins, if there is one."""
        return self.page_info.end_cursor if self.page_info.has_next_page else None
