"""Forms of commands: an act is done once, two tabs do not overwrite each other, nothing typed is lost."""

import re
from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import psycopg
import pytest

from efe_domain.shared.bassins import Bassin
from efe_graphql.contract.refusal_codes import CARRIED
from efe_infra.console.forms.command_form import CommandForm
from efe_infra.console.pole.forms import CREATION, POLE_COMMANDS
from efe_infra.postgres.database import Database
from tests.api.given import AXIS_KEY, CREATED, Api, Client, a_pole, an_operator, composed, day
from tests.infra.console.browser import Browser, Outline
from tests.infra.console.command_forms import CREATE, XSS, address, fault_at, hidden, kept_fields, version
from tests.infra.console.filled import FilledForm, link_to
from tests.infra.console.shown import A_POLE, offers_acts
from tests.infra.console.signing_in import address_back, signed_in
from tests.running import served

ALL = [CREATION, *POLE_COMMANDS.values()]


@pytest.fixture
def liege(platform: Api) -> Client:
    return platform.client("coordination-liege")


@pytest.fixture
def coordinator(browser: Browser) -> Browser:
    signed_in(browser)
    return browser


@pytest.fixture
def pole(liege: Client) -> str:
    """The address of a new pôle."""
    return address(a_pole(liege, f"Pôle {uuid4().hex}"))


@pytest.fixture
def poor(database: Database, tmp_path: Path) -> Iterator[Api]:
    """A platform of its own, whose database may go away."""
    with served(database, tmp_path) as api:
        yield api


def test_an_act_is_recorded_and_the_page_of_its_object_says_what_was_done(coordinator: Browser, pole: str) -> None:
    path = f"{pole}/actes/dissoudre"
    sent = coordinator.post(path, hidden(coordinator.get(path).text) | {"reason": "Fusion"})
    page = coordinator.follow(sent)

    assert sent.status_code == 303
    [note] = re.findall(r'<div class="done-note".*?</div></div>', page.text, re.DOTALL)
    position = int(sent.headers["location"].removeprefix(f"{pole}?consigne="))
    assert "a dissous le pôle" in note
    assert "Fusion" in note
    assert not re.search(rf"\b{position}\b", Outline(note).text)
    [entry] = re.findall(r'<a href="([^"#]+)#corriger">Corriger une erreur', note)
    assert 'id="corriger"' in coordinator.get(entry).text
    assert "Dissous" in page.text
    assert not offers_acts(page.text)


def test_a_form_that_is_sent_twice_acts_once(coordinator: Browser, liege: Client, pole: str) -> None:
    name = uuid4().hex
    member = an_operator(liege, number=name)
    path = f"{pole}/actes/designer?q={name}"
    data = hidden(coordinator.get(path).text) | {"operatorId": member}
    before = version(liege, pole)

    first, second = (coordinator.post(path, data) for _ in range(2))
    assert (first.status_code, second.status_code) == (303, 303)
    assert first.headers["location"] == second.headers["location"]
    assert version(liege, pole) == before + 1


def test_a_seat_that_a_form_has_ended_is_not_ended_again(coordinator: Browser, liege: Client, pole: str) -> None:
    operator = an_operator(liege, number=uuid4().hex)
    liege.done("designateMember", "pole { id }", poleId=f"Pole:{pole[7:]}", operatorId=operator)
    path = f"{pole}/actes/fin-de-siege"
    data = hidden(coordinator.get(path).text) | {"operatorId": operator, "reason": "Départ"}

    first, second = (coordinator.post(path, data) for _ in range(2))
    assert (first.status_code, second.status_code) == (303, 303)
    assert first.headers["location"] == second.headers["location"]
    assert operator not in coordinator.get(path).text


def test_a_form_that_acted_does_not_act_again_with_other_words(
    coordinator: Browser, liege: Client, pole: str
) -> None:
    path = f"{pole}/actes/dissoudre"
    data = hidden(coordinator.get(path).text)
    coordinator.post(path, data | {"reason": "Une raison"})
    after = version(liege, pole)
    again = coordinator.post(path, data | {"reason": "Une autre raison"})

    assert (again.status_code, version(liege, pole)) == (422, after)
    assert "/aide/refus/COMMAND_REUSED" in again.text
    assert hidden(again.text)["commandId"] != data["commandId"]


