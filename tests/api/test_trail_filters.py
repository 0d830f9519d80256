"""The trail of a person or of an operator; a wrong value of a filter is an error at its field."""

from typing import Any

import pytest

from efe_domain.access.grants import Role
from efe_domain.shared.bassins import Bassin
from tests.api.decisions import a_deciding_pole, propose, representing, say
from tests.api.documents import stored
from tests.api.given import Api, Client, a_pole, an_operator, day
from tests.api.meetings import HALL, a_body, a_person, convened

TRAIL = """
    query ($filter: AuditFilter, $bassin: Bassin! = LIEGE, $last: Int, $order: TrailOrder! = OLDEST_FIRST) {
        auditTrail(bassin: $bassin, filter: $filter, first: 100, last: $last, order: $order) {
            totalCount edges { node { kind position } }
        }
    }
"""
pytestmark = pytest.mark.platform("module")
UNKNOWN = "00000000-0000-4000-8000-000000000000"


def kinds(by: Client, **asked: Any) -> list[str]:
    page = by.ask(TRAIL, filter=asked)["auditTrail"]
    assert page["totalCount"] == len(page["edges"])
    return [edge["node"]["kind"].rpartition(".")[0] for edge in page["edges"]]


@pytest.fixture
def administrator(api: Api) -> Client:
    return api.granted("administration", Role.ADMINISTRATOR)


def test_the_trail_of_a_person_has_their_seats_and_their_acts(api: Api, liege: Client, administrator: Client) -> None:
    pole, members = a_deciding_pole(liege)
    decision = propose(liege, pole)
    anne = representing(api, liege, pole, members[0], "Anne")
    say(anne, decision, members[0])
    say(liege, decision, members[1])
    person = anne.ask("{ viewer { account { person { id } } } }")["viewer"]["account"]["person"]["id"]

    assert kinds(liege, personId=person) == ["pole.representative-replaced", "decision.position-taken"]
    assert kinds(liege, personId=person, kinds=["decision.position-taken.v3"]) == ["decision.position-taken"]
    assert kinds(liege, personId=f"Person:{UNKNOWN}") == []


def test_the_acts_of_a_coordinator_are_listed_once(api: Api, liege: Client, administrator: Client) -> None:
    person = liege.done("registerPerson", "person { id }", givenName="Nadia", familyName="Coordonne")["id"]
    account = f"Account:{api.account('coordination-liege')}"
    administrator.done("linkAccount", "person { id }", accountId=account, personId=person)
    a_deciding_pole(liege)

    positions = [edge["node"]["position"] for edge in _page(liege, personId=person)["edges"]]
    own = [edge["node"]["position"] for edge in _page(liege, actorId=account)["edges"]]

    assert len(positions) == len(set(positions)) == len(own) + 1
    assert set(own) < set(positions)
    assert kinds(liege, personId=person)[0] == "instance.access-granted"


def test_a_substitute_and_a_designated_representative_are_found(liege: Client) -> None:
    pole, member = a_pole(liege), an_operator(liege)
    people = [
        liege.done("registerPerson", "person { id }", givenName=name, familyName="Exemple")["id"]
        for name in ("Jean", "Zoé")
    ]
    asked = {"poleId": pole, "operatorId": member}
    liege.done("designateMember", "pole { id }", **asked, representativeId=people[0], effectiveOn=day(-600))
    liege.done("nameSubstitute", "pole { id }", **asked, substituteId=people[1])

    assert kinds(liege, personId=people[0])[0] == "pole.member-designated"
    assert kinds(liege, personId=people[1]) == ["pole.substitute-named"]


def test_the_trail_of_a_person_has_the_meetings_that_they_attended_once_each(liege: Client) -> None:
    body = a_body(liege)
    anne, zoe, other = (a_person(liege, name) for name in ("Anne", "Zoé", "Jean"))
    for person in (anne, zoe, other):
        liege.done("fillSeat", "instance { id }", **body["body"], category="Forem", personId=person)
    meetings = [convened(liege, body) for _ in range(2)]
    attendance = {"present": [{"personId": anne}], "excused": [{"personId": zoe}]}
    liege.done("holdMeeting", "meeting { id }", meetingId=meetings[0], **HALL, **attendance)
    liege.done("holdMeeting", "meeting { id }", meetingId=meetings[1], **HALL, present=[{"personId": other}])
    for meeting in meetings:
        liege.done("adoptMinutes", "meeting { id }", meetingId=meeting, sha256=stored(liege))

    assert [kinds(liege, personId=each) for each in (anne, zoe)] == [["instance.seat-filled", "meeting.held"]] * 2


def test_the_trail_of_an_operator_has_its_seats_and_its_positions(liege: Client) -> None:
    pole, members = a_deciding_pole(liege)
    decision = propose(liege, pole)
    say(liege, decision, members[1])

    found = kinds(liege, operatorId=members[1])

    assert found[:3] == ["operator.registered", "operator.site-opened", "operator.competence-recognised"]
    assert found[3:] == ["pole.member-designated", "decision.position-taken"]
    assert "decision.position-taken" not in kinds(liege, operatorId=members[0])


def test_pages_of_a_person_follow_one_another_from_both_ends(liege: Client) -> None:
    _, members = a_deciding_pole(liege)
    whole = [edge["node"]["position"] for edge in _page(liege, operatorId=members[0])["edges"]]
    last = [edge["node"]["position"] for edge in _page(liege, last=2, operatorId=members[0])["edges"]]
    newest = [edge["node"]["position"] for edge in _page(liege, order="NEWEST_FIRST", operatorId=members[0])["edges"]]

    assert last == whole[-2:]
    assert newest == whole[::-1]


def _page(by: Client, *, last: int | None = None, order: str = "OLDEST_FIRST", **asked: Any) -> dict[str, Any]:
    page: dict[str, Any] = by.ask(TRAIL, filter=asked, last=last, order=order)["auditTrail"]
    return page


def test_another_instance_finds_only_entries_of_its_own_trail(api: Api, liege: Client) -> None:
    pole, members = a_deciding_pole(liege)
    say(liege, propose(liege, pole), members[0])
    namur = api.coordinator(Bassin.NAMUR)
    page = namur.ask(TRAIL, bassin="NAMUR", filter={"operatorId": members[0]})["auditTrail"]

    assert {edge["node"]["kind"].partition(".")[0] for edge in page["edges"]} == {"operator"}
    assert namur.refusal(TRAIL, filter={"operatorId": members[0]}) == "FORBIDDEN"


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("ruleKey", "PS-RIEN"),
        ("kinds", ["pole.created.v1", "pole.rien.v1"]),
        ("subjectId", "rien"),
        ("actorId", "Pole:1"),
        ("personId", f"Operator:{UNKNOWN}"),
        ("operatorId", "Operator:rien"),
    ],
)
def test_a_wrong_value_is_an_error_at_its_field(liege: Client, field: str, value: Any) -> None:
    [error] = liege.post(TRAIL, {"filter": {field: value}})["errors"]

    assert error["extensions"] == {"code": "BAD_USER_INPUT", "field": field}


def test_a_period_ends_after_it_begins_and_one_of_two_is_asked_about(liege: Client) -> None:
    period = {"recordedFrom": "2026-02-01T00:00:00Z", "recordedUntil": "2026-01-01T00:00:00Z"}
    both = {"personId": f"Person:{UNKNOWN}", "operatorId": f"Operator:{UNKNOWN}"}

    errors = [liege.post(TRAIL, {"filter": asked})["errors"][0]["extensions"]["field"] for asked in (period, both)]

    assert errors == ["recordedUntil", "operatorId"]
