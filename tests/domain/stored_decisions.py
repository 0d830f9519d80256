"""What the stored lines of decisions mean to the code of today, in their order."""

from typing import Any

from efe_domain.decision import events as at
from efe_domain.pole.roster import RosterSeat
from efe_domain.shared.bassins import Bassin
from efe_domain.shared.colleges import College
from efe_domain.shared.event import Event
from tests.domain.given import TODAY, some_id

POLE, PROJECT, COMPANY, SCHOOL, PERSON = (some_id(name) for name in ("pole", "project", "A", "C", "person"))
HASH, SUBJECT_HASH = "ab" * 32, "0f" * 32
ON: dict[str, Any] = {"effective_on": TODAY}

READ_AS: list[Event] = [
    at.DecisionProposed(
        bassin=Bassin.LIEGE,
        pole=POLE,
        kind=at.DecisionKind.PROJECT,
        subject=PROJECT,
        subject_hash=SUBJECT_HASH,
        title="Porter « l'atelier »",
        text="Le pôle porte\nle projet.",
        content_hash=HASH,
        roster=(RosterSeat(COMPANY, College.A, PERSON), RosterSeat(SCHOOL, College.C, None)),
        deadline=TODAY.replace(year=2027),
        **ON,
    ),
    at.DecisionAmended(
        pole=POLE,
        number=2,
        subject_hash="",
        title="Porter l'œuvre",
        text="Autrement.",
        content_hash=HASH,
        deadline=None,
        **ON,
    ),
    at.PositionTaken(
        pole=POLE,
        operator=COMPANY,
        stance=at.Stance.RESERVE,
        words="Oui, « si ».",
        objection=None,
        content_hash=HASH,
        **ON,
    ),
    at.PositionTaken(
        pole=POLE, operator=SCHOOL, stance=at.Stance.OBJECT, words="Non.", objection=1, content_hash=HASH, **ON
    ),
    at.ObjectionAnswered(objection=1, answer="Réponse.", **ON),
    at.ObjectionMaintained(objection=1, reason="Toujours.", **ON),
    at.ObjectionWithdrawn(objection=1, reason="", **ON),
    at.DecisionAdopted(content_hash=HASH, silent=(SCHOOL,), **ON),
    at.DecisionClosed(reason="Pas de consensus.", **ON),
    at.DecisionCommunicated(**ON),
    at.DecisionReceived(**ON),
]
