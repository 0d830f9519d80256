"""A convocation goes with its paper, issued with the rights of its recipient, and compiled once for equal readers."""

from collections.abc import Iterator
from contextlib import contextmanager
from email.message import EmailMessage
from time import monotonic, sleep

import psycopg
import pytest

from efe_infra.composition import notifying, watching
from efe_infra.notices import convocations
from efe_infra.notices.convocations import MailedConvocations
from efe_infra.papers.compiling.compile import CompiledPaper, PapersMissing, PaperTooLong
from efe_infra.web_application import application
from tests.api.given import CREATED, an_operator
from tests.infra.console.browser import Browser
from tests.infra.console.signing_in import signed_in
from tests.infra.notices.conftest import ORIGIN, Notified, address, person
from tests.infra.notices.mail_server import text_of

TITULAR = "titulaire@exemple.be"
SUBSTITUTE = "suppleante@exemple.be"
MISSING = "La convocation à imprimer n'a pas pu être jointe"


@contextmanager
def printing(notified: Notified) -> Iterator[MailedConvocations]:
    installation = notified.api.installation
    with (
        watching(installation) as watch,
        MailedConvocations(lambda: application(installation, watch), ORIGIN) as papers,
    ):
        yield papers


def paper_in(mail: EmailMessage) -> bytes | None:
    papers = [part for part in mail.iter_attachments() if part.get_content_type() == "application/pdf"]
    content: bytes | None = papers[0].get_content() if papers else None
    return content


def test_equal_readers_get_the_same_paper_and_a_substitute_without_a_seat_gets_none(notified: Notified) -> None:
    member, spoken = an_operator(notified.by, "CEFA"), person(notified.by, TITULAR)
    asked = {"poleId": notified.pole, "operatorId": member, "effectiveOn": CREATED}
    notified.by.done("designateMember", "pole { id }", representativeId=spoken, **asked)
    notified.by.done("nameSubstitute", "pole { id }", substituteId=person(notified.by, SUBSTITUTE, "Zélie"), **asked)
    notified.convene(30)

    with printing(notified) as papers:
        notified.step(papers=papers)
        assert papers.compiled == 1

    issued = [paper_in(mail) for to in (address(0), address(1), TITULAR) for mail in notified.box.to(to)]
    assert len(issued) == 3
    assert issued[0]
    assert issued[0].startswith(b"%PDF")
    assert len(set(issued)) == 1
    [mail] = notified.box.to(SUBSTITUTE)
    assert paper_in(mail) is None
    assert any(part.get_content_type() == "text/calendar" for part in mail.iter_attachments())
    assert sorted(notified.rows("state, coalesce(result, '')")) == [("sent", "")] * 4 + [("sent", "paper-hidden")]
    with psycopg.connect(notified.database.admin) as connection:
        accounts = "select count(*) from vault.account where issuer = 'efe:person'"
        assert connection.execute(accounts).fetchone() == (0,)


def test_each_reader_gets_it_in_their_language(notified: Notified) -> None:
    key = notified.persons[1].partition(":")[2]
    notified.run("insert into vault.notice_language values (%s, 'de')", key)
    notified.convene(31, remote=True, place="", startsAt="14:00")

    try:
        with printing(notified) as papers:
            notified.step(papers=papers)
            assert papers.compiled == 2
    finally:
        notified.run("delete from vault.notice_language")

    [french], [german] = notified.box.to(address(0)), notified.box.to(address(1))
    assert paper_in(french) != paper_in(german)
    assert b"/Lang(de" in (paper_in(german) or b"")
    assert "SUMMARY:Réunion" in calendar_of(french)
    assert "SUMMARY:Sitzung" in calendar_of(german)
    assert "LOCATION:À distance" in calendar_of(french)
    assert "LOCATION:À distance" not in calendar_of(german)


def calendar_of(mail: EmailMessage) -> str:
    [file] = [part for part in mail.iter_attachments() if part.get_content_type() == "text/calendar"]
    content: str = file.get_content()
    return content


@pytest.mark.parametrize("failure", [PapersMissing, PaperTooLong, TimeoutError, RuntimeError])
def test_a_mail_goes_without_a_paper_that_fails_and_its_meeting_says_so(
    notified: Notified, monkeypatch: pytest.MonkeyPatch, failure: type[Exception]
) -> None:
    """The compiler fails in this process, as a broken or missing one does."""
    calls: list[str] = []

    def fail(*_: object) -> CompiledPaper:
        calls.append("compile")
        raise failure

    monkeypatch.setattr(convocations, "compile_measured", fail)
    meeting = notified.convene(32)

    with printing(notified) as papers:
        notified.step(papers=papers)

    assert [row for row in notified.rows("state, result") if row == ("sent", "without-paper")]
    [mail] = notified.box.to(address(0))
    assert paper_in(mail) is None
    assert MISSING in text_of(mail).replace("\n", " ")
    assert f"{ORIGIN}/reunions/{meeting.partition(':')[2]}" in text_of(mail)
    assert len(calls) <= 2
    browser = Browser(notified.api)
    signed_in(browser, "coordination-liege")
    assert "sans la convocation à imprimer" in browser.get(f"/reunions/{meeting.partition(':')[2]}").text


def test_the_worker_of_a_process_prints_convocations(notified: Notified) -> None:
    installation = notified.api.installation
    notified.convene(33)
    notified.seal()

    ends_at = monotonic() + 30
    with watching(installation) as watch, notifying(installation, lambda: application(installation, watch)) as sends:
        assert sends
        while not notified.box.to(address(0)) and monotonic() < ends_at:
            sleep(0.1)

    [mail] = notified.box.to(address(0))
    assert (paper_in(mail) or b"").startswith(b"%PDF")
