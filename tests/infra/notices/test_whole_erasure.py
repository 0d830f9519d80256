"""A person who had a seat, words, papers, mails, a draft, a calendar and an open tab is erased: no trace is left."""

import io
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from uuid import UUID
from zipfile import ZipFile

import psycopg
import pytest
from pypdf import PdfReader

from efe_domain.access.grants import Role
from efe_domain.shared.bassins import Bassin
from efe_infra.console.webhooks.desk import HookOwner
from efe_infra.hooks.desk import WebhookDesk
from efe_infra.identity.local_issuer import ISSUER
from efe_infra.notices.mail_turns import MailLimits
from efe_infra.people.belongings import BELONGINGS
from tests.api.api_tokens import bearing, created
from tests.api.given import Api, Client
from tests.api.meetings import HALL, convened
from tests.api.traces import PERSON, PLACES, SUBJECT, traces
from tests.infra.console.browser import Browser
from tests.infra.console.own_space import address_of_draft, calendar_address
from tests.infra.console.signing_in import is_signed_in, signed_in
from tests.infra.notices.conftest import Notified, address

MEMBERS = "/tableaux/membres"
VIEWER = "{ viewer { account { id } } }"


@dataclass
class Life:
    """A person with all that the platform may hold of one: `tab` is open, `token` and `calendar` are outside."""

    notified: Notified
    administrator: Client
    person: str
    tab: Browser
    calendar: str
    token: Client
    meeting: str
    next_meeting: str

    @property
    def api(self) -> Api:
        return self.notified.api

    def forget(self) -> None:
        self.administrator.done("forgetPerson", "forgottenPerson { id }", personId=self.person)

    def read_again(self) -> dict[str, bytes]:
        """Returns what a coordinator reads of her: papers issued again, tables, the feed, search and pages."""
        colleague = Browser(self.api)
        signed_in(colleague, "collègue")
        paths = (
            f"/actes/attendance/{self.next_meeting}.pdf",
            f"/actes/minutes/{self.meeting}.pdf",
            f"{MEMBERS}.csv",
            f"{MEMBERS}.xlsx",
            "/tableaux/presences.csv",
            "/recherche?q=Quaq",
            f"/poles/{self.notified.pole.partition(':')[2]}",
            f"/reunions/{self.meeting}",
        )
        found = {path: colleague.get(path) for path in paths}
        assert {path: each.status_code for path, each in found.items()} == dict.fromkeys(paths, 200)
        by = self.api.client("collègue")
        texts = {path: readable(path, each.content) for path, each in found.items()}
        people = by.post('{ people(search: "Quaq") { displayName } }', {})
        feed = self.api.http.portal.call(
            lambda: self.api.http.client.get("/flux/liege/cloudevents", headers=by.headers)
        )
        return texts | {"people": str(people).encode(), "feed": feed.content}


def readable(path: str, content: bytes) -> bytes:
    if path.endswith(".pdf"):
        return "".join(page.extract_text() for page in PdfReader(io.BytesIO(content)).pages).encode()
    if path.endswith(".xlsx"):
        with ZipFile(io.BytesIO(content)) as book:
            return b"".join(book.read(name) for name in book.namelist())
    return content


def lived(notified: Notified) -> Life:
    api, by, person = notified.api, notified.by, notified.persons[0]
    administrator = api.granted("administration", Role.ADMINISTRATOR)
    api.granted("collègue", Role.COORDINATOR, Bassin.LIEGE)
    by.done("amendPerson", "person { id }", bassin="LIEGE", personId=person, **PERSON)
    api.granted(SUBJECT, Role.COORDINATOR, Bassin.LIEGE)
    account = f"Account:{api.account(SUBJECT)}"
    administrator.done("linkAccount", "person { id }", accountId=account, personId=person)

    tab, herself = Browser(api), api.client(SUBJECT)
    signed_in(tab, SUBJECT)
    address_of_draft(tab, "Le pôle de Quaquebeke")
    calendar = calendar_address(tab)
    token = bearing(herself, created(herself, name="Tableur de Zéphyrine Quaquebeke")["secret"])
    with WebhookDesk(notified.database, api.installation.settings) as desk:
        desk.create(HookOwner(ISSUER, SUBJECT), "https://quaquebeke.exemple.be/actes", ["liege"], [])
    meeting = convened(by, {"poleId": notified.pole})
    present = [{"operatorId": each} for each in notified.members]
    by.done("holdMeeting", "meeting { id }", meetingId=meeting, **HALL, present=present)
    next_meeting = notified.convene(30)
    notified.step()
    notified.convene(31)
    notified.box.refused[PERSON["email"]] = "550 5.1.1 unknown"
    notified.step()
    notified.convene(32)
    notified.seal()
    with notified.leading() as leader:
        leader.plan()
    held, upcoming = (each.partition(":")[2] for each in (meeting, next_meeting))
    return Life(notified, administrator, person, tab, calendar, token, held, upcoming)


