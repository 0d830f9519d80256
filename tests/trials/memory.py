"""Memory of one process under an hour of mixed load: reads, commands, pages, uploads and refusals at a steady rate.

Prints one JSON object a minute: seconds, requests, statuses, and the resident memory of the process in MiB.
"""

import argparse
import json
import subprocess
import sys
import tempfile
import time
from collections import Counter
from itertools import count
from pathlib import Path
from random import Random
from typing import Final

import httpx

from tests.bench.figures import resident
from tests.infra.cli.process import EFE, efe, environment, is_caught_up
from tests.infra.ledger.given import until
from tests.processes import program

REPORT_INTERVAL_S: Final = 60.0
POLES: Final = "query ($n: Int!) { poles(first: $n) { edges { node { name state members { totalCount } } } } }"
TRAIL: Final = "{ auditTrail(bassin: LIEGE, first: 50) { edges { node { kind changes { field before after } } } } }"
PAST: Final = "query ($at: Position!) { projects(asOf: { position: $at }, first: 20) { edges { node { title } } } }"
REGISTER: Final = """
    mutation ($number: String!) {
        registerOperator(input: {
            bassin: LIEGE, scheme: REGISTER, number: $number, name: $number, kind: CEFA, effectiveOn: "2026-01-01"
        }) { operator { id } userErrors { __typename } }
    }
"""
PAGES: Final = ("/", "/instances/liege", "/?q=soud", "/?a=50", "/nulle-part", "/health/ready", "/?a=9999-12-31")


class MixedLoad:
    """Requests of a visitor and of a coordinator, in random order from a seed."""

    def __init__(self, url: str, token: str) -> None:
        self._client = httpx.Client(base_url=url, timeout=60)
        self._bearer = {"Authorization": f"Bearer {token}"}
        self._random, self._numbers = Random(20261129), count()
        self.statuses: Counter[int] = Counter()

    def request(self) -> None:
        kind = self._random.choice(["poles", "trail", "past", "command", "page", "page", "upload", "refused"])
        try:
            self._send(kind)
        except httpx.TransportError:
            self.statuses[0] += 1

    def _send(self, kind: str) -> None:
        match kind:
            case "poles":
                self._ask(POLES, n=self._random.randint(1, 50))
            case "trail":
                self._ask(TRAIL)
            case "past":
                self._ask(PAST, at=str(self._random.randint(1, 300)))
            case "command":
                self._ask(REGISTER, number=f"mémoire {next(self._numbers)}")
            case "page":
                self._count(self._client.get(self._random.choice(PAGES), headers={"accept": "text/html"}))
            case "upload":
                content = f"a;{next(self._numbers)}\n".encode() * 20_000
                headers = {**self._bearer, "content-type": "text/csv"}
                self._count(self._client.put("/documents", content=content, headers=headers))
            case _:
                self._ask(f"query X{next(self._numbers)} {{ unknown{self._random.randint(0, 10**9)} }}")

    def _ask(self, query: str, **variables: object) -> None:
        body = {"query": query, "variables": variables}
        self._count(self._client.post("/graphql", json=body, headers=self._bearer))

    def _count(self, answer: httpx.Response) -> None:
        self.statuses[answer.status_code] += 1


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--minutes", type=float, default=60)
    parser.add_argument("--rate", type=float, default=20, help="requests a second")
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="efe-") as home:
        env = {**environment(Path(home)), "EFE_PORT": "0", "EFE_COST_BUDGET": "0"}
        assert efe("demo", "--exit", env=env).returncode == 0
        token = efe("token", "--account", "coordination-liege", env=env).stdout.strip()
        command = [*EFE, "serve", "--port", "0"]
        with program(command, env=env, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL) as served:
            assert served.stdout is not None
            url = served.stdout.readline().split(" : ")[1].strip()
            until(lambda: is_caught_up(url), within=60)
            run(MixedLoad(url.removesuffix("/graphql"), token), served.pid, chosen.minutes * 60, chosen.rate)
            served.terminate()
            served.wait(30)


def run(load: MixedLoad, process: int, duration_s: float, rate: float) -> None:
    began = reported = time.monotonic()
    while (now := time.monotonic()) < began + duration_s:
        load.request()
        if now > reported + REPORT_INTERVAL_S:
            reported = now
            statuses = {str(status): times for status, times in sorted(load.statuses.items())}
            line = {"seconds": round(now - began), "memory_mib": round(resident(process) / 1024, 1), **statuses}
            sys.stdout.write(json.dumps(line) + "\n")
            sys.stdout.flush()
        time.sleep(max(0.0, 1 / rate - (time.monotonic() - now)))


if __name__ == "__main__":
    main()
