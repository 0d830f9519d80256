"""A coordinator who floods a stranger, an Instance that uses up the hour: the others get their mails."""

from datetime import datetime, timedelta
from uuid import UUID

import pytest

from efe_domain.shared.bassins import Bassin
from efe_infra.composition import mail_office
from efe_infra.notices.hour_shares import OWN_PART
from efe_infra.notices.mail_turns import MailLimits
from tests.api.given import Client
from tests.infra.notices.acts import browser_of, invite
from tests.infra.notices.conftest import UNLIMITED, Clock, Notified, address
from tests.infra.notices.mail_server import text_of

VICTIM = "victime@exemple.be"
SPELLINGS = ("victime@exemple.be", "Victime@Exemple.BE", "victime+1@exemple.be", "victime+dix@exemple.be")
CONVENED = "Convocation à une réunion"


def send(notified: Notified, limits: MailLimits = UNLIMITED) -> None:
    """Sends all that may leave now, by the office of the installation, whose key seals the links."""
    office = mail_office(notified.api.installation)
    assert office
    notified.clock.pass_by(seconds=10)
    while notified.step(links=office.links, limits=limits):
        pass


def to_victim(notified: Notified) -> int:
    return sum(to in SPELLINGS for to, _ in notified.box.kept)


@pytest.fixture
def namur(notified: Notified) -> Client:
    return notified.api.coordinator(Bassin.NAMUR)


def test_a_hundred_invitations_put_three_mails_a_day_on_a_stranger(
    notified: Notified, namur: Client, clock: Clock
) -> None:
    """By any Instance and in any spelling; an erasure of the invited persons gives none back."""
    invited = invite(notified.by, SPELLINGS * 20) + invite(namur, SPELLINGS * 5, "NAMUR")

    send(notified)
    assert to_victim(notified) == 3
    for each in invited[:30]:
        notified.api.installation.vault.forget(UUID(each["person"]["id"].partition(":")[2]))
    invite(notified.by, [VICTIM])
    clock.pass_by(hours=23)
    send(notified)
    assert to_victim(notified) == 3

    clock.pass_by(hours=1)
    send(notified)
    assert to_victim(notified) == 6
    assert notified.rows("bassin, state").count(("namur", "sent")) > 0


def test_a_change_of_address_floods_the_old_one_no_more_than_an_invitation(notified: Notified) -> None:
    """A coordinator writes a stranger's address on ten persons, and replaces it."""
    for number in range(10):
        [invited] = invite(notified.by, [VICTIM])
        asked = {"bassin": "LIEGE", "personId": invited["person"]["id"], "email": f"autre{number}@exemple.be"}
        notified.by.done("amendPerson", "person { id }", **asked)

    send(notified)

    assert to_victim(notified) == 3


def test_a_member_who_was_invited_three_times_gets_a_convocation(notified: Notified) -> None:
    invite(notified.by, [address(0)] * 4)
    send(notified)
    assert len(notified.box.to(address(0))) == 3

    notified.convene()
    send(notified)

    assert [mail["Subject"] for mail in notified.box.to(address(0))][3:] == [CONVENED]


def test_convocations_leave_before_invitations_and_in_an_hour_that_invitations_used_up(notified: Notified) -> None:
    limits = MailLimits(per_person=30, per_hour=40)
    invite(notified.by, (f"invitee{number}@exemple.be" for number in range(50)))
    notified.convene()
    send(notified, limits)
    subjects = [str(mail["Subject"]) for mail in notified.box.mails]
    assert subjects == [CONVENED] * 3 + ["Invitation à vous connecter"] * 4

    notified.convene(20)
    send(notified, limits)

    assert [str(mail["Subject"]) for mail in notified.box.mails][7:] == [CONVENED] * 3


