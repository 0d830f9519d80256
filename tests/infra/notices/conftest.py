"""A platform whose notices go to a real mail server, under a clock that a test moves."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, fields, replace
from datetime import UTC, datetime, timedelta
from typing import Any

import psycopg
import pytest

from efe_domain.shared.bassins import Bassin
from efe_infra.notices.hours import last_digest_day
from efe_infra.notices.leader import MailOffice, NoticeLeader, leading
from efe_infra.notices.mail_turns import MailLimits
from efe_infra.notices.progress import SWEEP
from efe_infra.notices.transports import SmtpAddress, SmtpTransport
from efe_infra.notices.unsubscribe_links import UnsubscribeLinks
from efe_infra.postgres.database import Database
from tests.api.given import CREATED, KINDS, Api, Client, a_pole, an_operator, day
from tests.infra.notices.mail_server import MailBox, free_port, mail_server
from tests.running import served

ORIGIN = "https://efe.exemple.be"
UNLIMITED = MailLimits(per_person=100_000, per_hour=100_000)


@dataclass
class Clock:
    now: datetime = field(default_factory=lambda: datetime.now(UTC))

    def __call__(self) -> datetime:
        return self.now

    def pass_by(self, **time: float) -> None:
        self.now += timedelta(**time)


@dataclass
class Notified:
    """A platform with a pôle of three members, whose representatives have addresses."""

    api: Api
    by: Client
    pole: str
    members: list[str]
    persons: list[str]
    office: MailOffice
    box: MailBox
    clock: Clock
    url: str

    @property
    def database(self) -> Database:
        return self.api.installation.database

    def seal(self) -> None:
        self.api.installation.sealer.run()

    @contextmanager
    def leading(self, **changes: Any) -> Iterator[NoticeLeader]:
        with leading(self.database, replace(self.office, **changes)) as leader:
            assert leader
            yield leader

    def step(self, **changes: Any) -> int:
        """Seals, plans and sends once, as a leader of its own."""
        self.seal()
        with self.leading(**changes) as leader:
            return leader.step()

    def convene(self, offset: int = 10, **asked: Any) -> str:
        given = {"assembly": {"poleId": self.pole}, "day": day(offset), "place": "Salle des fêtes", **asked}
        return str(self.by.done("conveneMeeting", "meeting { id }", effectiveOn=day(0), **given)["id"])

    def amend(self, number: int, email: str | None) -> None:
        asked = {"bassin": "LIEGE", "personId": self.persons[number], "email": email}
        self.by.done("amendPerson", "person { id }", **asked)

    def rows(self, columns: str = "state") -> list[Any]:
        """Returns columns of the outbox in order."""
        with psycopg.connect(self.database.admin) as connection:
            query = f"select {columns} from notices.outbox where delivery = 'at-once' order by number"
            return [row[0] if len(row) == 1 else row for row in connection.execute(query.encode())]

    def run(self, sql: str, *params: object) -> None:
        with psycopg.connect(self.database.admin) as connection:
            connection.execute(sql.encode(), params)


def address(number: int) -> str:
    return f"membre{number}@exemple.be"


@pytest.fixture
def clock(notified: Notified) -> Clock:
    return notified.clock


@pytest.fixture
def notified(platform: Notified) -> Notified:
    """The platform of the module: empty outbox, server without faults, time of the machine, no digest due."""
    for table in ("outbox", "sent_mail", "refused_address"):
        platform.run(f"delete from notices.{table}")
    platform.run("delete from vault.notice_choice")
    platform.run("delete from vault.former_address")
    platform.clock.now = datetime.now(UTC)
    platform.run(SWEEP, last_digest_day(platform.clock.now))
    for fault in fields(MailBox):
        setattr(platform.box, fault.name, getattr(MailBox(), fault.name))
    whole = "update vault.person set email = %s where id = %s and forgotten_at is null"
    for number, each in enumerate(platform.persons):
        platform.run(whole, address(number), each.partition(":")[2])
    platform.run("delete from vault.former_address")
    return platform


@pytest.fixture(scope="module")
def platform(module_database: Database, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Notified]:
    box, clock = MailBox(), Clock()
    home, port = tmp_path_factory.mktemp("home"), free_port()
    public = f"http://127.0.0.1:{port}"
    with (
        mail_server(box) as url,
        served(module_database, home, port=port, smtp_url=url, mail_from="efe@exemple.be", public_url=public) as api,
    ):
        by = api.coordinator(Bassin.LIEGE)
        pole = a_pole(by)
        members = [an_operator(by, kind) for kind in KINDS]
        persons = [person(by, address(number)) for number in range(len(members))]
        for member, each in zip(members, persons, strict=True):
            asked = {"poleId": pole, "operatorId": member, "representativeId": each, "effectiveOn": CREATED}
            by.done("designateMember", "pole { id }", **asked)
        by.done("constitutePole", "pole { id }", poleId=pole, effectiveOn=day(-400))
        office = MailOffice(
            transport=SmtpTransport(SmtpAddress.parse(url), "exemple.be", timeout_s=20),
            sender="efe@exemple.be",
            links=UnsubscribeLinks(bytes(32), ORIGIN),
            limits=UNLIMITED,
            clock=clock,
        )
        platform = Notified(api, by, pole, members, persons, office, box, clock, url)
        platform.step()
        yield platform


def person(by: Client, email: str | None = None, name: str = "Anne") -> str:
    asked = {"givenName": name, "familyName": "Dupont", **({"email": email} if email else {})}
    return str(by.done("registerPerson", "person { id }", **asked)["id"])
