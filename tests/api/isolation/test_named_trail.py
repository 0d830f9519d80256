"""Every kind of event has its names, for those who read the trail."""

import re
from collections.abc import Iterator
from typing import Any

from efe_domain.catalogue import all_events
from efe_graphql.wording.named_parts import SUBJECTS
from tests.api.isolation.sight import Looker
from tests.api.isolation.walk import Walk
from tests.api.isolation.world import World
from tests.infra.replay.histories import IN_ISOLATION

TOLD = """
    query ($bassin: Bassin!, $after: String) { auditTrail(bassin: $bassin, first: 100, after: $after) {
        pageInfo { hasNextPage endCursor }
        edges { node { kind told sentence } }
    } }
"""


def entries(world: World, looker: Looker, bassin: str) -> Iterator[dict[str, Any]]:
    after = None
    while True:
        page = world.ask(TOLD, looker, bassin=bassin, after=after)["data"]["auditTrail"]
        yield from (edge["node"] for edge in page["edges"])
        if not page["pageInfo"]["hasNextPage"]:
            return
        after = page["pageInfo"]["endCursor"]


NAMELESS = {"document.purged.v1", "operator.number-reserved.v1", "pole.name-reserved.v1"}
"""A purged document has no name; a reservation is of a key, and no object has it yet."""
UNNAMED = re.compile(r" a (réservé un (nom de pôle|numéro d'opérateur)|supprimé définitivement un document)\b")
READERS = {"coordinator of Liège": "LIEGE", "coordinator of Namur": "NAMUR"}


def test_every_kind_of_event_is_told_with_its_author_and_with_names(walk: Walk) -> None:
    world = walk.world
    told: dict[str, set[str]] = {}
    for name, bassin in READERS.items():
        for each in entries(world, world.lookers[name], bassin):
            assert re.match(r"[^:]+? a [a-zé]", each["told"]), each
            told.setdefault(each["kind"], set()).add(each["told"])
    recorded = {each.topic for each in world.recorded if {*each.event.bassins} & {"liege", "namur"}}

    assert sorted(recorded - told.keys()) == []
    assert sorted(IN_ISOLATION - told.keys()) == []
    assert {kind for kind, words in told.items() if all(UNNAMED.search(each) for each in words)} == NAMELESS


def test_each_kind_of_object_has_words_around_its_name() -> None:
    kinds = {topic.partition(".")[0] for topic in all_events()}

    assert sorted(kind for kind in kinds if kind not in SUBJECTS) == ["document"]
