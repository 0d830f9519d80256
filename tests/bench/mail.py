"""Draining a long outbox into a mail server of another process, and what appends to the ledger notice of it."""

import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from statistics import median
from time import perf_counter, process_time
from typing import Any, Final

import msgspec
import psycopg

from efe_infra.ledger.recorder import LedgerRecorder
from efe_infra.notices.leader import MailOffice, NoticeLeader, leading
from efe_infra.notices.sending import MailLimits
from efe_infra.notices.transports import SmtpAddress, SmtpTransport
from efe_infra.notices.unsubscribe_links import UnsubscribeLinks
from efe_infra.postgres.database import Database
from efe_infra.read_model.rebuild import rebuild
from efe_infra.samples.simulation.history import SEED
from efe_infra.samples.simulation.writing import simulate
from efe_projections.catalogue import PROJECTIONS
from tests.bench.append import burst
from tests.bench.figures import resident, rounded
from tests.bench.report import Tell
from tests.bench.stage import Stage
from tests.infra.notices.mail_process import mail_process, mails_of

EVENTS: Final = 5_000
PERSONS: Final = 500
AUDIENCE: Final = 20
"""Persons that a meeting convenes."""
UNLIMITED: Final = MailLimits(per_person=1_000_000, per_hour=1_000_000)
ORIGIN: Final = "https://efe.exemple.be"

PEOPLE: Final = """
    insert into vault.person (id, given_name, family_name, email, sort_key)
    select gen_random_uuid(), 'Anne', 'Dupont', 'membre' || number || '@exemple.be', lpad(number::text, 9, '0')
    from generate_series(1, %s) as number
"""
ROWS: Final = """
    with person as (select id, row_number() over (order by sort_key) - 1 as place from vault.person),
    meeting as (
        select id, row_number() over (order by id) - 1 as place, count(*) over () as count
        from read.meeting where to_position is null
    )
    insert into notices.outbox (id, person, kind, subject, occasion, delivery, created_at, due_at, next_at)
    select gen_random_uuid(), person.id, 'meeting-convened', 'Meeting:' || meeting.id, number::text, 'at-once',
        now(), now(), now()
    from generate_series(0, %s - 1) as number
    join person on person.place = number %% (select count(*) from person)
    join meeting on meeting.place = number / %s %% meeting.count
    order by number
"""


class Draining(msgspec.Struct, frozen=True, kw_only=True):
    """Length of the outbox, and seconds of each burst of appends."""

    rows: int
    burst: float


FULL: Final = Draining(rows=10_000, burst=1.0)
QUICK: Final = Draining(rows=1_000, burst=0.3)


def report(server: Database, home: Path, draining: Draining, tell: Tell) -> Any:
    """Ready for JSON."""
    with Stage(server) as stage:
        database = stage.fresh()
        simulate(database, EVENTS, SEED, over_years=True)
        rebuild(database, PROJECTIONS)
        with psycopg.connect(database.admin) as connection:
            connection.execute(PEOPLE.encode(), [PERSONS])
        tell(f"an outbox of {draining.rows:,} rows")
        figures = {"drain": drained(database, home, draining), "appends": appends(database, home, draining)}
        return rounded({"machine": stage.machine(), "draining": msgspec.to_builtins(draining), **figures})


def drained(database: Database, home: Path, draining: Draining) -> dict[str, float]:
    """Drains the outbox, and checks that each row was sent once."""
    fill(database, draining.rows)
    journal = home / "drained.txt"
    with mail_process(journal) as url, leading(database, office(url)) as leader:
        assert leader
        memory, started, processor = resident(), perf_counter(), process_time()
        drain(leader)
        seconds, processor = perf_counter() - started, process_time() - processor
    mails = mails_of(journal)
    assert len({row for _, row in mails}) == len(mails) == draining.rows, (len(mails), len(set(mails)))
    return {
        "rows_per_second": draining.rows / seconds,
        "seconds": seconds,
        "processor_ms_per_row": 1000 * processor / draining.rows,
        "memory_growth_kib": resident() - memory,
    }


def appends(database: Database, home: Path, draining: Draining) -> dict[str, float]:
    """Measures appends alone, and beside a drain in the same process, in turns."""
    rates = dict[str, list[float]](alone=[], beside=[])
    with closing(LedgerRecorder(database)) as recorder:
        append = recorder.insert_events
        burst(append, 1, draining.burst)
        for number in range(3):
            rates["alone"].append(burst(append, 1, draining.burst))
            fill(database, draining.rows)
            with mail_process(home / f"{number}.txt") as url, draining_beside(database, url):
                rates["beside"].append(burst(append, 1, draining.burst))
    alone, beside = median(rates["alone"]), median(rates["beside"])
    return {"alone_per_second": alone, "beside_per_second": beside, "ratio": beside / alone}


@contextmanager
def draining_beside(database: Database, url: str) -> Iterator[None]:
    """Drains in a thread of this process until the context is left."""
    stopping = threading.Event()

    def work() -> None:
        with leading(database, office(url)) as leader:
            assert leader
            while not stopping.is_set() and leader.send():
                pass

    thread = threading.Thread(target=work)
    thread.start()
    try:
        yield
    finally:
        stopping.set()
        thread.join(60)


def drain(leader: NoticeLeader) -> None:
    while leader.send():
        pass


def fill(database: Database, rows: int) -> None:
    with psycopg.connect(database.admin) as connection:
        connection.execute("delete from notices.outbox")
        connection.execute(ROWS.encode(), [rows, AUDIENCE])


def office(url: str) -> MailOffice:
    return MailOffice(
        transport=SmtpTransport(SmtpAddress.parse(url), "exemple.be", timeout_s=20),
        sender="efe@exemple.be",
        links=UnsubscribeLinks(bytes(32), ORIGIN),
        limits=UNLIMITED,
    )