def test_two_tabs_do_not_overwrite_each_other(coordinator: Browser, liege: Client, pole: str) -> None:
    path = f"{pole}/actes/dissoudre"
    one, other = (hidden(coordinator.get(path).text) for _ in range(2))
    liege.done(
        "renamePole", "pole { id }", poleId=f"Pole:{pole[7:]}", name=f"Autre {uuid4().hex}", effectiveOn=day(0)
    )

    refused = coordinator.post(path, one | {"reason": "Des mots qui restent"})
    text = Outline(refused.text).text

    assert refused.status_code == 409
    assert "VERSION_CONFLICT" in refused.text
    assert "Ce qui a changé depuis" in text
    assert "renommé" in text
    assert "créé autour" not in text
    assert "Des mots qui restent" in refused.text
    assert "Dissous" not in coordinator.get(pole).text
    assert other["commandId"] != one["commandId"]
    again = coordinator.post(path, hidden(refused.text) | {"reason": "Des mots qui restent"})
    assert again.status_code == 303


def test_a_refusal_stands_at_its_field_and_keeps_what_was_typed(coordinator: Browser, liege: Client) -> None:
    name = f"Pôle {uuid4().hex}"
    a_pole(liege, name)
    data = hidden(coordinator.get(CREATE).text) | {"axis": AXIS_KEY, "name": name, "source": "Une pièce"}
    page = coordinator.post(CREATE, data)

    assert page.status_code == 422
    assert "a déjà un pôle" in fault_at(page.text, "name")
    assert "PS-NB" in fault_at(page.text, "name")
    assert 'href="/aide/refus/NAME_TAKEN"' in page.text
    assert f'value="{name}"' in page.text
    assert 'value="Une pièce"' in page.text
    assert re.search(rf'value="{AXIS_KEY}" checked', page.text)
    assert hidden(page.text)["commandId"] == data["commandId"]
    assert 'href="#champ-name"' in page.text


def test_what_cannot_be_read_is_told_at_its_field_before_anything_is_sent(
    coordinator: Browser, liege: Client, pole: str
) -> None:
    path = f"{pole}/actes/fin-de-siege"
    typed = {"operatorId": "Operator:autre", "effectiveOn": "31/02/2026", "reason": ""}
    page = coordinator.post(path, hidden(coordinator.get(path).text) | typed)

    assert page.status_code == 422
    assert "dans la liste" in fault_at(page.text, "operatorId")
    assert "2026-12-31" in fault_at(page.text, "effectiveOn")
    assert "à remplir" in fault_at(page.text, "reason")
    assert 'value="31/02/2026"' in page.text


def test_a_pole_is_made_from_creation_to_evaluation_by_forms_alone(coordinator: Browser, liege: Client) -> None:
    a_pole(liege, f"Axe {uuid4().hex}")
    data = hidden(coordinator.get(CREATE).text)
    made = coordinator.post(CREATE, data | {"axis": AXIS_KEY, "name": f"Neuf {uuid4().hex}", "effectiveOn": CREATED})
    pole = made.headers["location"].partition("?")[0]
    composed(liege, f"Pole:{pole[7:]}")
    done = []
    for slug, typed in (
        ("constituer", {"effectiveOn": day(-1000)}),
        ("evaluer", {"conclusion": "Bien.", "criteria.0.label": "Réunions", "criteria.0.finding": "Huit."}),
        ("renouveler", {"ends": ""}),
    ):
        path = f"{pole}/actes/{slug}"
        sent = coordinator.post(path, hidden(coordinator.get(path).text) | typed)
        done.append((slug, sent.status_code, fault_at(sent.text, "ends")))

    assert done == [("constituer", 303, ""), ("evaluer", 303, ""), ("renouveler", 303, "")]


def test_half_a_criterion_is_refused_in_the_words_of_the_register(coordinator: Browser) -> None:
    path = f"{A_POLE}/actes/evaluer"
    typed = {"conclusion": "Bien.", "criteria.0.label": "Réunions"}
    page = coordinator.post(path, hidden(coordinator.get(path).text) | typed)

    assert page.status_code == 422
    assert "Un texte est attendu" in fault_at(page.text, "criteria-0-label")
    assert 'value="Réunions"' in page.text


