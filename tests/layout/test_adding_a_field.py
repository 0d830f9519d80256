"""The files that a new field of an event takes, from the event to the form and the page of the console."""

from pathlib import Path
from typing import Final

import pytest

from tests.layout.added_field.addition import EARLIER_SCHEMAS, EARLIER_TOPIC, OWN_TEST, PRODUCT, TESTS
from tests.layout.tree_copy import TreeCopy

MAX_PRODUCT_FILES: Final = 12
"""Files that are written by hand; those that `efe schema` generates are not counted."""
MAX_TEST_FILES: Final = 4
SUITES: Final = (
    "tests/domain/test_stored_events.py",
    "tests/domain/test_events.py",
    "tests/domain/test_generated_files.py",
    "tests/domain/test_corrections.py",
    "tests/infra/importing/test_inverses.py",
    "tests/api/isolation/test_policy.py",
    "tests/api/sweep/test_sweep.py",
    "tests/api/test_trail_words.py",
    "tests/layout/test_translations.py",
    "tests/infra/console/test_languages.py",
)
"""Test files that have a case for each event, each field of a command, or each text."""


@pytest.mark.timeout(1200)
def test_a_field_is_added_in_twelve_files_and_four_tests(tmp_path: Path) -> None:
    copy = TreeCopy(tmp_path)
    copy.keep_schema(EARLIER_TOPIC, EARLIER_SCHEMAS)
    copy.add(PRODUCT)
    copy.add(TESTS)
    copy.generate()
    copy.copy_file("tests/layout/added_field/used.py", OWN_TEST)

    copy.test(OWN_TEST, *SUITES, affected="evaluat")

    assert "followUp: String" in copy.text("graphql/schema.graphql")
    assert "pole.evaluated.v3" in copy.text("domain/EVENTS.md")
    assert len({*PRODUCT, EARLIER_SCHEMAS}) <= MAX_PRODUCT_FILES
    assert len({*TESTS, OWN_TEST}) <= MAX_TEST_FILES
