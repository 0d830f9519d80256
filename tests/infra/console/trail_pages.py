"""Pages of the audit trail, and what GraphQL says of their entries."""

import re

from tests.api.given import Api, Client
from tests.infra.console.shown import TRAIL

ENTRIES = """
    query ($filter: AuditFilter) { auditTrail(bassin: LIEGE, first: 100, filter: $filter) {
        totalCount edges { node { position kind rule { key } actor { id } subject { id } told } }
    } }
"""
HISTORY = "query ($id: ID!) { pole(id: $id) { termEnds history(first: 50) { edges { node { position kind } } } } }"


def positions(page: str) -> list[int]:
    return [int(each) for each in re.findall(r'id="p(\d+)"', page)]


def known(api: Api, **chosen: object) -> list[dict[str, object]]:
    """Returns the first hundred entries of the trail by GraphQL."""
    answer = api.client("coordination-liege").ask(ENTRIES, filter=chosen or None)["auditTrail"]
    return [each["node"] for each in answer["edges"]]


def following(page: str, words: str) -> str:
    [found] = re.findall(rf'<a href="([^"]+)">{words}</a>', page)
    return str(found).replace("&amp;", "&")


def line(by: Client, pole: str, kind: str) -> str:
    """Returns the address of the entry of the trail for the first fact of a kind."""
    edges = by.ask(HISTORY, id=pole)["pole"]["history"]["edges"]
    found = [each["node"] for each in edges if each["node"]["kind"].startswith(f"pole.{kind}.v")]
    return f"{TRAIL}/{found[0]['position']}"