def test_a_composition_that_is_not_complete_is_refused_with_what_is_missing(coordinator: Browser, pole: str) -> None:
    form, page = coordinator.get(f"{pole}/actes/constituer"), coordinator.get(pole)

    assert form.status_code == 409
    assert all("/aide/refus/COMPOSITION_INCOMPLETE" in each.text for each in (form, page))


def test_a_pole_is_renamed_from_its_page_and_not_by_the_name_that_it_bears(coordinator: Browser, pole: str) -> None:
    new_name = f"Pôle {uuid4().hex[:8]}"
    form = FilledForm.at(coordinator, link_to(coordinator, pole, "Renommer le pôle"))

    form.send()
    refused = form.response
    renamed = form.type(name=new_name).send()

    assert refused.status_code == 422
    assert "porte déjà ce nom" in fault_at(refused.text, "name")
    assert f"<h1>{new_name}" in renamed.text


def test_operators_are_found_by_what_is_typed(coordinator: Browser, liege: Client, pole: str) -> None:
    name = f"Atelier {uuid4().hex}"
    operator = an_operator(liege, number=uuid4().hex, name=name)
    found, none = (coordinator.get(f"{pole}/actes/designer?q={each}").text for each in (name[:20], "rien-de-tel"))

    assert f'value="choisir:operatorId:{operator}"' in found
    assert 'value="choisir:' not in none
    assert "Rien ne correspond" in none


@pytest.mark.parametrize("command", ALL, ids=lambda each: each.slug)
def test_what_is_typed_is_text_on_the_page(coordinator: Browser, pole: str, command: CommandForm) -> None:
    path = CREATE if command is CREATION else f"{pole}/actes/{command.slug}"
    typed = {each.name: XSS for each in command.fields} | {"commandId": XSS, "expectedVersion": XSS}
    page = coordinator.post(f"{path}?q=%22%3E%3Cscript%3E", typed)
    outline = Outline(page.text)

    assert page.status_code == 422
    assert outline.scripts == set()
    assert "img" not in outline.tags
    assert "&lt;script&gt;" in page.text


@pytest.mark.parametrize("command", ALL, ids=lambda each: each.slug)
def test_a_form_is_whole_and_each_field_has_its_label(coordinator: Browser, pole: str, command: CommandForm) -> None:
    path = CREATE if command is CREATION else f"{pole}/actes/{command.slug}"
    shown = coordinator.get(path)
    page = shown if shown.is_success else coordinator.post(path, {"expectedVersion": "0"})
    outline = Outline(page.text)

    assert page.status_code in ({200} if shown.is_success else {409, 422})
    assert len(outline.ids) == len(set(outline.ids))
    for each in command.fields:
        assert f'<fieldset id="{each.id}"' in page.text or f' for="{each.id}"' in page.text
    assert f'id="{command.rule}"' in page.text


@pytest.mark.parametrize("subject", ["coordination-namur", "audit-liege", "membre-cefa-liege", "quelqu'un"])
def test_who_may_not_sees_no_form_and_is_refused(browser: Browser, liege: Client, subject: str) -> None:
    signed_in(browser, subject)
    before = version(liege, A_POLE)
    for path in (f"{A_POLE}/actes/dissoudre", CREATE):
        shown = browser.get(path)
        sent = browser.post(path, {"commandId": str(uuid4()), "reason": "Non", "name": "Non", "axis": AXIS_KEY})
        assert (shown.status_code, sent.status_code) == (403, 403)
        assert 'name="commandId"' not in shown.text + sent.text
    for path in (A_POLE, "/instances/liege"):
        assert not offers_acts(browser.get(path).text)
    assert version(liege, A_POLE) == before


