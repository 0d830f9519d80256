"""A search finds what the lists of the contract show to the same viewer, and counts nothing else."""

import pytest

from efe_projections.search.kinds import NOUNS, SearchKind
from tests.api.isolation.walk import Walk
from tests.api.isolation.world import LOOKERS

LISTS = {
    SearchKind.POLE: "poles",
    SearchKind.PROJECT: "projects",
    SearchKind.OPERATOR: "operators",
    SearchKind.THEME_LIST: "themeLists",
    SearchKind.OPINION: "opinions",
    SearchKind.DECISION: "decisions",
    SearchKind.MEETING: "meetings",
}
"""Of each kind, the list of all; the noun of the kind finds all of them too."""
BOTH = """
    {name}: {name}(first: 100, asOf: $at) {{ totalCount edges {{ node {{ id }} }} }}
    {name}Found: search(text: "{noun}", kinds: [{kind}], first: 100, asOf: $at) {{
        totalCount edges {{ node {{ entity {{ id }} }} }}
    }}
"""
QUERY = "".join(BOTH.format(name=name, noun=NOUNS[kind], kind=kind.name) for kind, name in LISTS.items())


@pytest.mark.parametrize("name", LOOKERS)
@pytest.mark.parametrize("at", [None, 0, 1])
def test_a_search_finds_and_counts_what_the_lists_show(walk: Walk, name: str, at: int | None) -> None:
    world, looker = walk.world, walk.world.lookers[name]
    moment = None if at is None else {"position": str(walk.positions[at])}

    data = world.ask(f"query ($at: AsOf) {{ {QUERY} }}", looker, at=moment)["data"]

    for each in LISTS.values():
        listed, found = data[each], data[f"{each}Found"]
        assert {edge["node"]["id"] for edge in listed["edges"]} == {
            edge["node"]["entity"]["id"] for edge in found["edges"]
        }
        assert listed["totalCount"] == found["totalCount"] == len(found["edges"])


def test_every_kind_is_there_to_be_found(walk: Walk) -> None:
    data = walk.world.ask(f"query ($at: AsOf) {{ {QUERY} }}", walk.world.lookers["coordinator of Liège"])["data"]

    assert [each for each in LISTS.values() if not data[each]["edges"]] == []
