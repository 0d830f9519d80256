"""Digests at seven o'clock in Brussels, and an outbox that drains in order."""

from datetime import UTC, date, datetime, timedelta

import pytest

from efe_infra.console.language.formats import ZONE
from efe_infra.notices.hours import digest_on, next_digest
from efe_infra.notices.kinds import Choice
from tests.api.decisions import propose
from tests.infra.notices.acts import choose
from tests.infra.notices.conftest import Clock, Notified, address
from tests.infra.notices.mail_server import text_of
from tests.infra.notices.outbox import drain


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


def test_a_full_outbox_drains_in_order(notified: Notified, clock: Clock) -> None:
    drain(notified, clock, 120)
