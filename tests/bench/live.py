"""From a mutation that is sent until those who follow have it, with many who follow something else.

One process serves, as `efe serve` does; the clients are in another one. All goes over real sockets.
"""

import resource
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import msgspec
import psycopg

from efe_domain.shared.bassins import ALL_BASSINS, Bassin
from efe_infra.composition import projecting, watching
from efe_infra.postgres.database import Database
from efe_infra.read_model.position_watch import APPLICATION
from tests.api.given import Api, Client
from tests.bench.figures import resident, rounded
from tests.bench.stage import Stage
from tests.bench.subscribers import Follows, Measured, Task
from tests.running import installation, on_the_network

SOCKETS = 8_192


class Audience(msgspec.Struct, frozen=True, kw_only=True):
    """Numbers of subscribers, of those of the acting Instance, and of its commands for each second."""

    connected: int
    concerned: int
    commands: int


FULL = Audience(connected=1_000, concerned=50, commands=300)
QUICK = Audience(connected=200, concerned=20, commands=50)


def report(server: Database, audience: Audience) -> Any:
    """Ready for JSON."""
    allow_sockets()
    with Stage(server) as stage, tempfile.TemporaryDirectory() as home:
        database = stage.fresh()
        with (
            installation(database, Path(home)) as running,
            watching(running) as watch,
            projecting(running, watch),
            on_the_network(running, watch) as api,
        ):
            before = resident()
            measured = follow(task(api, audience), database, before)
        return rounded(msgspec.to_builtins({"machine": stage.machine(), "audience": audience, **measured}))


def task(api: Api, audience: Audience) -> Task:
    acting, *others = [
        api.coordinator(Bassin(code)) for code in sorted(ALL_BASSINS, key=lambda each: each != "liege")
    ]
    apart, more = divmod(audience.connected - audience.concerned, len(others))
    names = [Bassin(code).name for code in sorted(ALL_BASSINS, key=lambda each: each != "liege")]
    follows = [follows_of(names[0], acting, audience.concerned)]
    follows += [
        follows_of(name, client, apart + (number < more))
        for number, (name, client) in enumerate(zip(names[1:], others, strict=True))
    ]
    return Task(port=urlsplit(api.http.url).port or 0, follows=follows, commands=audience.commands)


def follows_of(bassin: str, by: Client, count: int) -> Follows:
    return Follows(bassin=bassin, authorization=by.headers["Authorization"], count=count)


def follow(asked: Task, database: Database, before: int) -> dict[str, Any]:
    """Returns the measurements of the clients, and the state of the server meanwhile."""
    with subprocess.Popen(
        [sys.executable, "-m", "tests.bench.subscribers"], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as clients:
        assert clients.stdin
        assert clients.stdout
        clients.stdin.write(msgspec.json.encode(asked) + b"\n")
        clients.stdin.flush()
        clients.stdout.readline()  # all follow
        connected = sum(each.count for each in asked.follows)
        seen = {"listeners": listeners(database), "kib_per_subscriber": (resident() - before) / connected}
        clients.stdin.close()
        measured = msgspec.json.decode(clients.stdout.read(), type=Measured)
    return {**seen, **msgspec.to_builtins(measured)}


def listeners(database: Database) -> int:
    """Connections on which the read position is listened to."""
    with psycopg.connect(database.admin) as connection:
        [(count,)] = connection.execute(
            "select count(*) from pg_stat_activity where datname = current_database() and application_name = %s",
            [APPLICATION],
        ).fetchall()
    return int(count)


def allow_sockets() -> None:
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (min(SOCKETS, most), most))
