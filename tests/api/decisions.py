"""Decisions as a client begins with them: a constituted pôle, representatives with accounts, a proposal."""

from typing import Any
from uuid import UUID

from tests.api.given import Api, Client, a_composed_pole, day

SELECT = "decision { id contentHash state version }"
PROPOSAL = {"kind": "DECISION", "title": "Un atelier partagé", "text": "Le pôle ouvre son atelier."}


def a_deciding_pole(by: Client, *, quorum: int | None = None, ends: str | None = None) -> tuple[str, list[str]]:
    """A constituted pôle with a member of each college, and the members."""
    pole, members = a_composed_pole(by)
    by.done(
        "agreeModalities",
        "pole { id }",
        poleId=pole,
        meetingEveryMonths=3,
        quorumPercent=quorum,
        effectiveOn=day(-600),
    )
    by.done("constitutePole", "pole { id }", poleId=pole, ends=ends, effectiveOn=day(-500))
    return pole, members


def representing(api: Api, by: Client, pole: str, operator: str, family_name: str) -> Client:
    """A person who represents the member from long ago, with an account of its own."""
    person = by.done("registerPerson", "person { id }", givenName="Marie", familyName=family_name)["id"]
    by.done(
        "replaceRepresentative",
        "pole { id }",
        poleId=pole,
        operatorId=operator,
        representativeId=person,
        effectiveOn=day(-400),
    )
    api.installation.vault.link(api.account(family_name), UUID(person.partition(":")[2]))
    return api.client(family_name)


def propose(by: Client, pole: str, **asked: Any) -> dict[str, Any]:
    proposed: dict[str, Any] = by.done("proposeDecision", SELECT, poleId=pole, **{**PROPOSAL, **asked})
    return proposed


def say(by: Client, decision: dict[str, Any], operator: str, stance: str = "AGREE", **asked: Any) -> None:
    position = {"operatorId": operator, "stance": stance, "contentHash": decision["contentHash"]}
    by.done("takePosition", SELECT, decisionId=decision["id"], **position, **asked)


def an_adopted_decision(by: Client, pole: str, members: list[str]) -> dict[str, Any]:
    decision = propose(by, pole)
    for member in members:
        say(by, decision, member)
    by.done("adoptDecision", SELECT, decisionId=decision["id"])
    return decision
