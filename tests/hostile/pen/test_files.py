"""A coordinator writes into a file what the page refuses: a correction without a second person."""

from json import dumps, loads
from pathlib import Path
from typing import Any

import pytest

from efe_domain.access.grants import Role
from efe_domain.shared.bassins import Bassin
from tests.api.corrections import CONSTITUTED, UNDONE
from tests.api.decisions import SELECT, a_deciding_pole, propose, say
from tests.api.given import Api, Client, day
from tests.api.meetings import a_person
from tests.api.projects import a_constituted_pole, adopt, emerge, hash_of
from tests.hostile.pen.two_persons import (
    SECOND,
    caused,
    constituted,
    imported,
    minutes,
    proposed,
    represented_operator,
)
from tests.infra.importing.given import LIEGE, ON, SPEAKER, a_pole, line

TERMS = "query ($id: ID!) { pole(id: $id) { state version dossier { terms { ends } } } }"


@pytest.fixture
def second(api: Api, liege: Client) -> Client:
    """An independent coordinator, whose name the importer puts on the command line."""
    return api.granted(SECOND, Role.COORDINATOR, Bassin.LIEGE)


def ends(by: Client, pole: str) -> list[str]:
    return [each["ends"] for each in by.ask(TERMS, id=pole)["pole"]["dossier"]["terms"]]


def corrected(pole: str, changes: list[dict[str, Any]], **cited: Any) -> dict[str, Any]:
    return line("correction", "rectify", entityId=pole, changes=changes, reason="Une faute de frappe.", **cited)


def test_a_line_with_minutes_only_proposes_what_changes_a_live_act(api: Api, liege: Client, tmp_path: Path) -> None:
    pole, changes = constituted(liege)
    before = ends(liege, pole)

    report = imported(api, tmp_path, corrected(pole, changes, minutesMeetingId=minutes(api, liege)))

    assert (report, ends(liege, pole)) == ([], before)


@pytest.mark.parametrize("by", [SECOND, ""])
def test_a_file_does_not_confirm_what_was_proposed_on_the_page(
    api: Api, liege: Client, second: Client, tmp_path: Path, by: str
) -> None:
    """Neither under the name of the second account nor as the command line."""
    pole, changes = constituted(liege)
    before = ends(liege, pole)
    proposal = proposed(liege, pole, changes)

    report = imported(api, tmp_path, line("oui", "confirmRectification", entityId=pole, proposal=proposal), by=by)

    assert (len(report), ends(liege, pole)) == (1, before)
    assert report[0][1] in {"NOT_INDEPENDENT", "FORBIDDEN"}
    second.done("confirmRectification", "entity { id }", entityId=pole, proposal=proposal)
    assert ends(liege, pole) == [day(100)]


def test_one_file_does_not_propose_and_confirm(api: Api, liege: Client, second: Client, tmp_path: Path) -> None:
    pole, changes = constituted(liege)
    before = ends(liege, pole)
    proposal = int(changes[0]["version"]) + 1
    lines = [
        {**corrected(pole, changes), "by": LIEGE},
        {**line("oui", "confirmRectification", entityId=pole, proposal=proposal), "by": SECOND},
    ]

    report = imported(api, tmp_path, *lines)

    assert (report, ends(liege, pole)) == ([(2, "NOT_INDEPENDENT")], before)


def test_a_file_withdraws_no_live_act_on_an_earlier_day(api: Api, liege: Client, tmp_path: Path) -> None:
    """An earlier day would evade the limit of sixty days."""
    pole, _ = a_deciding_pole(liege)
    cited = {"entityId": pole, "act": CONSTITUTED, "reason": UNDONE, "minutesMeetingId": minutes(api, liege)}

    earlier = imported(api, tmp_path, line("retrait", "withdrawAct", **cited, effectiveOn=day(-490)))

    assert earlier == [(1, "INVALID")]
    assert liege.ask(TERMS, id=pole)["pole"]["state"] == "ACTIVE"


def test_a_file_does_not_close_the_question_that_its_account_caused(
    api: Api, liege: Client, second: Client, tmp_path: Path
) -> None:
    pole, _ = a_deciding_pole(liege)
    question = caused(liege, pole, represented_operator(liege, pole))
    closed = line("vu", "confirmFact", entityId=pole, question=question, reason="Vu.")

    own = imported(api, tmp_path, closed)
    other = imported(api, tmp_path, {**closed, "by": SECOND})
    second.done("confirmFact", "entity { id }", entityId=pole, question=question, reason="Vu.")

    assert (own, other) == ([(1, "SAME_COORDINATOR")], [(1, "NOT_INDEPENDENT")])


def test_a_file_moves_no_adoption_into_the_past(api: Api, liege: Client, tmp_path: Path) -> None:
    pole, members = a_deciding_pole(liege)
    decision = propose(liege, pole, effectiveOn=day(-3))
    for member in members:
        say(liege, decision, member, effectiveOn=day(-3))
    adopted = liege.done("adoptDecision", SELECT, decisionId=decision["id"])
    moved = [{"version": adopted["version"], "patch": {"effectiveOn": day(-1)}}]

    page = liege.refused("rectify", entityId=decision["id"], changes=moved, reason="Adoptée la veille.")
    report = imported(api, tmp_path, corrected(decision["id"], moved))

    assert (page["code"], report) == ("ADOPTED_WITHOUT_MEETING", [(1, page["code"])])


def test_a_file_corrects_what_a_file_recorded(api: Api, liege: Client, tmp_path: Path) -> None:
    """An imported history keeps the corrections that its minutes prove."""
    speaker = api.installation.vault.register_person(given_name="Voix", family_name="Du Membre")
    history = dumps(a_pole()).replace(ON["effectiveOn"], day(-900)).replace(str(SPEAKER), str(speaker))
    cited = {"minutesMeetingId": minutes(api, liege)}
    change = {"version": CONSTITUTED, "patch": {"ends": day(-100)}}

    report = imported(api, tmp_path, *loads(history), corrected("Pole:=pole", [change], **cited))

    assert report == []
    poles = liege.ask("{ poles(first: 5) { edges { node { dossier { terms { ends } } } } } }")["poles"]["edges"]
    assert [each["node"]["dossier"]["terms"] for each in poles] == [[{"ends": day(-100)}]]


def test_a_file_abandons_no_project_without_a_decision(api: Api, liege: Client, tmp_path: Path) -> None:
    pole, members = a_constituted_pole(liege)
    project = emerge(liege, pole)
    asked = {"projectId": project, "reason": "Sans suite."}

    page = liege.refused("abandonProject", **asked)["code"]
    report = imported(api, tmp_path, line("fin", "abandonProject", **asked))

    assert (page, report) == ("DECISION_NEEDED", [(1, "DECISION_NEEDED")])
    decision = adopt(liege, pole, members, project, hash_of(liege, project), "ABANDONMENT")
    assert imported(api, tmp_path, line("enfin", "abandonProject", **asked, decisionId=decision)) == []


def test_a_file_gives_no_seat_to_another_person_without_a_document(api: Api, liege: Client, tmp_path: Path) -> None:
    pole, [member, *_] = a_deciding_pole(liege)
    asked = {"poleId": pole, "operatorId": member, "representativeId": a_person(liege)}

    page = liege.refused("replaceRepresentative", **asked)["code"]
    report = imported(api, tmp_path, line("voix", "replaceRepresentative", **asked))

    assert report == [(1, page)]
