"""Invalid inputs of analyses, themes and opinions: a named refusal each, and nothing recorded."""

from typing import Any

import pytest

from tests.api.given import Client, a_pole, an_operator, day
from tests.api.opinions import INFORMATION, REQUEST, SAYING, a_list, a_theme, an_adopted_list, an_analysis, an_opinion

pytestmark = pytest.mark.platform("module")

NOBODY = "00000000-0000-4000-8000-000000000000"
INITIATIVE = {"initiative": INFORMATION}
HUGE = "x" * 990_000
"""As much as the body of a request may hold; beyond that the door refuses it unread."""


def on_what_is_not_there(kind: str) -> list[tuple[str, dict[str, Any]]]:
    """Every command on an object that is there already, on one of that kind that is not."""
    analysis, themes, opinion = ({f"{name}Id": f"{kind}:{NOBODY}"} for name in ("analysis", "themeList", "opinion"))
    theme = {"label": "Langues", "kinds": ["METIER"], "analysisIds": [], "orientation": "Relance"}
    return [
        ("recordReminder", {**analysis, "note": "Rappel."}),
        ("writeSynthesis", {**analysis, "text": "Croisement."}),
        ("adoptSynthesis", analysis),
        ("amendThemes", {**themes, "title": "Thématiques", "themes": [theme]}),
        ("adoptThemes", {**themes, "starts": day(0), "ends": day(1)}),
        ("diffuseThemes", {**themes, "college": "B"}),
        ("draftOpinion", {"origin": {"opinionId": f"{kind}:{NOBODY}"}, "content": SAYING}),
        ("amendOpinion", {**opinion, "content": SAYING}),
        ("adoptOpinion", opinion),
        ("transmitOpinion", opinion),
        ("acknowledgeOpinion", opinion),
        ("answerOpinion", {**opinion, "answer": "Merci."}),
        ("observeEffect", {**opinion, "effect": "Un effet."}),
    ]


def position(by: Client) -> str:
    reached: str = by.ask("{ meta { position } }")["meta"]["position"]
    return reached


def test_what_does_not_exist_is_not_found(liege: Client) -> None:
    before = position(liege)

    codes = {
        command: liege.refused(command, **{**asked, **_of_its_kind(asked)})["code"]
        for command, asked in on_what_is_not_there("Opinion")
    }

    assert set(codes.values()) == {"NOT_FOUND"}
    assert position(liege) == before


def test_an_id_of_another_kind_is_bad_input(liege: Client) -> None:
    codes = {liege.code_of(command, **asked) for command, asked in on_what_is_not_there("Pole")}

    assert codes == {"BAD_USER_INPUT"}


def test_what_is_of_another_instance_is_not_found(liege: Client, namur: Client) -> None:
    analysis, themes, opinion = an_analysis(liege), a_list(liege, a_theme(an_analysis(liege))), an_opinion(liege)
    ids = {"analysisId": analysis, "themeListId": themes["id"], "opinionId": opinion}
    before = position(liege)

    codes = set()
    for command, asked in on_what_is_not_there("Opinion"):
        theirs = {name: ids[name] for name in ids if name in asked}
        origin = {"origin": {"opinionId": opinion}} if "origin" in asked else {}
        codes.add(namur.refused(command, **{**asked, **theirs, **origin})["code"])

    assert codes == {"NOT_FOUND"}
    assert position(liege) == before


