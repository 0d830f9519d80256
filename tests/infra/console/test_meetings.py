"""Meetings and opinions by forms alone: what is waiting is done, and the calendar shows it."""

from collections.abc import Collection
from hashlib import sha256
from uuid import uuid4

import pytest

from tests.api.given import Api, Client, day
from tests.infra.console.browser import Browser, Outline
from tests.infra.console.command_forms import hidden
from tests.infra.console.filled import FilledForm
from tests.infra.console.shown import A_POLE, offers_acts
from tests.infra.console.signing_in import signed_in

CONVENE = "/instances/liege/actes/convoquer"


@pytest.fixture
def liege(platform: Api) -> Client:
    return platform.client("coordination-liege")


@pytest.fixture
def pole(liege: Client) -> tuple[str, list[str]]:
    """One of the demonstration, by its identifier, and its members."""
    pole = A_POLE.replace("/poles/", "Pole:")
    seated = "dossier { memberships(inForceOn: $on) { operator { id } } }"
    seats = liege.ask(f"query ($id: ID!, $on: Date) {{ pole(id: $id) {{ {seated} }} }}", id=pole, on=day(0))["pole"][
        "dossier"
    ]["memberships"]
    return pole, [each["operator"]["id"] for each in seats]


def sent(browser: Browser, path: str, **typed: str) -> str:
    """Sends a form, and returns the address of the redirect."""
    response = browser.post(path, hidden(browser.get(path).text) | typed)
    assert response.status_code == 303, Outline(response.text).text
    return response.headers["location"].partition("?")[0].removesuffix("/actes/consigner")


def attendance(members: list[str], excused: Collection[int] = (1,)) -> dict[str, str]:
    """The first member is there and speaks for the third; the others are absent."""
    choices = ["present", "absent", members[0], *["absent"] * len(members)]
    return {
        f"attendance.{each.removeprefix('Operator:')}": "excused" if nth in excused else choices[nth]
        for nth, each in enumerate(members)
    }


def convened(browser: Browser, pole: str, offset: int = 0) -> str:
    typed = {"assembly": pole, "day": day(offset), "startsAt": "14h30", "endsAt": "16:00", "place": "Salle <b>"}
    return sent(browser, CONVENE, **typed, effectiveOn=day(min(offset, 0)))


def test_a_meeting_is_convened_postponed_and_held_by_forms(browser: Browser, pole: tuple[str, list[str]]) -> None:
    signed_in(browser)
    meeting = convened(browser, pole[0], -3)
    opened = FilledForm.at(browser, f"{CONVENE}?pole={pole[0].removeprefix('Pole:')}")
    other = {"day": day(-2), "startsAt": "", "place": "Ailleurs", "reason": "Salle prise", "effectiveOn": day(-3)}
    moved = sent(browser, f"{meeting}/actes/reporter", **other)
    sent(browser, f"{meeting}/actes/ordre-du-jour", items="Un point\n\n Un autre ", effectiveOn=day(-3))
    held = browser.get(f"{meeting}/actes/consigner").text
    there = attendance(pole[1]) | {"place": "Ailleurs", "effectiveOn": day(-2)}
    unsaid = browser.post(f"{meeting}/actes/consigner", hidden(held) | there | attendance(pole[1][:1], excused=[0]))
    sent(browser, f"{meeting}/actes/consigner", **there)
    page = browser.get(meeting).text

    assert moved == meeting
    assert opened.values["assembly"] == [pole[0]]
    assert f'value="{day(-2)}"' in held
    assert 'value="Ailleurs"' in held
    assert "<li>Un point</li>" in page
    assert "<li>Un autre</li>" in page
    assert (unsaid.status_code, "pas parmi les présents" in unsaid.text) == (422, True)
    assert "Représenté" in page
    assert "Salle prise" in page
    assert "Tenue" in page
    assert "/actes/proces-verbal" in page
    assert "/actes/consigner" not in page


def test_a_meeting_is_for_those_who_see_it(platform: Api, browser: Browser, pole: tuple[str, list[str]]) -> None:
    signed_in(browser)
    meeting = convened(browser, pole[0])
    other = Browser(platform)
    signed_in(other, "coordination-namur")

    assert other.get(meeting).status_code == 404
    assert other.get(f"{meeting}/actes/annuler").status_code == 404
    assert other.get(CONVENE).status_code == 403
    signed_in(other, "audit-liege")
    assert not offers_acts(other.get(meeting).text)
    assert other.get(f"{meeting}/actes/annuler").status_code == 403


def test_an_opinion_is_asked_for_drafted_and_followed_by_forms(browser: Browser) -> None:
    signed_in(browser)
    start = "/instances/liege/avis/demander-un-avis"
    asked = {"author": "instance", "brief.kind": "INFORMATION", "requester": "Forem"}
    unfit = browser.post(start, hidden(browser.get(start).text) | asked)
    opinion = sent(browser, start, **asked, **{"brief.subject.file": "Dossier <b>"})
    text = {"content.title": "Un avis", "content.conclusion": "Favorable.", "content.operatorKinds": "CEFA"}
    sent(browser, f"{opinion}/actes/rediger", **text, **{"content.criteria.SCHOOLS": "Deux écoles."})
    amended = browser.get(f"{opinion}/actes/amender").text
    drafted = browser.get(f"{opinion}/actes/suite").headers["location"]
    sent(browser, drafted)
    adopted = browser.get(f"{opinion}/actes/suite").headers["location"]
    sent(browser, adopted, answerDueOn=day(30))
    sent(browser, f"{opinion}/actes/repondre", answer="Merci.")
    page = browser.get(opinion).text

    assert unfit.status_code == 422
    assert "l&#39;un des deux" in unfit.text
    assert "Deux écoles." in amended
    assert 'value="CEFA" checked' in amended
    assert [drafted, adopted] == [f"{opinion}/actes/adopter", f"{opinion}/actes/transmettre"]
    assert "Merci." in page
    assert "Répondu" in page


