"""Reads over HTTP: `efe serve` against a bare route that gives the same answer from one SQL statement."""

import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from http.client import HTTPConnection
from itertools import chain
from pathlib import Path
from statistics import median, quantiles
from typing import Any, NamedTuple
from urllib.request import urlopen

import msgspec
import psycopg
from prometheus_client.parser import text_string_to_metric_families
from psycopg.conninfo import conninfo_to_dict
from psycopg.sql import SQL, Identifier

from efe_domain.access.grants import Role
from efe_domain.shared.command_context import SYSTEM_CLI, CommandContext, in_context
from efe_graphql.request.context import day_in_law
from efe_infra.composition import Installation
from efe_infra.identity.local_issuer import ISSUER
from efe_infra.postgres.database import Database
from efe_infra.read_model.rebuild import rebuild
from efe_infra.samples.simulation.history import SEED
from efe_infra.samples.simulation.writing import simulate
from efe_projections.catalogue import PROJECTIONS
from tests.bench.catch_up import follow
from tests.bench.figures import rounded
from tests.bench.reads_bare import Bare
from tests.bench.reads_client import Burst, Bursts, Contender, Pair, Task
from tests.bench.reads_queries import BASSIN, Read, reads
from tests.bench.report import Tell
from tests.bench.stage import Stage
from tests.running import installation

SUBJECT = "coordination-bench"
COUNTED = 10
"""Requests of each kind of which the statements are counted."""


class Reading(msgspec.Struct, frozen=True, kw_only=True):
    """`events` are the lengths of the histories; each read is measured in so many rounds of `seconds` a side."""

    events: tuple[int, ...]
    rounds: int
    seconds: float
    connections: int = 4


FULL = Reading(events=(10_000, 1_000_000), rounds=7, seconds=2.0)
QUICK = Reading(events=(10_000,), rounds=3, seconds=1.0)


class Side(msgspec.Struct, frozen=True, kw_only=True):
    """Over all rounds; `cpu_ms` is the processor time of the server's process a request."""

    requests_per_second: float
    p50_ms: float
    p99_ms: float
    cpu_ms: float


class Figures(msgspec.Struct, frozen=True, kw_only=True):
    """`ratio` is the median over the rounds of ours to the bare route's. `equal` is of bytes; the JSON always is.

    `statements` are those of a request, None where the log of the database's server is out of reach.
    """

    ours: Side
    bare: Side
    ratio: float
    bytes: int
    equal: bool
    statements: float | None


class Measured(msgspec.Struct, frozen=True, kw_only=True):
    """`fallbacks` are the queries that compiled selections left to graphql-core."""

    fallbacks: int
    reads: dict[str, Figures]


def report(server: Database, reading: Reading, tell: Tell) -> Any:
    """Ready for JSON, by number of events."""
    with Stage(server) as stage:
        histories = {str(events): measure(stage, events, reading, tell) for events in reading.events}
        return rounded(msgspec.to_builtins({"machine": stage.machine(), "reading": reading, "histories": histories}))


def measure(stage: Stage, events: int, reading: Reading, tell: Tell) -> Measured:
    database = stage.fresh()
    tell(f"a history of {events:,} events")
    simulate(database, events, SEED)
    rebuild(database, PROJECTIONS, lambda done, head: tell(f"read tables: {done:,} of {head:,} events"))
    return measured(database, events, reading, tell)


def measured(database: Database, events: int, reading: Reading, tell: Tell) -> Measured:
    """Its read tables are up with the ledger, or soon will be."""
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        with installation(database, home) as running:
            token, reached = admitted(running)
        asked = reads(reached=reached, today=day_in_law(datetime.now(UTC)))
        with bare_server(database, asked) as bare, efe_server(database, home) as ours:
            pairs = [pair(read, token, ours, bare) for read in asked]
            tell(f"reads of {events:,} events")
            task = Task(pairs=pairs, rounds=reading.rounds, seconds=reading.seconds, connections=reading.connections)
            found = client(task)
            fallbacks = fallbacks_of(ours.metrics)
        tell("statements")
        statements = statements_of(database, home, pairs)
    return Measured(fallbacks=fallbacks, reads={each.name: figures(each, statements[each.name]) for each in found})


def admitted(running: Installation) -> tuple[str, int]:
    """A token of a coordinator of the Instance, and the position up to which all is readable."""
    account = running.vault.account_for(ISSUER, SUBJECT)
    with in_context(CommandContext(actor=SYSTEM_CLI, today=day_in_law(datetime.now(UTC)))):
        granted = running.platform.grant_access(BASSIN, account, Role.COORDINATOR)
    follow(running.database, granted.position)
    return running.local_issuer.mint(SUBJECT, lasting=24 * 3600), granted.position


class Address(NamedTuple):
    """A port, and the process that listens there; `metrics` is where it tells what it counted."""

    port: int
    pid: int
    metrics: str = ""


