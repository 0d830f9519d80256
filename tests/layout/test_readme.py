"""What the README says of rules, folders and commands is there."""

import re
from pathlib import Path

import pytest
from graphql import build_schema, parse, validate

from efe_domain.catalogue import all_events
from efe_domain.law.rules import Reading, Rule
from efe_domain.law.texts import RULES
from efe_infra.cli.app import app

ROOT = Path(__file__).parents[2]
README = (ROOT / "README.md").read_text(encoding="utf-8")
HELD = re.findall(r"^\| ([A-Z0-9-]+) \| `([^`]+)` \| (.+) \|$", README, re.MULTILINE)
TESTS = {
    name
    for path in (ROOT / "tests").rglob("test_*.py")
    for name in re.findall(r"^def (test_\w+)", path.read_text(encoding="utf-8"), re.MULTILINE)
}


@pytest.mark.parametrize(("rule", "module", "proof"), HELD)
def test_a_rule_is_held_by_a_module_and_a_test_or_is_declared(rule: str, module: str, proof: str) -> None:
    assert (ROOT / module).is_file()
    if RULES[Rule(rule)].reading is Reading.DECLARED:
        assert proof.startswith("*déclarée*")
    else:
        assert proof.strip("`") in TESTS


def test_every_rule_that_an_event_carries_out_is_in_the_table() -> None:
    carried_out = {event.RULE.value for event in all_events().values()}

    assert carried_out <= {rule for rule, _, _ in HELD}


def test_links_and_folders_exist() -> None:
    linked = re.findall(r"\]\(([^)]+)\)", README)

    assert [path for path in linked if not (ROOT / path).exists()] == []


def test_every_command_is_named() -> None:
    names = {command.name or command.callback.__name__ for command in app.registered_commands if command.callback}

    assert {name for name in names if f"efe {name}" not in README} == set()


@pytest.mark.parametrize("document", re.findall(r"```graphql\n(.*?)```", README, re.DOTALL))
def test_what_is_there_to_paste_fits_the_contract(document: str) -> None:
    contract = build_schema((ROOT / "graphql" / "schema.graphql").read_text(encoding="utf-8"))

    assert validate(contract, parse(document)) == []
