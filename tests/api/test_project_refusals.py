"""Invalid commands on a project: a named refusal each, and nothing recorded."""

from collections.abc import Iterator, Mapping
from typing import Any

import pytest

from efe_domain.shared.bassins import Bassin
from tests.api.given import Api, Client, day
from tests.api.projects import CONTENT, SELECT, Joint, a_constituted_pole, adopt, emerge, hash_of, judge

pytestmark = pytest.mark.platform("module")

NIL = "00000000-0000-4000-8000-000000000000"
LONG = "x" * 900_000
"""As long as a body may be; a longer one is refused at the door of HTTP."""
SUPPORT = {"kind": "HUMAN", "phase": "ANALYSE"}
FUNDING = {"authority": "COCOF", "amount": "100"}


def position(by: Client) -> str:
    found: str = by.ask("{ meta { position } }")["meta"]["position"]
    return found


def commands(project: str, pole: str, *, text: str = "Texte.") -> Iterator[tuple[str, dict[str, Any]]]:
    """Every command on a project that is there, as a coordinator of Liège could ask for it."""
    on, at = {"projectId": project}, {"projectId": project, "poleId": pole}
    of_liege = {**on, "bassin": "LIEGE"}
    yield "amendProject", {**on, "content": {**CONTENT, "title": text}, "reason": "À revoir."}
    yield "joinProject", {**at, "decisionId": f"Decision:{NIL}"}
    yield "leaveProject", {**at, "reason": text}
    yield "submitProject", on
    written = {"withoutMeeting": "Procédure écrite.", "contentHash": "0" * 64}
    yield "giveVerdict", {**of_liege, **written, "verdict": "REFUSED", "reasons": text}
    yield "grantSupport", {**of_liege, **SUPPORT, "description": text}
    yield "endSupport", {**of_liege, "supportId": f"Support:{NIL}", "reason": text}
    yield "applyForFunding", {**at, **FUNDING, "procedure": text}
    yield "recordFundingOutcome", {**on, "fundingId": f"Funding:{NIL}"}
    yield "startProject", on
    yield "reportProgress", {**at, "report": text}
    yield "completeProject", {**on, "result": text}
    yield "abandonProject", {**on, "reason": text}


def a_full_life(by: Client, pole: tuple[str, list[str]], *, text: str) -> list[tuple[str, dict[str, Any]]]:
    """A project at the step where the text of each command is what is looked at."""
    project = emerge(by, pole[0])
    on = {"projectId": project}
    hashed = hash_of(by, project)
    by.done("joinProject", SELECT, **on, poleId=pole[0], decisionId=adopt(by, *pole, project, hashed))
    by.done("submitProject", SELECT, **on)
    unheard = [("giveVerdict", {**dict(commands(project, pole[0], text=text))["giveVerdict"], "contentHash": hashed})]
    codes = [by.refused(command, **asked) for command, asked in unheard]
    assert {error["code"] for error in codes} == {"INVALID"}
    judge(by, "LIEGE", project)
    by.done("startProject", SELECT, **on)
    tried = ("amendProject", "grantSupport", "applyForFunding", "reportProgress", "completeProject", "abandonProject")
    return [(command, asked) for command, asked in commands(project, pole[0], text=text) if command in tried]


def test_an_unknown_project_is_not_found_by_any_command(liege: Client) -> None:
    pole, _ = a_constituted_pole(liege)
    before = position(liege)

    codes = [liege.refused(command, **asked)["code"] for command, asked in commands(f"Project:{NIL}", pole)]

    assert codes == ["NOT_FOUND"] * 13
    assert position(liege) == before


def test_the_uuid_of_another_kind_is_not_found(liege: Client) -> None:
    pole, _ = a_constituted_pole(liege)
    before = position(liege)

    codes = [
        liege.refused(command, **asked)["code"] for command, asked in commands(pole.replace("Pole", "Project"), pole)
    ]

    assert codes == ["NOT_FOUND"] * 13
    assert position(liege) == before


