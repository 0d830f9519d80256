"""Remembered answers over HTTP: entity tags, budgets, figures, and the setting that turns them off."""

from pathlib import Path

import pytest
from prometheus_client import REGISTRY

from efe_graphql.limits.extensions import REPEATED_SHARE
from efe_infra.postgres.database import Database
from tests.api.given import Api, Client, a_composed_pole, a_pole
from tests.api.remembered import PER_MINUTE, POLES, TRAIL, WARM, get, repeated, warmed, ways
from tests.running import serving

GRAPHQL = "application/graphql-response+json"


@pytest.mark.platform("module")
def test_a_client_that_has_the_answer_is_told_so(api: Api, liege: Client) -> None:
    a_composed_pole(liege)
    query = "{ poles(first: 100) { edges { node { id name } } } }"
    for _ in range(WARM):
        found = get(api, query, liege)
    tag = found.headers["etag"]
    again = get(api, query, liege, **{"If-None-Match": f'"other", {tag}'})
    a_pole(liege, "Encore un")
    changed = get(api, query, liege, **{"If-None-Match": tag})

    assert (again.status_code, again.content, again.headers["etag"]) == (304, b"", tag)
    assert (again.headers["cache-control"], "Authorization" in again.headers["vary"]) == ("private, no-cache", True)
    assert (changed.status_code, changed.headers["etag"] != tag) == (200, True)


@pytest.mark.platform("module")
def test_a_proxy_may_keep_what_a_visitor_sees_and_nothing_else(api: Api, liege: Client) -> None:
    a_composed_pole(liege)
    query = "{ poles(first: 100) { edges { node { id name } } } }"
    for _ in range(WARM):
        found, own, recorded = get(api, query), get(api, query, liege), get(api, TRAIL, liege)

    assert found.headers["cache-control"] == "public, max-age=0, must-revalidate"
    assert own.headers["cache-control"] == "private, no-cache"
    assert (recorded.headers["cache-control"], "etag" in recorded.headers) == ("no-store", False)
    assert own.headers["etag"] != get(api, query, liege, Accept=GRAPHQL).headers["etag"]


@ways
def test_a_repeated_answer_costs_its_client_less_but_asks_for_the_whole(
    module_database: Database, tmp_path: Path, query: str
) -> None:
    with serving(module_database, tmp_path, cost_budget=PER_MINUTE) as api:
        rests = [get(api, query).headers["ratelimit"] for _ in range(WARM + 1)]
    left = [int(each.partition("r=")[2].partition(";")[0]) for each in rests]
    whole, again = PER_MINUTE - left[0], left[-2] - left[-1]
    assert (whole > 1000, 0 < again <= whole // REPEATED_SHARE + 1) == (True, True)


def test_the_memory_can_be_turned_off(module_database: Database, tmp_path: Path) -> None:
    with serving(module_database, tmp_path, remembered_bytes=0) as api, repeated(0):
        warmed(api.visitor)


@pytest.mark.platform("module")
def test_what_became_of_each_question_is_counted(api: Api, liege: Client) -> None:
    def counted() -> float:
        return REGISTRY.get_sample_value("efe_remembered_answers_total", {"outcome": "repeated"}) or 0.0

    warmed(liege)
    before = counted()
    liege.ask(POLES)

    assert counted() == before + 1
    assert (REGISTRY.get_sample_value("efe_remembered_bytes") or 0) > 0
