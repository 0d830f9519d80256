"""Reads of the barometer: every figure of a period and of the one before, and the lines behind one figure."""

from datetime import date
from functools import cache
from typing import Any, ClassVar, Final
from uuid import UUID

import msgspec

from efe_projections.barometer.figure import BarometerFigureKey, BarometerUnit, Figure
from efe_projections.barometer.poles import active_poles
from efe_projections.barometer.registry import FIGURES
from efe_projections.engine.listing import RowCount
from efe_projections.engine.projection import Key
from efe_projections.engine.query import ReadQuery, viewing
from efe_projections.engine.viewer import Viewer


class BarometerDays(msgspec.Struct, frozen=True):
    """Days of a period, both included."""

    since: date
    until: date


class FigureCount(msgspec.Struct, frozen=True):
    """Lines of a figure in a period, in all (`part` is null) or in a group.

    `total` is the sum of their values, `median` their median for a figure in days.
    """

    figure: BarometerFigureKey
    current: bool
    part: str | None
    number: int
    total: int
    median: float | None
    illustrative: int


class FigureLine(msgspec.Struct, frozen=True):
    """Line of a figure. `item` is the object to which it leads, `detail` tells its lines apart."""

    item: UUID
    detail: str
    bassins: tuple[str, ...]
    day: date
    part: str
    value: int
    illustrative: bool


_PERIODS: Final = """period (current, since, until) as (
    values (true, %(since)s::date, %(until)s::date), (false, %(former_since)s::date, %(former_until)s::date)
)"""
_MEDIAN: Final = "percentile_cont(0.5) within group (order by line.value)"


def figure_counts(
    days: BarometerDays, former: BarometerDays, viewer: Viewer, *, at: int, bassin: str | None = None
) -> ReadQuery[FigureCount]:
    """Returns the numbers of every figure in two periods, of the lines that the viewer may see."""
    own = {} if bassin is None else {"bassin": bassin}
    return ReadQuery(
        sql=_counts(in_bassin=bassin is not None),
        params={
            **own,
            "since": days.since,
            "until": days.until,
            "former_since": former.since,
            "former_until": former.until,
            "first_day": min(days.since, former.since),
            "last_day": max(days.until, former.until),
            "at": at,
            **viewing(viewer),
        },
        row=FigureCount,
    )


@cache
def _counts(*, in_bassin: bool) -> str:
    counts = " union all ".join(_count_of(figure, in_bassin=in_bassin) for figure in FIGURES.values())
    return f"with {_PERIODS}, {active_poles(in_bassin=in_bassin)} {counts}"


def _count_of(figure: Figure, *, in_bassin: bool) -> str:
    median = _MEDIAN if figure.unit is BarometerUnit.DAYS else "null::double precision"
    return f"""
        select '{figure.key}' as figure, period.current, line.part, count(*) as number,
            coalesce(sum(line.value), 0)::bigint as total, {median} as median,
            count(*) filter (where line.illustrative) as illustrative
        from period cross join lateral ({figure.lines.sql(in_bassin=in_bassin)}) as line
        group by grouping sets ((period.current), (period.current, line.part))
    """  # noqa: S608 - names of tables and columns, never a value


class FigureLines(msgspec.Struct, frozen=True, kw_only=True):
    """List of the lines of a figure in a period, the last day first: as many as the figure counts."""

    order: ClassVar[tuple[str, ...]] = ("day", "item", "detail")
    row: ClassVar[type[FigureLine]] = FigureLine

    figure: BarometerFigureKey
    days: BarometerDays
    bassin: str | None = None

    def page(self, viewer: Viewer, *, at: int, after: Key | None, limit: int) -> ReadQuery[FigureLine]:
        """Returns a page. `after` holds the values of `order` in the last row of the page before."""
        resumed = "(day, item, detail) < (%(after_day)s::date, %(after_item)s::uuid, %(after_detail)s)"
        return ReadQuery(
            sql=f"""
                {self._lines()} where {resumed if after else "true"}
                order by day desc, item desc, detail desc limit %(limit)s
            """,
            params={
                **self._params(viewer, at),
                **{f"after_{name}": value for name, value in zip(self.order, after or (), strict=False)},
                "limit": limit,
            },
            row=FigureLine,
        )

    def count(self, viewer: Viewer, *, at: int) -> ReadQuery[RowCount]:
        return ReadQuery(
            sql=f"select count(*) as number from ({self._lines()}) as line",  # noqa: S608 - as above
            params=self._params(viewer, at),
            row=RowCount,
        )

    def _lines(self) -> str:
        in_bassin = self.bassin is not None
        lines = FIGURES[self.figure].lines.sql(in_bassin=in_bassin)
        return f"""
            with period (since, until) as (values (%(since)s::date, %(until)s::date)),
            {active_poles(in_bassin=in_bassin)}
            select line.* from period cross join lateral ({lines}) as line
        """  # noqa: S608 - as above

    def _params(self, viewer: Viewer, at: int) -> dict[str, Any]:
        own = {} if self.bassin is None else {"bassin": self.bassin}
        since, until = self.days.since, self.days.until
        days = {"since": since, "until": until, "first_day": since, "last_day": until}
        return {**own, **days, "at": at, **viewing(viewer)}
