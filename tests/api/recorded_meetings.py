"""An evening that one command records, and the events that it leaves."""

from collections.abc import Sequence
from typing import Any

import psycopg

from tests.api.decisions import PROPOSAL, propose
from tests.api.documents import stored
from tests.api.given import Api, Client, a_pole, an_operator, day, represented
from tests.api.meetings import convened

SHOWN = """
    meeting { heldOn minutes { sha256 } }
    decisions { adopted reasons decision { id state title } notRecorded { id } }
    planned { kind sentence } consequences { hiddenEvents }
"""
KINDS = ("CEFA", "CEFA", "FORMATION", "EMPLOI", "ENTREPRISE", "INSERTION", "ENTREPRISE", "FORMATION")
HALL = {"place": "Salle des fêtes"}


def events(api: Api, after: int = 0) -> list[str]:
    with psycopg.connect(api.installation.database.admin) as connection:
        found = connection.execute(
            "select topic from ledger.event where position > %s order by position", [after]
        ).fetchall()
    return [topic for (topic,) in found]


class Evening:
    """Constituted pôle of eight members that meets today, an open decision, and one to propose."""

    def __init__(self, api: Api, liege: Client) -> None:
        self.api, self.liege = api, liege
        self.pole = a_pole(liege)
        self.members = [an_operator(liege, kind, number=f"{kind}-{nth}") for nth, kind in enumerate(KINDS)]
        represented(liege, self.pole, self.members)
        liege.done("constitutePole", "pole { id }", poleId=self.pole, effectiveOn=day(-500))
        self.decision = propose(liege, self.pole)
        self.meeting = convened(liege, {"poleId": self.pole})

    @property
    def note(self) -> str:
        """Returns the SHA-256 of a document that a member signed."""
        return stored(self.liege, b"%PDF-1.7 signed")

    def present(self, *absent: int) -> list[dict[str, str]]:
        return [{"operatorId": each} for nth, each in enumerate(self.members) if nth not in absent]

    @property
    def open(self) -> dict[str, Any]:
        return {"open": {"decisionId": self.decision["id"], "contentHash": self.decision["contentHash"]}}

    @property
    def proposed(self) -> dict[str, Any]:
        return {"proposed": {"poleId": self.pole, **PROPOSAL, "title": "Un second atelier"}}

    def asked(self, *decisions: dict[str, Any], present: Sequence[Any] = (), **more: Any) -> dict[str, Any]:
        return {
            "meetingId": self.meeting,
            **HALL,
            "present": list(present) or self.present(),
            "decisions": list(decisions),
            **more,
        }

    def record(self, *decisions: dict[str, Any], by: Any = None, **more: Any) -> dict[str, Any]:
        return (by or self.liege).do("recordMeeting", SHOWN, **self.asked(*decisions, **more))


def consensus(decision: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {"decision": decision, "outcome": "CONSENSUS", **more}
