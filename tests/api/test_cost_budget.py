"""Cost budget of a client for each minute."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path
from threading import Barrier
from typing import Any

import httpx
import pytest

from efe_domain.shared.bassins import Bassin
from efe_graphql.limits.cost import LISTED, OPERATION
from efe_graphql.limits.cost_budget import OTHERS, PERIOD, BudgetSpent, CostBudget, Remaining
from efe_graphql.limits.examination import CHARACTERS_PER_UNIT
from efe_infra.postgres.database import Database
from tests.api.given import AXIS, Api, Client, mutation
from tests.api.streams import EVENTS, socket_of, stream
from tests.running import served

PER_MINUTE = 20_000
POLES = f"poles(first: 100) {{ edges {{ node {{ {'id name ' * 4} }} }} }}"
HEAVY = f"{{ {' '.join(f'a{n}: {POLES}' for n in range(19))} }}"
COST = 19 * (1001 + LISTED) + OPERATION
GRAPHQL = {"Accept": "application/graphql-response+json"}


class Clock:
    now = 1000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def budget(clock: Clock) -> CostBudget:
    return CostBudget(600, clock=clock)


def refused(budget: CostBudget, who: str, cost: int) -> Remaining:
    with pytest.raises(BudgetSpent) as spent:
        budget.spend(who, cost)
    return spent.value.remaining_budget


def test_a_budget_is_spent_by_costs_and_each_has_their_own(budget: CostBudget) -> None:
    first, second = budget.spend("a", 400), budget.spend("a", 200)
    other = budget.spend("b", 600)

    assert [left.remaining for left in (first, second, other)] == [200, 0, 0]
    assert refused(budget, "a", 1).remaining == 0


def test_what_is_refused_says_when_it_fits_and_costs_nothing(budget: CostBudget, clock: Clock) -> None:
    budget.spend("a", 500)

    heavy, light = refused(budget, "a", 300), refused(budget, "a", 110)
    clock.now += 1.0

    assert heavy.remaining == 100
    assert heavy.seconds == pytest.approx(20)
    assert light.seconds == pytest.approx(1)
    assert budget.spend("a", 110).remaining == 0


def test_a_budget_comes_back_little_by_little_and_is_never_more_than_whole(budget: CostBudget, clock: Clock) -> None:
    budget.spend("a", 600)
    clock.now += PERIOD / 2
    half = budget.spend("a", 0)
    clock.now += 10 * PERIOD
    whole = budget.spend("a", 0)

    assert (half.remaining, whole.remaining) == (300, 600)
    assert refused(budget, "a", 601).remaining == 600


def test_those_who_ask_at_once_do_not_spend_more_than_there_is(budget: CostBudget) -> None:
    together = Barrier(32)

    def spend(_: int) -> int:
        together.wait()
        done = 0
        for _ in range(40):
            with suppress(BudgetSpent):
                budget.spend("a", 1)
                done += 1
        return done

    with ThreadPoolExecutor(32) as threads:
        assert sum(threads.map(spend, range(32))) == 600


def test_only_so_many_are_remembered_and_nobody_gains_by_being_forgotten(clock: Clock) -> None:
    budget = CostBudget(600, clock=clock, most=3)
    for who in "abc":
        budget.spend(who, 600)

    budget.spend("d", 400)
    shared = refused(budget, "e", 400)

    assert (budget.tracked, shared.remaining) == (4, 200)
    assert refused(budget, "a", 1).remaining == 0


def test_who_has_a_whole_budget_is_forgotten_when_room_is_needed(clock: Clock) -> None:
    budget = CostBudget(600, clock=clock, most=3)
    for who in "abc":
        budget.spend(who, 100)
    clock.now += PERIOD

    left = budget.spend("d", 100)

    assert (budget.tracked, left.remaining) == (1, 500)
    assert OTHERS not in budget._whole_at


def test_work_that_is_done_is_charged_down_to_an_empty_budget(budget: CostBudget, clock: Clock) -> None:
    left = [budget.charge("a", cost).remaining for cost in (400, 400, 400)]
    clock.now += PERIOD / 2

    assert left == [200, 0, 0]
    assert budget.charge("a", 0).remaining == 300


def test_a_check_charges_nothing(budget: CostBudget) -> None:
    budget.check("a", 600)
    with pytest.raises(BudgetSpent):
        budget.check("a", 601)

    assert budget.charge("a", 0).remaining == 600


@pytest.fixture
def api(database: Database, tmp_path: Path) -> Iterator[Api]:
    with served(database, tmp_path, cost_budget=PER_MINUTE) as running:
        yield running


@pytest.fixture
def liege(api: Api) -> Client:
    return api.coordinator(Bassin.LIEGE)


def asked(by: Client, query: str, **variables: Any) -> httpx.Response:
    body = {"query": query, "variables": variables}
    return httpx.post(f"{by.http.url}/graphql", json=body, headers={**GRAPHQL, **by.headers}, timeout=60)


def test_who_asks_for_too_much_is_told_when_to_come_back(api: Api, liege: Client) -> None:
    asked(liege, HEAVY)

    answer = asked(liege, HEAVY)
    now = datetime.now(UTC)

    [error] = answer.json()["errors"]
    told = error["extensions"]
    assert answer.status_code == 429
    assert "data" not in answer.json()
    assert (told["code"], told["cost"], told["budget"]) == ("COST_BUDGET_SPENT", COST, PER_MINUTE)
    assert PER_MINUTE - COST <= told["remaining"] < COST
    assert 1 <= told["retryAfter"] <= 60
    assert answer.headers["retry-after"] == str(told["retryAfter"])
    assert answer.headers["ratelimit"] == f'"cost";r={told["remaining"]};t={told["retryAfter"]}'
    assert abs(datetime.fromisoformat(told["resetAt"]) - now) < timedelta(seconds=61)


def test_who_asks_in_many_requests_at_once_is_not_answered_more_often(api: Api, liege: Client) -> None:
    with ThreadPoolExecutor(12) as clients:
        answers = list(clients.map(lambda _: asked(liege, HEAVY).status_code, range(12)))

    assert sorted(answers) == [200] + [429] * 11


def test_an_answer_says_what_is_left(api: Api, liege: Client) -> None:
    answer = asked(liege, "{ viewer { account { id } } }")

    assert answer.headers["ratelimit-policy"] == f'"cost";q={PER_MINUTE};w=60'
    assert PER_MINUTE - COST // 2 < remaining(answer) <= PER_MINUTE - OPERATION - 3  # and the time of its examination


def test_the_budget_of_one_is_not_that_of_another(api: Api, liege: Client) -> None:
    namur = api.coordinator(Bassin.NAMUR)

    answers = [asked(by, HEAVY).status_code for by in (liege, liege, namur, namur, api.visitor, api.visitor)]

    assert answers == [200, 429] * 3


def test_a_command_beyond_the_budget_is_not_done(api: Api, liege: Client) -> None:
    asked(liege, HEAVY)
    before = api.installation.platform.recorder.max_notification_id()
    much = f"instance {{ {' '.join(f'a{n}: {POLES}' for n in range(15))} }}"

    refusal = asked(liege, mutation("identifyAxis", much), input={"bassin": "LIEGE", "axis": AXIS})

    assert refusal.status_code == 429
    assert api.installation.platform.recorder.max_notification_id() == before


def test_the_budget_holds_over_every_transport(api: Api, liege: Client) -> None:
    asked(liege, HEAVY)

    with stream(liege, HEAVY, accept=EVENTS) as events:
        over_stream = events.event()
    with socket_of(liege) as socket:
        socket.subscribe("1", HEAVY)
        over_socket = socket.hear()

    assert over_stream.code == "COST_BUDGET_SPENT"
    assert over_socket["type"] == "error"
    assert over_socket["payload"][0]["extensions"]["code"] == "COST_BUDGET_SPENT"


def test_a_document_is_charged_by_the_operation_that_is_run(api: Api, liege: Client) -> None:
    two = f"query Light {{ viewer {{ account {{ id }} }} }} query Heavy {HEAVY}"
    body = {"query": two, "operationName": "Light"}

    answer = httpx.post(f"{liege.http.url}/graphql", json=body, headers=liege.headers)

    assert PER_MINUTE - COST // 2 < remaining(answer) <= PER_MINUTE - OPERATION - 3  # and the time of its examination


def remaining(answer: httpx.Response) -> int:
    return int(answer.headers["ratelimit"].partition("r=")[2].partition(";")[0])


@pytest.mark.parametrize(
    "document",
    [
        "query Q%s { poles(first: 1) { " + "edges { node { name } } " * 280 + "} }",
        "mutation M%s { createPole(input: { " + "unknown: 1 " * 600 + "}) { position } }",
        "query S%s { instance(bassin: " + "x" * 20_000 + " }",
    ],
    ids=["equal fields", "unknown input fields", "no document"],
)
def test_a_refused_document_is_charged_by_its_size_and_its_time(api: Api, document: str) -> None:
    before = remaining(asked(api.visitor, "{ __typename }"))

    answers = [asked(api.visitor, document % nth) for nth in range(2)]

    assert [answer.status_code for answer in answers] == [400, 400]
    assert remaining(answers[1]) < before - 2 * len(document) // CHARACTERS_PER_UNIT


def test_a_client_that_sends_refused_documents_is_stopped_by_its_budget(api: Api) -> None:
    refused = "query Q%s { poles(first: 1) { " + "edges { node { name } } " * 280 + "} }"
    most = PER_MINUTE * CHARACTERS_PER_UNIT // len(refused)

    answers = [asked(api.visitor, refused % 0)]
    while answers[-1].status_code == 400 and len(answers) < 4 * most:  # a slow machine gives more of the budget back
        answers.append(asked(api.visitor, refused % len(answers)))
    other = asked(api.client("other"), "{ instances { bassin } }")

    assert answers[0].status_code == 400
    assert answers[-1].status_code == 429
    assert answers[-1].json()["errors"][0]["extensions"]["code"] == "COST_BUDGET_SPENT"
    assert other.status_code == 200
