"""The dashboard of an Instance, by ours and by PostGraphile: the same rows and fields, in turns, in one run."""

import json
import subprocess
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from itertools import chain
from pathlib import Path
from statistics import median
from typing import Any, Final

import msgspec
import psycopg
from psycopg.conninfo import conninfo_to_dict

from efe_graphql.request.context import day_in_law
from efe_infra.postgres.database import Database
from efe_infra.read_model.rebuild import rebuild
from efe_infra.samples.simulation.history import SEED
from efe_infra.samples.simulation.writing import simulate
from efe_projections.catalogue import PROJECTIONS
from tests.bench.figures import rounded
from tests.bench.peers.tables import create
from tests.bench.reads import Address, admitted, asked_in_turns, bare_server, efe_server, pair, rate
from tests.bench.reads_client import Burst, Bursts, Contender, Pair, Task
from tests.bench.reads_queries import BASSIN, reads
from tests.bench.report import Tell
from tests.bench.stage import Stage
from tests.peers.node import NODE, installed
from tests.running import installation

HERE: Final = Path(__file__).parent
PINS: Final = HERE / "package.json"
SERVER: Final = HERE / "server.mjs"
POOL: Final = 8
"""Connections to the database, on either side."""
THEIRS: Final = """
    query Tableau($bassin: String!) {
        instance: instanceByBassin(bassin: $bassin) {
            name
            poles: polesByBassin(first: 20, orderBy: [SORT_NAME_ASC, ROW_ID_ASC]) { edges { node {
                id: rowId name state createdOn termEnds illustrative
                memberships: membershipsByPoleList(orderBy: PRIMARY_KEY_ASC) {
                    operator: operatorByOperator { name } college since
                }
            } } }
        }
    }
"""


class Comparing(msgspec.Struct, frozen=True, kw_only=True):
    """Each number of connections is measured in so many rounds of `seconds` a side."""

    events: int
    rounds: int
    seconds: float
    connections: tuple[int, ...]


FULL = Comparing(events=10_000, rounds=7, seconds=2.0, connections=(4, 16))
QUICK = Comparing(events=10_000, rounds=3, seconds=1.0, connections=(4, 16))


class Server(msgspec.Struct, frozen=True, kw_only=True):
    """The rate is a median over the rounds; processor time is of a request, that of PostgreSQL apart."""

    requests_per_second: float
    p50_ms: float
    cpu_ms: float
    database_cpu_ms: float
    bytes: int


class Compared(msgspec.Struct, frozen=True, kw_only=True):
    """Ratios of rates are medians over the rounds; `less_processor` is theirs to ours, PostgreSQL's included.

    The bare route answers from one statement, and checks nothing: what could be reached.
    """

    ours: Server
    bare: Server
    theirs: Server
    ratio: float
    bare_ratio: float
    less_processor: float
    bare_less_processor: float


def report(server: Database, comparing: Comparing, tell: Tell) -> Any:
    """Ready for JSON, by number of connections."""
    pins = json.loads(PINS.read_text())["dependencies"]
    with Stage(server) as stage:
        found = measure(stage, comparing, tell)
        figures = {"machine": {**stage.machine(), **pins}, "comparing": comparing, "dashboard": found}
        return rounded(msgspec.to_builtins(figures))


def measure(stage: Stage, comparing: Comparing, tell: Tell) -> dict[str, Compared]:
    database = stage.fresh()
    tell(f"a history of {comparing.events:,} events")
    simulate(database, comparing.events, SEED)
    rebuild(database, PROJECTIONS, lambda done, head: tell(f"read tables: {done:,} of {head:,} events"))
    today = day_in_law(datetime.now(UTC))
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        with installation(database, home) as running:
            token, reached = admitted(running)
        create(database, at=reached, today=today)
        [dashboard, *_] = reads(reached=reached, today=today)
        with (
            node_server(database, home) as theirs,
            efe_server(database, home) as ours,
            bare_server(database, [dashboard]) as bare,
        ):
            tell("the dashboard of both")
            asked = pair(dashboard, token, ours, bare)
            pairs = [Pair(name=each.path, ours=each, bare=peer(theirs)) for each in (asked.ours, asked.bare)]
            task = Task(
                pairs=pairs,
                rounds=comparing.rounds,
                seconds=comparing.seconds,
                connections=0,
                postmaster=postmaster_of(database),
            )
            return {
                str(each): compared(msgspec.structs.replace(task, connections=each)) for each in comparing.connections
            }


