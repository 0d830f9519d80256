"""Queries with the same answer for all: no account lookup, but token and budget still count."""

import json
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from uuid import uuid4

import httpx
import psycopg
import pytest

from efe_graphql.limits.cost import OPERATION
from efe_infra.identity.local_issuer import LocalIssuer
from efe_infra.postgres.database import Database
from tests.api.given import Api, Client
from tests.running import served

NOTHING = f"{{ {' '.join(f'a{n}: __typename' for n in range(20))} }}"
COST = OPERATION + 20
HEAVY = f"{{ {' '.join(f'a{n}: meta {{ rules {{ key text }} }}' for n in range(20))} }}"
WHO = "{ viewer { account { id } } }"


@pytest.fixture
def api(database: Database, tmp_path: Path) -> Iterator[Api]:
    with served(database, tmp_path, cost_budget=20_000) as running:
        running.visitor.ask(NOTHING)
        yield running


def accounts(api: Api) -> int:
    with psycopg.connect(api.installation.database.admin) as connection:
        [(found,)] = connection.execute("select count(*) from vault.account").fetchall()
    return int(found)


def asked(by: Client, query: str) -> httpx.Response:
    return httpx.post(f"{by.http.url}/graphql", json={"query": query}, headers=by.headers, timeout=60)


def test_who_asks_nothing_is_answered_and_not_looked_up(api: Api) -> None:
    stranger = api.client("somebody-new")

    answer = stranger.ask(NOTHING)
    before = accounts(api)
    stranger.ask(WHO)

    assert answer == {f"a{n}": "Query" for n in range(20)}
    assert (before, accounts(api)) == (0, 1)


@pytest.mark.parametrize("query", [NOTHING, WHO])
def test_a_token_is_judged_whatever_is_asked(api: Api, tmp_path: Path, query: str) -> None:
    foreign = LocalIssuer(tmp_path / "foreign").mint("somebody", lasting=60)

    codes = [
        asked(api.visitor.with_header("Authorization", header), query).status_code
        for header in ("Bearer perime", f"Bearer {foreign}", f"Basic {foreign}", "")
    ]

    assert codes == [401] * 4


def test_who_asks_nothing_spends_the_budget_that_their_account_spends(api: Api) -> None:
    one, other = api.client("one"), api.client("other")

    left = [asked(by, query).headers["ratelimit"] for by, query in ((one, HEAVY), (one, NOTHING), (other, NOTHING))]

    remaining = [int(each.partition("r=")[2].partition(";")[0]) for each in left]
    assert remaining[1] < 20_000 - COST
    assert remaining[2] == 20_000 - COST


def test_who_is_refused_nothing_is_in_the_log_by_their_account(api: Api, lines: BytesIO) -> None:
    spent = api.client("spent")
    correlation = str(uuid4())
    while asked(spent, HEAVY).status_code == 200:
        pass
    while (refused := asked(spent.with_header("X-Correlation-Id", correlation), NOTHING)).status_code == 200:
        pass

    found = [json.loads(line) for line in lines.getvalue().splitlines()]
    [line] = [
        line for line in found if line.get("event") == "operation refused" and line["correlation_id"] == correlation
    ]
    assert refused.status_code == 429
    assert line["account"] == str(api.account("spent"))
    assert line["codes"] == ["COST_BUDGET_SPENT"]
