"""READMEs against the code: rules, folders, commands and links."""

import re
from pathlib import Path

import pytest
from graphql import build_schema, parse, validate

from efe_domain.catalogue import all_events
from efe_domain.law.rules import Reading, Rule
from efe_domain.law.texts import RULES
from efe_infra.cli.app import app
from tests.layout.added_command import addition as added_command
from tests.layout.added_field import addition as added_field

ROOT = Path(__file__).parents[2]
FOLDERS = ("domain", "projections", "graphql", "infra", "tests")
READMES = {
    path: path.read_text(encoding="utf-8")
    for path in (ROOT / "README.md", *(path for each in FOLDERS for path in (ROOT / each).rglob("README.md")))
}
DECISIONS = {
    path: path.read_text(encoding="utf-8") for each in FOLDERS for path in (ROOT / each).glob("decisions/*.md")
}
HELD = re.findall(r"^\| ([A-Z0-9-]+) \| `([^`]+)` \| (.+) \|$", READMES[ROOT / "domain/README.md"], re.MULTILINE)
PASTED = [each for text in READMES.values() for each in re.findall(r"```graphql\n(.*?)```", text, re.DOTALL)]
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


@pytest.mark.parametrize("path", READMES | DECISIONS, ids=lambda path: str(path.relative_to(ROOT)))
def test_links_lead_somewhere(path: Path) -> None:
    text = (READMES | DECISIONS)[path]
    linked = [each.partition("#")[0] for each in re.findall(r"\]\(([^)]+)\)", text)]

    assert [each for each in linked if not (path.parent / each).exists()] == []


def test_every_source_root_says_what_it_is() -> None:
    told = {path.parent.relative_to(ROOT).as_posix() for path in READMES}

    assert told >= {".", "domain", "projections", "graphql", "infra"}


def test_the_first_page_is_a_page_and_a_half() -> None:
    assert len(READMES[ROOT / "README.md"].splitlines()) <= 150


def test_every_decision_has_its_line() -> None:
    missing = [
        decision.name
        for path, text in READMES.items()
        for decision in path.parent.glob("decisions/*.md")
        if f"decisions/{decision.name}" not in text
    ]

    assert missing == []


def test_every_command_is_named() -> None:
    names = {command.name or command.callback.__name__ for command in app.registered_commands if command.callback}

    assert {name for name in names if f"efe {name}" not in READMES[ROOT / "infra/README.md"]} == set()


@pytest.mark.parametrize("document", PASTED)
def test_what_is_there_to_paste_fits_the_contract(document: str) -> None:
    contract = build_schema((ROOT / "graphql" / "schema.graphql").read_text(encoding="utf-8"))

    assert validate(contract, parse(document)) == []


def test_there_is_something_to_paste() -> None:
    assert len(PASTED) >= 2


@pytest.mark.parametrize(
    ("heading", "files"),
    [
        ("## Adding a command", {*added_command.PRODUCT, *added_command.TESTS, added_command.OWN_TEST}),
        (
            "## Adding a field",
            {*added_field.PRODUCT, *added_field.TESTS, added_field.EARLIER_SCHEMAS, added_field.OWN_TEST},
        ),
    ],
    ids=["command", "field"],
)
def test_the_readme_of_the_domain_lists_the_files_of_an_addition(heading: str, files: set[str]) -> None:
    section = (ROOT / "domain/README.md").read_text(encoding="utf-8").partition(heading)[2].partition("\n## ")[0]

    assert set(re.findall(r"^\| `([^`]+)` \|", section, re.MULTILINE)) == files
