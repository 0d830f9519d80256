"""The register of operators, kept by a coordinator who follows links from the page of their Instance."""

from html import unescape
from uuid import uuid4

import pytest

from tests.api.given import Api
from tests.infra.console.browser import Browser
from tests.infra.console.filled import FilledForm, link_to, plain
from tests.infra.console.signing_in import signed_in

INSTANCE = "/instances/liege"
LIST = f"{INSTANCE}/operateurs"


@pytest.fixture
def coordinator(browser: Browser) -> Browser:
    signed_in(browser)
    return browser


def registration(coordinator: Browser) -> FilledForm:
    address = link_to(coordinator, link_to(coordinator, INSTANCE, "Opérateurs"), "Inscrire un opérateur")
    return FilledForm.at(coordinator, address)


def test_an_operator_is_registered_with_its_sites_and_no_code_is_typed(coordinator: Browser) -> None:
    name, form = f"Intercommunale {uuid4().hex[:8]}", registration(coordinator)
    form.type(name=name, kind="INTERCOMMUNALE", scheme="REGISTER", number=uuid4().hex[:12])

    form.search("communes", "4040")
    form.press("Ajouter Herstal").search("communes", "sera").press("Ajouter Seraing")
    form.search("communes", "namur")
    nothing = form.text
    page = form.press("Retirer Seraing").send().text

    assert "Rien ne correspond" in nothing
    assert name in plain(page)
    assert "Herstal (Liège, depuis le" in plain(page)
    assert "Seraing" not in plain(page)


def test_a_search_in_a_form_loses_nothing_and_a_refused_form_keeps_what_is_chosen(
    coordinator: Browser, platform: Api
) -> None:
    form = registration(coordinator).type(name="Atelier", kind="FORMATION", scheme="BCE", number="0123.456.789")
    form.search("communes", "her").press("Ajouter Herstal")
    before = platform.client("coordination-liege").ask("{ meta { position } }")

    form.send()

    assert form.response.status_code == 422
    assert 'id="refus-champ-number"' in form.response.text
    assert (form.values["name"], form.values["kind"]) == (["Atelier"], ["FORMATION"])
    assert form.values["communes"] == ["62051"]
    assert "Retirer Herstal" in form.response.text
    assert platform.client("coordination-liege").ask("{ meta { position } }") == before


def test_a_commune_that_the_search_does_not_offer_is_refused(coordinator: Browser) -> None:
    form = registration(coordinator).type(name="Atelier", kind="FORMATION", scheme="REGISTER", number=uuid4().hex)
    form.values["communes"] = ["92094"]

    form.send()

    assert form.response.status_code == 422
    assert 'id="refus-champ-communes"' in form.response.text


def test_a_registered_operator_is_given_its_place_and_its_trades(coordinator: Browser) -> None:
    form = registration(coordinator).type(
        name=f"Partenaire {uuid4().hex[:8]}", kind="PARTENAIRE_SOCIAL", scheme="REGISTER", number=uuid4().hex[:12]
    )
    form.send()
    page = form.response.headers["location"].partition("?")[0]

    def at(words: str) -> FilledForm:
        return FilledForm.at(coordinator, link_to(coordinator, page, words))

    at("Consigner le ressort").type(basis="Ses statuts.").send()
    at("Ouvrir un site").search("commune", "oupey").press("Choisir Oupeye").send()
    recognition = at("Reconnaître une compétence")
    axis = recognition.response.text.partition('aria-label="Choisir ')[2].partition('"')[0]
    shown = plain(recognition.press(f"Choisir {unescape(axis)}").send().text)
    at("Mettre fin au ressort").send()
    closed = at("Fermer un site").send()
    withdrawn = plain(at("Retirer une compétence").send().text)

    assert "Ressort sur le bassin Liège (Ses statuts., depuis le" in shown
    assert "Oupeye (Liège, depuis le" in shown
    assert f"{unescape(axis)} (" in shown
    assert closed.status_code == 200
    assert "Oupeye (Liège, du" in withdrawn


def test_a_change_of_kind_names_the_rule_that_forbids_it(coordinator: Browser) -> None:
    form = registration(coordinator).type(
        name=f"Partenaire {uuid4().hex[:8]}", kind="PARTENAIRE_SOCIAL", scheme="REGISTER", number=uuid4().hex[:12]
    )
    form.send()
    page = form.response.headers["location"].partition("?")[0]
    FilledForm.at(coordinator, link_to(coordinator, page, "Consigner le ressort")).type(basis="Statuts.").send()

    change = FilledForm.at(coordinator, link_to(coordinator, page, "Changer la sorte de l'opérateur")).type(
        kind="ENTREPRISE"
    )
    change.send()

    assert change.response.status_code == 422
    assert "son Instance y met fin d'abord" in unescape(change.text).replace("\u00a0", " ")
