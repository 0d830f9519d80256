"""Meaning of the stored lines of decisions for the code of today, in their order."""

from typing import Any

from efe_domain.decision import events as at
from efe_domain.pole.events import ModalitiesAgreed, ModalitiesProposed
from efe_domain.pole.members import RosterSeat
from efe_domain.pole.modalities import ConsensusRules
from efe_domain.shared.bassins import Bassin
from efe_domain.shared.colleges import College
from efe_domain.shared.documents import Document
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
        consensus=None,
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
        roster=None,
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
        own=True,
        document=None,
        **ON,
    ),
    at.PositionTaken(
        pole=POLE,
        operator=SCHOOL,
        stance=at.Stance.OBJECT,
        words="Non.",
        objection=1,
        content_hash=HASH,
        own=True,
        document=None,
        **ON,
    ),
    at.ObjectionAnswered(objection=1, answer="Réponse.", **ON),
    at.ObjectionMaintained(objection=1, reason="Toujours.", own=True, **ON),
    at.ObjectionWithdrawn(objection=1, reason="", by_position=True, own=True, document=None, **ON),
    at.DecisionAdopted(content_hash=HASH, silent=(SCHOOL,), uncounted=(), meeting=None, **ON),
    at.DecisionClosed(reason="Pas de consensus.", **ON),
    at.DecisionCommunicated(**ON),
    at.DecisionReceived(**ON),
]

SIGNED = Document(sha256="cd" * 32, size=12_000, media_type="application/pdf")
SINCE_0_3_0: list[Event] = [
    at.DecisionProposed(
        bassin=Bassin.LIEGE,
        pole=POLE,
        kind=at.DecisionKind.MODALITIES,
        subject=POLE,
        subject_hash=SUBJECT_HASH,
        title="Se réunir à distance",
        text="Le pôle se réunit aussi à distance.",
        content_hash=HASH,
        roster=(RosterSeat(COMPANY, College.A, PERSON), RosterSeat(SCHOOL, College.C, None)),
        consensus=ConsensusRules(quorum_percent=60, agreement_per_college=True),
        deadline=None,
        **ON,
    ),
    at.DecisionAmended(
        pole=POLE,
        number=2,
        subject_hash=SUBJECT_HASH,
        title="Se réunir à distance",
        text="Autrement.",
        content_hash=HASH,
        roster=(RosterSeat(SCHOOL, College.C, None),),
        deadline=TODAY,
        **ON,
    ),
    at.PositionTaken(
        pole=POLE,
        operator=COMPANY,
        stance=at.Stance.AGREE,
        words="D'accord désormais.",
        objection=None,
        content_hash=HASH,
        own=False,
        document=SIGNED,
        **ON,
    ),
    at.ObjectionMaintained(objection=1, reason="Toujours.", own=False, **ON),
    at.ObjectionWithdrawn(
        objection=1, reason="D'accord désormais.", by_position=True, own=False, document=SIGNED, **ON
    ),
    at.DecisionAdopted(content_hash=HASH, silent=(), uncounted=(SCHOOL,), meeting=some_id("meeting"), **ON),
    ModalitiesProposed(
        meeting_every_months=3, quorum_percent=60, remote_allowed=True, agreement_per_college=True, **ON
    ),
    ModalitiesAgreed(
        meeting_every_months=3,
        quorum_percent=60,
        remote_allowed=True,
        agreement_per_college=True,
        decision=some_id("decision"),
        **ON,
    ),
]
"""What this release added, and the new shapes of what it replaced."""
