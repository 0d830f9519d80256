"""A person chooses what arrives, on a page or by one request of a mail program (RFC 8058)."""

from uuid import UUID

import pytest

from efe_infra.composition import unsubscribe_links
from efe_infra.notices.kinds import NoticeKind
from efe_infra.notices.unsubscribe_links import UnsubscribeLinks
from tests.api.given import day
from tests.infra.console.browser import Browser
from tests.infra.console.signing_in import signed_in
from tests.infra.notices.conftest import Notified, address


def key(notified: Notified, number: int) -> UUID:
    return UUID(notified.persons[number].partition(":")[2])


@pytest.fixture
def link(notified: Notified) -> str:
    """The address in the mails of the first person that ends convocations."""
    found = unsubscribe_links(notified.api.installation.settings, "").link(
        key(notified, 0), NoticeKind.MEETING_CONVENED
    )
    assert found
    return found


def test_a_mail_program_ends_a_kind_by_one_request_without_a_session(notified: Notified, link: str) -> None:
    browser = Browser(notified.api)

    asked = browser.get(link)
    assert asked.status_code == 200
    notified.convene(31)
    notified.step()
    assert len(notified.box.to(address(0))) == 1

    ended = notified.api.http.portal.call(
        lambda: notified.api.http.client.post(link, data={"List-Unsubscribe": "One-Click"})
    )
    assert ended.status_code == 200
    notified.convene(32)
    notified.step()
    assert len(notified.box.to(address(0))) == 1
    assert len(notified.box.to(address(1))) == 2


def test_a_forged_link_ends_nothing(notified: Notified, link: str) -> None:
    head, _, code = link.rpartition("/")
    forged = [
        f"{head}/{code[:-1]}A",
        link.replace(str(key(notified, 0)), str(key(notified, 1))),
        link.replace("meeting-convened", "word-recorded"),
        f"{head}/é",
    ]

    for each in forged:
        answer = notified.api.http.portal.call(notified.api.http.client.post, each)
        assert answer.status_code == 404
    notified.convene(33)
    assert notified.step() == 3


def test_a_person_chooses_kinds_and_a_language(notified: Notified) -> None:
    vault = notified.api.installation.vault
    vault.link(notified.api.account("lectrice"), key(notified, 1))
    browser = Browser(notified.api)
    signed_in(browser, "lectrice")
    page = browser.get("/courriels")
    assert page.status_code == 200
    assert address(1) in page.text
    assert "Convocation à une réunion" in page.text

    browser.post("/courriels", {"meeting-convened": "at-once", "meeting-moved": "never", "langue": "de"})
    meeting = notified.convene(34)
    notified.step()
    moved = {"meetingId": meeting, "day": day(35), "place": "Ici", "reason": "Salle prise", "effectiveOn": day(0)}
    notified.by.done("postponeMeeting", "meeting { id }", **moved)
    notified.step()

    [mail] = notified.box.to(address(1))
    assert mail["Subject"] == "Einberufung zu einer Sitzung"
    assert len(notified.box.to(address(0))) == 2
    refused = browser.post("/courriels", {"meeting-convened": "hourly"})
    assert refused.status_code == 400


def test_a_digest_link_ends_what_the_digest_gathers(notified: Notified) -> None:
    link = unsubscribe_links(notified.api.installation.settings, "").link(key(notified, 0), NoticeKind.DIGEST)
    assert link

    notified.api.http.portal.call(notified.api.http.client.post, link)

    notified.api.installation.vault.link(notified.api.account("premiere"), key(notified, 0))
    browser = Browser(notified.api)
    signed_in(browser, "premiere")
    assert browser.get("/courriels").text.count('<option value="never" selected>') == 4


def test_a_link_of_a_mail_that_an_earlier_release_sent_still_ends_its_kind() -> None:
    """The code was made on 2026-12-03 with a key of 32 zero bytes."""
    links = UnsubscribeLinks(bytes(32), "https://efe.example")
    code = "moDKgPAqvHFWf7Jt2XKlEbEE"

    assert links.is_genuine(UUID("7f7ea1a5-6b6e-4b0e-9d55-1c2f3a4b5c6d"), NoticeKind.DIGEST, code)
    assert not links.is_genuine(UUID("7f7ea1a5-6b6e-4b0e-9d55-1c2f3a4b5c6e"), NoticeKind.DIGEST, code)
    assert not links.is_genuine(UUID("7f7ea1a5-6b6e-4b0e-9d55-1c2f3a4b5c6d"), NoticeKind.MEETING_MOVED, code)
