"""The clients of the bench of what lasts, in a process of their own: `python -m tests.bench.subscribers`.

Reads a task, writes a line when all follow, waits for the end of its input, then measures. What comes is put aside
with its time, and looked at afterwards: one process stands for all clients, who in life do not wait for each other.
"""

import asyncio
import sys
from collections.abc import Iterator, Sequence
from datetime import datetime
from itertools import batched
from statistics import median, quantiles
from time import perf_counter, time
from typing import Any, NamedTuple, cast

import msgspec
import uvloop
from websockets.client import ClientProtocol
from websockets.frames import Frame, Opcode
from websockets.protocol import State
from websockets.typing import Subprotocol
from websockets.uri import parse_uri

from tests.bench.reads_client import Connection, Contender, connected

FOLLOW = (
    "subscription ($after: Position) {{ auditEntries(bassin: {}, after: $after) {{ position recordedAt seq kind }} }}"
)
IDENTIFY = "mutation ($axis: AxisInput!) { identifyAxis(input: {bassin: LIEGE, axis: $axis}) { position } }"
AT_ONCE = 20
"""Connections that are opened at the same time."""
WARM_UP = 20
PAUSE = 0.05  # seconds between two commands
LOOK = 0.002  # seconds after which clients look again whether something came


class Follows(msgspec.Struct, frozen=True, kw_only=True):
    """So many who follow one Instance."""

    bassin: str
    authorization: str
    count: int


class Task(msgspec.Struct, frozen=True, kw_only=True):
    """The first are those who follow the Instance that acts."""

    port: int
    follows: Sequence[Follows]
    commands: int


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
    """Delivery of an entry to a subscriber: position, instant, and delay after the recording."""

    position: str
    at: float
    since_recorded: float


class Follower(asyncio.Protocol):
    """One connection; of one that nobody `watches`, what comes is looked at as it comes."""

    def __init__(self, url: str, *, watched: bool) -> None:
        self.websocket = ClientProtocol(parse_uri(url), subprotocols=[Subprotocol("graphql-transport-ws")])
        self._watched = watched
        self._came: list[tuple[float, float, bytes]] = []
        self.messages: list[tuple[float, float, Any]] = []

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast("asyncio.Transport", transport)  # uvloop's is none by inheritance
        self.websocket.send_request(self.websocket.connect())
        self._flush()

    def data_received(self, data: bytes) -> None:
        self._came.append((perf_counter(), time(), data))
        if not self._watched:
            self.look()

    def say(self, **message: Any) -> None:
        self.websocket.send_text(msgspec.json.encode(message))
        self._flush()

    def look(self) -> None:
        came, self._came = self._came, []
        for arrived, clock, data in came:
            self.websocket.receive_data(data)
            for frame in self.websocket.events_received():
                if isinstance(frame, Frame) and frame.opcode is Opcode.TEXT:
                    self.messages.append((arrived, clock, msgspec.json.decode(frame.data)))
        self._flush()

    def told(self) -> Iterator[Told]:
        """Yields the deliveries since the last call."""
        self.look()
        messages, self.messages = self.messages, []
        for arrived, clock, message in messages:
            entry = message["payload"]["data"]["auditEntries"]
            recorded = datetime.fromisoformat(entry["recordedAt"]).timestamp()
            yield Told(entry["position"], arrived, clock - recorded)

    def _flush(self) -> None:
        for data in self.websocket.data_to_send():
            self._transport.write(data)


class Acting(NamedTuple):
    """Sender of the commands."""

    connection: Connection
    port: int
    authorization: str

    async def ask(self, query: str, **variables: Any) -> dict[str, Any]:
        body = msgspec.json.encode({"query": query, "variables": variables})
        headers = {"authorization": self.authorization}
        asked = Contender(port=self.port, pid=0, path="/graphql", headers=headers, body=body)
        answer = msgspec.json.decode(await self.connection.ask(asked.request))
        assert "errors" not in answer, answer
        data: dict[str, Any] = answer["data"]
        return data


async def run(task: Task) -> Measured:
    after = (await (await acting_in(task)).ask("{ meta { position } }"))["meta"]["position"]
    everyone = await all_following(task, after)
    acting = await acting_in(task)  # a server closes what is silent for long
    concerned = everyone[: task.follows[0].count]
    for number in range(WARM_UP):
        await command(acting, concerned, f"Essai {number}")
    print("all follow", flush=True)
    await asyncio.to_thread(sys.stdin.read)
    commands = [await command(acting, concerned, f"Métier {number}") for number in range(task.commands)]
    sent = [1000 * (told.at - began) for began, _, heard in commands for told in heard]
    recorded = [1000 * told.since_recorded for _, _, heard in commands for told in heard]
    return Measured(
        deliveries=len(sent),
        answered_p50_ms=1000 * median(answered - began for began, answered, _ in commands),
        p50_ms=median(sent),
        p99_ms=p99(sent),
        recorded_p50_ms=median(recorded),
        recorded_p99_ms=p99(recorded),
    )


def p99(times: Sequence[float]) -> float:
    return quantiles(times, n=100, method="inclusive")[98]


async def acting_in(task: Task) -> Acting:
    [connection] = await connected(task.port, 1)
    return Acting(connection, task.port, task.follows[0].authorization)


async def all_following(task: Task, after: str) -> list[Follower]:
    """Returns the subscribers, those of the acting Instance first."""
    each = [(follows, number == 0) for number, follows in enumerate(task.follows) for _ in range(follows.count)]
    return [
        follower
        for several in batched(each, AT_ONCE, strict=False)
        for follower in await asyncio.gather(
            *(following(task.port, follows, after, watched=concerned) for follows, concerned in several)
        )
    ]


async def following(port: int, follows: Follows, after: str, *, watched: bool) -> Follower:
    def made() -> Follower:
        return Follower(f"ws://127.0.0.1:{port}/graphql", watched=watched)

    _, follower = await asyncio.get_running_loop().create_connection(made, "127.0.0.1", port)
    while follower.websocket.state is not State.OPEN:
        await looked(follower)
    follower.say(type="connection_init", payload={"Authorization": follows.authorization})
    while not follower.messages:
        await looked(follower)
    follower.messages.clear()
    query = {"query": FOLLOW.format(follows.bassin), "variables": {"after": after}}
    follower.say(type="subscribe", id="1", payload=query)
    return follower


async def looked(follower: Follower) -> None:
    await asyncio.sleep(LOOK)
    follower.look()


async def command(acting: Acting, concerned: Sequence[Follower], label: str) -> tuple[float, float, Sequence[Told]]:
    """When it was sent, when it was answered, and all who were told."""
    await asyncio.sleep(PAUSE)
    sent = perf_counter()
    done = await acting.ask(IDENTIFY, axis={"kind": "METIER", "label": label})
    answered = perf_counter()
    everyone: list[Told] = []
    while len(everyone) < len(concerned):
        await asyncio.sleep(LOOK)
        everyone += [told for each in concerned for told in each.told()]
    assert {told.position for told in everyone} == {done["identifyAxis"]["position"]}
    return sent, answered, everyone


if __name__ == "__main__":
    measured = uvloop.run(run(msgspec.json.decode(sys.stdin.readline(), type=Task)))
    sys.stdout.buffer.write(msgspec.json.encode(measured))
