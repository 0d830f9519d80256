"""Honest readers, and the health of the process, beside sixteen pending requests of one stranger."""

import asyncio
import multiprocessing
from collections.abc import Awaitable, Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from random import Random
from time import perf_counter
from typing import Any, Final, NamedTuple

import httpx
import msgspec
import psutil  # type: ignore[import-untyped] # it has no types
import psycopg
from websockets.asyncio.client import connect
from websockets.exceptions import ConnectionClosed
from websockets.typing import Subprotocol

from efe_graphql.schema import schema
from efe_infra.postgres.database import Database
from efe_infra.read_model.rebuild import rebuild
from efe_infra.samples.simulation.history import SEED
from efe_infra.samples.simulation.writing import simulate
from efe_projections.catalogue import PROJECTIONS
from tests.bench.figures import rounded
from tests.bench.reads import admitted, efe_server
from tests.bench.reads_client import cpu_of
from tests.bench.reads_queries import BASSIN
from tests.bench.report import Tell
from tests.bench.stage import Stage
from tests.running import installation

PENDING: Final = 16
READERS: Final = 4
DOCUMENT_BYTES: Final = 20_000
HEALTH_PAUSE_S: Final = 0.02
TIMEOUT_S: Final = 120.0
TYPE_PARTS: Final = ("name", "kind", "description", "enumValues { name description }", "inputFields { name ...T }")
FIELD_PARTS: Final = ("name", "description", "isDeprecated", "args { name description ...T }", "type { ...N }")
FRAGMENTS: Final = """
    fragment N on __Type { kind name ofType { kind name ofType { kind name } } }
    fragment T on __InputValue { type { ...N } defaultValue }
"""
PAGES: Final = {
    "verify page": "/actes/verification",
    "search": "/recherche?q=soudeur",
    "barometer": "/barometre",
    "tables": "/tableaux/poles.xlsx",
    "a paper": "/actes/creation/{pole}.pdf",
    "a paper that does not exist": "/actes/creation/{nothing}.pdf",
    "a page that does not exist": "/rien",
}
NOTHING: Final = "00000000-0000-0000-0000-000000000000"
LISTS: Final = ("poles", "operators", "projects")
CROWD: Final = "a crowd over HTTP"
READ: Final = f'{{"query": "{{ instance(bassin: {BASSIN.upper()}) {{ poles(first: 5) {{ totalCount }} }} }}"}}'


class Honest(NamedTuple):
    """Answers to signed-in readers, the processor time of the server, and the longest wait for its health."""

    answers: int
    seconds: float
    cpu_s: float
    health_longest_s: float

    @property
    def rate(self) -> float:
        return self.answers / self.seconds

    @property
    def cost_s(self) -> float:
        return self.cpu_s / self.answers


type Attack = Callable[[httpx.AsyncClient, Random], Awaitable[None]]


class Attacking(msgspec.Struct, frozen=True, kw_only=True):
    """`settle_s` is the time in which an attack begins, and in which what it left is done."""

    events: int
    seconds: float
    settle_s: float = 3.0


class Beside(msgspec.Struct, frozen=True, kw_only=True):
    """`ratio` is the rate of honest readers beside the attack by that without it, in the same run.

    `processor_part` is their part of the processor time of the server: what their answers cost without the attack, by
    all that the server used beside it. Other work on the machine does not change it.
    `statuses` are those of one request of the attack by itself.
    """

    ratio: float
    processor_part: float
    health_longest_s: float
    statuses: Sequence[int]


FULL: Final = Attacking(events=20_000, seconds=10.0)
QUICK: Final = Attacking(events=5_000, seconds=3.0)


