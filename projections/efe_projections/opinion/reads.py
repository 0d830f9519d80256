"""Lists of opinions, late ones included, and the scoreboard of an Instance."""

from datetime import date
from uuid import UUID

import msgspec
from msgspec.structs import replace

from efe_domain.opinion.content import OpinionKind
from efe_projections.engine.listing import Listing, listing
from efe_projections.engine.query import ReadQuery, alive, viewing, visible
from efe_projections.engine.searching import holds_words, words_in
from efe_projections.engine.viewer import Viewer
from efe_projections.opinion.rows import OpinionRow, OpinionState
from efe_projections.project.rows import ProjectRow
from efe_projections.themes.rows import ThemeListRow


class Scoreboard(msgspec.Struct, frozen=True, kw_only=True):
    """Numbers of opinions sent by pôles and Instances, by what became of them.

    `overdue` were sent and not answered by the due day; `late` were requested and not sent by the due day.
    """

    sent: int
    acknowledged: int
    answered: int
    with_effect: int
    overdue: int
    late: int


def opinions(  # noqa: PLR0913 - each narrows the list
    *,
    bassin: str | None = None,
    kind: OpinionKind | None = None,
    state: OpinionState | None = None,
    pole: UUID | None = None,
    project: UUID | None = None,
    theme: UUID | None = None,
    overdue_on: date | None = None,
    search: str | None = None,
) -> Listing[OpinionRow]:
    """Returns opinions, the first begun first, within a day too. Overdue: the next step was due before that day.

    `search` looks at titles, texts and subjects.
    """
    return listing(
        OpinionRow,
        "begun_on",
        "begun_position",
        when={
            "bassin = %(bassin)s": {"bassin": bassin},
            "kind = %(kind)s": {"kind": kind},
            "state = %(state)s": {"state": state},
            "pole = %(pole)s": {"pole": pole},
            "project = %(project)s": {"project": project},
            "theme = %(theme)s": {"theme": theme},
            "awaited_on < %(overdue_on)s": {"overdue_on": overdue_on},
            holds_words(_WORDED): {"words": words_in(search)},
        },
    )


_WORDED = tuple(f"opinion.{column}" for column in ("title", "conclusion", "impact", "file", "requester"))


def if_subject_visible(listing: Listing[OpinionRow]) -> Listing[OpinionRow]:
    """Empties a list filtered by a project or a theme, unless the viewer may see that project or theme.

    The subject of an opinion is not visible to every viewer of the opinion.
    """
    conditions = tuple(condition for name, condition in _SEEN.items() if name in listing.params)
    return replace(listing, conditions=(*listing.conditions, *conditions))


_SEEN = {
    "project": f"""exists (
        select from read.project as about where about.project = opinion.project
        and {alive("about")} and {visible(ProjectRow.TABLE, "about")}
    )""",
    "theme": f"""exists (
        select from read.theme_list as about where about.id = opinion.themes
        and {alive("about")} and {visible(ThemeListRow.TABLE, "about")}
    )""",
}


def scoreboard(bassin: str, day: date, viewer: Viewer, *, at: int) -> ReadQuery[Scoreboard]:
    """Returns the numbers over the opinions that the viewer may see; opinions that were sent are public."""
    return ReadQuery(
        sql=f"""
            select
                count(transmitted_on) as sent,
                count(acknowledged_on) as acknowledged,
                count(answered_on) as answered,
                count(effect_on) as with_effect,
                count(*) filter (where transmitted_on is not null and awaited_on < %(day)s) as overdue,
                count(*) filter (where transmitted_on is null and awaited_on < %(day)s) as late
            from read.opinion
            where bassin = %(bassin)s and {alive()} and {visible(OpinionRow.TABLE)}
        """,  # noqa: S608
        params={"bassin": bassin, "day": day, "at": at, **viewing(viewer)},
        row=Scoreboard,
    )
