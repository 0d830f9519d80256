"""The policy has a line for all that the contract and the events have, and for nothing else."""

import pytest
from graphql import GraphQLObjectType, is_leaf_type

from efe_domain.catalogue import all_events
from efe_domain.shared.record_events import RecordEvent
from tests.api.isolation.declared import texts_of
from tests.api.isolation.policy_objects import OBJECTS
from tests.api.isolation.policy_parts import PARTS
from tests.api.isolation.policy_roots import ROOTS, SUBSCRIPTIONS
from tests.api.isolation.policy_texts import HASHES, KEYS, TEXTS
from tests.api.isolation.queries import is_node
from tests.api.isolation.walk import Walk
from tests.api.sweep.fields import published

PAGES = {
    "edges",
    "totalCount",
    "countIsCapped",
    "pageInfo",
    "node",
    "cursor",
    "fate",
    "changes",
    "told",
    "names",
    "noun",
    "values",
}
CORRECTED = {"analysis", "instance", "meeting", "operator", "opinion", "pole", "project", "zone"}
SCHEMA = published()


def kinds() -> dict[str, GraphQLObjectType]:
    """Every type of object but those of the answers to commands, and the roots."""
    roots = {SCHEMA.query_type, SCHEMA.mutation_type, SCHEMA.subscription_type}
    return {
        name: kind
        for name, kind in SCHEMA.type_map.items()
        if isinstance(kind, GraphQLObjectType)
        and kind not in roots
        and not name.startswith("__")
        and not name.endswith("Payload")
        and not name.startswith("Planned")
        and not any(each.name == "UserError" for each in kind.interfaces)
    }


def test_every_type_and_every_field_has_its_line() -> None:
    policy = {**OBJECTS, **PARTS}
    asked = {
        f"{name}.{field}: name it in policy_{'objects' if is_node(kind) else 'parts'}.py, under who may see it"
        for name, kind in kinds().items()
        for field in kind.fields
        if field not in (policy[name].fields if name in policy else page(name))
    }
    gone = {
        f"{name}.{field}: it is no more"
        for name, line in policy.items()
        for field in line.fields
        if name not in kinds() or field not in kinds()[name].fields
    }

    assert sorted(asked | gone) == []


def page(name: str) -> set[str]:
    return PAGES if name.endswith(("Connection", "Edge")) else set()


def test_what_is_null_for_others_can_be_null() -> None:
    lines = {(name, field) for name, line in OBJECTS.items() for field in (line.dossier, line.trail) if field}
    dossiers = {(name, field) for name, kind in kinds().items() for field in kind.fields if field == "dossier"}

    assert dossiers <= lines
    assert [each for each in lines if str(kinds()[each[0]].fields[each[1]].type).endswith("!")] == []


def test_every_root_field_has_its_line() -> None:
    query, subscription = SCHEMA.query_type, SCHEMA.subscription_type
    asked = {f"{name}: say in policy_roots.py who gets an answer" for name in (query.fields if query else ())}

    assert sorted(asked ^ {f"{name}: say in policy_roots.py who gets an answer" for name in ROOTS}) == []
    assert set(subscription.fields if subscription else ()) == SUBSCRIPTIONS


def test_every_text_of_every_event_has_its_line() -> None:
    declared = {(topic, path) for topic, event in all_events().items() for path in texts_of(event) - KEYS}
    lines = {(topic, path) for topic, paths in TEXTS.items() for path in paths}

    assert sorted(f"{topic}: {path} in policy_texts.py" for topic, path in declared ^ lines) == []
    assert {path for paths in TEXTS.values() for path in paths} >= HASHES


def test_every_field_and_argument_is_asked(walk: Walk) -> None:
    of_types = {f"{name}.{field}" for name, kind in kinds().items() for field in kind.fields}
    arguments = {
        f"{name}.{field}({argument})"
        for name, kind in kinds().items()
        for field, each in kind.fields.items()
        for argument in each.args
    }

    assert sorted((of_types | arguments) - walk.queries.asked - plain(walk)) == []


def plain(walk: Walk) -> set[str]:
    """Returns the types that only other objects lead to: persons and accounts."""
    return {
        f"{name}.{field}"
        for name, kind in kinds().items()
        if name not in walk.ids
        for field, each in kind.fields.items()
        if is_leaf_type(each.type)
    }


def test_the_world_has_every_type_and_every_text(walk: Walk) -> None:
    needed = {name for name, line in OBJECTS.items() if line.sight != "journal"}
    told = {each.event.TOPIC for each in walk.world.recorded}
    acts = {topic for topic, event in all_events().items() if issubclass(event, RecordEvent)} & TEXTS.keys()

    assert sorted(needed - walk.ids.keys()) == []
    assert sorted(TEXTS.keys() - told - acts) == []
    assert {sort(each) for each in acts} == {sort(each) for each in acts & told}
    assert {each.partition(".")[0] for each in acts & told if sort(each) == "rectified"} >= CORRECTED


def sort(topic: str) -> str:
    """Returns the kind of an event about the record, without the kind of its entity."""
    return topic.split(".")[1]


@pytest.mark.parametrize("kind", ["Pole", "Decision", "Opinion", "ThemeList", "Project"])
def test_the_world_has_published_and_private_things_of_two_instances(walk: Walk, kind: str) -> None:
    sights = walk.world.sights
    streams = [sights.streams[sights.things[each][0].stream] for each in walk.ids[kind]]

    published_by = {bassin for each in streams if each.published for bassin in each.bassins}
    private_to = {bassin for each in streams if not each.published for bassin in each.bassins}

    assert "liege" in published_by
    assert {"liege", "namur"} <= private_to | published_by
    assert private_to
