"""Meaning of the stored lines of corrections for the code of today, in their order."""

from efe_domain.catalogue import CORRECTIONS
from efe_domain.shared.documents import Document
from efe_domain.shared.event import Event
from efe_domain.shared.record_events import Change, FactState, Patch
from efe_domain.shared.replay_decisions import Correctable, Withdrawable
from tests.domain.given import TODAY, some_id

DOCUMENT = Document(sha256="ab" * 32, size=20_000, media_type="application/pdf")
ENDED = FactState(
    "pole.membership-ended.v1",
    {"effective_on": "2026-03-01", "operator": str(some_id("B")), "reason": "Départ.", "since": "2026-02-28"},
)
ALARM = FactState("pole.composition-broken.v1", {"effective_on": "2026-03-01", "missing": ["B"]})


def read_as(correctable: Correctable[object]) -> list[Event]:  # type: ignore[type-var]
    return [
        correctable.events.rectified(
            changes=(Change(3, (ENDED, ALARM)), Change(5, ())),
            reason="Le « procès-verbal » dit le 1er mars.",
            document=DOCUMENT,
            proposal=None,
        ),
        correctable.events.proposed(
            patches=(Patch(3, {"effective_on": "2026-03-01", "representative": None}), Patch(5)),
            reason="Mauvaise date.",
            document=None,
        ),
        correctable.events.dropped(proposal=6, reason="C'était bien cela."),
        correctable.events.questioned(
            cause=some_id("pole"), cause_kind="pole", cause_version=9, findings=("NOT_A_MEMBER", "roster")
        ),
        correctable.events.confirmed(question=6, reason="Revu : rien ne change."),
    ]


def withdrawn_as(withdrawable: Withdrawable) -> list[Event]:
    return [
        withdrawable.events.withdrawn(
            act=3,
            changes=(Change(3, ()), Change(5, (ENDED, ALARM))),
            reason="L'organe « plénier » n'était pas en nombre.",
            document=DOCUMENT,
            proposal=6,
            effective_on=TODAY,
        ),
        withdrawable.events.proposed(patches=(Patch(3),), reason="L'organe n'était pas en nombre.", document=None),
        withdrawable.events.dropped(proposal=6, reason="Il l'était."),
    ]


READ_AS: list[Event] = [
    *(event for kind in sorted(CORRECTIONS) for event in read_as(CORRECTIONS[kind])),
]
WITHDRAWN: list[Event] = [
    event
    for kind in sorted(CORRECTIONS)
    if (withdrawable := CORRECTIONS[kind].withdrawable)
    for event in withdrawn_as(withdrawable)
]
