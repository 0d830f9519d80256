"""Previews of rectifications: the same as the later rectification, and nothing recorded."""

from typing import Any

import pytest
from msgspec import to_builtins

from efe_domain.access.grants import Role
from efe_domain.shared.bassins import Bassin
from efe_domain.shared.codec import decode
from tests.api.corrections import PREVIEW, of, preview
from tests.api.documents import stored
from tests.api.given import (
    AXIS,
    COMMUNES,
    CREATED,
    Api,
    Client,
    a_composed_pole,
    a_pole,
    an_operator,
    day,
    represented,
)
from tests.api.meetings import UNKNOWN, a_body, held

pytestmark = pytest.mark.platform("module")

CONSTITUTED = 5


def head(api: Api) -> int:
    return api.installation.platform.recorder.max_notification_id() or 0


@pytest.fixture
def pole(liege: Client) -> tuple[str, list[str]]:
    pole, members = a_composed_pole(liege)
    liege.done("constitutePole", "pole { id }", poleId=pole, effectiveOn=day(-1000))
    return pole, members


def a_decision(by: Client, pole: str) -> str:
    decision: str = by.done(
        "proposeDecision",
        "decision { id }",
        poleId=pole,
        kind="DECISION",
        title="Un atelier",
        text="Le pôle ouvre son atelier.",
    )["id"]
    return decision


def test_it_tells_what_the_rectification_then_does(api: Api, liege: Client, pole: tuple[str, list[str]]) -> None:
    operator = an_operator(liege, "CEFA", name="École sans voix")
    liege.done("designateMember", "pole { id }", poleId=pole[0], operatorId=operator, effectiveOn=day(-900))
    decision, person = a_decision(liege, pole[0]), _person(liege)
    asked, before = of(pole[0], CONSTITUTED + 1, representativeId=person), head(api)

    told = preview(liege, **asked)
    assert head(api) == before
    done = liege.do("rectify", "entity { id }", **asked)

    [fact] = told["facts"]
    assert (fact["version"], fact["topic"].rsplit(".", 1)[0]) == (CONSTITUTED + 1, "pole.member-designated")
    assert fact["changed"] == ["representative"]
    assert fact["before"][0]["state"]["representative"] != fact["after"][0]["state"]["representative"]
    assert fact["after"][0]["state"]["representative"] == person.partition(":")[2]
    assert (told["secondCoordinatorNeeded"], told["awaitsConfirmation"], told["documentNeeded"]) == (False,) * 3
    assert (told["hiddenConsequences"], told["userErrors"], done["userErrors"]) == (0, [], [])
    [consequence] = told["consequences"]
    assert consequence["entity"] == {"id": decision}
    assert consequence["findings"] == ["roster"]
    recorded = {each["topic"]: each for each in _after(api, before)}
    assert recorded.keys() == {"pole.rectified.v1", "decision.questioned.v1"}
    [change] = recorded["pole.rectified.v1"]["payload"]["changes"]
    assert (change["version"], list(change["events"])) == (fact["version"], fact["after"])
    assert recorded["decision.questioned.v1"]["payload"]["findings"] == tuple(consequence["findings"])


def test_a_refusal_names_the_version_that_it_breaks(api: Api, liege: Client, pole: tuple[str, list[str]]) -> None:
    asked = of(pole[0], 4)

    told = preview(liege, **asked)
    refused = liege.refused("rectify", **asked)

    [error] = told["userErrors"]
    assert error.pop("brokenVersion") == CONSTITUTED
    assert error == refused
    assert (told["facts"], told["consequences"], told["hiddenConsequences"]) == ([], [], None)


def test_it_tells_that_another_coordinator_is_needed(api: Api, liege: Client, pole: tuple[str, list[str]]) -> None:
    asked, before = of(pole[0], CONSTITUTED, ends=day(50)), head(api)

    told = preview(liege, **asked)

    assert (told["secondCoordinatorNeeded"], told["awaitsConfirmation"]) == (True, True)
    assert [each["version"] for each in told["facts"]] == [CONSTITUTED]
    assert head(api) == before


def test_it_tells_that_a_document_is_needed(liege: Client, pole: tuple[str, list[str]]) -> None:
    liege.done("evaluatePole", "pole { id }", poleId=pole[0], conclusion="Utile.", effectiveOn=day(-5))

    told = preview(liege, **of(pole[0], 6, conclusion="Très utile."))

    assert told["documentNeeded"] is True
    assert [each["code"] for each in told["userErrors"]] == ["DOCUMENT_NEEDED"]


