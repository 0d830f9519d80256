"""The dashboard again while nothing changes: remembered, beside a reading, `{ __typename }` and PostGraphile."""

import tempfile
from contextlib import ExitStack
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import msgspec

from efe_graphql.request.context import day_in_law
from efe_infra.postgres.database import Database
from efe_infra.read_model.rebuild import rebuild
from efe_infra.samples.simulation.history import SEED
from efe_infra.samples.simulation.writing import simulate
from efe_projections.catalogue import PROJECTIONS
from tests.bench.figures import rounded
from tests.bench.peers.report import (
    Server,
    check_same_data,
    node_server,
    peer,
    postmaster_of,
    processor,
    ratio,
    server_of,
)
from tests.bench.peers.tables import create
from tests.bench.reads import Address, Reading, admitted, asked_in_turns, efe_server
from tests.bench.reads_client import NUMBER, Bursts, Contender, Pair, Task
from tests.bench.reads_queries import Read, reads
from tests.bench.report import Tell
from tests.bench.stage import Stage
from tests.running import installation

ROOM = {
    "remembering": {"EFE_REMEMBERED_BYTES": "67108864"},
    "nothing fits": {"EFE_REMEMBERED_BYTES": "1"},
    "reading": {"EFE_REMEMBERED_BYTES": "0"},
}
"""Servers by what they remember; the second looks for each answer, and keeps none."""
PAGE = "{ meta { position version } ledgerCheckpoint { size } "
"""Beginning of a document with what no statement answers, as the pages of the console have it."""


class Beside(msgspec.Struct, frozen=True, kw_only=True):
    """`ratio` is of the rates, `less_processor` of the processor time of both servers with that of PostgreSQL."""

    ours: Server
    theirs: Server
    ratio: float
    less_processor: float


def report(server: Database, reading: Reading, tell: Tell) -> Any:
    """Ready for JSON, by what the remembering server is beside."""
    with Stage(server) as stage:
        found = measure(stage, reading, tell)
        return rounded(msgspec.to_builtins({"machine": stage.machine(), "reading": reading, "repeated": found}))


def measure(stage: Stage, reading: Reading, tell: Tell) -> dict[str, Beside]:
    database, events = stage.fresh(), reading.events[0]
    tell(f"a history of {events:,} events")
    simulate(database, events, SEED)
    rebuild(database, PROJECTIONS, lambda done, head: tell(f"read tables: {done:,} of {head:,} events"))
    today = day_in_law(datetime.now(UTC))
    with tempfile.TemporaryDirectory() as folder, ExitStack() as opened:
        home = Path(folder)
        with installation(database, home) as running:
            token, reached = admitted(running)
        create(database, at=reached, today=today)
        [dashboard, *_, typename] = reads(reached=reached, today=today)
        servers = {name: opened.enter_context(efe_server(database, home, **room)) for name, room in ROOM.items()}
        theirs = peer(opened.enter_context(node_server(database, home)))
        page = msgspec.structs.replace(dashboard, query=dashboard.query.replace("{", PAGE, 1))
        ours = asked_of(dashboard, token, servers["remembering"])

        def without_memory(name: str, read: Read, which: str = "remembering", *, is_new: bool = False) -> Pair:
            """Returns the pair of a server with one that remembers nothing."""
            asked, plain = (asked_of(read, token, servers[each], is_new=is_new) for each in (which, "reading"))
            return Pair(name=name, ours=asked, bare=plain)

        pairs = [
            Pair(name="postgraphile", ours=ours, bare=theirs),
            Pair(name="typename", ours=ours, bare=asked_of(typename, token, servers["remembering"])),
            without_memory("reading", dashboard),
            without_memory("cold", dashboard, "nothing fits"),
            without_memory("new", dashboard, is_new=True),
            without_memory("page", page),
            without_memory("page, new", page, is_new=True),
        ]
        tell("the dashboard, again and again")
        task = Task(
            pairs=pairs,
            rounds=reading.rounds,
            seconds=reading.seconds,
            connections=reading.connections,
            postmaster=postmaster_of(database),
        )
        found = asked_in_turns(task)
    check_same_data(found[0])
    return {each.name: beside(each) for each in found}


def asked_of(read: Read, token: str, server: Address, *, is_new: bool = False) -> Contender:
    """Returns the requests for a read; with `is_new`, no two are the same."""
    headers = {"authorization": f"Bearer {token}"} | ({"x-number": NUMBER} if is_new else {})
    return Contender(port=server.port, pid=server.pid, path="/graphql", headers=headers, body=read.body)


def beside(found: Bursts) -> Beside:
    ours, theirs = server_of(found.ours, found.ours_body), server_of(found.bare, found.bare_body)
    return Beside(ours=ours, theirs=theirs, ratio=ratio(found), less_processor=processor(theirs) / processor(ours))
