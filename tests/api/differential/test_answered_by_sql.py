"""Answers in the words of PostgreSQL are those of graphql-core: the same data, ids, cursors and readings."""

import gc
import os
from collections import Counter
from collections.abc import Iterator

import pytest

from tests.api.differential.compared import SEED, documents, raced, says_what_it_shows
from tests.api.differential.gaps import lacking
from tests.api.differential.world import VIEWERS, World, world
from tests.conftest import Cloning

DOCUMENTS = int(os.environ.get("EFE_DOCUMENTS", "300")) // 2

pytestmark = pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
"""What graphql-core cancels, it leaves; it is collected here, where that may be."""


@pytest.fixture(scope="module")
def asked_twice(cloning: Cloning, tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    with cloning() as database, world(database, tmp_path_factory.mktemp("home"), gaps=True) as made:
        yield made
    gc.collect()


def test_postgresql_words_an_answer_as_graphql_core_does(asked_twice: World) -> None:
    tally, compared = asked_twice.compiled.tally, Counter[str]()
    for number, asked in enumerate(documents(asked_twice, SEED, DOCUMENTS, says_what_it_shows)):
        viewer = VIEWERS[number % len(VIEWERS)]
        for _ in range(2):
            asked_twice.answer(asked_twice.compiled, asked, viewer)
        before = tally.answered_by_sql
        ours, theirs = asked_twice.both(asked, viewer)
        compared["by SQL" if tally.answered_by_sql > before else "by resolvers"] += 1
        if ours != theirs and raced(ours, theirs, asked, viewer, asked_twice):
            continue
        assert (asked, viewer, ours) == (asked, viewer, theirs)
    print(compared, tally)
    assert compared["by SQL"] > compared["by resolvers"]
    assert tally.repeated > tally.answered_by_sql // 3  # the third answer is a remembered one


def test_what_may_be_null_is_so_in_some_rows_and_not_in_others(asked_twice: World) -> None:
    """Or nobody would see that a null is not written as one."""
    assert lacking(asked_twice.running.database) == []
