"""The table of error codes is that of the classes that are raised."""

import re
from pathlib import Path
from uuid import UUID

import pytest

import efe_graphql.schema  # noqa: F401 - it imports all that is refused
from efe_graphql.contract.refusal_codes import CARRIED, refusals, render
from tests.api.given import Client

pytestmark = pytest.mark.platform("module")

COMMITTED = Path(__file__).parents[2] / "graphql" / "ERRORS.md"


def test_the_committed_table_is_current() -> None:
    assert COMMITTED.read_text(encoding="utf-8") == render()


def test_a_code_that_a_payload_carries_is_in_the_contract(liege: Client) -> None:
    query = '{ meta { refusals { codeName rule { key } } } __type(name: "RefusalCode") { enumValues { name } } }'

    found = liege.ask(query)

    listed = {each["codeName"]: each["rule"] and each["rule"]["key"] for each in found["meta"]["refusals"]}
    assert set(listed) == {each["name"] for each in found["__type"]["enumValues"]} == set(CARRIED)
    assert (listed["NOT_LOCAL"], listed["NOT_FOUND"]) == ("PS-LOCAL", None)
    marked = set(re.findall(r"^\| `(\w+)` †", render(), re.MULTILINE))
    assert marked == {each.code() for each in refusals()} - set(CARRIED)
    assert {"UNAUTHENTICATED", "FORBIDDEN", "TIMEOUT"} <= marked


def test_a_refusal_has_its_code_twice(liege: Client) -> None:
    document = """
        mutation ($input: DissolvePoleInput!) { dissolvePole(input: $input) { userErrors { code codeName } } }
    """
    unknown = {"poleId": f"Pole:{UUID(int=1)}", "reason": "Erreur."}

    assert liege.ask(document, input=unknown)["dissolvePole"]["userErrors"] == [
        {"code": "NOT_FOUND", "codeName": "NOT_FOUND"}
    ]


def test_each_code_is_one_refusal_with_its_meaning() -> None:
    lines = re.findall(r"^\| `(\w+)`(?: †)? \| ([\w-]*) \| (.+) \|$", render(), re.MULTILINE)

    assert len(lines) == render().count("\n| `") > 130
    assert len({code for code, _, _ in lines}) == len(lines)
    assert ("NOT_LOCAL", "PS-LOCAL", "A member has a site in the bassin, or a ressort that covers it.") in lines
