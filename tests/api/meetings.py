"""Helpers of the tests on meetings."""

from typing import Any

from tests.api.given import Client, a_composed_pole, day, with_a_free

MEETING = """
    meeting {
        kind bassins body { name } pole { name } convenedOn day remote place agenda heldOn
        present { operator { name } person { givenName } } excused { person { givenName } }
        minutes { sha256 size mediaType path } minutesAdoptedOn cancelledOn cancelReason version
    }
"""
LISTED = "query ($filter: MeetingFilter) { meetings(filter: $filter) { totalCount edges { node { id day } } } }"
UNKNOWN = "00000000-0000-4000-8000-000000000000"
HALL = {"place": "Salle des fêtes"}


def a_person(by: Client, name: str = "Anne") -> str:
    registered = by.do("registerPerson", "person { id }", givenName=name, familyName="Dupont")
    return str(registered["person"]["id"])


def a_body(by: Client, bassin: str = "LIEGE", name: str = "Plénière") -> dict[str, Any]:
    asked = {"bassin": bassin, "name": name, "effectiveOn": day(-500)}
    instance, name = with_a_free("name", by, "setUpBody", "instance { bodies { id name } }", **asked)
    [body] = [each for each in instance["bodies"] if each["name"] == name]
    return {"body": {"bassin": bassin, "bodyId": body["id"]}}


def convened(by: Client, assembly: dict[str, Any], offset: int = 0, **asked: Any) -> str:
    """The id of a meeting; convened on its own day, or today for one that lies ahead."""
    given = {"assembly": assembly, "day": day(offset), "effectiveOn": day(min(offset, 0)), **HALL, **asked}
    return str(by.done("conveneMeeting", "meeting { id }", **given)["id"])


def held(by: Client, assembly: dict[str, Any], offset: int = 0) -> str:
    meeting = convened(by, assembly, offset)
    by.done("holdMeeting", "meeting { id }", meetingId=meeting, **HALL, present=[{"personId": a_person(by)}])
    return meeting


def a_constituted_pole(by: Client, offset: int = -400, **term: Any) -> tuple[str, list[str]]:
    pole, members = a_composed_pole(by)
    by.done("constitutePole", "pole { id }", poleId=pole, effectiveOn=day(offset), **term)
    return pole, members


def rule_of(error: dict[str, Any]) -> tuple[str, str]:
    return error["code"], error["rule"]["key"]