def test_who_may_is_offered_the_forms_where_the_object_is(coordinator: Browser) -> None:
    links = Outline(coordinator.get(A_POLE).text).links

    begun = [f"{A_POLE}/decisions/actes/proposer", f"{A_POLE}/projets/actes/faire-emerger"]
    convene = f"/instances/liege/actes/convoquer?pole={A_POLE.removeprefix('/poles/')}"
    series = convene.replace("convoquer", "convoquer-une-serie")
    impossible = {"constituer", "renouveler"}
    own = [f"{A_POLE}/actes/{slug}" for slug in POLE_COMMANDS if slug not in impossible]
    assert {each for each in links if offers_acts(each)} == {*own, *begun, convene, series}
    assert CREATE in Outline(coordinator.get("/instances/liege").text).links
    assert CREATE.replace("liege", "namur") not in Outline(coordinator.get("/instances/namur").text).links


@pytest.mark.parametrize("path", [f"{A_POLE}/actes/dissoudre", CREATE])
def test_without_a_session_one_signs_in_and_comes_back(browser: Browser, path: str) -> None:
    led = browser.get(path)
    back = browser.get(address_back(browser, browser.get(led.headers["location"]).headers["location"]))

    assert (led.status_code, back.headers["location"]) == (303, path)
    assert browser.get(path).status_code == 200


def test_a_form_outlives_its_session(browser: Browser, liege: Client, pole: str) -> None:
    signed_in(browser)
    path = f"{pole}/actes/dissoudre"
    data = hidden(browser.get(path).text) | {"reason": f"Une raison\n{XSS}", "source": ""}
    browser.post("/deconnexion")
    before = version(liege, pole)
    page = browser.post(path, data)

    assert (page.status_code, version(liege, pole)) == (403, before)
    assert Outline(page.text).scripts == set()
    assert kept_fields(page.text) == data
    signed_in(browser)
    assert browser.post(path, kept_fields(page.text)).status_code == 303


def test_a_form_outlives_an_outage_and_acts_once(poor: Api) -> None:
    liege, browser = poor.coordinator(Bassin.LIEGE), Browser(poor)
    path = f"{address(a_pole(liege))}/actes/dissoudre"
    signed_in(browser)
    data = hidden(browser.get(path).text) | {"reason": "Une raison", "effectiveOn": ""}
    with psycopg.connect(poor.installation.database.admin, autocommit=True) as admin:
        admin.execute("revoke usage on schema read from efe_read")
        try:
            page = browser.post(path, data)
        finally:
            admin.execute("grant usage on schema read to efe_read")

    assert page.status_code == 503
    assert kept_fields(page.text) == data
    assert [browser.post(path, kept_fields(page.text)).status_code for _ in range(2)] == [303, 303]


def test_a_form_that_another_site_sends_does_nothing(coordinator: Browser, liege: Client, pole: str) -> None:
    path = f"{pole}/actes/dissoudre"
    data = hidden(coordinator.get(path).text) | {"reason": "Non"}
    before = version(liege, pole)

    assert (
        coordinator.post(path, data, sec_fetch_site="cross-site", origin="https://autre.example").status_code == 403
    )
    assert version(liege, pole) == before


def test_an_act_is_of_now_whatever_moment_was_looked_at(coordinator: Browser) -> None:
    led = coordinator.get(f"{A_POLE}/actes/dissoudre?a=300")

    assert (led.status_code, led.headers["location"]) == (303, f"{A_POLE}/actes/dissoudre")


@pytest.mark.parametrize("said", ["x", "<b>", "9" * 30, "-1"])
def test_a_notice_has_a_position_or_is_none(coordinator: Browser, said: str) -> None:
    assert "done-note" not in coordinator.get(f"{A_POLE}?consigne={said}").text


def test_a_visitor_is_told_of_no_act(browser: Browser) -> None:
    assert "done-note" not in browser.get(f"{A_POLE}?consigne=5").text


@pytest.mark.parametrize(
    "path", [f"{A_POLE}/actes/rien", "/poles/0b6c2b0e-7c39-5e0c-8a55-0f6f3c1f3d42/actes/dissoudre"]
)
def test_what_is_no_command_or_no_pole_is_not_there(coordinator: Browser, path: str) -> None:
    assert coordinator.get(path).status_code == 404


def test_fields_stand_for_refusals_that_exist() -> None:
    assert {code for command in ALL for each in command.fields for code in each.codes} <= set(CARRIED)
