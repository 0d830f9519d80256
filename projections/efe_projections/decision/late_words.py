"""Late words of persons without the seat: who may still speak on an adopted decision, and the text to speak on."""

from collections.abc import Sequence
from datetime import date
from typing import Final
from uuid import UUID

import msgspec

from efe_domain.decision.events import Stance
from efe_domain.decision.late_word import LOST_SEAT_DAYS
from efe_domain.pole.members import RosterSeat
from efe_domain.shared.bassins import ALL_BASSINS
from efe_projections.decision.consultation import ObjectionRow, PositionRow, RosterRow
from efe_projections.decision.rows import DecisionRow
from efe_projections.engine.query import ReadQuery, alive, viewing, visible
from efe_projections.engine.viewer import Viewer
from efe_projections.pole.memberships import MembershipRow, representative_on
from efe_projections.pole.representations import RepresentationRow, following

_ANYONE: Final = Viewer(bassins=ALL_BASSINS)
_DECISION: Final = DecisionRow.TABLE
_SEAT: Final = MembershipRow.TABLE
_POSITION: Final = PositionRow.TABLE
_LOST_SINCE: Final = f"decision.proposed_on - {LOST_SEAT_DAYS}"
OWN_WORD: Final = "decision.words @> jsonb_build_array(jsonb_build_object('operator', seat.operator, 'own', true))"
WORD: Final = "decision.words @> jsonb_build_array(jsonb_build_object('operator', seat.operator))"
RECORDED_NOW: Final = f"""exists (
    select from read.{_POSITION.name} as said where said.decision = decision.id
    and said.operator = seat.operator and said.content_hash = decision.content_hash and said.late is not null
    and {alive("said")} and {visible(_POSITION, "said")}
)"""
"""Conditions on the word of a member, `seat.operator`: its own, any, or one that this release recorded for it."""

FORMER: Final = f"""
    join (
        select distinct mine.pole, mine.operator from read.{RepresentationRow.TABLE.name} as mine
        where mine.person = %(person)s::uuid and {alive("mine")} and {visible(RepresentationRow.TABLE, "mine")}
    ) as seat on seat.pole = decision.pole
"""  # noqa: S608
"""Members for which the person speaks or spoke."""
_HELD: Final = f"""
    select from read.{RepresentationRow.TABLE.name} as spoke
    join read.{_SEAT.name} as held on held.pole = spoke.pole and held.operator = spoke.operator
    and held.since = spoke.since and {alive("held")} and {visible(_SEAT, "held")}
    left join lateral {following("spoke")} as following on true
    where spoke.pole = decision.pole and spoke.operator = seat.operator and spoke.person = %(person)s::uuid
    and {alive("spoke")} and {visible(RepresentationRow.TABLE, "spoke")}
"""
_SPOKE_AT_THE_OPENING: Final = f"""exists (
    {_HELD} and spoke.begins <= decision.proposed_on
    and coalesce(following.begins, held.until, 'infinity') > decision.proposed_on
)"""
_SPOKE_AT_THE_END: Final = f"exists ({_HELD} and following.begins is null and held.until >= {_LOST_SINCE})"
_SPEAKS_TODAY: Final = f"""exists (
    {_HELD} and following.begins is null and spoke.begins <= %(day)s::date
    and (held.until is null or held.until > %(day)s::date)
)"""
_LOST_SEAT: Final = f"""exists (
    select from read.{_SEAT.name} as lost where lost.pole = decision.pole and lost.operator = seat.operator
    and lost.until >= {_LOST_SINCE} and lost.until <= decision.adopted_on
    and {alive("lost")} and {visible(_SEAT, "lost")}
)"""
_CONSULTED: Final = f"""exists (
    select from read.{RosterRow.TABLE.name} as consulted where consulted.id = decision.id and {alive("consulted")}
    and consulted.seats @> jsonb_build_array(jsonb_build_object('operator', seat.operator))
    and {visible(RosterRow.TABLE, "consulted")} and not decision.silent @> to_jsonb(seat.operator)
)"""
_CONTESTS: Final = f"""exists (
    select from read.{ObjectionRow.TABLE.name} as standing where standing.decision = decision.id
    and standing.operator = seat.operator and decision.standing @> to_jsonb(standing.number)
    and {alive("standing")} and {visible(ObjectionRow.TABLE, "standing")}
)"""
"""Condition of a member whose objection stands: it may still end the contest."""
_WITHOUT_SEAT: Final = f"""
    decision.adopted_on is not null and decision.late_until is not null and decision.replaced_by is null
    and decision.bassin <> all(%(coordinated)s::text[]) and not {_SPEAKS_TODAY}
    and ({_SPOKE_AT_THE_OPENING} or {_SPOKE_AT_THE_END})
"""
MAY_SPEAK: Final = f"""
    {_WITHOUT_SEAT} and decision.late_until >= %(day)s::date
    and case when {WORD} then not {OWN_WORD} and {RECORDED_NOW} else {_CONSULTED} or {_LOST_SEAT} end
"""
"""Condition of a late word that the person has without the seat, as `LateWords` decides it for commands."""


