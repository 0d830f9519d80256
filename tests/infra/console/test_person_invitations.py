"""The pages to invite persons and to accept: a link is shown once, a visit uses up none, and the inviter confirms."""

import re
from uuid import uuid4

from efe_domain.access.grants import Role
from tests.api.given import Api
from tests.infra.console.browser import Browser, Outline
from tests.infra.console.command_forms import hidden
from tests.infra.console.signing_in import signed_in

PATH = "/instances/liege/acces/invitations"


def person(number: int = 0, **others: str) -> dict[str, str]:
    tag = uuid4().hex[:8]
    fields = {"givenName": "Marie", "familyName": f"Dupont{tag}", "email": f"m.{tag}@exemple.be", "role": "READER"}
    return {f"persons.{number}.{name}": value for name, value in {**fields, "language": "FRENCH", **others}.items()}


def row_of(page: str, name: str) -> str:
    [row] = [each for each in page.split("<tr ") if name in each]
    return row


def test_persons_are_invited_accept_and_are_confirmed(platform: Api, browser: Browser) -> None:
    signed_in(browser)
    asked = person() | person(3)
    blank = browser.get(f"{PATH}?dix=oui").text
    sent = browser.post(PATH, hidden(blank) | asked | {"acte": "inviter"}).text
    [one, two] = re.findall(r"<code>[^<]*(/rejoindre\?cle=[^<]+)</code>", sent)
    guest = Browser(platform)
    asked_to_sign_in = guest.get(one).headers["location"]
    signed_in(guest, f"invitée-{uuid4().hex}")
    visits = [guest.get(one) for _ in range(3)]
    accepted = guest.post("/rejoindre", {"cle": one.partition("cle=")[2]})
    listed = browser.get(PATH).text
    name = f"Marie {asked['persons.0.familyName']}"
    row = row_of(listed, name)
    form = dict(re.findall(r'name="(\w+)" value="([^"]+)"', row)) | {"acte": "confirmer"}
    confirmed = browser.post(PATH, form)

    assert blank.count("<fieldset") == 10
    assert "suite=%2Frejoindre" in asked_to_sign_in
    assert [each.status_code for each in visits] == [200] * 3
    assert "doit encore confirmer" in accepted.text
    assert "cle=" not in listed
    assert "Acceptée" in row
    [account] = re.findall(r"code de contrôle [0-9a-f]{4} [0-9a-f]{4}", row)
    assert account in accepted.text
    assert confirmed.status_code == 303
    assert "Confirmée" in row_of(browser.get(PATH).text, name)
    assert guest.get("/instances/liege/acces").status_code == 200
    other = Browser(platform)
    signed_in(other, f"autre-{uuid4().hex}")
    again = other.post("/rejoindre", {"cle": one.partition("cle=")[2]})
    assert (again.status_code, "n'ouvre aucune invitation" in Outline(again.text).text) == (422, True)
    assert other.post("/rejoindre", {"cle": two.partition("cle=")[2]}).status_code == 200


def test_a_program_that_follows_the_link_uses_up_nothing(platform: Api, browser: Browser) -> None:
    signed_in(browser)
    asked = person()
    sent = browser.post(PATH, hidden(browser.get(PATH).text) | asked | {"acte": "inviter"}).text
    [link] = re.findall(r"<code>[^<]*(/rejoindre\?cle=[^<]+)</code>", sent)
    guest, scanner = Browser(platform), Browser(platform)
    signed_in(guest, f"invitée-{uuid4().hex}")
    key = {"cle": link.partition("cle=")[2]}
    tried = [
        scanner.get(link),
        scanner.head(link),
        scanner.post("/rejoindre", key),
        guest.get(link),
        guest.head(link),
        guest.get(link, sec_fetch_site="cross-site"),
        guest.post("/rejoindre", key, sec_fetch_site="cross-site", origin="https://ailleurs.example"),
    ]

    assert [each.status_code for each in tried] == [303, 303, 403, 200, 200, 200, 403]
    assert "Envoyée" in row_of(browser.get(PATH).text, asked["persons.0.familyName"])
    assert tried[3].headers["referrer-policy"] == "same-origin"
    assert guest.post("/rejoindre", key).status_code == 200


def test_a_wrong_address_is_told_at_its_field_and_the_rest_is_kept(browser: Browser) -> None:
    signed_in(browser)
    asked = person(familyName="Gardée", email="sans-arobase")
    page = browser.post(PATH, hidden(browser.get(PATH).text) | asked | {"acte": "inviter"})

    assert page.status_code == 422
    assert 'value="Gardée"' in page.text
    assert (
        "Une adresse électronique est attendue"
        in page.text.partition('id="persons-0-email"')[2].partition("</div>")[0]
    )


def test_invitations_are_for_those_who_may_invite(browser: Browser) -> None:
    signed_in(browser, "quelqu'un")

    assert browser.get(PATH).status_code == 403


def test_an_administrator_reads_the_steps_and_invites_a_first_coordinator(platform: Api, browser: Browser) -> None:
    subject = f"administration-{uuid4().hex}"
    platform.granted(subject, Role.ADMINISTRATOR)
    signed_in(browser, subject)
    coordinator = Browser(platform)
    signed_in(coordinator)
    tasks, page, form = browser.get("/a-faire").text, browser.get("/mise-en-route").text, browser.get(PATH).text
    offered = re.findall(
        r'<option value="([A-Z]*)"', form.partition('name="persons.0.role"')[2].partition("</select>")[0]
    )
    refused = browser.post(PATH, hidden(form) | person(role="COORDINATOR") | {"acte": "inviter"})

    assert page.partition('<ol class="check">')[2].partition("</ol>")[0].count("<h2>") == 6
    assert 'href="/mise-en-route"' in tasks
    assert 'href="/mise-en-route"' not in coordinator.get("/a-faire").text
    assert offered == ["COORDINATOR"]
    assert (refused.status_code, "premier coordinateur d'une Instance" in Outline(refused.text).text) == (422, True)


def test_invitations_are_kept_as_a_draft_until_the_links_are_made(browser: Browser) -> None:
    signed_in(browser)
    asked = person(language="GERMAN")
    family = asked["persons.0.familyName"]

    kept = browser.post(PATH, own_hidden(browser.get(PATH).text) | asked | {"brouillon": "garder"})
    address = kept.headers["location"]
    page = browser.get(address).text
    done = browser.post(PATH, own_hidden(page) | asked | {"acte": "inviter"})

    assert kept.status_code == 303
    assert f'value="{family}"' in page
    assert "Votre brouillon" in page
    assert '<option value="GERMAN" selected>' in page
    assert (done.status_code, "Liens à transmettre" in done.text) == (200, True)
    assert f'value="{family}"' not in browser.get(address).text


def own_hidden(page: str) -> dict[str, str]:
    """Returns the hidden fields of the form that invites, not those of the list."""
    return hidden(page.partition('class="command"')[2].partition("</form>")[0])
