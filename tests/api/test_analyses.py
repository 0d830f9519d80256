"""Analyses over the API: asked for, late, reminded, received, synthesised, crossed (M2)."""

import pytest

from tests.api.documents import stored
from tests.api.given import Client, day, ids_in
from tests.api.opinions import ONE, an_analysis, receive

pytestmark = pytest.mark.platform("module")

WHOLE = """
    query ($id: ID!, $on: Date) {
        analysis(id: $id) {
            bassin subject source provider dueOn remindOn receivedOn adoptedOn late(inForceOn: $on)
            reminders { on note } contributions { reference document { sha256 size mediaType } }
            syntheses { number text adoptedOn analyses { id } } crossedBy { id }
        }
    }
"""
LATE = "query ($on: Date) { requestsLate(bassin: LIEGE, inForceOn: $on) { totalCount edges { node { id } } } }"
LISTED = "query ($filter: AnalysisFilter) { analyses(filter: $filter) { edges { node { id } } } }"


def test_an_analysis_is_read_with_all_that_came_of_it(liege: Client) -> None:
    analysis, other = an_analysis(liege, remindOn=day(-42)), an_analysis(liege, adopted=True)

    liege.done("recordReminder", ONE, analysisId=analysis, note="Courriel.", effectiveOn=day(-41))
    receive(liege, analysis, effectiveOn=day(-41))
    synthesis = {"text": "Trente postes.", "crossesIds": [other], "effectiveOn": day(-39)}
    liege.done("writeSynthesis", ONE, analysisId=analysis, **synthesis)
    liege.done("writeSynthesis", ONE, analysisId=analysis, **{**synthesis, "text": "Quarante postes."})
    liege.done("adoptSynthesis", ONE, analysisId=analysis, effectiveOn=day(-38))

    found = liege.ask(WHOLE, id=analysis)["analysis"]
    assert (found["receivedOn"], found["remindOn"], found["adoptedOn"]) == (day(-41), None, day(-38))
    assert found["reminders"] == [{"on": day(-41), "note": "Courriel."}]
    assert found["contributions"] == [
        {
            "reference": "Note du Forem",
            "document": {"sha256": stored(liege, b"%PDF-1.7 data"), "size": 13, "mediaType": "application/pdf"},
        }
    ]
    assert [(each["number"], each["adoptedOn"]) for each in found["syntheses"]] == [(1, None), (2, day(-38))]
    assert [each["analyses"] for each in found["syntheses"]] == [[{"id": other}]] * 2
    assert liege.ask(WHOLE, id=other)["analysis"]["crossedBy"] == [{"id": analysis}]


@pytest.mark.platform("own")
def test_a_request_without_an_answer_is_late_after_its_deadline(liege: Client) -> None:
    analysis = an_analysis(liege)
    before = liege.ask("{ meta { position } }")["meta"]["position"]

    late = [liege.ask(LATE, on=day(on))["requestsLate"]["totalCount"] for on in (-41, -40, -39)]
    receive(liege, analysis)
    after = liege.ask(LATE)["requestsLate"]["totalCount"]
    past = liege.ask(
        "query ($at: AsOf) { requestsLate(bassin: LIEGE, asOf: $at) { totalCount } }", at={"position": before}
    )

    assert (late, after, past["requestsLate"]["totalCount"]) == ([0, 0, 1], 0, 1)


@pytest.mark.platform("own")
def test_a_reminder_is_due_from_its_day_until_something_comes(liege: Client) -> None:
    analysis = an_analysis(liege, remindOn=day(-44))
    due = [liege.ask(LISTED, filter={"remindableOn": day(on)})["analyses"]["edges"] for on in (-45, -44)]

    liege.done("recordReminder", ONE, analysisId=analysis, note="Appel.", remindOn=day(-20), effectiveOn=day(-43))

    again = [liege.ask(LISTED, filter={"remindableOn": day(on)})["analyses"]["edges"] for on in (-21, -20)]
    assert [len(edges) for edges in (*due, *again)] == [0, 1, 0, 1]


@pytest.mark.platform("own")
def test_analyses_are_listed_by_what_they_are(liege: Client) -> None:
    adopted = an_analysis(liege, adopted=True)
    awaited = an_analysis(liege, subject="EXISTING_SUPPLY", source="EXPERT")

    asked = [{"adopted": True}, {"received": False}, {"subject": "EXISTING_SUPPLY"}, {"source": "EXPERT"}]
    found = [ids_in(liege.ask(LISTED, filter=each)) for each in [*asked, {"bassin": "NAMUR"}]]

    assert found == [{adopted}, {awaited}, {awaited}, {awaited}, set()]


@pytest.mark.platform("own")
def test_analyses_are_a_matter_of_their_instance(liege: Client, namur: Client) -> None:
    analysis = an_analysis(liege)

    node = namur.ask("query ($id: ID!) { node(id: $id) { id } analysis(id: $id) { id } }", id=analysis)
    refused = namur.refused("recordReminder", analysisId=analysis, note="Rappel.")

    assert node == {"node": None, "analysis": None}
    assert ids_in([namur.ask(LISTED), namur.ask(LATE)]) == set()
    assert (refused["code"], refused["message"].partition(" : ")[0]) == ("NOT_FOUND", "Analyse introuvable")


def test_an_analysis_of_another_instance_is_not_crossed(liege: Client, namur: Client) -> None:
    analysis, other = an_analysis(liege, adopted=True), an_analysis(namur, bassin="NAMUR")

    error = liege.refused("writeSynthesis", analysisId=analysis, text="Croisement.", crossesIds=[other])

    assert error["code"] == "NOT_FOUND"


def test_only_a_document_that_was_deposited_is_a_contribution(liege: Client) -> None:
    analysis = an_analysis(liege)

    error = liege.refused("receiveContribution", analysisId=analysis, sha256="a" * 64, reference="Note")

    assert error["code"] == "NOT_FOUND"


@pytest.mark.platform("own")
def test_a_repeated_request_asks_once(liege: Client) -> None:
    command = "6f1c1c2e-2f0b-4d3c-9b0e-3d0f5a8d7e11"

    first, again = an_analysis(liege, commandId=command), an_analysis(liege, commandId=command)

    assert first == again
    assert len(liege.ask(LISTED)["analyses"]["edges"]) == 1
