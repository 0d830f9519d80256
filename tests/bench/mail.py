"""Draining a long outbox into a mail server of another process, and what appends to the ledger notice of it."""

import threading
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path
from statistics import median
from time import perf_counter, process_time
from typing import Any, Final

import msgspec
import psycopg

from efe_infra.composition import sealer_of
from efe_infra.ledger.recorder import LedgerRecorder
from efe_infra.notices.leader import MailOffice, NoticeLeader, leading
from efe_infra.notices.mail_turns import MailLimits
from efe_infra.notices.transports import SmtpAddress, SmtpTransport
from efe_infra.notices.unsubscribe_links import UnsubscribeLinks
from efe_infra.postgres.database import Database
from efe_infra.read_model.rebuild import rebuild
from efe_infra.samples.simulation.history import SEED
from efe_infra.samples.simulation.writing import simulate
from efe_infra.settings import Settings
from efe_projections.catalogue import PROJECTIONS
from tests.bench.append import burst
from tests.bench.figures import resident, rounded
from tests.bench.report import Tell
from tests.bench.stage import Stage
from tests.infra.notices.mail_process import mail_process, mails_of

UNLIMITED: Final = MailLimits(per_person=1_000_000, per_hour=1_000_000)
ORIGIN: Final = "https://efe.exemple.be"

BEGINNING: Final = "select min(recorded_at) from ledger.event"
PEOPLE: Final = """
    insert into vault.person (id, given_name, family_name, email, sort_key)
    select id, 'Anne', 'Dupont', id || '@exemple.be', id::text
    from (
        select representative from read.membership union select substitute from read.membership
        union select person from read.mandate union select substitute from read.mandate
    ) as person (id)
    where id is not null on conflict do nothing
"""
SHORTEN: Final = "delete from notices.outbox where number > (select min(number) from notices.outbox) + %s - 1"
REFILL: Final = """
    update notices.outbox set state = 'waiting', claimed_until = null, ended_at = null, result = null, attempts = 0
"""


class Draining(msgspec.Struct, frozen=True, kw_only=True):
    """Lengths of the history and of the outbox, and seconds of each burst of appends."""

    events: int
    rows: int
    burst: float


FULL: Final = Draining(events=40_000, rows=10_000, burst=1.0)
QUICK: Final = Draining(events=20_000, rows=1_000, burst=0.3)


def report(server: Database, home: Path, draining: Draining, tell: Tell) -> Any:
    """Ready for JSON."""
    with Stage(server) as stage:
        database = stage.fresh()
        tell(f"an outbox of {draining.rows:,} rows")
        planned = plan(database, home, draining)
        figures = {
            "plan": planned,
            "drain": drained(database, home, draining),
            "appends": appends(database, home, draining),
        }
        return rounded({"machine": stage.machine(), "draining": msgspec.to_builtins(draining), **figures})


def drained(database: Database, home: Path, draining: Draining) -> dict[str, float]:
    """Drains the outbox, and checks that each row was sent once, and the rows of an address in order."""
    refill(database)
    journal = home / "drained.txt"
    with mail_process(journal) as url, leading(database, office(database, url)) as leader:
        assert leader
        memory, started, processor = resident(), perf_counter(), process_time()
        drain(leader)
        seconds, processor = perf_counter() - started, process_time() - processor
    mails = mails_of(journal)
    check(database, mails, draining.rows)
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
            refill(database)
            with mail_process(home / f"{number}.txt") as url, draining_beside(database, url):
                rates["beside"].append(burst(append, 1, draining.burst))
    alone, beside = median(rates["alone"]), median(rates["beside"])
    return {"alone_per_second": alone, "beside_per_second": beside, "ratio": beside / alone}


@contextmanager
def draining_beside(database: Database, url: str) -> Iterator[None]:
    """Drains in a thread of this process until the context is left."""
    stopping = threading.Event()

    def work() -> None:
        with leading(database, office(database, url)) as leader:
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


def plan(database: Database, home: Path, draining: Draining) -> dict[str, float]:
    """Plans the notices of a simulated history, as if it were recorded now, and keeps that many rows."""
    simulate(database, draining.events, SEED, over_years=True)
    rebuild(database, PROJECTIONS)
    sealer_of(Settings(home=home), database).run()
    with psycopg.connect(database.admin) as connection:
        connection.execute(PEOPLE.encode())
    with leading(database, office(database, "smtp://127.0.0.1:9")) as leader:
        assert leader
        leader.plan()
        with psycopg.connect(database.admin) as connection:
            connection.execute("update notices.progress set position = 0")
        started = perf_counter()
        leader.plan()
        seconds = perf_counter() - started
    with psycopg.connect(database.admin) as connection:
        [(rows,)] = connection.execute("select count(*) from notices.outbox").fetchall()
        connection.execute("delete from notices.outbox where delivery <> 'at-once'")
        connection.execute(SHORTEN.encode(), [draining.rows])
        [(kept,)] = connection.execute("select count(*) from notices.outbox").fetchall()
    assert kept == draining.rows, kept
    return {"rows_per_second": rows / seconds}


def check(database: Database, mails: Sequence[tuple[str, str]], rows: int) -> None:
    with psycopg.connect(database.admin) as connection:
        sent = connection.execute("select id::text, number from notices.outbox where state = 'sent'")
        numbers: dict[str, int] = dict(sent.fetchall())
    assert len({row for _, row in mails}) == len(mails) == len(numbers) == rows, (len(mails), len(numbers))
    last = dict[str, int]()
    for to, row in mails:
        assert last.get(to, 0) < numbers[row]
        last[to] = numbers[row]


def refill(database: Database) -> None:
    with psycopg.connect(database.admin) as connection:
        connection.execute(REFILL.encode())


def office(database: Database, url: str) -> MailOffice:
    """Returns means whose clock stands at the beginning of the history: all of it is news."""
    with psycopg.connect(database.admin) as connection:
        [(beginning,)] = connection.execute(BEGINNING.encode()).fetchall()
    return MailOffice(
        transport=SmtpTransport(SmtpAddress.parse(url), "exemple.be", timeout_s=20),
        sender="efe@exemple.be",
        links=UnsubscribeLinks(bytes(32), ORIGIN),
        limits=UNLIMITED,
        clock=lambda: beginning,
    )
