"""Rows of lists of common themes and of their citations by pôles, and the queries of both."""

from collections.abc import Sequence
from datetime import date
from typing import Any
from uuid import UUID

import msgspec
from msgspec.structs import replace

from efe_domain.pole.events import PoleThemeCited
from efe_domain.shared.colleges import College
from efe_domain.themes.events import (
    Theme,
    ThemesAdopted,
    ThemesAmended,
    ThemesDiffused,
    ThemesDrafted,
    ThemesEvent,
    ThemesSuperseded,
)
from efe_projections.engine.batch import KeyBatch, spread
from efe_projections.engine.listing import Listing, listing
from efe_projections.engine.projection import Key, Projection, RecordedEvent, originator, topics_of, topics_of_union
from efe_projections.engine.query import ReadQuery, alive, viewing, visible
from efe_projections.engine.row import Access, Row
from efe_projections.engine.row_values import keys_of, new_row, row_fold
from efe_projections.engine.viewer import Viewer


class DiffusionEntry(msgspec.Struct, frozen=True, kw_only=True):
    """Recipients of a list; without `operators`, all operators of the college in the bassin."""

    on: date
    college: College
    operators: tuple[UUID, ...]


class ThemeListRow(
    Row,
    table="theme_list",
    indexes=(("bassin", "nth", "id"),),
    access=Access.PUBLISHABLE,
    reserved=("themes", "analyses", "superseded_by"),
):
    """A list: a draft until it is adopted for a period of both days included. Everybody sees it once diffused.

    `themes` are those of its last version, of that `number`; `analyses` are the ids of all that they cite. Another
    list, `superseded_by`, takes its place from `superseded_since`.
    """

    id: UUID
    bassins: tuple[str, ...]
    bassin: str
    nth: int
    title: str
    themes: tuple[Theme, ...]
    analyses: tuple[str, ...]
    number: int
    drafted_on: date
    adopted_on: date | None
    starts: date | None
    ends: date | None
    diffusions: tuple[DiffusionEntry, ...]
    superseded_by: UUID | None
    superseded_since: date | None
    published: bool
    illustrative: bool
    version: int


class CitationRow(Row, table="theme_citation", key=("pole", "theme"), indexes=(("theme",),)):
    """Citation of a theme of the list `themes` by a pôle, visible to viewers of both."""

    pole: UUID
    theme: UUID
    bassins: tuple[str, ...]
    themes: UUID
    since: date


def evolve_list(row: ThemeListRow | None, record: RecordedEvent[Any]) -> ThemeListRow | None:
    event = record.event
    if row is None:
        return _drafted(record) if isinstance(event, ThemesDrafted) else None
    row = replace(row, version=event.originator_version)
    match event:
        case ThemesAmended(number=number, title=title, themes=themes):
            return replace(row, number=number, title=title, themes=themes, analyses=_analyses(themes))
        case ThemesAdopted(starts=starts, ends=ends, effective_on=on):
            return replace(row, adopted_on=on, starts=starts, ends=ends)
        case ThemesDiffused(college=college, operators=operators, effective_on=on):
            went = DiffusionEntry(on=on, college=college, operators=operators)
            return replace(row, diffusions=(*row.diffusions, went), published=True)
        case ThemesSuperseded(by=by, since=since):
            return replace(row, superseded_by=by, superseded_since=since)
        case _:
            return row


def _drafted(record: RecordedEvent[ThemesDrafted]) -> ThemeListRow:
    event = record.event
    return new_row(
        ThemeListRow,
        record,
        id=event.originator_id,
        analyses=_analyses(event.themes),
        number=1,
        drafted_on=event.effective_on,
        diffusions=(),
        published=False,
    )


def _analyses(themes: tuple[Theme, ...]) -> tuple[str, ...]:
    return tuple(sorted({str(analysis) for theme in themes for analysis in theme.analyses}))


THEME_LISTS = Projection(
    row=ThemeListRow,
    topics=topics_of_union(ThemesEvent),
    keys=originator,
    evolve=evolve_list,
)
CITATIONS = Projection(
    row=CitationRow,
    topics=topics_of(PoleThemeCited),
    keys=keys_of(CitationRow, pole="originator_id"),
    evolve=row_fold(CitationRow, PoleThemeCited, pole="originator_id"),
)


class AnalysisCitation(msgspec.Struct, frozen=True):
    """Citation of an analysis by a theme of the list `themes`."""

    analysis: UUID
    themes: UUID


def theme_lists(
    *, bassin: str | None = None, adopted: bool | None = None, in_force_on: date | None = None
) -> Listing[ThemeListRow]:
    """Returns lists by bassin, the first drafted first. In force: adopted, in its period, and not superseded yet."""
    return listing(
        ThemeListRow,
        "bassin",
        "nth",
        "id",
        when={
            "bassin = %(bassin)s": {"bassin": bassin},
            "(adopted_on is not null) = %(adopted)s": {"adopted": adopted},
            "%(day)s between starts and ends and (superseded_since is null or superseded_since > %(day)s)": {
                "day": in_force_on
            },
        },
    )


def _citing(keys: Sequence[Key], at: int, viewer: Viewer) -> ReadQuery[AnalysisCitation]:
    return ReadQuery(
        sql=f"""
            select asked.id as analysis, theme_list.id as themes
            from read.theme_list join unnest(%(keys_0)s::uuid[]) as asked (id)
            on theme_list.analyses @> array[asked.id::text] collate "C"
            where {alive("theme_list")} and {visible(ThemeListRow.TABLE, "theme_list")}
            order by theme_list.nth
        """,  # noqa: S608
        params={**spread(keys), "at": at, **viewing(viewer)},
        row=AnalysisCitation,
    )


LISTS_BY_ANALYSIS = KeyBatch(_citing, lambda row: (row.analysis,))
"""The lists of which a theme cites a given analysis."""
