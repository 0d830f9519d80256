"""The page of an operator: its name and number are changed there, and those who will read it are named."""

import re
from html import unescape
from uuid import uuid4

import pytest

from efe_domain.shared.bassins import Bassin
from tests.api.given import COMMUNES, Api, Client, an_operator
from tests.infra.console.browser import Browser, Outline
from tests.infra.console.shown import offers_acts
from tests.infra.console.signing_in import signed_in

LIST = "/instances/liege/operateurs"


@pytest.fixture
def coordinator(browser: Browser) -> Browser:
    signed_in(browser)
    return browser


@pytest.fixture
def school(platform: Api) -> tuple[str, str]:
    """The id and the name of a new operator, which has sites in Liège and Namur."""
    liege, namur = platform.client("coordination-liege"), platform.client("coordination-namur")
    name = f"Institut {uuid4().hex[:8]}"
    operator = an_operator(liege, number=uuid4().hex[:12], name=name)
    asked = {"bassin": "NAMUR", "operatorId": operator, "commune": COMMUNES[Bassin.NAMUR]}
    namur.done("openSite", "operator { id }", **asked)
    return operator, name


def page_of(operator: str) -> str:
    return f"/operateurs/{operator.removeprefix('Operator:')}"


def hidden(page: str) -> dict[str, str]:
    return dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', page))


def name_of(by: Client, operator: str) -> str:
    found = by.ask("query ($id: ID!) { operator(id: $id) { name } }", id=operator)
    return str(found["operator"]["name"])


def test_a_visitor_finds_it_by_name_and_changes_nothing(browser: Browser, school: tuple[str, str]) -> None:
    operator, name = school

    found = browser.get(f"{LIST}?q={name.partition(' ')[2]}").text
    page = browser.get(page_of(operator)).text

    assert f'href="{page_of(operator)}"' in found
    assert name in Outline(page).text
    assert not offers_acts(page)
    assert browser.get(f"{page_of(operator)}/actes/renommer").status_code == 303


def test_the_form_names_who_will_read_the_change(coordinator: Browser, school: tuple[str, str]) -> None:
    form = Outline(coordinator.get(f"{page_of(school[0])}/actes/renommer").text).text

    assert "Les Instances où l'opérateur est situé (Liège, Namur)" in form
    assert "Les dix Instances le retrouvent dans leur piste d'audit." in form


def test_a_coordinator_renames_it_and_the_other_instance_reads_who_and_why(
    coordinator: Browser, browser: Browser, school: tuple[str, str]
) -> None:
    (operator, name), new_name = school, f"Centre {uuid4().hex[:8]}"
    address = f"{page_of(operator)}/actes/renommer"
    typed = {"name": new_name, "reason": "Fusion de deux écoles.", "bassin": "LIEGE", "effectiveOn": ""}

    sent = coordinator.post(address, {**hidden(coordinator.get(address).text), **typed})
    shown = coordinator.follow(sent).text
    signed_in(browser, "coordination-namur")
    told = unescape(Outline(browser.get("/instances/namur").text).text)

    assert sent.status_code == 303
    assert f"« {name} », jusqu'au" in unescape(Outline(shown).text).replace("\u00a0", " ").replace("\u202f", " ")
    plain = told.replace("\u00a0", " ").replace("\u202f", " ")
    assert f"« {name} » devient « {new_name} »" in plain
    assert "à la demande de l'Instance de Liège ; raison : Fusion de deux écoles." in plain


def test_a_name_that_another_changed_meanwhile_is_not_overwritten(
    coordinator: Browser, platform: Api, school: tuple[str, str]
) -> None:
    operator, _ = school
    address = f"{page_of(operator)}/actes/renommer"
    form = hidden(coordinator.get(address).text)
    namur = platform.client("coordination-namur")
    namur.done("renameOperator", "operator { id }", bassin="NAMUR", operatorId=operator, name="De Namur")

    sent = coordinator.post(address, {**form, "name": "De Liège", "reason": "Fusion.", "bassin": "LIEGE"})

    assert sent.status_code == 409
    assert "De Namur" in Outline(sent.text).text
    assert name_of(namur, operator) == "De Namur"


def test_a_number_is_changed_and_a_wrong_one_is_refused_at_its_field(
    coordinator: Browser, platform: Api, school: tuple[str, str]
) -> None:
    operator, _ = school
    address, number = f"{page_of(operator)}/actes/renumeroter", str(uuid4().int)[:5]
    typed = {"scheme": "FASE", "reason": "Numéro reçu.", "bassin": "LIEGE"}

    wrong = coordinator.post(address, {**hidden(coordinator.get(address).text), **typed, "number": "BE95"})
    sent = coordinator.post(address, {**hidden(coordinator.get(address).text), **typed, "number": number})

    assert wrong.status_code == 422
    assert 'id="refus-champ-number"' in wrong.text
    assert sent.status_code == 303
    query = "query ($id: ID!) { operator(id: $id) { scheme number } }"
    shown = platform.client("coordination-liege").ask(query, id=operator)["operator"]
    assert shown == {"scheme": "FASE", "number": number.lstrip("0")}


def test_an_instance_where_it_is_not_reads_why_it_may_not(
    browser: Browser, platform: Api, school: tuple[str, str]
) -> None:
    operator, name = school
    signed_in(browser, "coordination-verviers")
    address = f"{page_of(operator)}/actes/renommer"
    typed = {"name": "Autre", "reason": "Parce que.", "bassin": "VERVIERS"}

    form, page, sent = browser.get(address), browser.get(page_of(operator)), browser.post(address, typed)

    assert (form.status_code, sent.status_code) == (409, 409)
    assert all("/aide/refus/NOT_YOUR_OPERATOR" in each.text for each in (form, page))
    assert f'href="{address}"' not in page.text
    assert name_of(platform.client("coordination-liege"), operator) == name
