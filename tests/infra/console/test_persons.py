"""Persons of an Instance: registered, corrected, linked to an account and forgotten from pages."""

from uuid import UUID, uuid4

import pytest

from tests.api.given import Api
from tests.infra.console.browser import Browser
from tests.infra.console.filled import FilledForm, link_to, plain
from tests.infra.console.signing_in import signed_in

INSTANCE = "/instances/liege"
LIST = f"{INSTANCE}/personnes"


@pytest.fixture
def coordinator(browser: Browser) -> Browser:
    signed_in(browser)
    return browser


@pytest.fixture
def mark() -> str:
    return f"Zq{uuid4().hex[:8]}"


def registered(browser: Browser, mark: str) -> str:
    """Registers a person from the page of the Instance; the address of their page."""
    persons = link_to(browser, INSTANCE, "Personnes")
    form = FilledForm.at(browser, link_to(browser, persons, "Inscrire une personne"))
    form.type(givenName="Zoé", familyName=mark, email=f"{mark}@example.org").send()
    assert form.response.status_code == 303, form.text
    return str(form.response.headers["location"]).partition("?")[0]


def test_a_person_is_registered_found_by_name_and_corrected(coordinator: Browser, mark: str) -> None:
    page = registered(coordinator, mark)
    found = coordinator.get(f"{LIST}?q={mark}").text

    form = FilledForm.at(coordinator, link_to(coordinator, page, "Corriger les données de la personne"))
    begun = dict(form.values)
    corrected = plain(form.type(familyName=f"{mark} Bis", email="", function="Directrice").send().text)

    assert f'href="{page}"' in found
    assert begun["email"] == [f"{mark}@example.org"]
    assert f"Zoé {mark} Bis" in corrected
    assert "Directrice" in corrected
    assert f"{mark}@example.org" not in corrected


def test_a_form_without_a_name_is_refused_at_its_field_and_keeps_the_rest(coordinator: Browser, mark: str) -> None:
    form = FilledForm.at(coordinator, f"{LIST}/actes/inscrire").type(familyName=mark, email="zoe@example.org")

    form.send()

    assert form.response.status_code == 422
    assert 'id="refus-champ-givenName"' in form.response.text
    assert form.values["email"] == ["zoe@example.org"]


def test_those_of_another_instance_do_not_find_the_person(coordinator: Browser, platform: Api, mark: str) -> None:
    page = registered(coordinator, mark)
    other = Browser(platform)
    signed_in(other, "coordination-namur")

    assert other.get(page).status_code == 404
    assert other.get(f"{page}/actes/rectifier").status_code == 404
    assert mark not in plain(other.get("/instances/namur/personnes").text)
    assert coordinator.get(f"{page}/actes/oublier").status_code == 403
    assert other.get("/instances/namur/personnes/actes/inscrire").status_code == 200
    assert other.get(f"{LIST}/actes/inscrire").status_code == 403


def test_an_administrator_forgets_the_person_whose_address_the_coordination_gives(
    coordinator: Browser, platform: Api, mark: str
) -> None:
    page = registered(coordinator, mark)
    advice = plain(coordinator.get(page).text)
    administrator = Browser(platform)
    signed_in(administrator, "administration")

    blind = plain(administrator.get(page).text)
    form = FilledForm.at(administrator, link_to(administrator, page, "Oublier la personne"))
    warned = plain(form.response.text)
    form.type(reason="REQUESTED").send()

    assert "donnez l'adresse de cette page à l'administration" in advice
    assert mark not in blind
    assert "Cet acte ne se défait pas" in warned
    assert form.response.status_code == 303
    assert platform.installation.vault.person(UUID(page.rpartition("/")[2])) is None
    assert f"Zoé {mark}" not in coordinator.get(f"{LIST}?q={mark}").text


def test_an_administrator_links_the_account_by_which_the_person_signs_in(
    coordinator: Browser, platform: Api, mark: str
) -> None:
    page = registered(coordinator, mark)
    administrator = Browser(platform)
    signed_in(administrator, "administration")
    form = FilledForm.at(administrator, link_to(administrator, page, "Relier un compte à la personne"))

    form.send()
    refused = form.text
    shown = plain(form.type(subject=f"sub-{mark}").send().text)

    [account] = platform.installation.vault.accounts_of(UUID(page.rpartition("/")[2]))
    assert "l'un des deux" in refused.replace("\u2019", "'")
    assert "Le compte est relié" in shown
    assert account.subject == f"sub-{mark}"
    assert coordinator.get(f"{page}/actes/relier").status_code == 403
