"""The client of the bench of reads, in a process of its own: `python -m tests.bench.reads_client`.

Reads a task, asks both servers in turns over connections that stay open, and writes what it measured. It makes no
object of an answer: it must not be what is slow.
"""

import asyncio
import sys
from collections.abc import Iterator, Sequence
from itertools import count, repeat
from time import perf_counter, time_ns
from typing import Final, cast

import msgspec
import psutil  # type: ignore[import-untyped]
import uvloop

NUMBER: Final = "@" * 16
"""What stands in a request for its number, where no two are the same."""
_LENGTH = b"content-length: "
_END = b"\r\n\r\n"


class Contender(msgspec.Struct, frozen=True, kw_only=True):
    """Requests to a server as bytes; `pid` is that of its process.

    `databases` are the first processes of servers of PostgreSQL, by the names under which they are measured.
    """

    port: int
    pid: int
    path: str
    headers: dict[str, str]
    body: bytes
    databases: dict[str, list[int]] = {}

    @property
    def request(self) -> bytes:
        headers = {
            "host": "127.0.0.1",
            "content-type": "application/json",
            "content-length": str(len(self.body)),
            **self.headers,
        }
        lines = "".join(f"{name}: {value}\r\n" for name, value in headers.items())
        return f"POST {self.path} HTTP/1.1\r\n{lines}\r\n".encode() + self.body


class Pair(msgspec.Struct, frozen=True, kw_only=True):
    name: str
    ours: Contender
    bare: Contender


class Task(msgspec.Struct, frozen=True, kw_only=True):
    """`seconds` for which each is asked in a round, over so many connections.

    `postmaster` is the process of PostgreSQL, where its work is to be measured too.
    """

    pairs: list[Pair]
    rounds: int
    seconds: float
    connections: int
    postmaster: int | None = None


class Burst(msgspec.Struct, frozen=True, kw_only=True):
    """`cpu` are the seconds of processor that the server took, all its threads together.

    `database_cpu` are those of all processes of PostgreSQL, 0 where nobody said which they are.
    """

    seconds: float
    cpu: float
    database_cpu: float
    milliseconds: list[float]
    databases: dict[str, float] = {}


class Bursts(msgspec.Struct, frozen=True, kw_only=True):
    """Round by round; the bodies are those that the two gave before."""

    name: str
    ours_body: bytes
    bare_body: bytes
    ours: list[Burst]
    bare: list[Burst]


class Connection(asyncio.Protocol):
    """One request after another; `answered` is the future of the one under way."""

    def __init__(self) -> None:
        self._buffer = bytearray()
        self._answered: asyncio.Future[bytes] | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast("asyncio.Transport", transport)  # uvloop's is none by inheritance

    def connection_lost(self, exc: Exception | None) -> None:
        if self._answered and not self._answered.done():
            self._answered.set_exception(exc or ConnectionResetError("closed in the middle of an answer"))

    def data_received(self, data: bytes) -> None:
        self._buffer += data
        head = self._buffer.find(_END)
        if head < 0 or self._answered is None:
            return
        length = self._buffer.find(_LENGTH, 0, head) + len(_LENGTH)
        whole = head + len(_END) + int(self._buffer[length : self._buffer.find(b"\r", length)])
        if len(self._buffer) >= whole:
            if not self._buffer.startswith(b"HTTP/1.1 200"):
                self._answered.set_exception(ValueError(bytes(self._buffer[:whole]).decode()))
                return
            self._answered.set_result(bytes(self._buffer[head + len(_END) : whole]))
            self._buffer.clear()

    async def ask(self, request: bytes) -> bytes:
        self._answered = asyncio.get_running_loop().create_future()
        self._transport.write(request)
        return await self._answered

    def close(self) -> None:
        self._transport.close()


async def connected(port: int, count: int) -> Sequence[Connection]:
    loop = asyncio.get_running_loop()
    made = [await loop.create_connection(Connection, "127.0.0.1", port) for _ in range(count)]
    return [connection for _, connection in made]


def numbered(request: bytes) -> Iterator[bytes]:
    """Yields the same request for ever, each with its number, if it has a place for one."""
    mark = NUMBER.encode()
    if mark not in request:
        return repeat(request)
    return (request.replace(mark, b"%016d" % number) for number in count(time_ns()))


async def burst(contender: Contender, connections: Sequence[Connection], task: Task) -> Burst:
    process, requests, seconds = psutil.Process(contender.pid), numbered(contender.request), task.seconds
    times: list[float] = []
    before = {name: sum(map(cpu_of_family, pids)) for name, pids in contender.databases.items()}
    cpu, database_cpu, began = cpu_of(process), cpu_of_family(task.postmaster), perf_counter()

    async def ask(connection: Connection) -> None:
        while (sent := perf_counter()) - began < seconds:
            await connection.ask(next(requests))
            times.append(1000 * (perf_counter() - sent))

    await asyncio.gather(*map(ask, connections))
    return Burst(
        seconds=perf_counter() - began,
        cpu=cpu_of(process) - cpu,
        database_cpu=cpu_of_family(task.postmaster) - database_cpu,
        milliseconds=times,
        databases={name: sum(map(cpu_of_family, pids)) - before[name] for name, pids in contender.databases.items()},
    )


def cpu_of(process: psutil.Process) -> float:
    """Returns the processor time of a process and of its children that ended; 0 if it ended itself meanwhile."""
    try:
        taken = process.cpu_times()
    except psutil.NoSuchProcess:
        return 0.0
    return float(taken.user + taken.system + taken.children_user + taken.children_system)


def cpu_of_family(pid: int | None) -> float:
    """Returns the processor time of a process and its children."""
    if pid is None:
        return 0.0
    process = psutil.Process(pid)
    return sum(map(cpu_of, [process, *process.children(recursive=True)]))


async def run(task: Task) -> list[Bursts]:
    return [await in_turns(pair, task) for pair in task.pairs]


async def in_turns(pair: Pair, task: Task) -> Bursts:
    """Every other round runs backwards, after one that only warms up."""
    sides = [(each, await connected(each.port, task.connections)) for each in (pair.ours, pair.bare)]
    bodies = [await connections[0].ask(contender.request) for contender, connections in sides]
    measured: dict[int, list[Burst]] = {0: [], 1: []}
    for nth in range(task.rounds + 1):
        for side in (0, 1) if nth % 2 else (1, 0):
            contender, connections = sides[side]
            measured[side].append(await burst(contender, connections, task))
    for _, connections in sides:
        for connection in connections:
            connection.close()
    return Bursts(
        name=pair.name, ours_body=bodies[0], bare_body=bodies[1], ours=measured[0][1:], bare=measured[1][1:]
    )


if __name__ == "__main__":
    done = uvloop.run(run(msgspec.json.decode(sys.stdin.buffer.read(), type=Task)))
    sys.stdout.buffer.write(msgspec.json.encode(done))