@contextmanager
def efe_server(database: Database, home: Path, **chosen: str) -> Iterator[Address]:
    """The real server, one process, which only serves and remembers no answer; its log goes to a file."""
    command = [str(Path(sys.executable).with_name("efe")), "serve", "--no-project", "--no-seal", "--port", "0"]
    own = {
        "EFE_DATABASE_URL": database.admin,
        "EFE_HOME": str(home),
        "EFE_COST_BUDGET": "0",
        "EFE_REMEMBERED_BYTES": "0",
        "EFE_METRICS_PORT": "0",
        **chosen,
    }
    with (
        (home / "serve.log").open("wb") as log,
        subprocess.Popen(
            command, env={**os.environ, **own}, stdout=subprocess.PIPE, stderr=log, text=True
        ) as process,
    ):
        assert process.stdout
        try:
            port = int(process.stdout.readline().rpartition(":")[2].partition("/")[0])
            metrics = next(line for line in process.stdout if "/metrics" in line).partition(" : ")[2].strip()
            yield Address(port, process.pid, metrics)
        finally:
            process.terminate()


@contextmanager
def bare_server(database: Database, asked: Sequence[Read]) -> Iterator[Address]:
    command = [sys.executable, "-m", "tests.bench.reads_bare"]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        assert process.stdin
        assert process.stdout
        try:
            process.stdin.write(msgspec.json.encode(Bare(database.admin, list(asked))) + b"\n")
            process.stdin.flush()
            yield Address(int(process.stdout.readline()), process.pid)
        finally:
            process.terminate()


def pair(read: Read, token: str, ours: Address, bare: Address) -> Pair:
    headers = {"authorization": f"Bearer {token}"}
    sent = read.body if read.parsed else b""
    return Pair(
        name=read.name,
        ours=Contender(port=ours.port, pid=ours.pid, path="/graphql", headers=headers, body=read.body),
        bare=Contender(port=bare.port, pid=bare.pid, path=f"/{read.name}", headers={}, body=sent),
    )


def asked_in_turns(task: Task) -> list[Bursts]:
    """Returns the measurements of processes that only send queries."""
    command = [sys.executable, "-m", "tests.bench.reads_client"]
    with tempfile.TemporaryFile() as answer:
        subprocess.run(command, input=msgspec.json.encode(task), stdout=answer, check=True)
        answer.seek(0)
        return msgspec.json.decode(answer.read(), type=list[Bursts])


def client(task: Task) -> list[Bursts]:
    """The answers of both are the same, or nothing is measured."""
    found = asked_in_turns(task)
    for each in found:
        ours, bare = msgspec.json.decode(each.ours_body), msgspec.json.decode(each.bare_body)
        if ours != bare:
            raise ValueError(f"{each.name}: {each.ours_body[:2000]!r} is not {each.bare_body[:2000]!r}")
    return found


def figures(found: Bursts, statements: float | None) -> Figures:
    rates = [(rate(ours), rate(bare)) for ours, bare in zip(found.ours, found.bare, strict=True)]
    return Figures(
        ours=side(found.ours),
        bare=side(found.bare),
        ratio=median(ours / bare for ours, bare in rates),
        bytes=len(found.ours_body),
        equal=found.ours_body == found.bare_body,
        statements=statements,
    )


def rate(burst: Burst) -> float:
    return len(burst.milliseconds) / burst.seconds


def side(bursts: Sequence[Burst]) -> Side:
    times = list(chain.from_iterable(burst.milliseconds for burst in bursts))
    return Side(
        requests_per_second=median(map(rate, bursts)),
        p50_ms=median(times),
        p99_ms=quantiles(times, n=100, method="inclusive")[98],
        cpu_ms=1000 * sum(burst.cpu for burst in bursts) / len(times),
    )


def fallbacks_of(metrics: str) -> int:
    """Returns the fallbacks of all queries that the server got."""
    with urlopen(metrics) as answer:
        found = text_string_to_metric_families(answer.read().decode())
    return int(
        sum(each.value for family in found for each in family.samples if each.name == "efe_queries_left_total")
    )


def statements_of(database: Database, home: Path, asked: Sequence[Pair]) -> dict[str, float | None]:
    """Statements a request, as the server of the database logs them: for a while it logs them all."""
    with psycopg.connect(database.admin, autocommit=True) as admin:
        [(folder,)] = admin.execute("show data_directory").fetchall()
        log, name = Path(folder, "log"), Identifier(str(conninfo_to_dict(database.admin)["dbname"]))
        if not log.is_file():
            return dict.fromkeys((each.name for each in asked), None)
        admin.execute(SQL("alter database {} set log_statement = 'all'").format(name))
        try:
            with efe_server(database, home) as ours, closing(HTTPConnection("127.0.0.1", ours.port)) as connection:
                return {each.name: counted(connection, each.ours, log) for each in asked}
        finally:
            admin.execute(SQL("alter database {} reset log_statement").format(name))


def counted(connection: HTTPConnection, asked: Contender, log: Path) -> float:
    """The first request has more to do than the next ones."""

    def ask() -> None:
        connection.request("POST", asked.path, asked.body, {"content-type": "application/json", **asked.headers})
        connection.getresponse().read()

    ask()
    before = log.stat().st_size
    for _ in range(COUNTED):
        ask()
    with log.open("rb") as lines:
        lines.seek(before)
        return sum(b" LOG:  execute " in line or b" LOG:  statement: " in line for line in lines) / COUNTED
