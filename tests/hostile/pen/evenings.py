"""Starting point of the tests on recorders: a pôle, its members with or without an account, its meetings."""

from typing import Any
from uuid import UUID

from efe_domain.access.grants import Role
from efe_domain.shared.bassins import Bassin
from tests.api.decisions import SELECT, propose
from tests.api.documents import stored
from tests.api.given import Api, Client, day
from tests.api.meetings import a_body, convened

HALL = {"place": "Salle des fêtes"}
READ = """
    query ($id: ID!) {
        decision(id: $id) {
            state contested contestedOn lateUntil memberWords ownWords
            dossier { maySpeakLate { operator { id } } positions { late recordedFor } replacedBy { id } }
        }
    }
"""
TASKS = """
    {
        viewer { tasks(first: 50) { edges { node { kind due member { id } subject { ... on Decision { id } } } } } }
    }
"""
QUESTIONED = """
    {
        instance(bassin: LIEGE) {
            dossier { waiting { toReconsider(first: 100) { edges { node { entity { id } findings } } } } }
        }
    }
"""


def met(by: Client, pole: str, present: list[str], *, on: int = 0, **asked: Any) -> str:
    """A meeting of the pôle that was held on that day, with these operators present."""
    convened = {"assembly": {"poleId": pole}, "day": day(on), "effectiveOn": day(min(on, 0)), **HALL}
    meeting: str = by.done("conveneMeeting", "meeting { id }", **convened)["id"]
    attended = {"present": [{"operatorId": each} for each in present], **HALL, **asked}
    by.done("holdMeeting", "meeting { id }", meetingId=meeting, **attended)
    return meeting


def recorded_for(decision: dict[str, Any], operator: str, stance: str = "AGREE", **asked: Any) -> dict[str, Any]:
    """The position that a coordinator records for a member."""
    judged = {"decisionId": decision["id"], "contentHash": decision["contentHash"]}
    return {**judged, "operatorId": operator, "stance": stance, **asked}


def at_a_meeting(by: Client, pole: str, decision: dict[str, Any], members: list[str]) -> str:
    """The members say today that they agree, at a meeting of the pôle."""
    meeting = met(by, pole, members)
    for member in members:
        by.done("takePosition", SELECT, **recorded_for(decision, member, basisMeetingId=meeting))
    return meeting


def a_second_coordinator(api: Api) -> Client:
    return api.granted("coordination-liege-bis", Role.COORDINATOR, Bassin.LIEGE)


def an_account_of(api: Api, subject: str, person: str) -> Client:
    """An account that is linked to the person."""
    api.installation.vault.link(api.account(subject), UUID(person.partition(":")[2]))
    return api.client(subject)


def a_person(by: Client, family_name: str) -> str:
    registered: str = by.done("registerPerson", "person { id }", givenName="Marie", familyName=family_name)["id"]
    return registered


def silent(by: Client, pole: str, members: list[str], **asked: Any) -> dict[str, Any]:
    """A decision on which all agreed at a meeting of today, but the last member."""
    decision = propose(by, pole, **asked)
    at_a_meeting(by, pole, decision, members[:-1])
    return decision


def minutes_of_long_ago(by: Client) -> str:
    """Returns a meeting of a body of the Instance that adopted its minutes 22 months ago."""
    meeting = convened(by, a_body(by), -470)
    by.done(
        "holdMeeting", "meeting { id }", meetingId=meeting, place="Salle", present=[{"personId": a_person(by, "Un")}]
    )
    by.done("adoptMinutes", "meeting { id }", meetingId=meeting, sha256=stored(by))
    return meeting


def seen(by: Client, decision: str) -> Any:
    return by.ask(READ, id=decision)["decision"]


def tasks(by: Client, decision: str) -> list[tuple[str, str | None]]:
    """Returns the kinds of the tasks on the decision, each with its member."""
    nodes = [edge["node"] for edge in by.ask(TASKS)["viewer"]["tasks"]["edges"]]
    return [
        (each["kind"], each["member"] and each["member"]["id"])
        for each in nodes
        if each["subject"] and each["subject"].get("id") == decision
    ]


def findings(by: Client, entity: str) -> set[str]:
    edges = by.ask(QUESTIONED)["instance"]["dossier"]["waiting"]["toReconsider"]["edges"]
    return {each for edge in edges if edge["node"]["entity"] == {"id": entity} for each in edge["node"]["findings"]}
