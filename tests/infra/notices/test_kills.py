"""Processes that are killed at any boundary, and a database that crashes: no notice is lost, none has two ids."""

import os
import signal
import tempfile
from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from functools import partial
from multiprocessing.context import ForkServerProcess
from multiprocessing.sharedctypes import Synchronized
from pathlib import Path
from threading import Event

import psycopg
import pytest

from efe_infra.notices.leader import MailOffice, NoticeRunner, leading
from efe_infra.notices.outbox import NoticeStep
from efe_infra.notices.sending import MAX_CONNECTIONS
from efe_infra.notices.transports import SmtpAddress, SmtpTransport
from efe_infra.notices.unsubscribe_links import UnsubscribeLinks
from efe_infra.postgres.database import Database
from efe_infra.postgres.migrations import migrate
from efe_infra.read_model.tables.schema import create_read_tables
from efe_projections.catalogue import PROJECTIONS
from tests.conftest import quick_folder
from tests.hostile.restarting import own_server
from tests.infra.ledger.given import until
from tests.infra.notices.conftest import ORIGIN, UNLIMITED, Clock, Notified
from tests.infra.notices.killed_processes import PROCESSES, WITHIN_S, importable, started
from tests.infra.notices.mail_server import MailBox, mail_server
from tests.infra.notices.outbox import FILL, PEOPLE, fill

__all__ = ["importable"]

PROCESSES.set_forkserver_preload([__name__])
"""Each process is a fork of one that has imported this module and nothing else is doing."""
AFTER_CLAIMS_S = 180.0
"""Time by which the clock of the processes goes ahead, so that the claims of a killed one have expired."""
NEVER = Event()


def office(url: str, clock: Callable[[], datetime], at_step: Callable[[NoticeStep], object]) -> MailOffice:
    return MailOffice(
        transport=SmtpTransport(SmtpAddress.parse(url), "exemple.be", timeout_s=10),
        sender="efe@exemple.be",
        links=UnsubscribeLinks(bytes(32), ORIGIN),
        limits=UNLIMITED,
        clock=clock,
        at_step=at_step,
    )


def lead_until(database: Database, url: str, last: NoticeStep | None) -> None:
    """Leads in a process of its own, which kills itself at the step."""

    def at_step(step: NoticeStep) -> None:
        if step is last:
            os.kill(os.getpid(), signal.SIGKILL)

    with leading(database, office(url, lambda: datetime.now(UTC), at_step)) as leader:
        assert leader
        leader.step()


def run(database: Database, url: str, ahead_s: "Synchronized[float]") -> None:
    """Leads or stands by in a process of its own until it is killed."""
    with NoticeRunner(database, office(url, partial(later, ahead_s), lambda _: None)):
        NEVER.wait(WITHIN_S * 5)


def later(ahead_s: "Synchronized[float]") -> datetime:
    return datetime.now(UTC) + timedelta(seconds=ahead_s.value)


def ids(box: MailBox) -> Counter[str]:
    return Counter(mail["Message-ID"] for mail in box.mails)


@pytest.mark.parametrize("step", [*NoticeStep, None])
def test_a_process_killed_at_a_boundary_loses_and_doubles_no_row(
    notified: Notified, clock: Clock, step: NoticeStep | None
) -> None:
    """None: while the server has the content and has not answered."""
    notified.convene()
    notified.seal()

    with started(lead_until, notified.database, notified.url, step) as process:
        if step is None:
            notified.box.at_data = partial(kill_once, process)
        process.join(WITHIN_S)
        assert process.exitcode == -signal.SIGKILL
    left = Counter(notified.rows())
    clock.pass_by(minutes=3)
    until(lambda: finish(notified), within=WITHIN_S)

    assert notified.rows() == ["sent"] * 3
    doubled = int(step in {NoticeStep.SENT, None})
    assert sorted(ids(notified.box).values()) == [1, 1, 1 + doubled]
    assert left["sent"] == (step is NoticeStep.ENDED)


def kill_once(process: ForkServerProcess) -> None:
    process.kill()
    process.join(WITHIN_S)


def finish(notified: Notified) -> bool:
    """Leads once the server has noticed the end of the process that led before."""
    with leading(notified.database, notified.office) as leader:
        if leader:
            leader.step()
        return leader is not None


def test_of_two_processes_one_sends_and_the_other_takes_over(notified: Notified, clock: Clock) -> None:
    rows = 300
    fill(notified, clock, rows)
    ahead_s = PROCESSES.Value("d", 0.0)
    arguments = run, notified.database, notified.url, ahead_s

    with started(*arguments) as first, started(*arguments) as second:
        until(lambda: len(notified.box.kept) > rows // 10, within=WITHIN_S)
        first.kill()
        ahead_s.value = AFTER_CLAIMS_S
        until(lambda: len(notified.box.kept) > rows // 2, within=WITHIN_S)
        second.kill()
        ahead_s.value = 2 * AFTER_CLAIMS_S
        with started(*arguments):
            until(lambda: Counter(notified.rows())["sent"] == rows, within=WITHIN_S)

    assert len(ids(notified.box)) == rows
    assert len(notified.box.kept) <= rows + 2 * MAX_CONNECTIONS


def test_a_database_that_crashes_loses_no_notice(tmp_path: Path) -> None:
    rows, box = 300, MailBox()
    ahead_s = PROCESSES.Value("d", 0.0)
    with (
        tempfile.TemporaryDirectory(prefix="efe-", dir=quick_folder()) as home,
        own_server(Path(home)) as server,
        mail_server(box) as url,
    ):
        migrate(server.database)
        create_read_tables(server.database, PROJECTIONS)
        fill_outbox(server.database, rows)
        with started(run, server.database, url, ahead_s):
            until(lambda: len(box.kept) > rows // 10, within=WITHIN_S)
            server.restart()
            ahead_s.value = AFTER_CLAIMS_S
            until(lambda: states(server.database)["sent"] == rows, within=WITHIN_S)

    assert len(ids(box)) == rows
    assert len(box.kept) <= rows + MAX_CONNECTIONS


def fill_outbox(database: Database, rows: int) -> None:
    now = datetime.now(UTC)
    with psycopg.connect(database.admin) as connection:
        persons = [person for (person,) in connection.execute(PEOPLE.encode(), [3])]
        connection.execute(FILL.encode(), [now, now, now, persons, rows])


def states(database: Database) -> Counter[str]:
    with suppress(psycopg.OperationalError), psycopg.connect(database.admin, connect_timeout=5) as connection:
        return Counter(state for (state,) in connection.execute("select state from notices.outbox"))
    return Counter()
