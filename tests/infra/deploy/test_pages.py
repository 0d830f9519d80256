"""Settings, commands, options and files that the pages for operators name exist."""

import re
from pathlib import Path

import pytest

from tests.infra.deploy.checks import command_faults, commands_of, page_faults, unknown_settings
from tests.infra.deploy.shipped import DEPLOY, RUNBOOKS, TEXTS

PAGES = [*RUNBOOKS, DEPLOY / "README.md"]
PLAYED = re.compile(r"^\*\*(Played|Not played)", re.MULTILINE)


@pytest.mark.parametrize("path", TEXTS, ids=lambda path: str(path.relative_to(DEPLOY)))
def test_every_setting_that_is_named_exists(path: Path) -> None:
    assert unknown_settings(path.read_text("utf-8")) == set()


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.name)
def test_every_command_that_is_named_exists_with_its_options(path: Path) -> None:
    page = path.read_text("utf-8")

    assert list(commands_of(page))
    assert page_faults(page) == []


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.name)
def test_every_file_that_is_linked_exists(path: Path) -> None:
    links = [each.partition("#")[0] for each in re.findall(r"\]\(([^)]+)\)", path.read_text("utf-8"))]

    assert [link for link in links if not (path.parent / link).exists()] == []


@pytest.mark.parametrize("path", RUNBOOKS, ids=lambda path: path.name)
def test_a_runbook_says_whether_it_was_played(path: Path) -> None:
    assert PLAYED.search(path.read_text("utf-8"))


def test_what_does_not_exist_is_seen() -> None:
    assert unknown_settings("EFE_PORT EFE_PROT") == {"EFE_PROT"}
    assert page_faults("```sh\nEFE_HOME=h efe restore B --to now | tail\n```\n") == [
        "no option --to: efe restore B --to now"
    ]
    assert command_faults(["key", "turn"]) == ["no command: efe key turn"]
    assert page_faults("`efe person forget ID --reason request`") == []
    assert page_faults("`efe statu`") != []
    assert page_faults("```sh\nkubectl -n efe exec deploy/efe -- efe stat\n```\n") != []
