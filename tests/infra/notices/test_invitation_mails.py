"""An invitation to sign in leaves by mail; its link is sealed until then, and opens what the page shows."""

import re
from dataclasses import replace

import psycopg
import pytest

from efe_infra.composition import mail_office
from tests.infra.console.browser import Browser
from tests.infra.console.signing_in import signed_in
from tests.infra.notices.conftest import Notified
from tests.infra.notices.mail_server import text_of

INVITED = {"givenName": "Nora", "familyName": "Invitée", "language": "GERMAN", "role": "READER"}
LINK = re.compile(r"https?://[^\s]+(/rejoindre\?cle=[\w%-]+)")


def send(notified: Notified) -> None:
    """Sends by the office of the installation, whose key seals the links."""
    office = mail_office(notified.api.installation)
    assert office
    notified.clock.pass_by(minutes=5)
    notified.step(links=office.links)


def invite(notified: Notified, email: str) -> dict[str, str]:
    asked = {"bassin": "LIEGE", "persons": [{**INVITED, "email": email}]}
    [invitation] = notified.by.done("invitePerson", "invitations { id link person { id } }", **asked)
    return dict(invitation)


def sealed_links(notified: Notified) -> list[bytes]:
    with psycopg.connect(notified.database.admin) as connection:
        return [sealed for (sealed,) in connection.execute("select sealed from notices.invitation_link")]


def test_an_invitation_arrives_in_the_language_of_the_person_and_its_link_opens_it(notified: Notified) -> None:
    shown = invite(notified, "nora@exemple.be")
    secret = shown["link"].partition("cle=")[2]
    [sealed] = sealed_links(notified)
    assert secret.encode() not in sealed

    send(notified)

    [mail] = notified.box.to("nora@exemple.be")
    assert mail["Subject"] == "Einladung zur Anmeldung"
    assert mail["List-Unsubscribe"] is None
    [path] = LINK.findall(text_of(mail))
    assert path == shown["link"]
    send(notified)
    assert sealed_links(notified) == []
    assert len(notified.box.to("nora@exemple.be")) == 1
    browser = Browser(notified.api)
    signed_in(browser, "nora")
    assert browser.post("/rejoindre", {"cle": secret}).status_code == 200


def test_a_renewed_link_leaves_once_and_a_withdrawn_invitation_not_at_all(notified: Notified) -> None:
    renewed, withdrawn = invite(notified, "rene@exemple.be"), invite(notified, "retiree@exemple.be")
    asked = {"invitationId": renewed["id"]}
    [new] = notified.by.done("renewPersonInvitation", "invitations { link }", **asked)
    notified.by.do("withdrawPersonInvitation", invitationId=withdrawn["id"])

    send(notified)

    assert [LINK.findall(text_of(mail)) for mail in notified.box.to("rene@exemple.be")] == [[new["link"]]]
    assert notified.box.to("retiree@exemple.be") == []


def test_no_other_key_and_no_forgotten_person_opens_a_link(notified: Notified) -> None:
    invite(notified, "autre@exemple.be")
    office = mail_office(notified.api.installation)
    assert office
    notified.clock.pass_by(minutes=5)

    notified.step(links=replace(office.links, key=b"another key of thirty-two bytes."))

    assert notified.box.to("autre@exemple.be") == []
    before = sealed_links(notified)
    invite(notified, "oubliee@exemple.be")
    with psycopg.connect(notified.database.admin) as connection:
        sql = "select id from vault.person where email = 'oubliee@exemple.be'"
        [(person,)] = connection.execute(sql).fetchall()
    notified.api.installation.vault.forget(person)
    assert sealed_links(notified) == before


@pytest.fixture(autouse=True)
def _no_link(notified: Notified) -> None:
    notified.run("delete from notices.invitation_link")
    notified.run("delete from vault.notice_language")
