"""What the lines of `stored_events.jsonl` on operators, their terms and their axes mean, in the same order."""

from efe_domain.operator import events as at_operator
from efe_domain.shared.axis import Axis, AxisCode, AxisKind, CodeSystem
from efe_domain.shared.bassins import Bassin
from efe_domain.shared.event import Event
from tests.domain.given import TODAY, YESTERDAY

AXIS = Axis(AxisKind.METIER, "Électricien", (AxisCode(CodeSystem.NACE_BEL, "43.21"),))

READ_AS: list[Event] = [
    at_operator.CompetenceRecognised(bassin=Bassin.VERVIERS, axis=AXIS, key=AXIS.key, effective_on=TODAY),
    at_operator.CompetenceWithdrawn(bassin=Bassin.VERVIERS, key=AXIS.key, since=YESTERDAY, effective_on=TODAY),
]