def test_an_id_of_another_kind_is_no_input(liege: Client) -> None:
    pole, members = a_constituted_pole(liege)
    project = emerge(liege, pole)
    before = position(liege)

    codes = [liege.code_of(command, **asked) for command, asked in commands(pole, pole)]
    codes.append(liege.code_of("emergeProject", poleId=project, content=CONTENT))
    codes.append(liege.code_of("emergeProject", poleId=pole, content={**CONTENT, "partnerIds": [pole]}))
    codes.append(liege.code_of("reportProgress", projectId=project, poleId=members[0], report="Rien."))
    codes.append(liege.code_of("designateZoneRepresentative", bassin="LIEGE", personId=pole))

    assert codes == ["BAD_USER_INPUT"] * 17
    assert position(liege) == before


def test_what_a_command_names_beside_the_project_is_found_or_refused(liege: Client) -> None:
    pole, _ = a_constituted_pole(liege)
    project = emerge(liege, pole)
    before = position(liege)
    wrong = dict(commands(project, f"Pole:{NIL}"))

    codes = [
        liege.refused(command, **wrong[command])["code"]
        for command in (
            "joinProject",
            "leaveProject",
            "endSupport",
            "applyForFunding",
            "recordFundingOutcome",
            "reportProgress",
        )
    ]
    unknown = liege.refused("emergeProject", poleId=pole, content={**CONTENT, "partnerIds": [f"Operator:{NIL}"]})

    assert codes == ["NOT_FOUND"] * 6
    assert unknown["code"] == "NOT_FOUND"
    assert position(liege) == before


@pytest.mark.parametrize("text", [" ", LONG], ids=["empty", "900 kB"])
def test_texts_are_neither_empty_nor_endless(liege: Client, text: str) -> None:
    pole = a_constituted_pole(liege)
    asked = a_full_life(liege, pole, text=text)
    before = position(liege)

    refused = {command: liege.refused(command, **given)["code"] for command, given in asked}
    emerging = liege.refused("emergeProject", poleId=pole[0], content={**CONTENT, "aims": text})

    assert refused == dict.fromkeys(refused, "INVALID")
    assert (emerging["code"], emerging["path"]) == ("INVALID", ["input", "content", "aims"])
    assert position(liege) == before


def test_days_are_neither_in_the_future_nor_before_what_they_depend_on(liege: Client) -> None:
    pole, _ = a_constituted_pole(liege)
    project = emerge(liege, pole)
    before = position(liege)
    dated = [
        (command, asked) for command, asked in commands(project, pole) if command not in {"joinProject", "endSupport"}
    ]
    dated = [(command, asked) for command, asked in dated if command not in {"recordFundingOutcome", "leaveProject"}]

    future = [liege.refused(command, **asked, effectiveOn=day(1))["code"] for command, asked in dated]
    early = [liege.refused(command, **asked, effectiveOn=day(-1))["code"] for command, asked in dated]
    emerging = liege.refused("emergeProject", poleId=pole, content=CONTENT, effectiveOn=day(-501))
    planned = {**CONTENT, "starts": day(10), "ends": day(9)}

    assert future == ["IN_THE_FUTURE"] * len(dated)
    assert early == ["TOO_EARLY"] * len(dated)
    assert emerging["code"] == "TERM_OVER"
    assert liege.refused("emergeProject", poleId=pole, content=planned)["path"] == ["input", "content", "ends"]
    assert position(liege) == before


RULES: list[tuple[Mapping[str, Any], str, str]] = [
    ({"actions": []}, "NO_ACTION", "PS-ADD"),
    ({"aspects": []}, "NO_ASPECT", "PS-ASPECT"),
    ({"publics": []}, "NO_PUBLIC", "PS-PUBLIC"),
    ({"zone": True}, "OUTSIDE_THE_ZONE", "PS-ESM"),
]


def test_a_rule_on_the_content_refuses_in_its_own_name(liege: Client) -> None:
    pole, _ = a_constituted_pole(liege)

    errors = [liege.refused("emergeProject", poleId=pole, content={**CONTENT, **change}) for change, *_ in RULES]

    assert [(error["code"], error["rule"]["key"]) for error in errors] == [(code, key) for _, code, key in RULES]


