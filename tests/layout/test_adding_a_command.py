"""The files that a new command takes: it is added to a copy of the tree, and the suites that it affects run."""

from pathlib import Path
from typing import Final

import pytest

from tests.layout.added_command.addition import OWN_TEST, PRODUCT, TESTS
from tests.layout.tree_copy import TreeCopy

MAX_PRODUCT_FILES: Final = 6
"""Files that are written by hand; those that `efe schema` generates are not counted."""
MAX_TEST_FILES: Final = 3
SUITES: Final = (
    "tests/domain/test_stored_events.py",
    "tests/domain/test_events.py",
    "tests/domain/test_generated_files.py",
    "tests/domain/test_histories.py",
    "tests/domain/test_corrections.py",
    "tests/infra/importing/test_inverses.py",
    "tests/infra/commands/test_rights.py",
    "tests/infra/commands/test_commands.py",
    "tests/infra/commands/test_rules_of_commands.py",
    "tests/api/isolation/test_policy.py",
    "tests/api/sweep/test_sweep.py",
    "tests/api/sweep/test_powers.py",
    "tests/api/test_trail_words.py",
    "tests/layout/test_translations.py",
)
"""Test files that have a case for each event or each command."""


@pytest.mark.timeout(1200)
def test_a_command_is_added_in_six_files_and_three_tests(tmp_path: Path) -> None:
    copy = TreeCopy(tmp_path)
    copy.add(PRODUCT)
    copy.add(TESTS)
    copy.generate()
    copy.copy_file("tests/layout/added_command/used.py", OWN_TEST)

    copy.test(OWN_TEST, *SUITES, affected="motto")

    assert "chooseMotto(" in copy.text("graphql/schema.graphql")
    assert "pole.motto-chosen.v1" in copy.text("domain/EVENTS.md")
    assert len(PRODUCT) <= MAX_PRODUCT_FILES
    assert len({*TESTS, OWN_TEST}) <= MAX_TEST_FILES
