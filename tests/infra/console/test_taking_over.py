"""The form that takes over a pôle older than the register: from the page of the Instance, with its document."""

import re
from html import unescape
from uuid import uuid4

import pytest
from httpx import Response

from tests.api.given import AXIS, KINDS, LONG_AGO, Api, Client, an_operator, day
from tests.api.meetings import a_person
from tests.infra.console.browser import Browser, Outline
from tests.infra.console.command_forms import fault_at, hidden
from tests.infra.console.signing_in import signed_in

INSTANCE = "/instances/liege"


@pytest.fixture
def liege(platform: Api) -> Client:
    client = platform.client("coordination-liege")
    client.do("identifyAxis", bassin="LIEGE", axis=AXIS, effectiveOn=LONG_AGO.isoformat())
    return client


@pytest.fixture
def coordinator(browser: Browser) -> Browser:
    signed_in(browser)
    return browser


def form_of(browser: Browser) -> str:
    page = browser.get(INSTANCE).text
    [address] = set(re.findall(r'href="([^"]+)">Reprendre un pôle antérieur au registre<', page))
    return str(address)


def filled(browser: Browser, form: str, members: list[str], **others: str) -> dict[str, str]:
    """Returns the form as the page shows it, with what a coordinator types from the document."""
    page = browser.get(form).text
    [axis] = re.findall(r'name="axis" value="([^"]+)"[^>]*> [^<]*' + AXIS["label"], page)
    rows = {f"members.{nth}.operatorId": each for nth, each in enumerate(members)}
    typed = {"axis": unescape(axis), "name": f"Ancien {uuid4().hex[:8]}", "starts": day(-400), "ends": day(400)}
    return hidden(page) | typed | rows | {"effectiveOn": day(-100), **others}


def send(browser: Browser, form: str, data: dict[str, str]) -> Response:
    content, field = b"%PDF-1.7 " + uuid4().bytes, "sha256-fichier"
    return browser.upload(form, content, "application/pdf", name="arrêté.pdf", field=field, data=data)


def test_an_older_pole_enters_with_its_members_and_its_term(coordinator: Browser, liege: Client) -> None:
    members = [an_operator(liege, kind, number=uuid4().hex) for kind in KINDS]
    names = [f"Exemple{uuid4().hex[:6]}" for _ in members]
    for each in names:
        a_person(liege, each)
    form = form_of(coordinator)
    represented = {f"members.{nth}.representativeId": f"{each} Dupont" for nth, each in enumerate(names)}
    data = filled(coordinator, form, members, **represented)

    unknown = send(coordinator, form, data | {"members.0.representativeId": f"Personne {uuid4().hex}"})
    without = coordinator.post(form, data)
    sent = send(coordinator, form, data)
    page = Outline(coordinator.follow(sent).text).text

    assert "Aucune personne inscrite n'a ce nom" in fault_at(unknown.text, "members-0-representativeId")
    assert f'value="{data["name"]}"' in unknown.text
    assert (without.status_code, 'id="refus-champ-sha256"' in without.text) == (422, True)
    print(
        "ERR",
        Outline(sent.text).text.partition("avant de consigner")[2][:600],
        "pas cons",
        Outline(sent.text).text.partition("consigné")[2][:500],
    )
    assert sent.status_code == 303
    assert data["name"] in page
    assert all(f"{each} Dupont" in page for each in names)


def test_a_pole_without_its_three_colleges_is_refused_with_the_rule(coordinator: Browser, liege: Client) -> None:
    form = form_of(coordinator)

    refused = send(coordinator, form, filled(coordinator, form, [an_operator(liege, number=uuid4().hex)]))

    assert refused.status_code == 422
    assert "/aide/regles/PS-COMPO" in refused.text


def test_a_member_of_another_instance_has_no_form(browser: Browser) -> None:
    signed_in(browser, "coordination-namur")

    assert "reprendre-un-pole" not in browser.get(INSTANCE).text
    assert browser.get(f"{INSTANCE}/actes/reprendre-un-pole").status_code == 403
