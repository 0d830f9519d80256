"""Notices by mail: each person concerned learns what the register records."""

from uuid import UUID

import psycopg
import pytest

from efe_infra.notices.unsubscribe_links import PATH
from tests.api.decisions import PROPOSAL, propose, say
from tests.api.given import CREATED, an_operator, day
from tests.infra.notices.conftest import ORIGIN, Notified, address, person
from tests.infra.notices.mail_server import text_of


def test_a_convocation_goes_to_each_member_with_its_calendar_entry(notified: Notified) -> None:
    meeting = notified.convene(startsAt="14:00", endsAt="16:30")

    notified.step()

    assert sorted(to for to, _ in notified.box.kept) == [address(number) for number in range(3)]
    [mail] = notified.box.to(address(0))
    assert mail["Subject"] == "Convocation à une réunion"
    assert "Salle des fêtes" in text_of(mail)
    assert f"{ORIGIN}/reunions/{meeting.partition(':')[2]}" in text_of(mail)
    [file] = [part for part in mail.iter_attachments() if part.get_content_type() == "text/calendar"]
    assert f"UID:{meeting.replace(':', '-')}@efe-synergies" in file.get_content().replace("\r\n ", "")
    assert f"DTSTART:{day(10).replace('-', '')}T" in file.get_content()
    assert notified.rows() == ["sent"] * 3


def test_nothing_is_told_twice_and_nothing_before_it_is_sealed(notified: Notified) -> None:
    notified.convene()

    with notified.leading() as leader:
        leader.step()
    assert notified.box.kept == []
    notified.step()
    notified.step()
    assert len(notified.box.kept) == 3


def test_a_mail_names_no_third_person_and_can_be_ended_by_one_request(notified: Notified) -> None:
    notified.convene()

    notified.step()

    for _, content in notified.box.kept:
        assert f"\r\nList-Unsubscribe: <{ORIGIN}{PATH}/".encode() in content
    for mail in notified.box.mails:
        assert "Dupont" not in mail.as_string()
        assert mail["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
        assert mail["Auto-Submitted"] == "auto-generated"


def test_a_cancelled_meeting_cancels_its_calendar_entry(notified: Notified) -> None:
    meeting = notified.convene()
    notified.step()
    notified.box.kept.clear()

    notified.by.do("cancelMeeting", meetingId=meeting, reason="Salle fermée", effectiveOn=day(0))
    notified.step()

    [mail] = notified.box.to(address(1))
    assert mail["Subject"] == "Réunion annulée"
    [file] = [part for part in mail.iter_attachments() if part.get_content_type() == "text/calendar"]
    assert "STATUS:CANCELLED" in file.get_content()


def test_a_member_without_an_address_is_shown_as_such(notified: Notified) -> None:
    notified.run("update vault.person set email = null where id = %s", notified.persons[0].partition(":")[2])
    notified.run("delete from vault.former_address")
    notified.convene()

    notified.step()

    assert sorted(notified.rows()) == ["sent", "sent", "without-address"]


def test_a_changed_address_is_told_to_the_old_one_for_thirty_days(notified: Notified) -> None:
    notified.amend(0, "nouvelle@exemple.be")
    notified.step()
    [told] = notified.box.to(address(0))
    assert told["Subject"] == "Votre adresse est remplacée"
    assert told["List-Unsubscribe"] is None
    assert "nouvelle@exemple.be" not in told.as_string()

    notified.convene()
    notified.step()
    assert len(notified.box.to("nouvelle@exemple.be")) == 1
    assert len(notified.box.to(address(0))) == 2

    notified.run("update vault.former_address set replaced_at = replaced_at - interval '31 days'")
    notified.convene(20)
    notified.step()
    assert len(notified.box.to("nouvelle@exemple.be")) == 2
    assert len(notified.box.to(address(0))) == 2


def test_a_second_change_of_address_hides_no_notice_from_the_first_address(notified: Notified) -> None:
    notified.amend(0, "deux@exemple.be")
    notified.amend(0, "trois@exemple.be")
    notified.convene()

    notified.step()
    notified.step()

    subjects = [mail["Subject"] for mail in notified.box.to(address(0))]
    assert sorted(subjects) == ["Convocation à une réunion", "Votre adresse est remplacée"]


@pytest.mark.parametrize(
    "email", ["a@b.be\r\nBcc: victime@exemple.be", "a@b.be, victime@exemple.be", "a@b.be\x00", "sans arobase"]
)
def test_an_address_with_a_line_feed_or_a_second_mailbox_gets_nothing(notified: Notified, email: str) -> None:
    if "\x00" in email:
        email = "a@b.be\x1f"
    notified.run("update vault.person set email = %s where id = %s", email, notified.persons[0].partition(":")[2])
    notified.run("delete from vault.former_address")
    notified.convene()

    notified.step()

    assert "victime@exemple.be" not in {to for to, _ in notified.box.kept}
    assert b"victime" not in b"".join(content for _, content in notified.box.kept)
    assert sorted(notified.rows()) == ["refused", "sent", "sent"]


def test_a_text_of_the_register_is_a_text_in_the_mail(notified: Notified) -> None:
    notified.convene(place="<script>alert(1)</script> {{ 7*7 }}")

    notified.step()

    [mail] = notified.box.to(address(0))
    assert "<script>" not in text_of(mail, "html")
    assert "{{ 7*7 }}" in text_of(mail)
    assert "script" not in str(mail["Subject"])


def test_a_forgotten_person_leaves_no_row(notified: Notified) -> None:
    """The representative of a member of this test: the other tests keep their three."""
    leaving, email = an_operator(notified.by, "CEFA"), "oubliee@exemple.be"
    forgotten = person(notified.by, email).partition(":")[2]
    seat = {"poleId": notified.pole, "operatorId": leaving, "effectiveOn": CREATED}
    notified.by.done("designateMember", "pole { id }", representativeId=f"Person:{forgotten}", **seat)
    asked = {"bassin": "LIEGE", "personId": f"Person:{forgotten}", "email": "autre@exemple.be"}
    notified.by.done("amendPerson", "person { id }", **asked)
    notified.convene()
    notified.seal()
    with notified.leading() as leader:
        leader.plan()

    notified.api.installation.vault.forget(UUID(forgotten))
    notified.step()

    assert {to for to, _ in notified.box.kept} == {address(number) for number in range(3)}
    with psycopg.connect(notified.database.admin) as connection:
        for table in ("notices.outbox", "vault.former_address"):
            query = f"select count(*) from {table} where person = %s"
            assert connection.execute(query.encode(), [forgotten]).fetchone() == (0,)


def test_a_word_recorded_for_a_member_is_told_to_it(notified: Notified) -> None:
    decision = propose(notified.by, notified.pole)

    say(notified.by, decision, notified.members[1])
    notified.step()

    [(to, _)] = notified.box.kept
    assert to == address(1)
    [mail] = notified.box.mails
    assert mail["Subject"] == "Une parole est consignée pour vous"
    assert PROPOSAL["text"] not in text_of(mail)
