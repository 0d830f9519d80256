"""Reads over HTTP with one, two and three replicas, each beside the same server with none, in turns."""

import tempfile
from collections.abc import Sequence
from datetime import UTC, datetime
from itertools import chain
from pathlib import Path
from statistics import median
from typing import Any, NamedTuple

import httpx
import msgspec

from efe_graphql.request.context import day_in_law
from efe_infra.postgres.database import Database
from efe_infra.postgres.embedded import EmbeddedServer
from efe_infra.read_model.rebuild import rebuild
from efe_infra.samples.simulation.history import SEED
from efe_infra.samples.simulation.writing import simulate
from efe_projections.catalogue import PROJECTIONS
from tests.bench.figures import rounded
from tests.bench.reads import Address, admitted, client, efe_server, rate
from tests.bench.reads_client import Burst, Bursts, Contender, Pair, Task
from tests.bench.reads_queries import Read, reads
from tests.bench.report import Tell
from tests.bench.stage import Stage
from tests.infra.ledger.given import until
from tests.infra.ledger.standby import Standby, postmaster_of, standbys_of
from tests.running import installation

ASKED = ("dashboard", "trail", "then_trail")


class Copies(msgspec.Struct, frozen=True, kw_only=True):
    """Number of replicas at most, and the seconds of each read in a round."""

    events: int
    replicas: int
    rounds: int
    seconds: float
    connections: int = 8


FULL = Copies(events=100_000, replicas=3, rounds=7, seconds=2.0)
QUICK = Copies(events=10_000, replicas=3, rounds=3, seconds=1.0)


class Side(msgspec.Struct, frozen=True, kw_only=True):
    """`efe_ms`, `primary_ms` and `replicas_ms` are the processor time of a request, by who took it."""

    requests_per_second: float
    p50_ms: float
    efe_ms: float
    primary_ms: float
    replicas_ms: float


class Figures(msgspec.Struct, frozen=True, kw_only=True):
    """`ratio` is the median over the rounds of the rate with replicas to the rate without, on this machine.

    `capacity` is how many times as many reads the servers of PostgreSQL bear, if each has a machine like the others:
    the processor time of a read on the primary alone, by that on the server which then has the most to do.
    """

    with_replicas: Side
    without: Side
    capacity: float
    ratio: float


class Scene(NamedTuple):
    """Query of a scene, and the servers that answer it."""

    server: EmbeddedServer
    database: Database
    home: Path
    asked: Sequence[Read]
    token: str


def report(server: EmbeddedServer, folder: Path, copies: Copies, tell: Tell) -> Any:
    """Ready for JSON, by number of replicas."""
    with Stage(Database(server.conninfo)) as stage, tempfile.TemporaryDirectory() as home:
        database = stage.fresh()
        tell(f"a history of {copies.events:,} events")
        simulate(database, copies.events, SEED)
        rebuild(database, PROJECTIONS)
        with installation(database, Path(home)) as running:
            token, reached = admitted(running)
        asked = [each for each in reads(reached=reached, today=day_in_law(datetime.now(UTC))) if each.name in ASKED]
        scene = Scene(server, database, Path(home), asked, token)
        measured = {}
        with standbys_of(server, folder, copies.replicas) as standbys:
            for number in range(1, copies.replicas + 1):
                tell(f"{number} replicas")
                measured[str(number)] = measure(scene, standbys[:number], copies)
        return rounded(msgspec.to_builtins({"machine": stage.machine(), "copies": copies, "replicas": measured}))


def measure(scene: Scene, standbys: Sequence[Standby], copies: Copies) -> dict[str, Figures]:
    urls = ",".join(each.url for each in standbys)
    databases = {"primary": [postmaster_of(scene.server)], "replicas": [each.postmaster for each in standbys]}
    with (
        efe_server(scene.database, scene.home) as without,
        efe_server(scene.database, scene.home, EFE_READ_URLS=urls) as ours,
    ):
        until(lambda: are_up(ours))
        pairs = [
            Pair(
                name=read.name,
                ours=contender(ours, read, scene.token, databases),
                bare=contender(without, read, scene.token, databases),
            )
            for read in scene.asked
        ]
        task = Task(pairs=pairs, rounds=copies.rounds, seconds=copies.seconds, connections=copies.connections)
        return {each.name: figures(each, len(standbys)) for each in client(task)}


def contender(address: Address, read: Read, token: str, databases: dict[str, list[int]]) -> Contender:
    headers = {"authorization": f"Bearer {token}"}
    return Contender(
        port=address.port, pid=address.pid, path="/graphql", headers=headers, body=read.body, databases=databases
    )


def are_up(address: Address) -> bool:
    found = httpx.get(f"http://127.0.0.1:{address.port}/health/ready", timeout=20).json()
    return all(each["state"] == "up" for each in found["replicas"])


def figures(found: Bursts, replicas: int) -> Figures:
    ours, without = side(found.ours), side(found.bare)
    busiest = max(ours.primary_ms, ours.replicas_ms / replicas)
    return Figures(
        with_replicas=ours,
        without=without,
        capacity=without.primary_ms / busiest if busiest else 0.0,  # of a burst that is too short to be measured
        ratio=median(rate(ours) / rate(bare) for ours, bare in zip(found.ours, found.bare, strict=True)),
    )


def side(bursts: Sequence[Burst]) -> Side:
    times = list(chain.from_iterable(each.milliseconds for each in bursts))
    taken = {name: 1000 * sum(each.databases[name] for each in bursts) / len(times) for name in bursts[0].databases}
    return Side(
        requests_per_second=median(map(rate, bursts)),
        p50_ms=median(times),
        efe_ms=1000 * sum(each.cpu for each in bursts) / len(times),
        primary_ms=taken["primary"],
        replicas_ms=taken["replicas"],
    )
