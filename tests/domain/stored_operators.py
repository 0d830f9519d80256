"""Meaning of the lines of `stored_events.jsonl` on operators, their terms and their axes, in the same order."""

from efe_domain.instance import events as at_instance
from efe_domain.operator import events as at_operator
from efe_domain.pole import events as at_pole
from efe_domain.shared.axis import Axis, AxisCode, AxisKind, CodeSystem
from efe_domain.shared.bassins import Bassin
from efe_domain.shared.event import Event
from tests.domain.given import TODAY, YESTERDAY, some_id

AXIS = Axis(AxisKind.METIER, "Électricien", (AxisCode(CodeSystem.NACE_BEL, "43.21"),))

B, PERSON = some_id("B"), some_id("person")

READ_AS: list[Event] = [
    at_operator.CompetenceRecognised(bassin=Bassin.VERVIERS, axis=AXIS, key=AXIS.key, effective_on=TODAY),
    at_operator.CompetenceWithdrawn(bassin=Bassin.VERVIERS, key=AXIS.key, since=YESTERDAY, effective_on=TODAY),
    at_pole.SubstituteNamed(operator=B, since=YESTERDAY, substitute=PERSON, effective_on=TODAY),
    at_instance.RulesOfOrderAdopted(
        rules=(at_instance.BodyRules(body=B, quorum_percent=50),),
        settings=at_instance.OrderSettings(renewal_window_days=180, late_after_days=90),
        effective_on=TODAY,
    ),
    at_operator.RessortRecorded(bassin=Bassin.HUY_WAREMME, basis="Statuts, article 3.", effective_on=TODAY),
    at_operator.RessortEnded(bassin=Bassin.HUY_WAREMME, since=YESTERDAY, effective_on=TODAY),
    at_instance.AxesMatched(
        key="metier:tailleur-de-pierre",
        other_bassin=Bassin.NAMUR,
        other_key="metier:tailleur-de-pierres",
        basis="Plénière du 3 mars 2026.",
        effective_on=TODAY,
    ),
    at_instance.AxesUnmatched(
        key="metier:tailleur-de-pierre",
        other_bassin=Bassin.NAMUR,
        other_key="metier:tailleur-de-pierres",
        since=YESTERDAY,
        effective_on=TODAY,
    ),
]
