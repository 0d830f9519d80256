"""SQL joins of tasks on decisions: seats and words of members, and an objection under discussion."""

from typing import Final

from efe_projections.decision.consultation import ObjectionRow, PositionRow, RosterRow
from efe_projections.decision.late_words import OWN_WORD, RECORDED_NOW, WORD
from efe_projections.decision.rows import DecisionRow, DecisionState
from efe_projections.engine.query import alive, visible
from efe_projections.pole.memberships import MembershipRow

UNSAID: Final = f"""not exists (
    select from read.{PositionRow.TABLE.name} as said where said.decision = decision.id
    and said.operator = seat.operator and said.content_hash = decision.content_hash
    and {alive("said")} and {visible(PositionRow.TABLE, "said")}
)"""
_IN_FORCE: Final = f"""
    seat.since <= %(day)s::date and (seat.until is null or seat.until > %(day)s::date)
    and {alive("seat")} and {visible(MembershipRow.TABLE, "seat")}
"""
_ROSTER: Final = f"""
    join read.{RosterRow.TABLE.name} as consulted on consulted.id = decision.id and {alive("consulted")}
    and {visible(RosterRow.TABLE, "consulted")}
"""
SEATS: Final = f"""
    join read.{MembershipRow.TABLE.name} as seat on seat.pole = decision.pole and {_IN_FORCE} {_ROSTER}
    and consulted.seats @> jsonb_build_array(jsonb_build_object('operator', seat.operator))
"""
"""Members of the pôle that are consulted on a decision."""
NOT_OWN: Final = f"""(
    ({WORD} and not {OWN_WORD} and {RECORDED_NOW})
    or (decision.adopted_on is not null and not {WORD} and not decision.silent @> to_jsonb(seat.operator))
)"""
CONFIRMABLE: Final = f"""(
    decision.state = '{DecisionState.OPEN}' or (decision.late_until >= %(day)s::date and decision.replaced_by is null)
)"""
DISCUSSED: Final = f"""
    join read.{DecisionRow.TABLE.name} as decision on decision.id = objection.decision
    and decision.state = '{DecisionState.OPEN}' and {alive("decision")} and {visible(DecisionRow.TABLE, "decision")}
"""
AUTHOR: Final = f"""
    join read.{MembershipRow.TABLE.name} as seat on seat.pole = objection.pole and seat.operator = objection.operator
    and {_IN_FORCE}
"""
"""Member that raised an objection, while it sits."""
_SILENT: Final = f"""exists (
    select from read.{MembershipRow.TABLE.name} as seat {_ROSTER}
    and consulted.seats @> jsonb_build_array(jsonb_build_object('operator', seat.operator))
    where seat.pole = decision.pole and {_IN_FORCE} and not {WORD}
)"""
_DISPUTED: Final = f"""exists (
    select from read.{ObjectionRow.TABLE.name} as raised where raised.decision = decision.id
    and raised.state in ('raised', 'answered') and {alive("raised")} and {visible(ObjectionRow.TABLE, "raised")}
)"""
CONCLUDABLE: Final = f"""
    decision.state = '{DecisionState.OPEN}' and (decision.deadline < %(day)s::date or not {_SILENT})
    and not {_DISPUTED}
"""
"""Condition of an open decision on which no member is waited for any more."""