def document(random: Random) -> str:
    """Returns an introspection that no server has met: aliases, fragments and `@skip` at random."""
    names = sorted(schema._schema.type_map)
    roots = []
    for number in range(random.randint(1, 6)):
        below = " ".join(part_of(random, TYPE_PARTS) for _ in range(random.randint(1, 3)))
        fields = " ".join(part_of(random, FIELD_PARTS) for _ in range(random.randint(1, 4)))
        types = f"{below} fields(includeDeprecated: true) {{ {fields} }}"
        one = f'r{number}: __type(name: "{random.choice(["Query", "Mutation", *names])}") {{ {types} }}'
        roots.append(one if number or random.random() < 1 / 2 else f"r{number}: __schema {{ types {{ {types} }} }}")
    text = f"query q{random.getrandbits(64)} {{ {' '.join(roots)} }} {FRAGMENTS}"
    return text if len(text) < DOCUMENT_BYTES else document(random)


def part_of(random: Random, parts: Sequence[str]) -> str:
    part = random.choice(parts)
    name, _, below = part.partition(" ")
    skipped = f" @skip(if: {'true' if random.random() < 1 / 8 else 'false'})" if random.random() < 1 / 4 else ""
    return f"x{random.getrandbits(32)}: {name}{skipped} {below}"


async def over_http(client: httpx.AsyncClient, random: Random) -> None:
    await client.post("/graphql", json={"query": document(random)})


async def over_queries(client: httpx.AsyncClient, random: Random) -> None:
    """Sends a query of the register that no server has met."""
    lists = (
        f"x{random.getrandbits(32)}: {random.choice(LISTS)}(first: 20) {{ totalCount edges {{ node {{ ...N }} }} }}"
        for _ in range(3)
    )
    text = f"query q{random.getrandbits(64)} {{ {' '.join(lists)} }} fragment N on Node {{ id @skip(if: false) }}"
    await client.post("/graphql", json={"query": text})


async def over_any(client: httpx.AsyncClient, random: Random) -> None:
    """Sends any of the other attacks."""
    pages = [over_page(each) for each in PAGES.values() if "{" not in each]
    await random.choice([over_http, over_events, over_queries, *pages])(client, random)


async def over_events(client: httpx.AsyncClient, random: Random) -> None:
    await client.post("/graphql", json={"query": document(random)}, headers={"Accept": "text/event-stream"})


def over_page(address: str) -> Attack:
    async def attack(client: httpx.AsyncClient, random: Random) -> None:
        mark = "&" if "?" in address else "?"
        await client.get(f"{address}{mark}x={random.getrandbits(64)}")

    return attack


async def over_socket(client: httpx.AsyncClient, random: Random) -> None:
    """Sends all pending operations over one connection, and others as they end, until it is cancelled."""
    url = str(client.base_url).replace("http", "ws", 1).rstrip("/")
    async with connect(f"{url}/graphql", subprotocols=[Subprotocol("graphql-transport-ws")], max_size=None) as socket:
        await socket.send('{"type": "connection_init"}')
        for number in range(PENDING):
            await subscribe(socket, number, random)
        async for text in socket:
            message = msgspec.json.decode(text)
            if message["type"] in {"complete", "error"}:
                await subscribe(socket, int(message["id"]), random)


async def subscribe(socket: Any, number: int, random: Random) -> None:
    message = {"type": "subscribe", "id": str(number), "payload": {"query": document(random)}}
    await socket.send(msgspec.json.encode(message).decode())


@contextmanager
def attacked(url: str, name: str, address: str) -> Iterator[None]:
    """Attacks in a process of its own, which must not be what is slow."""
    process = multiprocessing.get_context("spawn").Process(target=attack_for_ever, args=(url, name, address))
    process.start()
    try:
        yield
    finally:
        process.kill()
        process.join()


def attack_for_ever(url: str, name: str, address: str) -> None:
    asyncio.run(insist_all(url, ATTACKS.get(name) or over_page(address), 1 if name == "websocket" else PENDING))


async def insist_all(url: str, attack: Attack, pending: int) -> None:
    async def insist(seed: int) -> None:
        random, host = Random(seed), f"127.0.0.{seed + 2}" if attack is over_any else None
        transport = httpx.AsyncHTTPTransport(local_address=host)
        async with httpx.AsyncClient(base_url=url, timeout=TIMEOUT_S, transport=transport) as client:
            while True:
                with suppress(httpx.HTTPError, ConnectionClosed, OSError):
                    await attack(client, random)

    await asyncio.gather(*(insist(seed) for seed in range(pending)))