def test_an_opinion_of_ones_own_begins_with_its_text(
    browser: Browser, liege: Client, pole: tuple[str, list[str]]
) -> None:
    signed_in(browser)
    typed = {
        "author": pole[0],
        "brief.kind": "AVIS_OPPORTUNITE",
        "brief.subject.file": "Un dossier",
        "brief.target.name": "Pôle MecaTech",
        "brief.target.kind": "COMPETITIVENESS_POLE",
        "content.title": "Le titre",
        "content.impact": "Trente emplois.",
        "content.conclusion": "Favorable.",
    }
    opinion = sent(browser, "/instances/liege/avis/rediger-un-avis", **typed)
    asked = "query ($id: ID!) { opinion(id: $id) { title state impact } }"
    found = liege.ask(asked, id=opinion.replace("/avis/", "Opinion:"))["opinion"]

    assert found == {"title": "Le titre", "state": "DRAFTED", "impact": "Trente emplois."}


def test_minutes_are_put_and_adopted_by_one_form(browser: Browser, pole: tuple[str, list[str]]) -> None:
    signed_in(browser)
    meeting = convened(browser, pole[0], -1)
    sent(browser, f"{meeting}/actes/consigner", **attendance(pole[1]), place="Ici", effectiveOn=day(-1))
    form = f"{meeting}/actes/proces-verbal"
    content = b"%PDF-1.7\r\n--autre\r\n\x00" + uuid4().bytes

    fields, before = hidden(browser.get(form).text), browser.get(meeting).text
    done = browser.upload(
        form, content, "application/pdf", name="PV de mai.pdf", field="sha256-fichier", data={**fields, "sha256": ""}
    )
    page = browser.get(meeting).text

    assert done.status_code == 303, Outline(done.text).text
    assert ["<span>à adopter</span>" in each for each in (before, page)] == [True, False]
    assert "<bdi>PV de mai.pdf</bdi>" in page
    assert sha256(content).hexdigest() not in Outline(page).text
    assert f"/fichiers/{sha256(content).hexdigest()}" in page


def test_minutes_are_chosen_by_name_among_the_documents_of_the_instance(
    browser: Browser, pole: tuple[str, list[str]]
) -> None:
    signed_in(browser)
    meeting = convened(browser, pole[0], -1)
    sent(browser, f"{meeting}/actes/consigner", **attendance(pole[1]), place="Ici", effectiveOn=day(-1))
    form = f"{meeting}/actes/proces-verbal"
    content = b"%PDF-1.7 " + uuid4().bytes
    browser.upload("/instances/liege/documents", content, "application/pdf", name="PV de juin.pdf")

    page = browser.get(form).text
    sent(browser, form, sha256=sha256(content).hexdigest())

    assert "64 caractères" not in page
    assert 'enctype="multipart/form-data"' in page
    assert f'<option value="{sha256(content).hexdigest()}">PV de juin.pdf (PDF, déposé le' in page
    assert "PV de juin.pdf" in browser.get(meeting).text


def test_a_file_is_not_lost_when_the_act_is_refused(browser: Browser, pole: tuple[str, list[str]]) -> None:
    signed_in(browser)
    meeting = convened(browser, pole[0], -1)
    form = f"{meeting}/actes/proces-verbal"
    content = b"%PDF-1.7 " + uuid4().bytes

    fields = hidden(browser.get(f"{meeting}/actes/annuler").text)
    empty = browser.post(form, fields | {"sha256": ""})
    refused = browser.upload(
        form, content, "application/pdf", name="Trop tôt.pdf", field="sha256-fichier", data=fields
    )
    wrong = browser.upload(form, b"pas un PDF", "application/pdf", field="sha256-fichier", data=fields)
    unknown = browser.upload(form, b"MZ", "application/x-msdownload", field="sha256-fichier", data=fields)

    assert [each.status_code for each in (empty, refused, wrong, unknown)] == [422] * 4
    assert "Ce fichier n'est pas d'un type accepté" in Outline(unknown.text).text
    assert "application/" not in Outline(unknown.text).text
    assert f'<option value="{sha256(content).hexdigest()}" selected>Trop tôt.pdf' in refused.text
    assert "Un choix est à faire." in Outline(empty.text).text


def test_a_document_is_put_by_coordinators_alone(browser: Browser) -> None:
    path = "/instances/liege/documents"
    signed_in(browser, "audit-liege")
    refused = browser.upload(path, b"%PDF-1.7", "application/pdf")
    signed_in(browser)
    wrong = browser.upload(path, b"pas un PDF", "application/pdf")
    empty = browser.upload(path, b"", "application/pdf")
    elsewhere = browser.upload(f"{path}?suite=//ailleurs.example/", b"%PDF-1.7 x", "application/pdf")

    assert [each.status_code for each in (refused, wrong, empty)] == [403, 415, 400]
    assert elsewhere.headers["location"].startswith(f"{path}?")
    assert "<bdi>pièce.pdf</bdi>" in browser.follow(elsewhere).text


def test_the_meeting_of_a_pole_has_a_page_in_the_past(
    browser: Browser, platform: Api, pole: tuple[str, list[str]]
) -> None:
    signed_in(browser)
    meeting = convened(browser, pole[0], -3)
    sent(browser, f"{meeting}/actes/consigner", **attendance(pole[1]), place="Salle", effectiveOn=day(-2))
    head = platform.visitor.ask("{ meta { position } }")["meta"]["position"]

    assert browser.get(f"{meeting}?a={head}").status_code == 200
