"""Lists of meetings, the regularity of a pôle's meetings, and the pôles overdue by their modalities (PS-REUNION)."""

from collections.abc import Sequence
from datetime import date
from uuid import UUID

import msgspec

from efe_projections.engine.batch import KeyBatch, by, spread
from efe_projections.engine.listing import Listing, listing
from efe_projections.engine.projection import Key
from efe_projections.engine.query import ReadQuery, alive, unestimated, viewing, visible
from efe_projections.engine.searching import holds_words, words_in
from efe_projections.engine.viewer import Viewer
from efe_projections.meeting.rows import MeetingRow
from efe_projections.pole.reads import PoleState, state_on
from efe_projections.pole.rows import PoleRow
from efe_projections.pole.terms import ModalitiesRow


class Regularity(msgspec.Struct, frozen=True):
    """Regularity of a pôle's meetings on a day.

    `next_due_on` is the day by which it meets again: so many months after its last meeting, or after its
    constitution. It is None before the constitution and before modalities are agreed. The pôle is overdue after that
    day, within a term only: outside of one it may not meet.
    """

    pole: UUID
    day: date
    last_held_on: date | None
    next_due_on: date | None
    overdue: bool


def meetings(
    *,
    bassin: str | None = None,
    body: UUID | None = None,
    pole: UUID | None = None,
    zone: UUID | None = None,
    since: date | None = None,
    until: date | None = None,
    search: str | None = None,
) -> Listing[MeetingRow]:
    """Returns meetings by convened day, both bounds included; `search` looks at the place and the agenda."""
    return listing(
        MeetingRow,
        "day",
        "id",
        when={
            unestimated("bassins @> array[%(bassin)s]::text[]"): {"bassin": bassin},
            "assembly = %(body)s": {"body": body},
            "assembly = %(pole)s": {"pole": pole},
            "assembly = %(zone)s": {"zone": zone},
            "day >= %(since)s": {"since": since},
            "day <= %(until)s": {"until": until},
            holds_words(("meeting.place", "array_to_string(meeting.agenda, ' ')")): {"words": words_in(search)},
        },
    )


def meetings_with_minutes(sha256: str, at: int, viewer: Viewer) -> ReadQuery[MeetingRow]:
    """Returns the visible meetings whose minutes are that document."""
    return by(MeetingRow, "minutes_sha256").read([(sha256,)], at, viewer)


def last_held(day: str) -> str:
    """Returns SQL for the day of the last meeting of the row `pole`, up to a day."""
    return f"""(
        select max(held.held_on) from read.meeting as held
        where held.pole = pole.id and held.held_on <= {day}
        and {alive("held")} and {visible(MeetingRow.TABLE, "held")}
    )"""  # noqa: S608


def next_due(day: str, last_meeting: str = "") -> str:
    """Returns SQL for the day by which the row `pole` meets again by its modalities; null without any.

    `last_meeting` is SQL for the day of its last meeting, where that is read already.
    """
    last_day = last_meeting or last_held(day)
    return f"""(
        select (greatest({last_day}, pole.constituted_on) + make_interval(months => each.months))::date
        from (
            select agreed.meeting_every_months::int as months from read.modalities as agreed
            where agreed.id = pole.id and pole.constituted_on <= {day}
            and {alive("agreed")} and {visible(ModalitiesRow.TABLE, "agreed")}
        ) as each
    )"""  # noqa: S608


def _overdue(day: str) -> str:
    return f"({state_on(day)} = '{PoleState.ACTIVE}' and coalesce({next_due(day)} < {day}, false))"


def _regularity(keys: Sequence[Key], at: int, viewer: Viewer) -> ReadQuery[Regularity]:
    day = "asked.day"
    return ReadQuery(
        sql=f"""
            select pole.id as pole, asked.day, {last_held(day)} as last_held_on, {next_due(day)} as next_due_on,
                {_overdue(day)} as overdue
            from read.pole join unnest(%(keys_0)s::uuid[], %(keys_1)s::date[]) as asked (id, day) using (id)
            where {alive("pole")} and {visible(PoleRow.TABLE, "pole")}
        """,  # noqa: S608
        params={**spread(keys), "at": at, **viewing(viewer)},
        row=Regularity,
    )


REGULARITY = KeyBatch(_regularity, lambda row: (row.pole, row.day))
"""Regularity by pôle and day."""


def overdue_poles(*, day: date, bassin: str | None = None) -> Listing[PoleRow]:
    """Returns the pôles that should have met by the day, by name, whose dossier the viewer sees."""
    return listing(
        PoleRow,
        "sort_name",
        "id",
        when={
            _overdue("%(day)s::date"): {"day": day},
            "bassin = %(bassin)s": {"bassin": bassin},
        },
    )
