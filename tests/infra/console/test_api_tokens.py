"""The pages of API tokens: a person creates one, sees it once, and revokes it; an administrator sees all of them."""

import re

import pytest

from tests.api.given import Api
from tests.api.given import Client as ApiClient
from tests.infra.console.browser import Browser, Outline
from tests.infra.console.command_forms import hidden
from tests.infra.console.signing_in import signed_in

PATH, ALL = "/jetons", "/administration/jetons"
SECRET = re.compile(r'<code class="secret">([^<]+)</code>')


def row_of(page: str, name: str) -> str:
    [row] = [each for each in page.split("<tr ")[1:] if name in each]
    return row


def create(browser: Browser, label: str, /, **others: str | list[str]) -> str:
    page = browser.get(PATH).text
    [right, *_] = re.findall(r'name="droit" value="([^"]+)"', page)
    form: dict[str, str | list[str]] = {**hidden(page), "name": label, "droit": [right], "acte": "creer", **others}
    return browser.post(PATH, form).text


def test_a_person_creates_a_token_sees_it_once_and_revokes_it(platform: Api, browser: Browser) -> None:
    signed_in(browser)
    home = browser.get("/a-faire").text
    page = browser.get(PATH).text
    [right, *_] = re.findall(r'name="droit" value="([^"]+)"', page)
    named = {"name": "Tableur de Liège", "acte": "creer"}
    form: dict[str, str | list[str]] = {**hidden(page), **named, "droit": [right]}
    first, again = browser.post(PATH, form).text, browser.post(PATH, form).text
    [secret] = SECRET.findall(first)
    client = ApiClient(platform.http, {"Authorization": f"Bearer {secret}"})
    opened = client.ask("{ viewer { bassins } }")
    listed = row_of(browser.get(PATH).text, "Tableur de Liège")
    fields = dict(re.findall(r'name="(\w+)" value="([^"]+)"', listed)) | {"acte": "revoquer"}
    revoked = browser.post(PATH, fields)

    assert f'href="{PATH}"' in home
    assert opened == {"viewer": {"bassins": ["LIEGE"]}}
    assert not SECRET.search(again)
    assert "n'a été montré qu'une fois" in Outline(again).text
    assert "Coordinateur" in listed
    assert secret not in listed
    assert revoked.status_code == 303
    assert client.refusal("{ viewer { bassins } }") == "UNAUTHENTICATED"
    assert "Révoqué" in row_of(browser.get(PATH).text, "Tableur de Liège")


def test_a_token_does_not_open_the_pages(platform: Api, browser: Browser) -> None:
    signed_in(browser)
    [secret] = SECRET.findall(create(browser, "Pages"))
    answer = Browser(platform).get(PATH, authorization=f"Bearer {secret}")

    assert answer.status_code == 303
    assert answer.headers["location"].startswith("/connexion")


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"name": ""}, "Un texte est attendu"),
        ({"droit": []}, "Un à 20 droits sont attendus"),
        ({"droit": ["COORDINATOR/NAMUR/"]}, "n'a pas lui-même ce droit"),
        ({"endsOn": "9998-12-31"}, "dans un an au plus"),
    ],
)
def test_a_wrong_form_says_why_and_keeps_what_was_typed(
    browser: Browser, wrong: dict[str, str | list[str]], words: str
) -> None:
    signed_in(browser)
    page = create(browser, "Saisie gardée", isReadOnly="non", **wrong)

    assert words in Outline(page).text
    assert not SECRET.search(page)
    assert "name" in wrong or 'value="Saisie gardée"' in page
    assert 'value="non" checked' in page


def test_an_administrator_sees_and_revokes_the_tokens_of_all_accounts(platform: Api, browser: Browser) -> None:
    signed_in(browser)
    [secret] = SECRET.findall(create(browser, "Vu par l'administration"))
    administrator = Browser(platform)
    signed_in(administrator, "administration")
    page = administrator.get(ALL).text
    fields = dict(re.findall(r'name="(\w+)" value="([^"]+)"', row_of(page, "Vu par l&#39;administration")))
    answer = administrator.post(ALL, fields | {"acte": "revoquer"})
    client = ApiClient(platform.http, {"Authorization": f"Bearer {secret}"})

    assert ALL in administrator.get("/administration/acces").text
    assert answer.status_code == 303
    assert client.refusal("{ viewer { bassins } }") == "UNAUTHENTICATED"
    assert browser.get(ALL).status_code == 403
