"""SQL sources of the tasks on decisions of a pôle."""

from collections.abc import Mapping
from typing import Final

from efe_domain.decision.objections import ObjectionState
from efe_domain.law.rules import Rule
from efe_projections.decision.consultation import ObjectionRow
from efe_projections.decision.rows import CONTESTED, DecisionRow, DecisionState
from efe_projections.tasks.decision_joins import AUTHOR, CONCLUDABLE, CONFIRMABLE, DISCUSSED, NOT_OWN, SEATS, UNSAID
from efe_projections.tasks.kinds import (
    COORDINATED,
    OF_POLES,
    SPOKEN_FOR,
    OwnerKind,
    StepAudience,
    TaskKind,
    TaskSource,
)

_MEMBER: Final = f"'{OwnerKind.MEMBER}'"
_POLE: Final = f"'{OwnerKind.POLE}'"

DECISION_SOURCES: Final[Mapping[TaskKind, TaskSource]] = {
    TaskKind.POSITION_TO_TAKE: TaskSource(
        rule=Rule.PS_CONSENSUS,
        row=DecisionRow,
        subject="decision",
        beside=SEATS,
        where=f"decision.state = '{DecisionState.OPEN}' and {UNSAID}",
        mine=SPOKEN_FOR,
        since="decision.proposed_on",
        due="decision.deadline",
        part="seat.operator::text",
        owner=_MEMBER,
        owner_key="seat.operator",
        representative="seat.representative",
        command="'take_position'",
    ),
    TaskKind.OBJECTION_TO_ANSWER: TaskSource(
        rule=Rule.PS_CONSENSUS,
        row=ObjectionRow,
        subject="decision",
        beside=DISCUSSED,
        where=f"objection.state = '{ObjectionState.RAISED}'",
        mine=f"objection.pole = {OF_POLES}",
        since="objection.raised_on",
        due="decision.deadline",
        key="objection.decision",
        bassin="decision.bassin",
        part="objection.number::text",
        owner=_POLE,
        owner_key="objection.pole",
        command="'answer_objection'",
    ),
    TaskKind.OBJECTION_TO_MAINTAIN: TaskSource(
        rule=Rule.PS_CONSENSUS,
        row=ObjectionRow,
        subject="decision",
        beside=DISCUSSED + AUTHOR,
        where=f"objection.state = '{ObjectionState.ANSWERED}'",
        mine=SPOKEN_FOR,
        since="objection.answered_on",
        due="decision.deadline",
        key="objection.decision",
        bassin="decision.bassin",
        part="objection.operator::text || ' ' || objection.number::text",
        owner=_MEMBER,
        owner_key="objection.operator",
        representative="seat.representative",
        command="'maintain_objection'",
    ),
    TaskKind.DECISION_TO_CONCLUDE: TaskSource(
        rule=Rule.PS_CONSENSUS,
        row=DecisionRow,
        subject="decision",
        where=CONCLUDABLE,
        mine=f"decision.pole = {OF_POLES}",
        since="decision.proposed_on",
        owner=_POLE,
        owner_key="decision.pole",
        command="case when decision.standing = '[]' then 'adopt_decision' else 'close_without_consensus' end",
    ),
    TaskKind.DECISION_TO_COMMUNICATE: TaskSource(
        rule=Rule.PS_COM,
        row=DecisionRow,
        subject="decision",
        where=f"decision.state = '{DecisionState.ADOPTED}'",
        mine=f"decision.pole = {OF_POLES}",
        since="decision.adopted_on",
        owner=_POLE,
        owner_key="decision.pole",
        command="'communicate_decision'",
    ),
    TaskKind.DECISION_TO_RECEIVE: TaskSource(
        rule=Rule.PS_COM,
        row=DecisionRow,
        subject="decision",
        where=f"decision.state = '{DecisionState.COMMUNICATED}'",
        mine=f"decision.bassin = {COORDINATED}",
        since="decision.communicated_on",
        command="'receive_decision'",
    ),
    TaskKind.CONFIRM_RECORDED_WORD: TaskSource(
        rule=Rule.PS_CONSENSUS,
        row=DecisionRow,
        subject="decision",
        beside=SEATS,
        where=f"{CONFIRMABLE} and {NOT_OWN}",
        mine=SPOKEN_FOR,
        since="coalesce(decision.adopted_on, decision.proposed_on)",
        due="coalesce(decision.late_until, decision.deadline)",
        part="seat.operator::text",
        owner=_MEMBER,
        owner_key="seat.operator",
        representative="seat.representative",
        command="'take_position'",
        step=StepAudience.OWNERS,
    ),
    TaskKind.DECISION_CONTESTED: TaskSource(
        rule=Rule.PS_CONSENSUS,
        row=DecisionRow,
        subject="decision",
        where=CONTESTED,
        mine=f"decision.pole = {OF_POLES} or decision.bassin = {COORDINATED}",
        since="decision.contested_on",
        owner=_POLE,
        owner_key="decision.pole",
        command="'propose_decision'",
    ),
}
