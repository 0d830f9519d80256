"""First run of an administrator: Instances, invitations of their coordinations, and further administrators."""

import re
from collections.abc import Iterator
from html import unescape
from pathlib import Path
from uuid import uuid4

import pytest
from httpx import Response

from efe_domain.access.grants import Role
from efe_infra.postgres.database import Database
from tests.api.given import Api
from tests.infra.console.browser import Browser, Outline
from tests.infra.console.command_forms import hidden
from tests.infra.console.signing_in import signed_in
from tests.running import served

PATH = "/mise-en-route"


@pytest.fixture
def fresh(database: Database, tmp_path: Path) -> Iterator[Api]:
    with served(database, tmp_path) as api:
        yield api


@pytest.fixture
def administrator(fresh: Api) -> Browser:
    fresh.granted("administration", Role.ADMINISTRATOR)
    browser = Browser(fresh)
    signed_in(browser, "administration")
    return browser


def key_of(page: str) -> dict[str, str]:
    return {"commandId": hidden(page)["commandId"]}


def sent(browser: Browser, act: str, data: dict[str, str]) -> Response:
    page = browser.get(PATH).text
    return browser.post(PATH, key_of(page) | data | {"acte": act})


def established(browser: Browser, *bassins: str) -> None:
    page = browser.get(PATH).text
    for bassin in bassins:
        assert browser.post(PATH, key_of(page) | {"bassin": bassin, "acte": "etablir"}).status_code == 200


def row(bassin: str, **others: str) -> dict[str, str]:
    fields = {
        "givenName": "Marie",
        "familyName": f"De {bassin}",
        "email": f"marie@{bassin.lower()}.example",
        **others,
    }
    return {f"{bassin}.{name}": value for name, value in fields.items()}


def links(page: str) -> list[str]:
    return [unescape(each) for each in re.findall(r"<code>[^<]*(/rejoindre\?cle=[^<]+)</code>", page)]


def test_rows_are_done_or_refused_each_for_itself_and_only_once(administrator: Browser) -> None:
    established(administrator, "LIEGE", "NAMUR", "VERVIERS")
    typed = row("LIEGE") | row("NAMUR", email="sans-arobase") | row("VERVIERS")
    key = key_of(administrator.get(PATH).text)

    first = administrator.post(PATH, key | typed | {"acte": "inviter"})
    again = administrator.post(PATH, key_of(first.text) | typed | row("NAMUR") | {"acte": "inviter"})
    other = administrator.post(PATH, key | row("LIEGE", email="paul@liege.example") | {"acte": "inviter"})

    assert (first.status_code, len(links(first.text))) == (422, 2)
    assert 'id="refus-champ-namur-email"' in first.text
    assert 'value="sans-arobase"' in first.text
    assert key_of(first.text) == key
    assert (again.status_code, len(links(again.text))) == (200, 1)
    assert Outline(again.text).text.count("Son lien n'est montré qu'une fois") >= 2
    assert (other.status_code, "/aide/refus/COMMAND_REUSED" in other.text) == (422, True)
    assert key_of(other.text) != key
    assert "marie@liege.example" in other.text


def test_a_lost_link_is_replaced(administrator: Browser) -> None:
    established(administrator, "LIEGE")
    [lost] = links(sent(administrator, "inviter", row("LIEGE")).text)
    page = administrator.get(PATH).text
    [button] = re.findall(r'name="renouveler" value="([^"]+)"', page)
    [link] = links(administrator.post(PATH, key_of(page) | {"renouveler": button}).text)

    guest = Browser(administrator.api)
    signed_in(guest, "marie")
    answers = [guest.post("/rejoindre", {"cle": each.partition("cle=")[2]}).status_code for each in (lost, link)]

    assert answers == [422, 200]


@pytest.mark.parametrize("subject", [None, "quelqu'un"])
def test_the_page_is_for_administrators(fresh: Api, subject: str | None) -> None:
    browser = Browser(fresh)
    if subject:
        signed_in(browser, subject)
    of_access = ("/administration/acces", "/administration/acces/actes/donner")
    pages = (PATH, "/administration/instances", "/administration/etat", "/administration/personnes", *of_access)

    assert {browser.get(each).status_code for each in pages} == {403 if subject else 303}
    assert browser.post(PATH, row("LIEGE") | {"acte": "inviter"}).status_code == 403
    assert browser.post(PATH, {"bassin": "LIEGE", "acte": "etablir"}).status_code == 403
    assert fresh.visitor.ask("{ instances { bassin } }")["instances"] == []


def test_a_second_administrator_is_named_and_leaves(administrator: Browser, fresh: Api) -> None:
    page = administrator.get("/administration/acces").text
    [form] = re.findall(r'href="(/administration/acces/actes/donner)"', page)
    subject = f"admin-{uuid4().hex}"
    data = {"subject": subject, "role": "ADMINISTRATOR"}
    without = administrator.post(form, hidden(administrator.get(form).text) | {"role": "ADMINISTRATOR"})
    given = administrator.post(form, hidden(administrator.get(form).text) | data)
    second = Browser(fresh)
    signed_in(second, subject)
    opened = second.get(PATH).status_code
    [revoking, *_] = re.findall(
        rf'href="(/administration/acces/actes/retirer\?role={fresh.account(subject)}[^"]+)"',
        administrator.get("/administration/acces").text,
    )
    shown = administrator.get(unescape(revoking)).text
    [role] = re.findall(r'name="grant" value="([^"]+)" checked', shown)
    taken = administrator.post("/administration/acces/actes/retirer", hidden(shown) | {"grant": role})

    assert "Un seul compte administre" in Outline(page).text
    assert (without.status_code, given.status_code, opened, taken.status_code) == (422, 303, 200, 303)
    assert second.get(PATH).status_code == 403