@pytest.mark.parametrize("budget", ["-1", "1.5", "01", "", "1e3", "9999999999999999"])
def test_a_budget_is_a_number_of_cents(liege: Client, budget: str) -> None:
    pole, _ = a_constituted_pole(liege)

    code = liege.code_of("emergeProject", poleId=pole, content={**CONTENT, "budget": budget})

    assert code == "BAD_USER_INPUT"


def test_an_instance_does_not_judge_for_another_nor_a_pole_act_for_another(liege: Client, namur: Client) -> None:
    joint = Joint(liege, namur).submitted()
    before = position(liege)
    judged = {"projectId": joint.project, "verdict": "AGREED", "contentHash": hash_of(liege, joint.project)}

    codes = [
        namur.code_of("giveVerdict", **judged, bassin="LIEGE"),
        namur.code_of("amendProject", projectId=joint.project, content=CONTENT, reason="Pour voir."),
        namur.code_of("submitProject", projectId=joint.project),
        namur.code_of("startProject", projectId=joint.project),
        namur.code_of("leaveProject", projectId=joint.project, poleId=joint.at_liege[0], reason="Pour voir."),
        namur.code_of("reportProgress", projectId=joint.project, poleId=joint.at_liege[0], report="Rien."),
    ]

    assert codes == ["FORBIDDEN"] * 6
    assert position(liege) == before


def test_an_instance_that_is_not_concerned_is_not_heard(api: Api, liege: Client, namur: Client) -> None:
    joint = Joint(liege, namur).submitted()
    huy = api.coordinator(Bassin.HUY_WAREMME)
    judged = {"verdict": "AGREED", "contentHash": hash_of(liege, joint.project)}

    error = huy.refused("giveVerdict", projectId=joint.project, bassin="HUY_WAREMME", **judged)

    assert (error["code"], error["rule"]["key"]) == ("NOT_CONCERNED", "PS-CONJOINT")


def test_a_command_on_another_version_is_refused(liege: Client) -> None:
    pole, _ = a_constituted_pole(liege)
    project = emerge(liege, pole)

    error = liege.refused("abandonProject", projectId=project, reason="Trop tôt.", expectedVersion=7)

    assert (error["code"], error["currentVersion"]) == ("VERSION_CONFLICT", 1)


def test_the_zone_is_of_its_two_instances_and_their_persons(liege: Client, namur: Client) -> None:
    person = namur.done("registerPerson", "person { id }", givenName="Marie", familyName="Dupont")["id"]
    zone = "zone { id communes { name } representatives(inForceOn: null) { bassin person { familyName } until } }"

    strange = liege.refused("designateZoneRepresentative", bassin="LIEGE", personId=person)
    foreign = liege.code_of("designateZoneRepresentative", bassin="NAMUR", personId=person)
    designated = namur.done("designateZoneRepresentative", zone, bassin="NAMUR", personId=person)
    again = namur.refused("designateZoneRepresentative", bassin="NAMUR", personId=person)
    hidden = liege.ask("{ zone { communes { name } representatives { bassin } } }")["zone"]
    ended = namur.done("endZoneRepresentative", zone, bassin="NAMUR", personId=person)
    absent = namur.refused("endZoneRepresentative", bassin="NAMUR", personId=person)

    assert (strange["code"], strange["rule"]["key"]) == ("NOT_OF_THE_ZONE", "ART-18")
    assert foreign == "FORBIDDEN"
    assert len(designated["communes"]) == 12
    assert designated["representatives"] == [{"bassin": "NAMUR", "person": {"familyName": "Dupont"}, "until": None}]
    assert (again["code"], absent["code"]) == ("ALREADY_IN_THE_ZONE", "NOT_IN_THE_ZONE")
    assert (len(hidden["communes"]), hidden["representatives"]) == (12, [])
    assert ended["representatives"][0]["until"] == day(0)
