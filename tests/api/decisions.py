"""Decisions as a client begins with them: a constituted pôle, representatives with accounts, a proposal."""

from collections.abc import Iterable
from datetime import date
from typing import Any
from uuid import UUID

from efe_domain.shared.command_context import CommandContext, in_context
from tests.api.documents import put, stored
from tests.api.given import TODAY, Api, Client, a_composed_pole, a_pole, day, represented

SELECT = "decision { id contentHash state version }"
PROPOSED = "query ($id: ID!) { pole(id: $id) { dossier { proposedModalities { contentHash } } } }"
PROPOSAL = {"kind": "DECISION", "title": "Un atelier partagé", "text": "Le pôle ouvre son atelier."}


def a_deciding_pole(by: Client, *, quorum: int | None = None, ends: str | None = None) -> tuple[str, list[str]]:
    """A constituted pôle with a member of each college, and the members."""
    pole, members = a_composed_pole(by)
    by.done("constitutePole", "pole { id }", poleId=pole, ends=ends, effectiveOn=day(-500))
    if quorum:
        concert(by, pole, members, on=day(-500), meetingEveryMonths=3, quorumPercent=quorum)
    return pole, members


def another_pole(by: Client, members: list[str], first: str) -> str:
    """Makes a second pôle with the same members; the first one is not evaluated."""
    pole = a_pole(by, "Chauffage durable")
    represented(by, pole, members)
    cited = {"continuesId": first, "why": "Les deux pôles vivent côte à côte."}
    by.done("constitutePole", "pole { id }", poleId=pole, effectiveOn=day(-500), **cited)
    return pole


def concert(
    by: Client, pole: str, members: list[str], *, on: str, never_met: Api | None = None, **modalities: Any
) -> dict[str, Any]:
    """The Instance proposes modalities, the pôle decides them, and the Instance agrees to what it decided.

    `never_met` is the platform on which the decision is replayed without a meeting of that day.
    """
    by.done("agreeModalities", "pole { id }", poleId=pole, effectiveOn=on, **modalities)
    proposed = by.ask(PROPOSED, id=pole)["pole"]["dossier"]["proposedModalities"]
    subject = {"kind": "MODALITIES", "subjectId": pole, "subjectHash": proposed["contentHash"]}
    decision = propose(by, pole, effectiveOn=on, **subject)
    for member in members:
        say(by, decision, member, effectiveOn=on)
    if never_met:
        with in_context(CommandContext(actor=str(never_met.account("coordination-liege")), today=TODAY)):
            never_met.installation.platform.adopt_decision(
                UUID(decision["id"].partition(":")[2]), on=date.fromisoformat(on)
            )
    else:
        cited = {"meetingId": met(by, pole, members, on), "effectiveOn": on}
        by.done("adoptDecision", SELECT, decisionId=decision["id"], **cited)
    by.done("agreeModalities", "pole { id }", poleId=pole, decisionId=decision["id"], effectiveOn=on, **modalities)
    return decision


def met(by: Client, pole: str, members: Iterable[str], on: str) -> str:
    """A meeting of the pôle on that day, with the members present."""
    place, assembly = {"place": "Salle des fêtes"}, {"poleId": pole}
    meeting = by.done("conveneMeeting", "meeting { id }", assembly=assembly, day=on, **place, effectiveOn=on)["id"]
    present = [{"operatorId": each} for each in members]
    by.done("holdMeeting", "meeting { id }", meetingId=meeting, **place, present=present, effectiveOn=on)
    return str(meeting)


def representing(api: Api, by: Client, pole: str, operator: str, family_name: str) -> Client:
    """A person who represents the member from long ago, with an account of its own."""
    person = by.done("registerPerson", "person { id }", givenName="Marie", familyName=family_name)["id"]
    by.done(
        "replaceRepresentative",
        "pole { id }",
        sha256=stored(by),
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
    """A coordinator has a dated note of what the member said; a member needs none."""
    position = {"operatorId": operator, "stance": stance, "contentHash": decision["contentHash"]}
    by.done("takePosition", SELECT, decisionId=decision["id"], **{**noted(by), **position, **asked})


def announce(api: Api, decision: dict[str, Any], deadline: int, *, recorded: int) -> None:
    """Sets the deadline, on a day that is past: the door has one clock, so it is done at the platform."""
    platform, account = api.installation.platform, str(api.account("coordination-liege"))
    with in_context(CommandContext(actor=account, today=date.fromisoformat(day(recorded)))):
        platform.set_decision_deadline(UUID(decision["id"].partition(":")[2]), date.fromisoformat(day(deadline)))


def noted(by: Client) -> dict[str, str]:
    """The basis of what a coordinator records for a member; nothing for an account that stores no document."""
    note = put(by, b"%PDF-1.7 note of a call")
    return {"sha256": note.json()["sha256"]} if note.status_code in (200, 201) else {}


def an_adopted_decision(by: Client, pole: str, members: list[str]) -> dict[str, Any]:
    decision = propose(by, pole)
    for member in members:
        say(by, decision, member)
    by.done("adoptDecision", SELECT, decisionId=decision["id"])
    return decision
