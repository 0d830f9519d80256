"""Attacks on API tokens: a running subscription, another process, wrong tokens in great number, a shared budget."""

import re
from collections.abc import Iterator
from contextlib import ExitStack
from datetime import timedelta
from functools import partial
from pathlib import Path
from uuid import uuid4

import pytest

from efe_graphql.limits.cost_budget import CostBudget
from efe_graphql.request.api_tokens import new_secret
from efe_graphql.subscriptions import follower
from efe_infra import web_application
from efe_infra.identity.api_tokens import WRONG_TOKEN_COST
from efe_infra.postgres.database import Database
from tests.api.api_tokens import TOKEN, bearing, created, with_token
from tests.api.given import Api, Client
from tests.api.streams import stream
from tests.running import served

BUDGET = 100_000
VIEWER = "{ viewer { bassins } }"


@pytest.fixture
def processes(database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[list[Api]]:
    """Two processes of one installation, with a cost budget that time does not fill again."""
    monkeypatch.setattr(web_application, "CostBudget", partial(CostBudget, clock=lambda: 0.0))
    with ExitStack() as opened:
        yield [opened.enter_context(served(database, tmp_path, cost_budget=BUDGET)) for _ in range(2)]


@pytest.fixture
def api(processes: list[Api]) -> Api:
    return processes[0]


def test_a_revocation_counts_everywhere_at_the_next_request_and_ends_a_subscription(
    processes: list[Api], liege: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(follower, "RECHECK", timedelta(milliseconds=200))
    token = created(liege)
    here, there = (bearing(Client(each.http), token["secret"]) for each in processes)
    before = [each.ask(VIEWER) for each in (here, there)]

    with stream(there) as following:
        following.mark()
        liege.done("revokeApiToken", TOKEN, tokenId=token["id"])
        refused = [each.refusal(VIEWER) for each in (there, here)]
        [end, _] = following.rest()

    assert before == [{"viewer": {"bassins": ["LIEGE"]}}] * 2
    assert refused == ["UNAUTHENTICATED"] * 2
    assert end.code == "UNAUTHENTICATED"


def test_wrong_tokens_spend_the_budget_of_their_network_and_no_other(api: Api, liege: Client) -> None:
    allowed = BUDGET // WRONG_TOKEN_COST
    valid = with_token(liege)
    valid.ask(VIEWER)
    malformed = {bearing(liege, f"{new_secret()}0").refusal(VIEWER) for _ in range(20)}
    codes = [bearing(liege, new_secret()).refusal(VIEWER) for _ in range(allowed + 500)]
    refused = codes.count("COST_BUDGET_SPENT")

    assert malformed == {"UNAUTHENTICATED"}
    assert set(codes) == {"UNAUTHENTICATED", "COST_BUDGET_SPENT"}
    assert 500 <= refused <= 501  # a part of one may be spent already
    assert valid.ask(VIEWER) == {"viewer": {"bassins": ["LIEGE"]}}
    assert liege.ask(VIEWER)


def remaining(client: Client) -> int:
    """The rest of the budget after a costly query."""
    body = {"query": "{ poles(first: 100) { edges { node { id dossier { memberships { id } } } } } }"}
    answer = client.http.portal.call(
        partial(client.http.client.post, "/graphql", json=body, headers=dict(client.headers))
    )
    [rest] = re.findall(r"r=(\d+)", answer.headers["ratelimit"])
    return int(rest)


def test_the_tokens_of_an_account_share_its_budget(liege: Client, namur: Client) -> None:
    tokens = [with_token(liege) for _ in range(3)]

    rests = [remaining(each) for each in (*tokens, liege)]

    assert rests == sorted(rests, reverse=True)
    assert rests[0] - rests[3] > 1_000
    assert remaining(namur) > rests[3]


def test_a_token_of_the_proposer_confirms_nothing_of_its_owner(api: Api, liege: Client) -> None:
    client = with_token(liege, isReadOnly=False)
    batch = """mutation ($id: ID!) { performAll(commands: [{confirmRectification: {entityId: $id, proposal: 1}}]) {
        userErrors { code } } }"""

    answer = client.post(batch, {"id": f"Pole:{uuid4()}"})
    codes = {each["extensions"]["code"] for each in answer.get("errors", [])}
    codes |= {
        error["code"] for each in (answer.get("data") or {}).get("performAll") or () for error in each["userErrors"]
    }
    assert codes <= {"FORBIDDEN", "NOT_FOUND"}
    assert codes
