"""SQL joins of tasks on decisions: the seat of the viewer, its word, and an objection under discussion."""

from typing import Final

from efe_projections.decision.consultation import PositionRow, RosterRow
from efe_projections.decision.late_words import OWN_WORD, RECORDED_NOW, WORD
from efe_projections.decision.rows import DecisionRow, DecisionState
from efe_projections.engine.query import alive, visible
from efe_projections.pole.memberships import MembershipRow

UNSAID: Final = f"""not exists (
    select from read.{PositionRow.TABLE.name} as said where said.decision = decision.id
    and said.operator = seat.operator and said.content_hash = decision.content_hash
    and {alive("said")} and {visible(PositionRow.TABLE, "said")}
)"""
SEAT: Final = f"""
    join read.{MembershipRow.TABLE.name} as seat on seat.pole = decision.pole
    and seat.representative = %(person)s::uuid and seat.since <= %(day)s::date
    and (seat.until is null or seat.until > %(day)s::date)
    and {alive("seat")} and {visible(MembershipRow.TABLE, "seat")}
    join read.{RosterRow.TABLE.name} as consulted on consulted.id = decision.id and {alive("consulted")}
    and consulted.seats @> jsonb_build_array(jsonb_build_object('operator', seat.operator))
    and {visible(RosterRow.TABLE, "consulted")}
"""
NOT_OWN: Final = f"""(
    ({WORD} and not {OWN_WORD} and {RECORDED_NOW})
    or (decision.adopted_on is not null and not {WORD} and not decision.silent @> to_jsonb(seat.operator))
)"""
CONFIRMABLE: Final = f"""(
    decision.state = '{DecisionState.OPEN}' or (decision.late_until >= %(day)s::date and decision.replaced_by is null)
)"""
DISCUSSED: Final = f"""
    join read.{DecisionRow.TABLE.name} as decision on decision.id = objection.decision
    and decision.state = '{DecisionState.OPEN}' and decision.pole = any(%(poles)s::uuid[])
    and {alive("decision")} and {visible(DecisionRow.TABLE, "decision")}
"""
