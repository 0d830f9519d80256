"""Time that the server takes for pages of the console, now and in the past, over a simulated register of years."""

import re
import sys
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from itertools import product
from pathlib import Path
from random import Random
from statistics import median, quantiles
from typing import Any, Final

import msgspec
import psycopg
import structlog
from rich.console import Console
from rich.table import Table
from structlog.types import EventDict

from efe_domain.access.grants import Role
from efe_domain.shared.bassins import Bassin
from efe_domain.shared.command_context import SYSTEM_CLI, CommandContext, in_context
from efe_graphql.request.context import day_in_law
from efe_infra.identity.local_issuer import ISSUER
from efe_infra.postgres.database import Database
from efe_infra.read_model.rebuild import rebuild
from efe_infra.samples.simulation.history import SEED
from efe_infra.samples.simulation.writing import simulate
from efe_projections.catalogue import PROJECTIONS
from tests.api.given import Api
from tests.bench.figures import rounded
from tests.bench.report import Tell
from tests.bench.stage import Stage
from tests.infra.console.browser import Browser
from tests.infra.console.signing_in import signed_in
from tests.running import served

SUBJECT: Final = "coordination-bench"
BASSIN: Final = Bassin.LIEGE
AIM_MS: Final = 100.0
OBJECTS: Final = {
    "pôle": ("/poles/{}", "pole", "id"),
    "project": ("/projets/{}", "project", "project"),
    "decision": ("/decisions/{}", "decision", "id"),
    "meeting": ("/reunions/{}", "meeting", "id"),
    "opinion": ("/avis/{}", "opinion", "id"),
    "operator": ("/operateurs/{}", "operator", "id"),
}
"""Pages of objects of the Instance: the address, the read table, and its key. Operators are of all Instances."""
FIXED: Final = {
    "home": "/",
    "tasks": "/a-faire",
    "Instance": f"/instances/{BASSIN}",
    "operators": f"/instances/{BASSIN}/operateurs",
    "trail": f"/instances/{BASSIN}/piste",
    "calendar": "/calendrier",
    "search": "/recherche?q=soudeur",
    "form": f"/instances/{BASSIN}/actes/creer-un-pole",
}
WARM_UP: Final = 8
"""Pages of a kind before the first that counts: each connection plans a long statement once in its life."""
COMPARISON: Final = f"/instances/{BASSIN}/comparer?de={{}}&a={{}}"
NOW_ONLY: Final = frozenset({"form", "trail entry", "comparison"})


class Measuring(msgspec.Struct, frozen=True, kw_only=True):
    """Length of the history, and pages of each kind."""

    events: int
    pages: int


FULL: Final = Measuring(events=1_000_000, pages=40)
QUICK: Final = Measuring(events=20_000, pages=10)


class Figure(msgspec.Struct, frozen=True, kw_only=True):
    """Milliseconds of the server, and kilobytes of the page without its pictures."""

    pages: int
    p50_ms: float
    p95_ms: float
    largest_kb: float


def report(server: Database, home: Path, measuring: Measuring, tell: Tell) -> Any:
    """Ready for JSON; prints a table on standard error."""
    with Stage(server) as stage:
        database = stage.fresh()
        tell(f"a history of {measuring.events:,} events")
        simulate(database, measuring.events, SEED, over_years=True)
        rebuild(database, PROJECTIONS, lambda done, head: tell(f"read tables: {done:,} of {head:,} events"))
        figures = measure(database, home, measuring, tell)
        print_table(figures)
        return rounded(msgspec.to_builtins({"machine": stage.machine(), "measuring": measuring, "pages": figures}))


def measure(database: Database, home: Path, measuring: Measuring, tell: Tell) -> dict[str, Figure]:
    """Asks for the pages of each kind as a coordinator, in an order by chance."""
    times = ServerTimes()
    before = structlog.get_config()
    with served(database, home) as api:
        structlog.configure(processors=[times])
        try:
            browser = coordinator(api)
            kinds = {kind: list(addresses) for kind, addresses in addresses_of(database, measuring.pages)}
            tell("pages")
            return dict(figures(browser, kinds, times))
        finally:
            structlog.configure(**before)