@pytest.mark.parametrize("text", ["", HUGE], ids=["empty", "almost 1 MB"])
def test_a_text_that_cannot_be_is_named_by_its_path(liege: Client, text: str) -> None:
    analysis, themes, opinion = an_analysis(liege), a_list(liege, a_theme(an_analysis(liege))), an_opinion(liege)
    theme = a_theme(analysis, label=text)
    requested = {"brief": INFORMATION, "requester": text}
    asked: list[tuple[str, dict[str, Any]]] = [
        ("requestData", {**REQUEST, "dueOn": day(1), "question": text}),
        ("recordReminder", {"analysisId": analysis, "note": text}),
        ("draftThemes", {"bassin": "LIEGE", "title": text, "themes": [a_theme(analysis)]}),
        ("amendThemes", {"themeListId": themes["id"], "title": "Autres", "themes": [theme]}),
        ("requestOpinion", requested),
        ("draftOpinion", {"origin": INITIATIVE, "content": {**SAYING, "conclusion": text}}),
        ("amendOpinion", {"opinionId": opinion, "content": {**SAYING, "title": text}}),
    ]
    before = position(liege)

    errors = {command: liege.refused(command, **each) for command, each in asked}

    assert {command: error["path"][-1] for command, error in errors.items() if error["code"] == "INVALID"} == {
        "requestData": "question",
        "recordReminder": "note",
        "draftThemes": "title",
        "amendThemes": "label",
        "requestOpinion": "requester",
        "draftOpinion": "conclusion",
        "amendOpinion": "title",
    }
    assert position(liege) == before


def test_days_come_in_their_order(liege: Client) -> None:
    analysis, opinion = an_analysis(liege), an_opinion(liege, transmitted=True)
    themes, pole = an_adopted_list(liege), a_pole(liege)
    drafted = a_list(liege, a_theme(an_analysis(liege, adopted=True)), title="Suivantes")
    asked: list[tuple[str, dict[str, Any]]] = [
        ("requestData", {**REQUEST, "dueOn": day(-1)}),
        ("recordReminder", {"analysisId": analysis, "note": "Trop tôt.", "effectiveOn": day(-60)}),
        ("adoptThemes", {"themeListId": drafted["id"], "starts": day(1), "ends": day(0)}),
        ("diffuseThemes", {"themeListId": themes["id"], "college": "B", "effectiveOn": day(-60)}),
        ("citeTheme", {"poleId": pole, "themeId": themes["themes"][0]["id"], "effectiveOn": day(-60)}),
        ("requestOpinion", {"brief": INFORMATION, "requester": "IPIEQ", "dueOn": day(-1)}),
        ("observeEffect", {"opinionId": opinion, "effect": "Trop tôt.", "effectiveOn": day(-60)}),
        ("observeEffect", {"opinionId": opinion, "effect": "Trop tôt.", "effectiveOn": day(1)}),
    ]
    before = position(liege)

    codes = [liege.refused(command, **each)["code"] for command, each in asked]

    assert codes == [
        "INVALID",
        "TOO_EARLY",
        "INVALID",
        "TOO_EARLY",
        "TOO_EARLY",
        "INVALID",
        "TOO_EARLY",
        "IN_THE_FUTURE",
    ]
    assert position(liege) == before


def test_a_repeated_command_acts_once(liege: Client) -> None:
    opinion, school = an_opinion(liege, transmitted=True), an_operator(liege)
    asked = {"opinionId": opinion, "operatorId": school, "commandId": "6f1c1c2e-2f0b-4d3c-9b0e-3d0f5a8d7e11"}

    first, again = (liege.do("acknowledgeOpinion", "opinion { version }", **asked) for _ in range(2))
    other = liege.refused("acknowledgeOpinion", **{**asked, "operatorId": None})

    assert first == again
    assert other["code"] == "COMMAND_REUSED"


@pytest.mark.parametrize("theme", ["Theme:x/y", f"Theme:{NOBODY}", f"Theme:{NOBODY}/{NOBODY}/{NOBODY}"])
def test_a_theme_that_is_not_named_as_one_is_bad_input(liege: Client, theme: str) -> None:
    pole = a_pole(liege)

    assert liege.code_of("citeTheme", poleId=pole, themeId=theme) == "BAD_USER_INPUT"
    assert liege.refused("citeTheme", poleId=pole, themeId=f"Theme:{NOBODY}/{NOBODY}")["code"] == "NOT_FOUND"


def _of_its_kind(asked: dict[str, Any]) -> dict[str, Any]:
    kinds = {"analysisId": "Analysis", "themeListId": "ThemeList"}
    return {name: f"{kind}:{NOBODY}" for name, kind in kinds.items() if name in asked}
