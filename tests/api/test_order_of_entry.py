"""Decisions and opinions of one day are listed in the order in which they were recorded."""

from base64 import urlsafe_b64encode
from collections.abc import Iterator
from typing import Any

import msgspec
import pytest

from tests.api.decisions import a_deciding_pole, propose
from tests.api.given import Client
from tests.api.opinions import an_opinion

pytestmark = pytest.mark.platform("module")

EIGHT = [f"Texte {number}" for number in range(1, 9)]
DECISIONS = """
    query ($order: TrailOrder!, $filter: DecisionFilter!, $after: String) {
        listed: decisions(order: $order, filter: $filter, first: 3, after: $after) {
            totalCount
            edges { node { id title proposedOn } }
            pageInfo { hasNextPage endCursor }
        }
    }
"""
OPINIONS = """
    query ($filter: OpinionFilter!, $after: String) {
        listed: opinions(filter: $filter, first: 3, after: $after) {
            totalCount
            edges { node { id } }
            pageInfo { hasNextPage endCursor }
        }
    }
"""


def paged(by: Client, query: str, **asked: Any) -> Iterator[dict[str, Any]]:
    """Yields the nodes of every page, three a page."""
    after = None
    for _ in range(len(EIGHT)):
        page = by.ask(query, after=after, **asked)["listed"]
        yield from (edge["node"] for edge in page["edges"])
        if not page["pageInfo"]["hasNextPage"]:
            return
        after = page["pageInfo"]["endCursor"]


@pytest.mark.parametrize("narrowed", [{}, {"state": "OPEN"}])
def test_decisions_of_one_day_are_paged_in_the_order_of_their_proposals(
    liege: Client, narrowed: dict[str, str]
) -> None:
    pole, _ = a_deciding_pole(liege)
    for title in EIGHT:
        propose(liege, pole, title=title)
    asked = {"poleId": pole, **narrowed}

    found = {
        order: list(paged(liege, DECISIONS, order=order, filter=asked)) for order in ("OLDEST_FIRST", "NEWEST_FIRST")
    }

    assert len({each["proposedOn"] for each in found["NEWEST_FIRST"]}) == 1
    assert [each["title"] for each in found["OLDEST_FIRST"]] == EIGHT
    assert [each["title"] for each in found["NEWEST_FIRST"]] == EIGHT[::-1]


def test_opinions_of_one_day_are_paged_in_the_order_of_their_beginning(liege: Client) -> None:
    begun = [an_opinion(liege) for _ in EIGHT]

    assert [each["id"] for each in paged(liege, OPINIONS, filter={"bassin": "LIEGE"})] == begun


def test_a_cursor_that_ends_with_an_id_is_refused(liege: Client) -> None:
    """Releases up to 0.9 ended a page of decisions with the id of the last one."""
    pole, _ = a_deciding_pole(liege)
    decision = propose(liege, pole)
    listed = liege.ask(DECISIONS, order="OLDEST_FIRST", filter={"poleId": pole})["listed"]
    at = liege.ask("{ meta { position } }")["meta"]["position"]
    values = [int(at), False, listed["edges"][0]["node"]["proposedOn"], decision["id"].partition(":")[2]]
    cursor = urlsafe_b64encode(msgspec.json.encode(values)).decode()

    refused = liege.refusal(DECISIONS, order="OLDEST_FIRST", filter={"poleId": pole}, after=cursor)

    assert refused == "BAD_USER_INPUT"
