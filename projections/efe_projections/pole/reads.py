"""Lists of pôles by their state on a day, and pôles with a similar axis."""

from collections.abc import Sequence
from datetime import date, timedelta
from enum import StrEnum
from typing import Any
from uuid import UUID

import msgspec

from efe_domain.shared.axis import Axis, AxisKind
from efe_domain.shared.texts import slug
from efe_projections.engine.batch import KeyBatch, by, spread
from efe_projections.engine.listing import Listing, listing
from efe_projections.engine.projection import Key
from efe_projections.engine.query import ReadQuery, alive, viewing, visible
from efe_projections.engine.viewer import Viewer
from efe_projections.pole.rows import PoleRow
from efe_projections.pole.terms import TermRow


class PoleState(StrEnum):
    """States of a pôle on a day. Between two terms, and after an end without a successor, it is expired."""

    IN_PREPARATION = "in-preparation"
    ACTIVE = "active"
    EXPIRED = "expired"
    DISSOLVED = "dissolved"


class PoleStanding(msgspec.Struct, frozen=True):
    """The state of a pôle on a day, with the last day of the term that covers it."""

    pole: UUID
    day: date
    state: PoleState
    ends: date | None


def term_end_on(day: str, pole: str) -> str:
    """Returns SQL for the last day of the term on a day. A row has the last term, its former versions the others."""
    return f"""(
        select term.term_ends from read.pole as term
        where term.id = {pole}.id and term.from_position <= %(at)s
        and {day} between term.term_starts and term.term_ends and {visible(PoleRow.TABLE, "term")}
        order by term.from_position desc limit 1
    )"""  # noqa: S608


def state_on(day: str, pole: str = "pole", term_end: str = "") -> str:
    """Returns SQL for the state of the row `pole` on a day, at the position of the query.

    After the last term no former one is looked for: it ended before. `term_end` is SQL for the last day of the term
    on that day, where it is read already.
    """
    return f"""case
        when {pole}.dissolved_on <= {day} then '{PoleState.DISSOLVED}'
        when {pole}.constituted_on is null or {pole}.constituted_on > {day} then '{PoleState.IN_PREPARATION}'
        when {day} between {pole}.term_starts and {pole}.term_ends then '{PoleState.ACTIVE}'
        when {day} > {pole}.term_ends then '{PoleState.EXPIRED}'
        when {term_end or term_end_on(day, pole)} is null then '{PoleState.EXPIRED}'
        else '{PoleState.ACTIVE}'
    end"""


def _standings(keys: Sequence[Key], at: int, viewer: Viewer) -> ReadQuery[PoleStanding]:
    return ReadQuery(
        sql=f"""
            select pole.id as pole, asked.day, {state_on("asked.day")} as state,
                {term_end_on("asked.day", "pole")} as ends
            from read.pole join unnest(%(keys_0)s::uuid[], %(keys_1)s::date[]) as asked (id, day) using (id)
            where {alive("pole")} and {visible(PoleRow.TABLE, "pole")}
        """,  # noqa: S608
        params={**spread(keys), "at": at, **viewing(viewer)},
        row=PoleStanding,
    )


STANDINGS = KeyBatch(_standings, lambda row: (row.pole, row.day))
"""Standings by pôle and day."""


_CITING = f"""exists (
    select from read.theme_citation as citation
    where citation.pole = pole.id and citation.theme = %(theme)s and {alive("citation")}
)"""


def poles(
    *,
    bassin: str | None = None,
    axis_kind: AxisKind | None = None,
    state: PoleState | None = None,
    day: date,
    search: str | None = None,
    theme: UUID | None = None,
) -> Listing[PoleRow]:
    """Returns pôles by name. `state` is that of the `day`; `search` is a part of the name or of the axis; `theme` is
    one that they cite.
    """
    return listing(
        PoleRow,
        "sort_name",
        "id",
        when={
            "bassin = %(bassin)s": {"bassin": bassin},
            "axis_kind = %(axis_kind)s": {"axis_kind": axis_kind},
            f"{state_on('%(day)s::date')} = %(state)s": {"state": state, "day": day},
            "strpos(sort_name || ' ' || axis, %(search)s) > 0": {"search": search and slug(search)},
            _CITING: {"theme": theme},
        },
    )


def terms_attested(sha256: str, at: int, viewer: Viewer) -> ReadQuery[TermRow]:
    """Returns the visible terms in which a pôle was taken over by that document."""
    return by(TermRow, "document_sha256").read([(sha256,)], at, viewer)


def expiring_poles(*, today: date, within: timedelta, bassin: str | None = None) -> Listing[PoleRow]:
    """Returns the pôles whose last term ends from today on, within so many days; the first to end comes first."""
    return listing(
        PoleRow,
        "term_ends",
        "id",
        when={
            "dissolved_on is null": {},
            "term_ends between %(today)s and %(latest)s": {"today": today, "latest": today + within},
            "bassin = %(bassin)s": {"bassin": bassin},
        },
    )


def poles_alike(axis: Axis, *, outside: str) -> Listing[PoleRow]:
    """Returns the pôles of other bassins on the same axis or with one of its codes, by name."""
    return listing(
        PoleRow,
        "sort_name",
        "id",
        when={alike(): alike_to(axis), "bassin <> %(outside)s": {"outside": outside}},
    )


def alike(of: str = "") -> str:
    """Returns SQL: the pôle is on a similar axis; `alike_to` has the parameters."""
    return f"({of}axis = any(%(axes)s) or {of}axis_codes @> any(%(codes)s::jsonb[]))"


def alike_to(axis: Axis) -> dict[str, Any]:
    """Returns the keys of axes with the same words, of any kind, and the codes that document this one."""
    words = axis.key.partition(":")[2]
    return {
        "axes": [f"{kind}:{words}" for kind in AxisKind],
        "codes": [msgspec.json.encode([code]).decode() for code in axis.codes],
    }
