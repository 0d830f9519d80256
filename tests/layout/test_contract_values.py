"""Types without an identity: the linter of the contract has a list of them, whose absent ones it refuses.

It runs on Node in `poe test-long`; here the list itself is compared with the schema.
"""

import re
from pathlib import Path
from typing import Final

from graphql import GraphQLObjectType, build_schema

CONTRACT: Final = Path(__file__).parents[2] / "graphql"
CONFIG: Final = (CONTRACT / "eslint.config.mjs").read_text(encoding="utf-8")


def strings(pattern: str) -> list[str]:
    """Returns the strings of the list in the configuration of the linter that follows the pattern."""
    [listed] = re.findall(rf"{pattern}\s*\[(.*?)\]", CONFIG, re.DOTALL)
    return re.findall(r"'(\w+)'", listed)


def types_without_id() -> set[str]:
    """Returns the types that the linter refuses unless they are listed."""
    schema = build_schema((CONTRACT / "schema.graphql").read_text(encoding="utf-8"))
    roots = {schema.query_type, schema.mutation_type, schema.subscription_type}
    suffixes = tuple(strings("suffixes:"))
    return {
        name
        for name, kind in schema.type_map.items()
        if isinstance(kind, GraphQLObjectType)
        and kind not in roots
        and not name.startswith("__")
        and not name.endswith(suffixes)
        and not ("id" in kind.fields and str(kind.fields["id"].type) == "ID!")
    }


def test_the_linter_knows_each_type_without_an_id_and_no_other() -> None:
    values = strings("const values =")

    assert set(values) ^ types_without_id() == set()
    assert len(values) == len(set(values))
