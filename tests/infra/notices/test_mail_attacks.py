"""Texts of users in mails: they add no header and no line, and no mail program makes a link of them."""

import re
from collections.abc import Iterator
from email.message import EmailMessage

import pytest
from jinja2.utils import urlize

from efe_infra.notices.words import FORMER_ADDRESS
from tests.infra.notices.conftest import ORIGIN, Notified, address
from tests.infra.notices.lures import INJECTED, LINK, LURES, OWN
from tests.infra.notices.mail_server import text_of

TAG = re.compile(r"<[^>]*>")


@pytest.fixture
def named(notified: Notified) -> Iterator[Notified]:
    """The platform, whose pôle gets back its name."""
    key = notified.pole.partition(":")[2]
    yield notified
    notified.run("update read.pole set name = 'Pôle' where id = %s", key)


def convened(notified: Notified, text: str) -> list[EmailMessage]:
    """Returns the mails of a meeting whose pôle and place have the text as their name, against the domain too."""
    notified.run("update read.pole set name = %s where id = %s", text, notified.pole.partition(":")[2])
    meeting = notified.convene(startsAt="14:00")
    notified.run("update read.meeting set place = %s where id = %s", text, meeting.partition(":")[2])
    notified.step()
    return notified.box.mails


def calendar_of(mail: EmailMessage) -> str:
    [file] = [part for part in mail.iter_attachments() if part.get_content_type() == "text/calendar"]
    content: str = file.get_content()
    return content.replace("\r\n ", "")


def test_no_text_of_the_register_adds_a_header_a_recipient_or_a_line_of_the_calendar(named: Notified) -> None:
    mails = convened(named, INJECTED)

    assert sorted(to for to, _ in named.box.kept) == [address(number) for number in range(3)]
    for mail in mails:
        assert {*mail.keys()} == {
            *("From", "To", "Subject", "Date", "Message-ID", "Auto-Submitted"),
            *("List-Unsubscribe", "List-Unsubscribe-Post", "MIME-Version", "Content-Type"),
        }
        assert "victime" in text_of(mail)
        lines = [*text_of(mail).splitlines(), *calendar_of(mail).splitlines()]
        assert not [line for line in lines if line.startswith(("Bcc", "ATTENDEE", "RCPT", "."))]


def test_an_address_in_a_name_or_a_place_is_no_link(named: Notified) -> None:
    mail = convened(named, f"Pôle {' ; '.join(LURES)} fin")[0]

    for text in (text_of(mail), TAG.sub(" ", text_of(mail, "html")), calendar_of(mail)):
        assert "fin" in text
        bare = OWN.sub("", text)
        assert not LINK.search(bare), LINK.search(bare)
        assert "<a " not in urlize(bare.partition("BEGIN:")[0])
    links = re.findall(r'href="([^"]*)"', text_of(mail, "html"))
    assert links
    assert all(each.startswith(f"{ORIGIN}/") for each in links)


def test_the_reader_of_a_former_address_cannot_end_the_mails_of_the_person(notified: Notified) -> None:
    notified.amend(0, "nouvelle@exemple.be")
    notified.convene()
    notified.step()

    [copy] = [mail for mail in notified.box.to(address(0)) if mail["Subject"] == "Convocation à une réunion"]
    assert copy["List-Unsubscribe"] is None
    assert "desabonnement" not in text_of(copy) + text_of(copy, "html")
    [own] = notified.box.to("nouvelle@exemple.be")
    assert "desabonnement" in text_of(own)


def test_a_former_address_reads_that_it_is_one_and_a_present_one_does_not(notified: Notified) -> None:
    notified.amend(0, "nouvelle@exemple.be")
    notified.convene()
    notified.step()

    copies = {mail["Subject"]: text_of(mail) for mail in notified.box.to(address(0))}
    [own], [other] = notified.box.to("nouvelle@exemple.be"), notified.box.to(address(1))
    assert {subject: str(FORMER_ADDRESS) in text for subject, text in copies.items()} == {
        "Convocation à une réunion": True,
        "Votre adresse est remplacée": False,
    }
    assert not any(str(FORMER_ADDRESS) in text_of(each) + text_of(each, "html") for each in (own, other))