@contextmanager
def node_server(database: Database, home: Path) -> Iterator[Address]:
    """One process of Node, in the folder where its packages are."""
    given = conninfo_to_dict(database.admin)
    told = {name: given[name] for name in ("host", "user", "password") if given.get(name)}
    address = {**told, "port": int(given.get("port") or 5432), "database": given["dbname"]}
    folder = installed(PINS)
    script = folder / f"{SERVER.stem}-{home.name}.mjs"  # modules are looked for beside the script
    script.write_text(SERVER.read_text())
    try:
        with subprocess.Popen(
            [NODE, script, str(POOL)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            env={"NODE_ENV": "production", "GRAPHILE_ENV": "production"},
        ) as process:
            assert process.stdin
            assert process.stdout
            try:
                process.stdin.write(json.dumps(address).encode())
                process.stdin.close()
                yield Address(int(process.stdout.readline()), process.pid)
            finally:
                process.terminate()
    finally:
        script.unlink()


def peer(theirs: Address) -> Contender:
    body = msgspec.json.encode({"query": THEIRS, "variables": {"bassin": BASSIN.name}})
    return Contender(port=theirs.port, pid=theirs.pid, path="/graphql", headers={}, body=body)


def compared(task: Task) -> Compared:
    measured = asked_in_turns(task)
    for each in measured:
        check_same_data(each)
    ours, bare = measured
    server, route = server_of(ours.ours, ours.ours_body), server_of(bare.ours, bare.ours_body)
    theirs = server_of([*ours.bare, *bare.bare], ours.bare_body)
    return Compared(
        ours=server,
        bare=route,
        theirs=theirs,
        ratio=ratio(ours),
        bare_ratio=ratio(bare),
        less_processor=processor(theirs) / processor(server),
        bare_less_processor=processor(theirs) / processor(route),
    )


def server_of(bursts: Sequence[Burst], body: bytes) -> Server:
    requests = sum(len(each.milliseconds) for each in bursts)
    return Server(
        requests_per_second=median(map(rate, bursts)),
        p50_ms=median(chain.from_iterable(each.milliseconds for each in bursts)),
        cpu_ms=1000 * sum(each.cpu for each in bursts) / requests,
        database_cpu_ms=1000 * sum(each.database_cpu for each in bursts) / requests,
        bytes=len(body),
    )


def processor(server: Server) -> float:
    return server.cpu_ms + server.database_cpu_ms


def ratio(found: Bursts) -> float:
    return median(rate(ours) / rate(theirs) for ours, theirs in zip(found.ours, found.bare, strict=True))


def postmaster_of(database: Database) -> int | None:
    """None where the server keeps its files out of reach."""
    with psycopg.connect(database.admin) as connection:
        [(folder,)] = connection.execute("show data_directory").fetchall()
    file = Path(folder, "postmaster.pid")
    return int(file.read_text().partition("\n")[0]) if file.is_file() else None


def check_same_data(found: Bursts) -> None:
    """Raises `ValueError`: where the answers differ, nothing is measured."""
    ours, theirs = json.loads(found.ours_body), json.loads(found.bare_body)
    told = ours["data"]["instance"]
    for edge in told["poles"]["edges"]:
        edge["node"]["memberships"] = edge["node"].pop("dossier")["memberships"]
    members = sum(len(edge["node"]["memberships"]) for edge in told["poles"]["edges"])
    if ours != theirs or not members:
        raise ValueError(f"{found.ours_body[:2000]!r} is not {found.bare_body[:2000]!r}")