async def honest(url: str, token: str, seconds: float, process: psutil.Process) -> Honest:
    """Lets signed-in readers and a probe of the health ask for some seconds."""
    began, began_cpu, answers, waits = perf_counter(), cpu_of(process), [0], [0.0]

    async def read() -> None:
        headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/json"}
        async with httpx.AsyncClient(base_url=url, timeout=TIMEOUT_S, headers=headers) as client:
            while perf_counter() - began < seconds:
                answers[0] += (await client.post("/graphql", content=READ)).status_code == 200

    async def probe() -> None:
        async with httpx.AsyncClient(base_url=url, timeout=TIMEOUT_S) as client:
            while (asked := perf_counter()) - began < seconds:
                await client.get("/health/live")
                waits.append(perf_counter() - asked)
                await asyncio.sleep(HEALTH_PAUSE_S)

    await asyncio.gather(probe(), *(read() for _ in range(READERS)))
    return Honest(answers[0], perf_counter() - began, cpu_of(process) - began_cpu, max(waits))


ATTACKS: Final[Mapping[str, Attack]] = {
    "http": over_http,
    "websocket": over_socket,
    "server-sent events": over_events,
    "queries": over_queries,
    CROWD: over_any,
}


def report(server: Database, home: Path, attacking: Attacking, tell: Tell) -> Any:
    """Ready for JSON. No budget is charged and no answer is remembered: a budget would end the attack sooner."""
    home.mkdir(parents=True, exist_ok=True)
    with Stage(server) as stage:
        database = stage.fresh()
        tell(f"a history of {attacking.events:,} events")
        simulate(database, attacking.events, SEED)
        rebuild(database, PROJECTIONS)
        with installation(database, home) as running:
            token, _ = admitted(running)
        with psycopg.connect(database.admin) as connection:
            poles = [pole for (pole,) in connection.execute("select id from read.pole order by id limit 50")]
        with efe_server(database, home) as address:
            url = f"http://127.0.0.1:{address.port}"
            pole = next(each for each in poles if prints(url + PAGES["a paper"].format(pole=each)))
            pages = {name: each.format(pole=pole, nothing=NOTHING) for name, each in PAGES.items()}
            addresses = dict.fromkeys(ATTACKS, "") | pages
            server_process = psutil.Process(address.pid)
            asyncio.run(honest(url, token, 1, server_process))
            found = {
                name: beside(server_process, url, token, name, each, attacking, tell)
                for name, each in addresses.items()
            }
        machine = stage.machine()
    return rounded(msgspec.to_builtins({"machine": machine, "attacking": attacking, "beside": found}))


def prints(address: str) -> bool:
    return httpx.get(address, timeout=TIMEOUT_S).status_code == httpx.codes.OK


def beside(
    process: psutil.Process, url: str, token: str, name: str, address: str, attacking: Attacking, tell: Tell
) -> Beside:
    """Measures before, beside and after the attack."""
    tell(name)
    statuses = [httpx.get(url + address, timeout=TIMEOUT_S).status_code] if address else []
    before = asyncio.run(honest(url, token, attacking.seconds / 2, process))
    with attacked(url, name, address):
        asyncio.run(asyncio.sleep(attacking.settle_s))
        during = asyncio.run(honest(url, token, attacking.seconds, process))
    asyncio.run(asyncio.sleep(attacking.settle_s))
    after = asyncio.run(honest(url, token, attacking.seconds / 2, process))
    return Beside(
        ratio=2 * during.rate / (before.rate + after.rate),
        processor_part=during.answers * (before.cost_s + after.cost_s) / 2 / during.cpu_s,
        health_longest_s=during.health_longest_s,
        statuses=statuses,
    )
