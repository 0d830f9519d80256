"""Digests at seven o'clock in Brussels, and an outbox that drains in order."""

from datetime import UTC, date, datetime, timedelta

import pytest

from efe_infra.console.language.formats import ZONE
from efe_infra.notices.hours import digest_on, next_digest
from efe_infra.notices.kinds import Choice
from efe_infra.notices.mail_turns import BATCH_ROWS
from efe_infra.notices.sending import MAX_CONNECTIONS
from tests.api.decisions import propose
from tests.infra.notices.conftest import Clock, Notified, address
from tests.infra.notices.mail_server import text_of

CHOOSE = """
    insert into vault.notice_choice (person, kind, choice) values (%s, %s, %s)
    on conflict (person, kind) do update set choice = excluded.choice
"""


def choose(notified: Notified, number: int, kind: str, choice: str) -> None:
    notified.run(CHOOSE, notified.persons[number].partition(":")[2], kind, choice)


def test_what_waits_for_a_person_is_told_once_at_seven(notified: Notified, clock: Clock) -> None:
    propose(notified.by, notified.pole)
    choose(notified, 0, "tasks-due", "daily")
    choose(notified, 1, "tasks-due", "never")
    notified.step()
    assert notified.box.kept == []

    clock.now = next_digest(Choice.DAILY, clock.now) - timedelta(minutes=1)
    notified.step()
    assert notified.box.to(address(0)) == []
    clock.pass_by(minutes=2)
    notified.step()
    notified.step()

    [mail] = notified.box.to(address(0))
    assert mail["Subject"] == "Votre résumé"
    assert "Ce qui vous attend, par échéance" in text_of(mail)
    assert "/a-faire" in text_of(mail)
    assert notified.box.to(address(1)) == []


def test_a_kind_that_a_person_gathers_waits_for_the_digest(notified: Notified, clock: Clock) -> None:
    choose(notified, 0, "meeting-convened", "daily")
    choose(notified, 1, "meeting-convened", "never")
    choose(notified, 1, "tasks-due", "never")
    notified.convene(30)
    notified.step()
    assert {to for to, _ in notified.box.kept} == {address(2)}

    clock.now = next_digest(Choice.DAILY, clock.now) + timedelta(minutes=1)
    notified.step()

    [mail] = notified.box.to(address(0))
    assert "Une réunion est convoquée" in text_of(mail)
    assert notified.box.to(address(1)) == []


@pytest.mark.parametrize(
    ("now", "daily", "weekly"),
    [
        ("2026-03-28T08:00", date(2026, 3, 29), date(2026, 3, 30)),
        ("2026-10-24T06:59", date(2026, 10, 24), date(2026, 10, 26)),
        ("2026-11-30T06:00", date(2026, 11, 30), date(2026, 11, 30)),
        ("2026-11-30T07:00", date(2026, 12, 1), date(2026, 12, 7)),
    ],
)
def test_seven_is_seven_in_brussels(now: str, daily: date, weekly: date) -> None:
    moment = datetime.fromisoformat(now).replace(tzinfo=ZONE)

    assert next_digest(Choice.DAILY, moment) == digest_on(daily)
    assert next_digest(Choice.WEEKLY, moment) == digest_on(weekly)
    assert digest_on(daily).astimezone(UTC).hour in {5, 6}


FILL = """
    insert into notices.outbox (id, person, kind, subject, occasion, delivery, created_at, due_at, next_at)
    select gen_random_uuid(), persons[1 + place %% cardinality(persons)], 'webhook-stopped', 'Webhook:' || place,
        place::text, 'at-once', %s, %s, %s
    from (select %s::uuid[] as persons) as all_persons, generate_series(1, %s) as place
"""
PEOPLE = """
    insert into vault.person (id, given_name, family_name, email, sort_key)
    select gen_random_uuid(), 'Anne', 'Dupont', 'autre' || number || '@exemple.be', lpad(number::text, 9, '0')
    from generate_series(1, %s) as number returning id
"""


def test_a_full_outbox_drains_in_order(notified: Notified, clock: Clock) -> None:
    drain(notified, clock, 120)


def fill(notified: Notified, clock: Clock, rows: int) -> None:
    """Adds that many rows, of three persons in turn."""
    notified.run(FILL, *[clock.now] * 3, [each.partition(":")[2] for each in notified.persons], rows)


def drain(notified: Notified, clock: Clock, rows: int) -> None:
    """Sends that many rows, and checks the order of each address."""
    persons = [each.partition(":")[2] for each in notified.persons]
    fill(notified, clock, rows)

    with notified.leading() as leader:
        ended = 0
        while batch := leader.send():
            ended += batch

    assert ended == rows == len(notified.box.kept)
    assert 1 < len(notified.box.connections) <= MAX_CONNECTIONS * (1 + rows // BATCH_ROWS)
    for number, key in enumerate(persons):
        ids = [mail["Message-ID"].strip("<>").partition("@")[0] for mail in notified.box.to(address(number))]
        assert ids == [str(each) for each, person in notified.rows("id, person") if str(person) == key]
