"""Pages about mails: who got what of a meeting, a reminder, and an administrator who lets mails leave again."""

from uuid import UUID

from efe_domain.access.grants import Role
from efe_infra.notices.progress import RESTORED
from tests.api.decisions import propose
from tests.infra.console.browser import Browser
from tests.infra.console.test_sign_in import signed_in
from tests.infra.notices.conftest import Notified, address
from tests.infra.notices.mail_server import text_of


def browser_of(notified: Notified, subject: str) -> Browser:
    browser = Browser(notified.api)
    signed_in(browser, subject)
    return browser


def test_the_page_of_a_meeting_shows_its_coordinator_who_got_a_mail(notified: Notified) -> None:
    notified.run("update vault.person set email = null where id = %s", notified.persons[0].partition(":")[2])
    notified.run("delete from vault.former_address")
    notified.box.refused[address(1)] = "550 No such user"
    meeting = notified.convene(40).partition(":")[2]
    notified.step()

    page = browser_of(notified, "coordination-liege").get(f"/reunions/{meeting}").text

    assert page.count("Anne Dupont") >= 3
    for words in ("Envoyé", "Sans adresse", "Adresse refusée par le serveur de courrier", "Corriger l'adresse"):
        assert words.replace("'", "&#39;") in page or words in page
    vault = notified.api.installation.vault
    vault.link(notified.api.account("membre"), UUID(notified.persons[2].partition(":")[2]))
    assert "Sans adresse" not in browser_of(notified, "membre").get(f"/reunions/{meeting}").text


def test_a_reminder_goes_once_in_five_days_to_the_person_that_the_register_says(notified: Notified) -> None:
    decision = propose(notified.by, notified.pole)["id"].partition("@")[0]
    vault = notified.api.installation.vault
    vault.link(notified.api.account("collegue"), UUID(notified.persons[0].partition(":")[2]))
    browser = browser_of(notified, "collegue")
    notified.step()
    notified.box.kept.clear()

    for _ in range(2):
        browser.post("/courriels/rappels", {"objet": decision})
    notified.step()

    assert len(notified.box.kept) <= 1
    for mail in notified.box.mails:
        assert mail["Subject"] == "Rappel : un acte est attendu de vous"
        assert "position" in text_of(mail)
    assert browser.post("/courriels/rappels", {"objet": "Person:1"}).status_code == 404


def test_an_administrator_lets_a_restored_platform_write_again(notified: Notified) -> None:
    notified.api.granted("administration", Role.ADMINISTRATOR)
    notified.run(RESTORED)
    administrator, coordinator = browser_of(notified, "administration"), browser_of(notified, "coordination-liege")
    assert "Laisser partir les courriels" in administrator.get("/administration/etat").text

    assert coordinator.post("/courriels/reprise").status_code == 403
    notified.convene(41)
    assert notified.step() == 0
    assert administrator.post("/courriels/reprise").status_code == 303

    notified.convene(42)
    assert notified.step() == 3