def coordinator(api: Api) -> Browser:
    running = api.installation
    account = running.vault.account_for(ISSUER, SUBJECT)
    with in_context(CommandContext(actor=SYSTEM_CLI, today=day_in_law(datetime.now(UTC)))):
        running.platform.grant_access(BASSIN, account, Role.COORDINATOR)
    api.catch_up()
    browser = Browser(api)
    signed_in(browser, SUBJECT)
    return browser


def addresses_of(database: Database, count: int) -> Iterator[tuple[str, Iterator[str]]]:
    """Yields the kinds of pages with random addresses: each kind now, and at random positions of the past."""
    draw = Random(SEED)
    with psycopg.connect(database.admin) as connection:
        [(head,)] = connection.execute("select position from ledger.head")
        for kind, past in product([*FIXED, *OBJECTS, "trail entry", "comparison"], (False, True)):
            if past and kind in NOW_ONLY:
                continue
            found = candidates(connection, kind, head)
            chosen = [draw.choice(found) for _ in range(count)]
            yield (
                f"{kind}, past" if past else kind,
                (
                    at(address, draw.randint(known_from, head - 1)) if past else address
                    for address, known_from in chosen
                ),
            )


def candidates(connection: psycopg.Connection, kind: str, head: int) -> list[tuple[str, int]]:
    """Returns addresses of a kind, each with the position from which the register knows it."""
    if kind in FIXED:
        return [(FIXED[kind], head // 4)]
    if kind == "comparison":
        return [
            (f"/instances/{BASSIN}/comparer?de={head - 500 - nth}&a={head - nth}", head // 2) for nth in range(99)
        ]
    if kind == "trail entry":
        entries = connection.execute(
            "select position from read.audit_entry where bassin = %s order by position desc limit 999", [BASSIN]
        )
        return [(f"/instances/{BASSIN}/piste/{position}", position) for (position,) in entries]
    address, table, key = OBJECTS[kind]
    own = "true" if table == "operator" else "%(bassin)s = any(bassins)"
    rows = connection.execute(
        f"select {key}, min(from_position) from read.{table} where {own} group by 1 order by 2 desc limit 999",
        {"bassin": BASSIN},
    )
    return [(address.format(row), position) for row, position in rows]


def at(address: str, position: int) -> str:
    return f"{address}{'&' if '?' in address else '?'}a={position}"


class ServerTimes:
    """Processor of log lines that keeps the time of the last request, and drops the line."""

    def __init__(self) -> None:
        self.milliseconds: dict[str, float] = {}

    def __call__(self, _: object, __: str, line: EventDict) -> EventDict:
        if "milliseconds" in line:
            self.milliseconds[str(line.get("path"))] = float(line["milliseconds"])
        raise structlog.DropEvent


def figures(browser: Browser, kinds: Mapping[str, Sequence[str]], times: ServerTimes) -> Iterator[tuple[str, Figure]]:
    for kind, addresses in kinds.items():
        for address in addresses[:WARM_UP]:
            browser.get(address)
        found = [asked(browser, address, times) for address in addresses]
        shown = [each for each in found if each]
        if shown:
            yield kind, figure([time for time, _ in shown], [size for _, size in shown])


def asked(browser: Browser, address: str, times: ServerTimes) -> tuple[float, int] | None:
    """Returns time and size of a page; None for one that the coordinator may not see or that was not known then."""
    answer = browser.get(address)
    if answer.status_code != 200:
        return None
    return times.milliseconds[re.split(r"[?#]", address)[0]], len(answer.content)


def figure(times: Sequence[float], sizes: Sequence[int]) -> Figure:
    p95 = quantiles(times, n=20)[-1] if len(times) > 1 else times[0]
    return Figure(pages=len(times), p50_ms=median(times), p95_ms=p95, largest_kb=max(sizes) / 1000)


def print_table(figures: Mapping[str, Figure]) -> None:
    table = Table("Page", "Pages", "p50 ms", "p95 ms", "kB", title=f"Time of the server; the aim is {AIM_MS:.0f} ms")
    for kind, each in figures.items():
        style = "bold" if each.p95_ms > AIM_MS else None
        values = (f"{each.p50_ms:.0f}", f"{each.p95_ms:.0f}", f"{each.largest_kb:.0f}")
        table.add_row(kind, str(each.pages), *values, style=style)
    Console(file=sys.stderr).print(table)
