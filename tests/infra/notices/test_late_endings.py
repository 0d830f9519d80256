"""A right, an address, a choice, a person or an invitation that ends once its mail is written, before it leaves."""

from collections.abc import Callable
from dataclasses import dataclass
from threading import Thread
from uuid import UUID, uuid4

import psycopg
import pytest

from efe_infra.composition import mail_office
from tests.api.given import CREATED, an_operator
from tests.infra.notices.acts import invite, replace
from tests.infra.notices.conftest import Notified, person

CONVENED = "Convocation à une réunion"
NEW = "neuve@exemple.be"


@dataclass(frozen=True)
class Leaving:
    """A member of the pôle and its representative, who has an address."""

    member: str
    key: UUID
    email: str


type Ending = Callable[[Notified, Leaving], None]


@pytest.fixture
def leaving(notified: Notified) -> Leaving:
    email, member = f"partante-{uuid4().hex}@exemple.be", an_operator(notified.by, "CEFA")
    representative = person(notified.by, email)
    asked = {"poleId": notified.pole, "operatorId": member, "effectiveOn": CREATED}
    notified.by.done("designateMember", "pole { id }", representativeId=representative, **asked)
    return Leaving(member, UUID(representative.partition(":")[2]), email)


def a_seat(notified: Notified, leaving: Leaving) -> None:
    replace(notified, leaving.member)
    notified.api.catch_up()


def a_choice(notified: Notified, leaving: Leaving) -> None:
    notified.run("insert into vault.notice_choice values (%s, 'meeting-convened', 'never')", leaving.key)


def a_person(notified: Notified, leaving: Leaving) -> None:
    notified.api.installation.vault.forget(leaving.key)


def an_address(notified: Notified, leaving: Leaving) -> None:
    notified.run("update vault.person set email = %s where id = %s", NEW, leaving.key)


@pytest.mark.parametrize("ending", [a_seat, a_choice, a_person, an_address])
def test_what_ends_while_a_written_mail_waits_for_its_connection_counts(
    notified: Notified, leaving: Leaving, ending: Ending
) -> None:
    """The mails of two meetings are written; the ending comes while the server has the mail of another person."""
    arrived = list[int]()

    def end() -> None:
        if notified.box.attempts[-1] != leaving.email and not arrived:
            arrived.append(len(notified.box.to(leaving.email)))
            ending(notified, leaving)

    notified.convene(24)
    notified.convene(25)
    notified.box.at_data = end
    notified.step()
    notified.box.at_data = lambda: None
    notified.step()

    told = [str(mail["Subject"]) for mail in notified.box.to(leaving.email)]
    assert len(arrived) == 1
    assert told.count(CONVENED) == arrived[0] < 2
    assert len(notified.box.to(NEW)) == (2 - arrived[0] if ending is an_address else 0)
    assert "waiting" not in notified.rows()


def test_an_invitation_withdrawn_while_its_written_mail_waits_does_not_leave(notified: Notified) -> None:
    office = mail_office(notified.api.installation)
    assert office
    emails = ["une@exemple.be", "autre@exemple.be"]
    invited = dict(zip(emails, invite(notified.by, emails), strict=True))

    def end() -> None:
        [other] = {*emails} - {notified.box.attempts[-1]}
        notified.by.do("withdrawPersonInvitation", invitationId=invited[other]["id"])

    notified.box.at_data = end
    notified.clock.pass_by(seconds=10)
    notified.step(links=office.links)

    assert len(notified.box.kept) == 1
    assert notified.step(links=office.links) == 1
    assert sorted(notified.rows()) == ["sent", "unwanted"]


def test_an_erasure_in_the_middle_of_its_transaction_is_waited_for(notified: Notified) -> None:
    """The row is claimed only once the other transaction has ended, and then it is not there."""
    stranger = person(notified.by, "breve@exemple.be")
    key = UUID(stranger.partition(":")[2])
    notified.run(
        "insert into notices.outbox (id, person, kind, subject, occasion, delivery, created_at, due_at, next_at)"
        " select gen_random_uuid(), %s, 'webhook-stopped', 'Webhook:1', '', 'at-once', %s, %s, %s",
        key,
        *[notified.clock.now] * 3,
    )
    with psycopg.connect(notified.database.admin) as erasing, notified.leading() as leader:
        [ready] = leader.sender.ready()
        batch = leader.sender.writer.write([ready.id])
        erasing.execute("delete from notices.outbox where person = %s", [key])
        erasing.execute("update vault.person set email = 'x@exemple.be' where id = %s", [key])
        claimed = list[set[UUID]]()
        thread = Thread(target=lambda: claimed.append(leader.sender.claims.claim(batch.mails)))
        thread.start()
        thread.join(0.5)
        assert thread.is_alive()
        erasing.commit()
        thread.join(30)

    assert claimed == [set()]