def test_others_get_nothing(api: Api, liege: Client, namur: Client, pole: tuple[str, list[str]]) -> None:
    asked = of(pole[0], 1, name="Autre")
    nobody = api.client("personne")
    auditor = api.granted("audit", Role.AUDITOR, Bassin.LIEGE)

    hidden = liege.done("createPole", "pole { id }", bassin="LIEGE", axis=AXIS, name="Caché", effectiveOn=CREATED)[
        "id"
    ]

    [told] = preview(namur, **of(hidden, 1, name="Autre"))["userErrors"]

    assert told == namur.refused("rectify", **of(hidden, 1, name="Autre")) | {"code": "NOT_FOUND"}
    for other, code in (
        (namur, "FORBIDDEN"),
        (nobody, "FORBIDDEN"),
        (auditor, "FORBIDDEN"),
        (api.visitor, "UNAUTHENTICATED"),
    ):
        assert other.refusal(PREVIEW, input=asked) == other.code_of("rectify", **asked) == code


def test_a_meeting_of_another_instance_is_not_told_from_none(
    liege: Client, namur: Client, pole: tuple[str, list[str]]
) -> None:
    theirs = held(namur, a_body(namur, "NAMUR"))
    namur.done("adoptMinutes", "meeting { id }", meetingId=theirs, sha256=stored(namur))
    asked = of(pole[0], CONSTITUTED, ends=day(50))

    def told(meeting: str) -> list[tuple[str, str]]:
        cited = asked | {"minutesMeetingId": meeting}
        errors = [*preview(liege, **cited)["userErrors"], liege.refused("rectify", **cited)]
        return [(each["code"], each["message"].replace(meeting.partition(":")[2], "…")) for each in errors]

    assert told(theirs) == told(f"Meeting:{UNKNOWN}") == [("NOT_FOUND", "Réunion introuvable : ….")] * 2


def test_of_what_the_coordinator_may_not_see_it_tells_how_much_there_is(liege: Client, namur: Client) -> None:
    school = an_operator(liege)
    common = {"bassin": "NAMUR", "operatorId": school, "effectiveOn": CREATED}
    namur.done("openSite", "operator { id }", **common, commune=COMMUNES[Bassin.NAMUR])
    namur.done("recogniseCompetence", "operator { id }", **common, axis=AXIS)
    hidden = a_pole(namur, bassin=Bassin.NAMUR)
    represented(namur, hidden, [school])

    told = preview(liege, **of(school, 1, operatorKind="FORMATION"))

    assert told["userErrors"] == []
    assert (told["consequences"], told["hiddenConsequences"]) == ([], 1)
    assert hidden.partition(":")[2] not in str(told)


def test_a_command_that_is_only_previewed_is_not_known(api: Api, liege: Client, pole: tuple[str, list[str]]) -> None:
    command = "6f0d8a52-7f43-4a0e-9d4b-54a4b6a1c3a2"
    asked = of(pole[0], 1, name="Chauffage juste") | {"commandId": command}

    assert preview(liege, **asked)["userErrors"] == []
    liege.done("rectify", "entity { id }", **asked)
    [told] = preview(liege, **asked)["userErrors"]

    assert told["code"] == "NOTHING_TO_RECTIFY"


def test_a_name_of_the_vault_is_refused_by_the_command_alone(liege: Client, pole: tuple[str, list[str]]) -> None:
    """A preview records nothing: it would say for nothing who is in the vault."""
    liege.done("registerPerson", "person { id }", givenName="Ysaline", familyName="Vandercamme")
    asked = of(pole[0], 1, name="Autre") | {"reason": "Dit par Ysaline Vandercamme."}

    assert preview(liege, **asked)["userErrors"] == []
    assert liege.refused("rectify", **asked)["path"] == ["input", "reason"]


def _person(by: Client) -> str:
    person: str = by.done("registerPerson", "person { id }", givenName="Autre", familyName="Voix")["id"]
    return person


def _after(api: Api, position: int) -> list[dict[str, Any]]:
    found = api.installation.platform.recorder.select_notifications(position + 1, 10)
    return [{"topic": each.topic, "payload": to_builtins(decode(each.topic, each.state))} for each in found]
