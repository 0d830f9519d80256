"""Joint meetings as a client calls them, and takes part by a meeting of its own pôle."""

from typing import Any

from tests.api.given import Client, day
from tests.api.projects import SELECT

MEETINGS = """query ($id: ID!, $at: AsOf) { project(id: $id, asOf: $at) { dossier { jointMeetings {
    id number day startsAt endsAt remote place agenda cancelled reason calledOn bassin pole { id }
    attendances { bassin heldOn pole { id } operators { id } } poleMeetings { id day pole { id } }
} } } }"""
AT = {"place": "Maison de l'emploi", "startsAt": "14:00", "endsAt": "16:00"}
AGENDA = ["Le plan de travail", "Divers"]

type PoleOf = tuple[str, list[str]]
VERDICTS = """query ($id: ID!) { project(id: $id) { history(first: 50) { edges { node { kind version } } } dossier {
    startedWithoutAgreement bassinsOutside
    board { bassin verdictGiven { conditionList { number text metOn dueOn } } }
    supports { kind until endedByVerdict toReconfirm endReason } } } }"""


def call(by: Client, project: str, pole: PoleOf, on: str = "", **said: Any) -> dict[str, Any]:
    """The joint meeting that a pôle calls for today, or for another day, as the project shows it."""
    given = {"projectId": project, "poleId": pole[0], "day": on or day(0), "agenda": AGENDA, **AT, **said}
    earlier = {each["id"] for each in shown(by, project)} - {said.get("jointMeetingId")}
    by.done("callJointMeeting", SELECT, **given)
    [called] = [each for each in shown(by, project) if each["id"] not in earlier]
    return called


def shown(by: Client, project: str, at: str | None = None) -> list[dict[str, Any]]:
    seen = by.ask(MEETINGS, id=project, at=at and {"position": at})["project"]
    meetings: list[dict[str, Any]] = seen["dossier"]["jointMeetings"]
    return meetings


def own_meeting(pole: PoleOf, joint: dict[str, Any], **said: Any) -> dict[str, Any]:
    """Input of the convocation by which a pôle takes part."""
    return {
        "assembly": {"poleId": pole[0]},
        "day": joint["day"],
        "place": "Chez nous",
        "jointMeetingId": joint["id"],
    } | said


def take_part(by: Client, pole: PoleOf, joint: dict[str, Any], **said: Any) -> str:
    meeting: str = by.done("conveneMeeting", "meeting { id }", **own_meeting(pole, joint, **said))["id"]
    return meeting


def hold(by: Client, meeting: str, operators: list[str], **said: Any) -> None:
    present = [{"operatorId": each} for each in operators]
    by.done("holdMeeting", "meeting { id }", meetingId=meeting, place="Chez nous", present=present, **said)


def attendance(by: Client, project: str, bassin: str, at: str | None = None) -> list[str]:
    """The operators of the pôle of a bassin at the only joint meeting."""
    [joint] = shown(by, project, at)
    return sorted(each["id"] for one in joint["attendances"] if one["bassin"] == bassin for each in one["operators"])


def seen(by: Client, project: str) -> dict[str, Any]:
    found: dict[str, Any] = by.ask(VERDICTS, id=project)["project"]
    return found


def version_of(by: Client, project: str, kind: str) -> int:
    entries = (edge["node"] for edge in seen(by, project)["history"]["edges"])
    return max(int(each["version"]) for each in entries if each["kind"].startswith(kind))
