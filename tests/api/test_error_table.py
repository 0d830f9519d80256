"""The table of error codes is that of the classes that are raised."""

import re
from pathlib import Path

import efe_graphql.schema  # noqa: F401 - it imports all that is refused
from efe_graphql.contract.error_table import render

COMMITTED = Path(__file__).parents[2] / "graphql" / "ERRORS.md"


def test_the_committed_table_is_current() -> None:
    assert COMMITTED.read_text(encoding="utf-8") == render()


def test_each_code_is_one_refusal_with_its_meaning() -> None:
    lines = re.findall(r"^\| `(\w+)` \| ([\w-]*) \| (.+) \|$", render(), re.MULTILINE)

    assert len(lines) == render().count("\n| `") > 130
    assert len({code for code, _, _ in lines}) == len(lines)
    assert ("NOT_LOCAL", "PS-LOCAL", "A member has a site in the bassin.") in lines
