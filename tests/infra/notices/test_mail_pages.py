"""Pages about mails: who got what of a meeting, a reminder, and an administrator who lets mails leave again."""

from uuid import UUID

import pytest

from efe_domain.access.grants import Role
from efe_domain.shared.bassins import Bassin
from efe_infra.notices.progress import RESTORED
from tests.api.decisions import an_adopted_decision, propose, say
from tests.api.given import Client
from tests.infra.console.browser import Browser
from tests.infra.notices.acts import browser_of
from tests.infra.notices.conftest import Notified, address
from tests.infra.notices.mail_server import text_of


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


def reminded(notified: Notified, browser: Browser, subject: str) -> list[str]:
    """Asks twice for a reminder, and returns the addresses that get one."""
    notified.step()
    notified.box.kept.clear()
    results = [browser.post("/courriels/rappels", {"objet": subject}).headers["location"] for _ in range(2)]
    notified.clock.pass_by(minutes=5)
    notified.step()
    assert [each.rpartition("=")[2] for each in results] == ["envoye", "deja"]
    assert {mail["Subject"] for mail in notified.box.mails} == {"Rappel : un acte est attendu de vous"}
    return sorted(to for to, _ in notified.box.kept)


@pytest.fixture
def colleague(notified: Notified) -> Client:
    """The first representative, who has an account."""
    vault = notified.api.installation.vault
    vault.link(notified.api.account("collegue"), UUID(notified.persons[0].partition(":")[2]))
    return notified.api.client("collegue")


def test_a_reminder_of_a_member_goes_once_in_five_days_to_its_representative(
    notified: Notified, colleague: Client
) -> None:
    decision = propose(notified.by, notified.pole)
    for member in (notified.members[0], notified.members[1]):
        say(colleague if member == notified.members[0] else notified.by, decision, member)
    browser, subject = browser_of(notified, "collegue"), decision["id"].partition("@")[0]
    assert "Relancer" in browser.get(f"/decisions/{subject.partition(':')[2]}").text

    assert reminded(notified, browser, subject) == [address(2)]

    [mail] = notified.box.mails
    assert "prendre position sur le texte proposé" in text_of(mail).replace("\n", " ")
    assert browser.post("/courriels/rappels", {"objet": "Person:1"}).status_code == 404


def test_a_reminder_of_an_instance_goes_to_each_of_its_coordinators(notified: Notified, colleague: Client) -> None:
    vault = notified.api.installation.vault
    for subject in ("seconde", "troisieme"):
        notified.api.granted(subject, Role.COORDINATOR, Bassin.LIEGE)
        key = vault.register_person(given_name="Eva", family_name=subject, email=f"{subject}@exemple.be")
        vault.link(notified.api.account(subject), key)
    decision = an_adopted_decision(notified.by, notified.pole, notified.members)
    notified.by.done("communicateDecision", "decision { id }", decisionId=decision["id"])
    say(colleague, decision, notified.members[0])

    told = reminded(notified, browser_of(notified, "collegue"), decision["id"].partition("@")[0])

    assert told == ["seconde@exemple.be", "troisieme@exemple.be"]


def test_a_reminder_of_a_pole_goes_to_each_of_its_members(notified: Notified) -> None:
    decision = an_adopted_decision(notified.by, notified.pole, notified.members)
    notified.api.granted("lectrice", Role.READER, Bassin.LIEGE)

    told = reminded(notified, browser_of(notified, "lectrice"), decision["id"].partition("@")[0])

    assert told == [address(number) for number in range(3)]


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
