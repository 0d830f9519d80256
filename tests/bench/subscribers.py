"""The clients of the bench of what lasts, in a process of their own: `python -m tests.bench.subscribers`.

Reads a task, writes a line when all follow, waits for the end of its input, then measures.
"""

import asyncio
import sys
from asyncio import Queue
from collections.abc import Sequence
from contextlib import AsyncExitStack
from datetime import UTC, datetime
from itertools import batched
from statistics import median, quantiles
from time import perf_counter
from typing import Any, NamedTuple

import httpx
import msgspec
from websockets.asyncio.client import ClientConnection, connect
from websockets.typing import Subprotocol

FOLLOW = (
    "subscription ($after: Position) {{ auditEntries(bassin: {}, after: $after) {{ position recordedAt seq kind }} }}"
)
IDENTIFY = "mutation ($axis: AxisInput!) { identifyAxis(input: {bassin: LIEGE, axis: $axis}) { position } }"
AT_ONCE = 20
"""Connections that are opened at the same time."""
WARM_UP = 20
PAUSE = 0.05  # seconds between two deeds


class Follows(msgspec.Struct, frozen=True, kw_only=True):
    """So many who follow one Instance."""

    bassin: str
    authorization: str
    count: int


class Task(msgspec.Struct, frozen=True, kw_only=True):
    """The first are those who follow the Instance that acts."""

    url: str
    follows: Sequence[Follows]
    deeds: int


class Measured(msgspec.Struct, frozen=True, kw_only=True):
    """Milliseconds until each who follows has the entry, and until the mutation is answered.

    They begin when the mutation is sent, and `recorded` when the entry was recorded: the clock of the server of the
    database and that of the clients are one.
    """

    deliveries: int
    answered_p50_ms: float
    p50_ms: float
    p99_ms: float
    recorded_p50_ms: float
    recorded_p99_ms: float


class Told(NamedTuple):
    """Somebody who follows was told: of what, when, and how long after it was recorded."""

    position: str
    at: float
    since_recorded: float


type Arrivals = Queue[Told]


async def run(task: Task) -> Measured:
    headers = {"Authorization": task.follows[0].authorization}
    async with AsyncExitStack() as stack, httpx.AsyncClient(base_url=task.url, headers=headers) as client:
        arrivals: Arrivals = Queue()
        after = (await ask(client, "{ meta { position } }"))["meta"]["position"]
        connections = [
            (each, number == 0) for number, follows in enumerate(task.follows) for each in [follows] * follows.count
        ]
        tasks: list[asyncio.Task[None]] = []
        for several in batched(connections, AT_ONCE, strict=False):
            opened = await asyncio.gather(*(following(stack, task.url, each, after) for each, _ in several))
            tasks += [
                asyncio.create_task(listen(connection, arrivals))
                for connection, (_, concerned) in zip(opened, several, strict=True)
                if concerned
            ]
        for number in range(WARM_UP):
            await deed(client, arrivals, f"Essai {number}", len(tasks))
        print("all follow", flush=True)
        await asyncio.to_thread(sys.stdin.read)
        deeds = [await deed(client, arrivals, f"Métier {number}", len(tasks)) for number in range(task.deeds)]
        for each in tasks:
            each.cancel()
    sent = [1000 * (told.at - began) for began, _, everyone in deeds for told in everyone]
    recorded = [1000 * told.since_recorded for _, _, everyone in deeds for told in everyone]
    return Measured(
        deliveries=len(sent),
        answered_p50_ms=1000 * median(answered - began for began, answered, _ in deeds),
        p50_ms=median(sent),
        p99_ms=p99(sent),
        recorded_p50_ms=median(recorded),
        recorded_p99_ms=p99(recorded),
    )


def p99(times: Sequence[float]) -> float:
    return quantiles(times, n=100, method="inclusive")[98]


async def following(stack: AsyncExitStack, url: str, follows: Follows, after: str) -> ClientConnection:
    address = url.replace("http", "ws", 1) + "/graphql"
    connection = await stack.enter_async_context(
        connect(address, subprotocols=[Subprotocol("graphql-transport-ws")], compression=None)
    )
    await say(connection, type="connection_init", payload={"Authorization": follows.authorization})
    await connection.recv()
    query = {"query": FOLLOW.format(follows.bassin), "variables": {"after": after}}
    await say(connection, type="subscribe", id="1", payload=query)
    return connection


async def say(connection: ClientConnection, **message: Any) -> None:
    await connection.send(msgspec.json.encode(message).decode())


async def listen(connection: ClientConnection, arrivals: Arrivals) -> None:
    async for message in connection:
        arrived, now = perf_counter(), datetime.now(UTC)
        entry = msgspec.json.decode(message)["payload"]["data"]["auditEntries"]
        waited = now - datetime.fromisoformat(entry["recordedAt"])
        arrivals.put_nowait(Told(entry["position"], arrived, waited.total_seconds()))


async def deed(
    client: httpx.AsyncClient, arrivals: Arrivals, label: str, concerned: int
) -> tuple[float, float, Sequence[Told]]:
    """When it was sent, when it was answered, and all who were told."""
    await asyncio.sleep(PAUSE)
    sent = perf_counter()
    done = await ask(client, IDENTIFY, axis={"kind": "METIER", "label": label})
    answered = perf_counter()
    everyone = [await arrivals.get() for _ in range(concerned)]
    assert {told.position for told in everyone} == {done["identifyAxis"]["position"]}
    return sent, answered, everyone


async def ask(client: httpx.AsyncClient, query: str, **variables: Any) -> dict[str, Any]:
    answer = (await client.post("/graphql", json={"query": query, "variables": variables}, timeout=60)).json()
    assert "errors" not in answer, answer
    data: dict[str, Any] = answer["data"]
    return data


if __name__ == "__main__":
    measured = asyncio.run(run(msgspec.json.decode(sys.stdin.readline(), type=Task)))
    sys.stdout.buffer.write(msgspec.json.encode(measured))
