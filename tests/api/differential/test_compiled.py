"""Compiled selections answer as graphql-core does: the same data, errors, paths, places and readings."""

import gc
import os
from collections import Counter
from collections.abc import Iterator

import pytest

from efe_graphql.execution.schema import MOST_OPERATIONS, MOST_TEXT
from efe_infra.samples.demo.people import AUDITOR
from tests.api.differential.compared import documents, raced
from tests.api.differential.documents import Asked
from tests.api.differential.world import VIEWERS, World, world
from tests.conftest import Cloning

DOCUMENTS = int(os.environ.get("EFE_DOCUMENTS", "160"))
"""How many are compared; many more by hand."""
SEED = int(os.environ.get("EFE_SEED", "1"))


pytestmark = pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
"""What graphql-core cancels, it leaves; it is collected here, where that may be."""


@pytest.fixture(scope="module")
def asked_twice(cloning: Cloning, tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    with cloning() as database, world(database, tmp_path_factory.mktemp("home"), gaps=True) as made:
        yield made
    gc.collect()


def test_a_compiled_selection_answers_as_graphql_core_does(asked_twice: World) -> None:
    compared = Counter[str]()
    for number, asked in enumerate(documents(asked_twice, 1_000_000 * SEED, DOCUMENTS)):
        viewer = VIEWERS[number % len(VIEWERS)]
        ours, theirs = asked_twice.both(asked, viewer)
        compared["with errors" if theirs.errors else "without errors"] += 1
        compared["with readings" if theirs.read else "without readings"] += 1
        if ours != theirs and raced(ours, theirs, asked, viewer, asked_twice):
            compared["raced"] += 1
            continue
        assert (asked, viewer, ours) == (asked, viewer, theirs)
    print(compared, asked_twice.compiled.tally)


def test_what_is_shown_without_its_resolver_is_what_that_would_give(asked_twice: World) -> None:
    asked = Asked(
        """{ poles(first: 100) { edges { node { dossier { memberships { id operator { id name } } } } } }
             projects(first: 100) { edges { node { dossier { lead { id name } } } } } }""",
        {},
    )

    answers = [asked_twice.both(asked, viewer) for viewer in VIEWERS]

    assert max(ours.data.count('"Operator:') for ours, _ in answers) > 1
    assert max(ours.data.count('"lead": {"id": "Pole:') for ours, _ in answers) > 0
    assert all(ours == theirs for ours, theirs in answers)


def test_a_resolver_that_ran_does_not_run_again_when_the_selection_is_left(asked_twice: World) -> None:
    asked = Asked(
        """{ auditTrail(bassin: LIEGE, first: 1) { edges { node { seq } } }
             instance(bassin: LIEGE) { history(first: 1) { edges { cursor } } }
             operator(id: "nothing") { name } }""",
        {},
    )
    tally = asked_twice.compiled.tally
    left = tally.fallbacks["refused"]

    ours, theirs = asked_twice.both(asked, AUDITOR)

    assert tally.fallbacks["refused"] == left + 1
    assert len(ours.read) == len(theirs.read) == 2
    assert ours == theirs


def test_what_is_asked_again_is_not_validated_again_nor_answered_otherwise(asked_twice: World) -> None:
    asked = Asked("query ($all: Boolean!) { instances { name bassin @include(if: $all) } }", {"all": True})
    less = Asked(asked.query, {"all": False})

    answers = [asked_twice.both(each, None) for each in (asked, less, asked)]

    assert [ours for ours, _ in answers] == [theirs for _, theirs in answers]
    assert answers[0] != answers[1]
    assert answers[0] == answers[2]


def test_the_operations_that_are_kept_are_bounded(asked_twice: World) -> None:
    for number in range(MOST_OPERATIONS + 5):
        asked_twice.answer(asked_twice.compiled, Asked(f"{{ a{number}: __typename }}", {}), None)
    asked_twice.answer(asked_twice.compiled, Asked("{ __typename } #" + "x" * MOST_TEXT, {}), None)

    assert len(asked_twice.compiled.operations) == MOST_OPERATIONS
