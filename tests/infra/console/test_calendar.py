"""The calendar, as a page and for calendar programs: RFC 5545, and a secret that reads with the rights of today."""

import re
from datetime import UTC, date, datetime, time
from uuid import uuid4

import psycopg
import pytest
from starlette.requests import HTTPConnection

from efe_domain.access.grants import Role
from efe_domain.shared.bassins import Bassin
from efe_infra.console.calendar.ics import IcsEntry, calendar
from efe_infra.console.calendar.private_addresses import CalendarAddresses
from efe_infra.console.sign_in.row_encryption import key_in
from efe_infra.identity.bearer import READER, verified_token
from efe_infra.identity.local_issuer import ISSUER
from efe_infra.identity.tokens import Verified
from tests.api.given import Api, Client, day
from tests.api.meetings import convened
from tests.infra.console.browser import Browser
from tests.infra.console.own_space import calendar_address, unfolded
from tests.infra.console.signing_in import signed_in

AT = datetime(2026, 11, 26, 12, tzinfo=UTC)


def test_a_file_is_as_rfc_5545_has_it() -> None:
    text = calendar(
        [
            IcsEntry(
                "a@b", date(2026, 12, 1), "Réunion, salle 1; \\ fin\nsuite\x07", time(14, 30), None, place="Liège"
            ),
            IcsEntry("c@d", date(2026, 12, 31), "Fin du terme", sequence=3, cancelled=True),
        ],
        name="Synergies",
        at=AT,
    ).decode()
    lines = text.removesuffix("\r\n").split("\r\n")

    assert "\n" not in text.replace("\r\n", "")
    assert lines[0] == "BEGIN:VCALENDAR"
    assert lines[-1] == "END:VCALENDAR"
    assert "VERSION:2.0" in lines
    assert "SUMMARY:Réunion\\, salle 1\\; \\\\ fin\\nsuite" in lines
    assert {"DTSTART:20261201T133000Z", "DTEND:20261201T153000Z", "DTSTAMP:20261126T120000Z"} <= set(lines)
    assert {"DTSTART;VALUE=DATE:20261231", "DTEND;VALUE=DATE:20270101", "STATUS:CANCELLED", "SEQUENCE:3"} <= set(
        lines
    )


@pytest.mark.parametrize("text", ["a" * 300, "é" * 100, "€" * 99 + "x", "𝄞" * 60, "x" * 75, "x" * 76, ""])
def test_no_line_is_longer_than_75_octets_and_no_character_is_cut(text: str) -> None:
    file = calendar([IcsEntry("a@b", date(2026, 12, 1), text)], name="Synergies", at=AT)
    [summary] = re.findall(r"^SUMMARY:[^\r]*(?:\r\n [^\r]*)*", file.decode(), re.MULTILINE)
    lines = summary.split("\r\n")

    assert max(map(len, file.split(b"\r\n"))) <= 75
    assert all(each.startswith(" ") for each in lines[1:])
    assert lines[0] + "".join(each[1:] for each in lines[1:]) == f"SUMMARY:{text}"


@pytest.fixture
def liege(platform: Api) -> Client:
    return platform.client("coordination-liege")


@pytest.fixture
def meeting(liege: Client) -> str:
    """The place where a body of Liège meets tomorrow."""
    [body, *_] = liege.ask("{ instance(bassin: LIEGE) { bodies { id } } }")["instance"]["bodies"]
    place = f"Salle {uuid4().hex}"
    convened(liege, {"body": {"bassin": "LIEGE", "bodyId": body["id"]}}, 1, startsAt="14:30", place=place)
    return place


def test_the_month_shows_what_the_person_may_see(platform: Api, browser: Browser, meeting: str) -> None:
    signed_in(browser)
    other = Browser(platform)
    signed_in(other, "coordination-namur")

    mine, theirs = (each.get(f"/calendrier?mois={day(1)[:7]}").text for each in (browser, other))

    assert "14:30" in mine.partition("Ce qui vient")[0]
    assert meeting in mine.partition("Ce qui vient")[2]
    assert meeting not in theirs
    assert browser.get("/calendrier?mois=2026-13").status_code == 400