FILL_INSTANCE = """
    insert into notices.outbox (id, person, kind, subject, occasion, bassin, delivery, created_at, due_at, next_at)
    select gen_random_uuid(), person.id, 'webhook-stopped', 'Webhook:' || %s || row_number() over (), '', %s,
        'at-once', %s, %s, %s
    from vault.person where email like 'foule%%' limit %s
"""
CROWD = """
    insert into vault.person (id, given_name, family_name, email, sort_key)
    select gen_random_uuid(), 'Anne', 'Dupont', 'foule' || number || '@exemple.be', number::text
    from generate_series(1, 200) as number
"""


def test_an_instance_that_mails_to_all_leaves_their_share_to_the_others(notified: Notified, clock: Clock) -> None:
    share = 2
    limits = MailLimits(per_person=30, per_hour=share * OWN_PART)
    notified.run(CROWD)
    notified.run(FILL_INSTANCE, "a", "liege", *[clock.now] * 3, 200)
    send(notified, limits)
    assert len(notified.box.kept) == share * (OWN_PART // 2 + 1)

    notified.run(FILL_INSTANCE, "b", "namur", *[clock.now] * 3, 5)
    notified.run(FILL_INSTANCE, "c", "verviers", *[clock.now] * 3, 1)
    send(notified, limits)

    sent = notified.rows("bassin, state")
    assert [sent.count((bassin, "sent")) for bassin in ("namur", "verviers")] == [share, 1]
    clock.pass_by(hours=1)
    send(notified, limits)
    assert notified.rows("bassin, state").count(("namur", "sent")) == 5


def test_persons_with_one_address_share_its_hour(notified: Notified, clock: Clock) -> None:
    for number in range(3):
        notified.run(
            "update vault.person set email = 'commune@exemple.be' where id = %s",
            notified.persons[number].partition(":")[2],
        )
    notified.run("delete from vault.former_address")
    limits = MailLimits(per_person=2, per_hour=100)
    notified.convene()
    send(notified, limits)
    assert len(notified.box.kept) == 2

    clock.pass_by(hours=1)
    send(notified, limits)
    assert len(notified.box.kept) == 3


LISTED = "{ personInvitations(bassin: LIEGE) { id mailState mailLeavesAt } }"
HELD = {
    "fr": "Courriel retenu : une adresse reçoit au plus trois invitations par jour",
    "de": "E-Mail zurückgehalten: Eine Adresse erhält höchstens drei Einladungen am Tag",
    "en": "Mail held back: an address gets three invitations a day at most",
}


def test_a_held_invitation_says_until_when_and_its_link_stays(notified: Notified, clock: Clock) -> None:
    fourth = invite(notified.by, [VICTIM] * 4)[3]
    send(notified)
    sent = {each["id"]: each for each in notified.by.ask(LISTED)["personInvitations"]}

    [held] = invite(notified.by, [VICTIM])

    assert [each["mailState"] for each in sent.values()].count("SENT") == 3
    assert (held["mailState"], bool(held["link"])) == ("WAITING", True)
    days = [(datetime.fromisoformat(each["mailLeavesAt"]) - clock.now) / timedelta(days=1) for each in (held, fourth)]
    assert days == pytest.approx([1, 1], abs=0.01)
    browser = browser_of(notified, "coordination-liege")
    for language, words in HELD.items():
        page = browser.get(f"/instances/liege/acces/invitations?langue={language}").text.replace("\xa0", " ")
        assert words in page


@pytest.fixture(autouse=True)
def _no_invitation(notified: Notified) -> None:
    for table in ("notices.invitation_link", "console.person_invitation", "vault.notice_language"):
        notified.run(f"delete from {table}")


def test_an_invitation_that_left_says_so(notified: Notified) -> None:
    [invited] = invite(notified.by, ["seule@exemple.be"])
    assert (invited["mailState"], invited["mailLeavesAt"]) == ("WAITING", None)

    send(notified)

    [mail] = notified.box.to("seule@exemple.be")
    assert invited["link"] in text_of(mail)
    assert [each["mailState"] for each in notified.by.ask(LISTED)["personInvitations"]] == ["SENT"]
