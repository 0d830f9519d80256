import shutil
from pathlib import Path

import pytest
from graphql import GraphQLObjectType, GraphQLSchema, assert_object_type, build_schema, get_named_type, is_object_type

from tests.peers.node import HERE, node

CONTRACT = HERE.parents[1] / "graphql"


@pytest.fixture(scope="module")
def schema() -> GraphQLSchema:
    return build_schema((CONTRACT / "schema.graphql").read_text(encoding="utf-8"))


def test_the_contract_keeps_to_the_rules_of_its_linter(peers: Path) -> None:
    for name in ("schema.graphql", "eslint.config.mjs"):
        shutil.copy(CONTRACT / name, peers)

    linted = node("node_modules/eslint/bin/eslint.js", "--max-warnings=0", "schema.graphql", folder=peers)

    assert linted.returncode == 0, linted.stdout + linted.stderr


def test_what_a_page_lists_is_a_node(schema: GraphQLSchema) -> None:
    """But a task, which goes when it is done, what a search found and the line of a figure, which have the node."""
    edges = (assert_object_type(each) for name, each in schema.type_map.items() if name.endswith("Edge"))
    listed = [get_named_type(edge.fields["node"].type) for edge in edges]

    nodes = {each.name for each in schema.type_map.values() if is_object_type(each) and is_node(each)}
    assert {each.name for each in listed} - nodes == {"BarometerLine", "Node", "SearchHit", "Task"}


def is_node(kind: GraphQLObjectType) -> bool:
    return "Node" in {each.name for each in kind.interfaces}


def test_a_mutation_takes_one_input_named_after_it(schema: GraphQLSchema) -> None:
    """But `performAll`, whose inputs are those of others."""
    mutations = assert_object_type(schema.mutation_type).fields

    taken = {name: {arg: str(each.type) for arg, each in field.args.items()} for name, field in mutations.items()}
    named = {name: {"input": f"{name[0].upper()}{name[1:]}Input!"} for name in mutations}
    assert {name: args for name, args in taken.items() if args != named[name]} == {
        "performAll": {"commands": "[CommandInput!]!", "atomic": "Boolean!"}
    }
