"""The files that a new command takes, and a new field of an event, from the event to the form and the page.

Both are added to one copy of the tree, and the suites that they affect run there.
"""

from typing import Final

import pytest

from tests.layout.added_command import addition as a_command
from tests.layout.added_field import addition as a_field
from tests.layout.tree_copy import TreeCopy

MAX_PRODUCT_FILES_OF_A_COMMAND: Final = 7
"""Files that are written by hand; those that `efe schema` generates are not counted."""
MAX_TEST_FILES_OF_A_COMMAND: Final = 3
MAX_PRODUCT_FILES_OF_A_FIELD: Final = 12
MAX_TEST_FILES_OF_A_FIELD: Final = 4
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
    "tests/infra/console/test_languages.py",
)
"""Test files that have a case for each event, each command, each field of a command, or each text."""
AFFECTED: Final = ("motto", "evaluat")


@pytest.fixture(scope="module")
def copy(tmp_path_factory: pytest.TempPathFactory) -> TreeCopy:
    """Copy with both additions, in which their tests and the affected cases of the suites passed."""
    copy = TreeCopy(tmp_path_factory.mktemp("tree"))
    copy.keep_schema(a_field.EARLIER_TOPIC, a_field.EARLIER_SCHEMAS)
    for each in (a_command.PRODUCT, a_command.TESTS, a_field.PRODUCT, a_field.TESTS):
        copy.add(each)
    copy.generate()
    own = [
        copy.copy_file(f"tests/layout/{name}/used.py", test)
        for name, test in (("added_command", a_command.OWN_TEST), ("added_field", a_field.OWN_TEST))
    ]
    copy.test(*own, *SUITES, affected=AFFECTED)
    return copy


@pytest.mark.timeout(1200)
def test_a_command_is_added_in_seven_files_and_three_tests(copy: TreeCopy) -> None:
    assert "chooseMotto(" in copy.text("graphql/schema.graphql")
    assert "pole.motto-chosen.v1" in copy.text("domain/EVENTS.md")
    assert len(a_command.PRODUCT) <= MAX_PRODUCT_FILES_OF_A_COMMAND
    assert len({*a_command.TESTS, a_command.OWN_TEST}) <= MAX_TEST_FILES_OF_A_COMMAND


@pytest.mark.timeout(1200)
def test_a_field_is_added_in_twelve_files_and_four_tests(copy: TreeCopy) -> None:
    assert "followUp: String" in copy.text("graphql/schema.graphql")
    assert "pole.evaluated.v3" in copy.text("domain/EVENTS.md")
    assert len({*a_field.PRODUCT, a_field.EARLIER_SCHEMAS}) <= MAX_PRODUCT_FILES_OF_A_FIELD
    assert len({*a_field.TESTS, a_field.OWN_TEST}) <= MAX_TEST_FILES_OF_A_FIELD
