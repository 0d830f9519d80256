"""Lists of common themes, and what leads to them from the analyses that they cite."""

from collections.abc import Sequence
from datetime import date
from uuid import UUID

import msgspec

from efe_projections.engine.batch import KeyBatch, spread
from efe_projections.engine.listing import Listing, listing
from efe_projections.engine.projection import Key
from efe_projections.engine.query import ReadQuery, alive, viewing, visible
from efe_projections.engine.viewer import Viewer
from efe_projections.themes.rows import ThemeListRow


class ListCiting(msgspec.Struct, frozen=True):
    """A theme of the list `themes` cites the analysis."""

    analysis: UUID
    themes: UUID


def theme_lists(
    *, bassin: str | None = None, adopted: bool | None = None, in_force_on: date | None = None
) -> Listing[ThemeListRow]:
    """By bassin, the first drafted first. In force: adopted, in its period, and not superseded yet."""
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


def _citing(keys: Sequence[Key], at: int, viewer: Viewer) -> ReadQuery[ListCiting]:
    return ReadQuery(
        sql=f"""
            select asked.id as analysis, theme_list.id as themes
            from read.theme_list join unnest(%(keys_0)s::uuid[]) as asked (id)
            on theme_list.analyses @> array[asked.id::text] collate "C"
            where {alive("theme_list")} and {visible(ThemeListRow.TABLE, "theme_list")}
            order by theme_list.nth
        """,  # noqa: S608
        params={**spread(keys), "at": at, **viewing(viewer)},
        row=ListCiting,
    )


CITING = KeyBatch(_citing, lambda found: (found.analysis,))
"""The lists of which a theme cites a given analysis."""