class LateWordRow(msgspec.Struct, frozen=True, kw_only=True):
    """Adopted decision on which a person may still speak for a member, and the last word of the member.

    With an objection of the member that stands, the person may end the contest at any time.
    """

    decision: UUID
    pole: UUID
    bassin: str
    operator: UUID
    title: str
    text: str
    content_hash: str
    adopted_on: date
    late_until: date
    stance: Stance | None
    words: str | None
    contests: bool


def late_words(person: UUID, *, day: date, coordinated: Sequence[str], at: int) -> ReadQuery[LateWordRow]:
    """Returns the late words of the person without the seat, the first to end first."""
    return ReadQuery(
        sql=f"""
            select decision.id as decision, decision.pole, decision.bassin, seat.operator, decision.title,
                decision.text, decision.content_hash, decision.adopted_on, decision.late_until,
                last.stance, last.words, {_CONTESTS} as contests
            from read.{_DECISION.name} {FORMER}
            left join lateral (
                select said.stance, said.words from read.{_POSITION.name} as said
                where said.decision = decision.id and said.operator = seat.operator
                and said.content_hash = decision.content_hash and {alive("said")} and {visible(_POSITION, "said")}
                order by said.version desc limit 1
            ) as last on true
            where {alive("decision")} and {visible(_DECISION, "decision")}
            and ({MAY_SPEAK} or ({_WITHOUT_SEAT} and {_CONTESTS}))
            order by decision.late_until, decision.id, seat.operator
        """,  # noqa: S608 - names of tables and columns, never a value
        params={
            "person": person,
            "day": day,
            "coordinated": list(coordinated),
            "at": at,
            **viewing(_ANYONE),
        },
        row=LateWordRow,
    )


def late_members(row: DecisionRow, roster: Sequence[RosterSeat], seats: Sequence[MembershipRow]) -> list[RosterSeat]:
    """Returns the members that have a late word, as `LateWords.has_late_word` does: of the roster, or without a seat.

    `seats` are those of the pôle. A seat that ended is represented by the person of its end.
    """
    if row.late_until is None or row.replaced_by:
        return []
    own = {word.operator: word.own for word in row.words}
    heard = [each for each in roster if not own.get(each.operator, each.operator in row.silent)]
    consulted = {each.operator for each in roster}
    since = date.fromordinal(row.proposed_on.toordinal() - LOST_SEAT_DAYS)
    lost = {
        seat.operator: RosterSeat(seat.operator, seat.college, representative_on(seat, seat.until))
        for seat in seats
        if seat.until and since <= seat.until <= (row.adopted_on or seat.until) and seat.operator not in consulted
    }
    return [*heard, *(seat for operator, seat in lost.items() if not own.get(operator, False))]
