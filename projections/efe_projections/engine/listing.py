"""Lists read page by page after a key, never by an offset."""

from collections.abc import Mapping
from typing import Any, Self

import msgspec

from efe_projections.engine.projection import Key
from efe_projections.engine.query import ReadQuery, columns_of, valid_at, viewing, visible
from efe_projections.engine.row import Row
from efe_projections.engine.viewer import Viewer


class RowCount(msgspec.Struct, frozen=True):
    """Number of rows."""

    number: int


class Listing[R: Row](msgspec.Struct, frozen=True, kw_only=True):
    """List of the rows that meet every condition, in a total order; `descending`, the last first.

    The rows come from the table of `row`, or from `sources`, which are SQL under its name. Each row is in one source.
    A page merges the first rows of all sources, each of which an index gives in order. `counted` has the same rows,
    in sources that take less time to count.
    """

    row: type[R]
    order: tuple[str, ...]
    conditions: tuple[str, ...] = ()
    params: Mapping[str, Any] = {}
    descending: bool = False
    sources: tuple[str, ...] = ()
    counted: "Listing[R] | None" = None

    @property
    def ordered(self) -> str:
        """SQL for `order by`."""
        return ", ".join(f"{name} desc" for name in self.order) if self.descending else ", ".join(self.order)

    def turned(self) -> Self:
        """Returns the list in reverse order."""
        return msgspec.structs.replace(self, descending=not self.descending)

    def page(self, viewer: Viewer, *, at: int, after: Key | None, limit: int) -> ReadQuery[R]:
        """Returns a page. `after` holds the values of `order` in the last row of the page before."""
        return ReadQuery(
            sql=self.select_page(limit="%(limit)s", resumed=after is not None),
            params={
                **self._params(viewer, at),
                **{f"after_{name}": value for name, value in zip(self.order, after or (), strict=False)},
                "limit": limit,
            },
            row=self.row,
        )

    def count(self, viewer: Viewer, *, at: int) -> ReadQuery[RowCount]:
        return ReadQuery(
            sql=f"select {self.select_count()} as number",
            params=self._params(viewer, at),
            row=RowCount,
        )

    def select_page(self, *, limit: str, resumed: bool = False) -> str:
        """Returns SQL for the first rows, in order; `resumed` after the one whose values are `after_…`."""
        pages = [
            f"select {columns_of(self.row.TABLE)} from {source} where {self.where(resumed=resumed)}"  # noqa: S608
            f" order by {self.ordered} limit {limit}"
            for source in self._sources
        ]
        if len(pages) == 1:
            return pages[0]
        merged = " union all ".join(f"({page})" for page in pages)
        return f"select * from ({merged}) as merged order by {self.ordered} limit {limit}"  # noqa: S608

    def select_count(self) -> str:
        """Returns SQL for the number of rows."""
        if self.counted:
            return self.counted.select_count()
        counts = (f"(select count(*) from {source} where {self.where()})" for source in self._sources)  # noqa: S608
        return " + ".join(counts)

    @property
    def _sources(self) -> tuple[str, ...]:
        return self.sources or (f"read.{self.row.TABLE.name}",)

    def where(self, *, resumed: bool = False) -> str:
        """Returns the condition on a row of its table; `resumed` after the one whose values are `after_…`."""
        conditions = [valid_at(self.row.TABLE), visible(self.row.TABLE), *self.conditions]
        if resumed:
            order = ", ".join(self.order), ", ".join(f"%(after_{name})s" for name in self.order)
            conditions.append("({}) {} ({})".format(order[0], "<" if self.descending else ">", order[1]))
        return " and ".join(conditions)

    def _params(self, viewer: Viewer, at: int) -> dict[str, Any]:
        return {**self.params, "at": at, **viewing(viewer)}


def listing[R: Row](row: type[R], *order: str, when: Mapping[str, Mapping[str, Any]]) -> Listing[R]:
    """Returns a list. `when` maps each condition to its parameters; one with a parameter of None is left out."""
    params_of_conditions = {
        condition: params for condition, params in when.items() if all(value is not None for value in params.values())
    }
    return Listing(
        row=row,
        order=order,
        conditions=tuple(params_of_conditions),
        params={name: value for params in params_of_conditions.values() for name, value in params.items()},
    )
