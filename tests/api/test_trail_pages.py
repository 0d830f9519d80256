"""The audit trail from its end, between two instants, and counted month by month."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from graphql import parse

from efe_domain.access.grants import Role
from efe_domain.shared.bassins import Bassin
from efe_graphql.limits.limits import costs
from efe_graphql.schema import schema
from tests.api.given import Api, Client, a_composed_pole, a_pole

pytestmark = pytest.mark.platform("module")

TRAIL = """
    query ($order: TrailOrder!, $first: Int!, $after: String, $last: Int, $before: String, $filter: AuditFilter) {
        auditTrail(
            bassin: LIEGE, order: $order, first: $first, after: $after, last: $last, before: $before, filter: $filter
        ) {
            totalCount
            pageInfo { hasNextPage hasPreviousPage startCursor endCursor }
            edges { cursor node { seq position recordedAt } }
        }
    }
"""
MONTHS = "query ($of: Bassin!) { auditMonths(bassin: $of) { month count firstPosition lastPosition } }"
ORDERS = ("OLDEST_FIRST", "NEWEST_FIRST")


def page(by: Client, **asked: object) -> dict[str, Any]:
    return by.ask(TRAIL, **{"order": "OLDEST_FIRST", "first": 100, **asked})["auditTrail"]  # type: ignore[no-any-return]


def seqs(found: dict[str, Any]) -> list[int]:
    return [edge["node"]["seq"] for edge in found["edges"]]


@pytest.fixture
def long(liege: Client) -> int:
    """Makes a long trail, and returns the number of its entries."""
    a_composed_pole(liege)
    return len(seqs(page(liege)))


@pytest.mark.platform("own")
def test_the_trail_is_read_from_its_newest_entry(liege: Client, long: int) -> None:
    assert seqs(page(liege, order="NEWEST_FIRST")) == list(range(long, 0, -1))


@pytest.mark.platform("own")
@pytest.mark.parametrize("order", ORDERS)
@pytest.mark.parametrize("size", [1, 2, 3])
def test_pages_cover_the_trail_once_forward_and_backward(liege: Client, long: int, order: str, size: int) -> None:
    every = seqs(page(liege, order=order))
    forward, backward = list[int](), list[int]()

    after, more = None, True
    while more:
        found = page(liege, order=order, first=size, after=after)
        assert found["pageInfo"]["hasPreviousPage"] == (after is not None)
        forward += seqs(found)
        after, more = found["pageInfo"]["endCursor"], found["pageInfo"]["hasNextPage"]
    before, more = None, True
    while more:
        found = page(liege, order=order, last=size, before=before)
        assert found["pageInfo"]["hasNextPage"] == (before is not None)
        assert [found["edges"][0]["cursor"], found["edges"][-1]["cursor"]] == [
            found["pageInfo"]["startCursor"],
            found["pageInfo"]["endCursor"],
        ]
        backward = seqs(found) + backward
        before, more = found["pageInfo"]["startCursor"], found["pageInfo"]["hasPreviousPage"]

    assert forward == backward == every


def test_a_page_from_the_end_ends_where_a_forward_page_begins(liege: Client, long: int) -> None:
    third = page(liege)["edges"][2]["cursor"]

    assert seqs(page(liege, last=1, before=third)) == [2]
    assert seqs(page(liege, after=third, first=1)) == [4]
    assert seqs(page(liege, order="NEWEST_FIRST", last=1, before=third)) == [4]
    assert seqs(page(liege, order="NEWEST_FIRST", after=third, first=1)) == [2]


@pytest.mark.parametrize(
    "asked", [{"last": 0}, {"last": 101}, {"before": "2"}, {"last": 2, "after": "2"}, {"last": 1, "before": "x"}]
)
def test_a_page_is_asked_from_one_side(liege: Client, asked: dict[str, Any]) -> None:
    assert liege.refusal(TRAIL, order="OLDEST_FIRST", first=20, **asked) == "BAD_USER_INPUT"


def test_what_a_page_from_the_end_holds_is_what_it_costs(liege: Client) -> None:
    below = "{ edges { node { changes { field } } } }"
    few, many = (f"{{ auditTrail(bassin: LIEGE, {span}) {below} }}" for span in ("first: 1", "first: 100"))

    assert [cost_of(few.replace("first: 1", span)) for span in ("last: 1", "first: 1, last: 1")] == 2 * [cost_of(few)]
    for span in ("last: 100", "first: 1, last: 100", "last: 100, first: 1"):
        assert cost_of(few.replace("first: 1", span)) == cost_of(many) > cost_of(few)


def cost_of(text: str) -> int:
    return max(costs(schema._schema, parse(text)).values())


@pytest.mark.parametrize("order", ORDERS)
def test_the_trail_between_two_instants_begins_at_the_first_and_ends_before_the_second(
    liege: Client, long: int, order: str
) -> None:
    nodes = [edge["node"] for edge in page(liege)["edges"]]
    given = {"recordedFrom": nodes[1]["recordedAt"], "recordedUntil": nodes[4]["recordedAt"]}

    found = page(liege, order=order, filter=given)

    assert sorted(seqs(found)) == [2, 3, 4]
    assert found["totalCount"] == 3


def test_an_empty_span_of_time_has_no_entry(liege: Client, long: int) -> None:
    first = datetime.fromisoformat(page(liege)["edges"][0]["node"]["recordedAt"])
    before = (first - timedelta(days=1)).isoformat()

    assert seqs(page(liege, filter={"recordedUntil": before})) == []
    assert seqs(page(liege, filter={"recordedFrom": before, "recordedUntil": first.isoformat()})) == []
    assert seqs(page(liege, filter={"recordedFrom": (first + timedelta(days=1)).isoformat()})) == []


@pytest.mark.platform("own")
def test_the_months_count_what_the_trail_has(liege: Client, namur: Client, long: int) -> None:
    a_pole(namur, bassin=Bassin.NAMUR)
    nodes = [edge["node"] for edge in page(liege)["edges"]]

    months = liege.ask(MONTHS, of="LIEGE")["auditMonths"]

    assert sum(each["count"] for each in months) == long
    assert [months[0]["firstPosition"], months[-1]["lastPosition"]] == [nodes[0]["position"], nodes[-1]["position"]]
    assert all(each["month"].endswith("-01") for each in months)


def test_before_its_first_entry_a_trail_has_no_months(liege: Client) -> None:
    assert liege.ask('{ auditMonths(bassin: LIEGE, asOf: { position: "0" }) { month } }') == {"auditMonths": []}


def test_the_months_are_for_those_of_the_trail_and_auditors_are_written_down(
    api: Api, liege: Client, namur: Client
) -> None:
    auditor = api.granted("audit", Role.AUDITOR, Bassin.LIEGE)

    auditor.ask(MONTHS, of="LIEGE")

    assert namur.refusal(MONTHS, of="LIEGE") == "FORBIDDEN"
    assert api.visitor.refusal(MONTHS, of="LIEGE") == "UNAUTHENTICATED"
    read = liege.ask("{ accessJournal(bassin: LIEGE) { edges { node { field arguments } } } }")["accessJournal"]
    assert [edge["node"]["field"] for edge in read["edges"]] == ["Query.auditMonths"]
