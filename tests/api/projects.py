"""Projects as a client begins with them: constituted pôles of two bassins, and what they carry."""

from typing import Any

from efe_domain.shared.bassins import Bassin
from tests.api.decisions import say
from tests.api.given import COMMUNES, KINDS, Client, a_pole, an_operator, day, represented

NAMES = {Bassin.LIEGE: "LIEGE", Bassin.NAMUR: "NAMUR"}
WRITTEN = "Procédure écrite."
SELECT = "project { id version title }"
CONTENT: dict[str, Any] = {
    "title": "Un plateau technique partagé",
    "aims": "Former ensemble au chauffage durable.",
    "actions": [{"nature": "ADDITIONAL", "description": "Ouvrir un atelier commun."}],
    "aspects": ["EQUIPMENT"],
    "publics": ["SECONDARY"],
    "communes": [COMMUNES[Bassin.LIEGE]],
    "budget": "1250000",
}
JOINT = {**CONTENT, "communes": [COMMUNES[Bassin.LIEGE], COMMUNES[Bassin.NAMUR]]}
OUTCOME = "query ($id: ID!) { project(id: $id) { outcome pending } }"


def a_constituted_pole(by: Client, bassin: Bassin = Bassin.LIEGE, *, mark: str = "") -> tuple[str, list[str]]:
    """A pôle with a member of each college, and the members; a mark tells them from others of one platform."""
    pole = a_pole(by, f"Chauffage{mark}", bassin=bassin)
    members = [an_operator(by, kind, bassin=bassin, number=f"{kind}-{bassin}{mark}") for kind in KINDS]
    represented(by, pole, members)
    by.done("constitutePole", "pole { id }", poleId=pole, effectiveOn=day(-500))
    return pole, members


def emerge(by: Client, pole: str, content: dict[str, Any] = CONTENT) -> str:
    project: str = by.done("emergeProject", SELECT, poleId=pole, content=content)["id"]
    return project


def hash_of(by: Client, project: str) -> str:
    seen = by.ask("query ($id: ID!) { project(id: $id) { dossier { contentHash } } }", id=project)
    found: str = seen["project"]["dossier"]["contentHash"]
    return found


def adopt(by: Client, pole: str, members: list[str], project: str, content_hash: str, kind: str = "PROJECT") -> str:
    """The decision of a pôle to carry exactly that content, or on another act in the project that has it."""
    proposal = {"kind": kind, "title": "Un projet", "text": f"Le pôle en décide : {kind}."}
    decision: dict[str, Any] = by.done(
        "proposeDecision",
        "decision { id contentHash }",
        poleId=pole,
        subjectId=project,
        subjectHash=content_hash,
        **proposal,
    )
    for member in members:
        say(by, decision, member)
    by.done("adoptDecision", "decision { id }", decisionId=decision["id"])
    adopted: str = decision["id"]
    return adopted


def invite(lead: Client, pole: str, project: str, **asked: Any) -> dict[str, Any]:
    """By the pôle that leads, with the content of now."""
    given = {"projectId": project, "poleId": pole, "answerBy": day(30), **asked}
    sent: dict[str, Any] = lead.done("invitePole", "invitation { id version }", **given)
    return sent


def join(by: Client, pole: tuple[str, list[str]], project: str, content_hash: str) -> None:
    decision = adopt(by, *pole, project, content_hash)
    by.done("joinProject", SELECT, projectId=project, poleId=pole[0], decisionId=decision)


def judge(by: Client, bassin: str, project: str, verdict: str = "AGREED", **said: Any) -> None:
    asked = {"projectId": project, "bassin": bassin, "contentHash": hash_of(by, project), "verdict": verdict}
    by.done("giveVerdict", SELECT, **{"withoutMeeting": WRITTEN, **asked, **said})


def decided(by: Client, pole: tuple[str, list[str]], project: str, kind: str) -> str:
    """The decision of a pôle on that act in a project, as it is now."""
    return adopt(by, *pole, project, hash_of(by, project), kind)


class Joint:
    """A project carried by a pôle of Liège, which leads it, and one of Namur."""

    def __init__(self, liege: Client, namur: Client, *, mark: str = "") -> None:
        self.liege, self.namur = liege, namur
        self.at_liege = a_constituted_pole(liege, mark=mark)
        self.at_namur = a_constituted_pole(namur, Bassin.NAMUR, mark=mark)
        self.project = emerge(liege, self.at_liege[0], JOINT)
        self.has_joined = False

    def carried(self) -> "Joint":
        hashed = hash_of(self.liege, self.project)
        join(self.liege, self.at_liege, self.project, hashed)
        if self.has_joined:
            join(self.namur, self.at_namur, self.project, hashed)
            return self
        return self.with_namur(hashed)

    def with_namur(self, hashed: str = "") -> "Joint":
        """The pôle of Namur is invited, decides, and joins with the content of now."""
        invite(self.liege, self.at_namur[0], self.project)
        self.has_joined = True
        join(self.namur, self.at_namur, self.project, hashed or hash_of(self.liege, self.project))
        return self

    def submitted(self) -> "Joint":
        self.carried()
        self.liege.done("submitProject", SELECT, projectId=self.project)
        return self

    def amend(self, title: str = "Un autre titre") -> None:
        content = {**JOINT, "title": title}
        amended = {"projectId": self.project, "content": content, "reason": "Demande de Namur."}
        decision = decided(self.liege, self.at_liege, self.project, "AMENDMENT")
        self.liege.done("amendProject", SELECT, **amended, decisionId=decision)

    def leave(self) -> None:
        """The pôle of Namur leaves, by its decision."""
        decision = decided(self.namur, self.at_namur, self.project, "DEPARTURE")
        left = {"projectId": self.project, "poleId": self.at_namur[0], "reason": "Autre priorité."}
        self.namur.done("leaveProject", SELECT, **left, decisionId=decision)

    def abandon(self) -> None:
        """The pôle of Liège abandons it, by its decision."""
        decision = decided(self.liege, self.at_liege, self.project, "ABANDONMENT")
        self.liege.done("abandonProject", SELECT, projectId=self.project, reason="Sans suite.", decisionId=decision)