def test_an_address_reads_without_a_cookie_until_it_is_revoked_or_replaced(
    platform: Api, browser: Browser, meeting: str
) -> None:
    signed_in(browser)
    program = Browser(platform)
    first = calendar_address(browser)
    given = program.get(first)
    second = calendar_address(browser)
    replaced, again = program.get(first), program.get(second)
    browser.post("/calendrier", {"acte": "revoquer"})

    assert given.headers["content-type"] == "text/calendar; charset=utf-8"
    assert meeting in unfolded(given.text)
    assert (replaced.status_code, again.status_code) == (404, 200)
    assert program.get(second).status_code == 404
    assert "set-cookie" not in given.headers


def test_an_address_reads_with_the_rights_of_its_owner_at_that_time(
    platform: Api, browser: Browser, meeting: str
) -> None:
    subject = f"lecteur-{uuid4().hex}"
    platform.granted(subject, Role.READER, Bassin.LIEGE)
    signed_in(browser, subject)
    secret, program = calendar_address(browser), Browser(platform)
    before = program.get(secret)
    liege = platform.client("coordination-liege")
    liege.done(
        "revokeAccess",
        "instance { id }",
        bassin="LIEGE",
        accountId=f"Account:{platform.account(subject)}",
        role="READER",
        effectiveOn=day(0),
    )
    after = program.get(secret)

    assert meeting in unfolded(before.text)
    assert (after.status_code, meeting in unfolded(after.text)) == (200, False)


def test_a_secret_is_kept_nowhere_and_opens_nothing_else(platform: Api, browser: Browser) -> None:
    signed_in(browser)
    secret = calendar_address(browser).partition("cle=")[2]
    with psycopg.connect(platform.installation.database.admin) as connection:
        rows = connection.execute("select id, owner, sealed from console.calendar_address").fetchall()
    everything = b"".join(bytes(each) for row in rows for each in row)

    assert rows
    assert not re.search(rb"coordination|" + secret.encode(), everything)
    asked = {"Authorization": f"Bearer {secret}"}
    assert platform.http.post({"query": "{ viewer { bassins } }"}, asked)["errors"]
    assert Browser(platform, {"__Host-efe": secret}).get("/a-faire").status_code == 303


def test_an_address_ends_when_its_owner_stays_away(platform: Api, browser: Browser) -> None:
    signed_in(browser)
    secret, program = calendar_address(browser), Browser(platform)
    with psycopg.connect(platform.installation.database.admin) as connection:
        connection.execute("update console.calendar_address set ends_at = now() - interval '1 second'")

    assert program.get(secret).status_code == 404
    assert "Révoquer" not in browser.get("/calendrier").text


def test_a_file_names_no_person(platform: Api, browser: Browser, meeting: str) -> None:
    signed_in(browser)
    liege = platform.client("coordination-liege")
    people = liege.ask('{ people(search: "Exemple") { givenName familyName } }')["people"]
    names = {f"{each['givenName']} {each['familyName']}" for each in people}
    text = unfolded(browser.get("/calendrier.ics").text)

    assert meeting in text
    assert len(names) > 3
    assert {each for each in names if each in text} == set()


def test_an_address_of_another_issuer_opens_nothing(platform: Api) -> None:
    """Its subjects may be those of other people."""
    running = platform.installation
    with CalendarAddresses(running.database, key_in(running.settings.home)) as addresses:
        owners = [owner(issuer) for issuer in (ISSUER, "https://ailleurs.example")]
        for each in owners:
            running.vault.account_for(each.issuer, each.subject)
        ours, theirs = map(addresses.make, owners)
    answers = [Browser(platform).get(f"/calendrier.ics?cle={each}") for each in (ours, theirs)]

    assert [each.status_code for each in answers] == [200, 404]
    assert answers[0].headers["cache-control"] == "private, no-store"


def owner(issuer: str) -> Verified:
    return Verified(issuer=issuer, subject=f"{uuid4()}", expires_at=AT)


@pytest.mark.parametrize(("method", "believed"), [("GET", True), ("POST", False)])
def test_who_is_vouched_for_reads_and_does_nothing_else(platform: Api, method: str, *, believed: bool) -> None:
    """A GET of `/graphql` runs no mutation."""
    reader = owner(ISSUER)
    scope = {"type": "http", "method": method, "headers": [], "state": {READER: reader}}
    found = platform.http.portal.call(verified_token, platform.installation.tokens, HTTPConnection(scope))

    assert found is (reader if believed else None)
