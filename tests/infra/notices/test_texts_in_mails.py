"""Every text of a user that enters a mail, against the domain too: one line, no link, and no header."""

from datetime import UTC, datetime
from email.message import EmailMessage
from uuid import uuid4

import psycopg
import pytest

from efe_domain.shared.bassins import Bassin
from efe_domain.shared.messages import Language
from efe_infra.notices.facts import NAMED, NoticeFacts, facts_of
from efe_infra.notices.kinds import NoticeKind
from efe_infra.notices.message import Mail, NoticeSection, message_of
from efe_infra.notices.words import SUBJECTS, button_of, lines_of, sentence_of
from tests.api.decisions import propose
from tests.api.meetings import a_body
from tests.api.projects import Joint
from tests.infra.notices.conftest import ORIGIN, Notified
from tests.infra.notices.lures import INJECTED, LINK, LURES, OWN
from tests.infra.notices.mail_server import text_of

HOSTILE = f"{INJECTED} {' ; '.join(LURES)} fin"
TEXTS = ("read.pole set name", "read.body set name", "read.project set title", "read.meeting set place")
"""Tables and columns of texts that a mail has."""
HEADERS = {
    *("From", "To", "Subject", "Date", "Message-ID", "Auto-Submitted", "MIME-Version"),
    *("Content-Type", "List-Unsubscribe", "List-Unsubscribe-Post"),
}


@pytest.fixture(scope="module")
def facts(platform: Notified) -> dict[str, NoticeFacts]:
    """What mails tell of an object of each kind, while every text of the read model is hostile."""
    joint = Joint(platform.by, platform.api.coordinator(Bassin.NAMUR), mark=" des textes")
    joint.submitted()
    subjects = {
        "Meeting": platform.convene(41),
        "Meeting of a body": platform.convene(42, assembly=a_body(platform.by)),
        "Decision": propose(platform.by, platform.pole)["id"],
        "Project": joint.project,
        "Pole": platform.pole,
    }
    platform.api.catch_up()
    with psycopg.connect(platform.database.admin) as connection:
        [[invitation]] = connection.execute("select id from read.invitation limit 1").fetchall()
        subjects["Invitation"] = f"Invitation:{invitation}"
        for each in TEXTS:
            connection.execute(f"update {each} = %s".encode(), [HOSTILE])
        found = {name: facts_of(connection, each) for name, each in subjects.items()}
        connection.rollback()
    assert {*found} == {*NAMED, "Meeting", "Meeting of a body"}
    return {name: each for name, each in found.items() if each}


def mail_of(kind: NoticeKind, name: str, facts: NoticeFacts) -> EmailMessage:
    section = NoticeSection(
        sentence=sentence_of(kind, facts),
        lines=list(lines_of(kind, facts)),
        link=f"{ORIGIN}/a-faire",
        button=button_of(kind, f"{name}:1"),
    )
    mail = Mail(
        id=uuid4(),
        at=datetime.now(UTC),
        subject=SUBJECTS[kind],
        sections=[section],
        notices=(),
        choices=f"{ORIGIN}/courriels",
        unsubscribe=f"{ORIGIN}/desabonnement/1",
    )
    return message_of(mail, sender="efe@exemple.be", to="membre@exemple.be", language=Language.FRENCH)


def test_no_text_of_an_object_is_a_header_a_line_or_a_link_of_any_mail(facts: dict[str, NoticeFacts]) -> None:
    naming = set[NoticeKind]()
    for kind in {*SUBJECTS} - {NoticeKind.INVITATION}:
        for name, each in facts.items():
            message = mail_of(kind, name, each)
            text = text_of(message)

            assert {*message.keys()} == HEADERS
            assert not [line for line in text.splitlines() if line.startswith(("Bcc", "ATTENDEE", "RCPT", "."))]
            assert not LINK.search(OWN.sub("", text)), (kind, name)
            naming |= {kind} if "fin" in text.partition("-- ")[0] and "victime" in text else set()

    assert len(facts) == len(NAMED) + 2
    assert len(naming) >= len(SUBJECTS) - 6