@pytest.fixture
def life(notified: Notified) -> Iterator[Life]:
    yield lived(notified)
    notified.box.refused.clear()


def rows_of(life: Life, query: str) -> list[tuple[Any, ...]]:
    with psycopg.connect(life.notified.database.admin) as connection:
        return connection.execute(query.encode()).fetchall()


def counts(life: Life) -> dict[str, int]:
    """Counts the rows of each table that an erasure empties of this person."""
    tables = [each.table for each in BELONGINGS if each.statement and not each.table.startswith("vault.closed")]
    return {table: rows_of(life, f"select count(*) from {table}")[0][0] for table in tables}


def test_no_trace_of_an_erased_person_is_left(lines: io.BytesIO, life: Life) -> None:
    read_before, before, mails = life.read_again(), counts(life), len(life.notified.box.kept)
    with psycopg.connect(life.notified.database.admin, autocommit=True) as connection:
        connection.execute("analyze")
    assert is_signed_in(life.tab)

    life.forget()
    after = counts(life)

    assert {path: found for path, each in life.read_again().items() if (found := traces(each))} == {}
    assert {path for path, each in read_before.items() if traces(each)} >= {
        f"/actes/attendance/{life.next_meeting}.pdf",
        f"{MEMBERS}.csv",
        f"{MEMBERS}.xlsx",
        "people",
    }
    fewer = ("console.session", "console.calendar_address", "console.api_token", "console.draft", "hooks.hook")
    assert {table: before[table] - after[table] for table in fewer} == dict.fromkeys(fewer, 1)
    assert before["notices.outbox"] > after["notices.outbox"]
    assert not is_signed_in(life.tab)
    assert Browser(life.api).get(life.calendar).status_code == 404
    assert life.token.post(VIEWER, {})["errors"][0]["extensions"]["code"] == "UNAUTHENTICATED"
    assert life.api.client(SUBJECT).post(VIEWER, {})["errors"][0]["extensions"]["code"] == "ACCOUNT_IS_CLOSED"
    refused = Browser(life.api)
    assert (signed_in(refused, SUBJECT).status_code, is_signed_in(refused)) == (403, False)
    life.notified.convene(33)
    life.notified.step()
    assert [to for to, _ in life.notified.box.kept[mails:] if to == PERSON["email"]] == []
    assert {place: found for place, search in PLACES.items() if (found := traces(search(life.api)))} == {}
    assert traces(lines.getvalue()) == set()
    assert traces(in_home(life.api)) == set()


def in_home(api: Api) -> bytes:
    """Returns the files of the installation beside those of the database."""
    files = api.installation.settings.home.rglob("*")
    return b"".join(str(each).encode() + each.read_bytes() for each in files if each.is_file())


def test_a_mail_that_is_being_sent_during_an_erasure_is_the_last_one(notified: Notified) -> None:
    vault, person = notified.api.installation.vault, UUID(notified.persons[2].partition(":")[2])

    def forget() -> None:
        notified.box.at_data = bool
        vault.forget(person)

    notified.box.at_data = forget
    notified.convene(34)
    notified.step(limits=MailLimits(per_person=1, per_hour=100))
    sent = len(notified.box.to(address(2)))
    notified.convene(35)
    for _ in range(2):
        notified.step()

    assert sent <= 1
    assert len(notified.box.to(address(2))) == sent
    with psycopg.connect(notified.database.admin) as connection:
        assert connection.execute("select from notices.outbox where person = %s", [person]).fetchall() == []
