"""Compiled selections answer the events of a subscription as graphql-core does: data, errors, paths and readings."""

import os
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from random import Random

import pytest
from graphql import parse, specified_rules, validate

from efe_graphql.execution.schema import Operations
from efe_graphql.execution.subscriptions import SubscriptionOperation
from efe_graphql.limits.limits import LIMITS, budget_rule
from efe_infra.samples.demo.people import AUDITOR
from tests.api.differential.documents import Asked, Writer
from tests.api.differential.world import VIEWERS, World, world
from tests.conftest import Cloning

DOCUMENTS = int(os.environ.get("EFE_DOCUMENTS", "100")) // 2
SEED = 1_000_000 * int(os.environ.get("EFE_SEED", "1"))
ENTRIES = 12

RULES = (budget_rule(LIMITS), *specified_rules)


@pytest.fixture(scope="module")
def followed_twice(cloning: Cloning, tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    with cloning() as database, world(database, tmp_path_factory.mktemp("home")) as made:
        yield made


def subscriptions(of: World) -> Iterator[Asked]:
    schema = of.ordinary._schema
    valid, seed = 0, SEED
    while valid < DOCUMENTS:
        asked = Writer(schema, of.pool, Random(seed)).subscription("LIEGE")
        seed += 1
        if not validate(schema, parse(asked.query), RULES):
            valid += 1
            yield asked


@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")  # what graphql-core cancels, it leaves
def test_each_event_is_answered_as_graphql_core_answers_it(followed_twice: World) -> None:
    tally, compared = followed_twice.compiled.tally, Counter[str]()
    for number, asked in enumerate(subscriptions(followed_twice)):
        viewer = VIEWERS[number % len(VIEWERS)]
        ours = followed_twice.followed(followed_twice.compiled, asked, viewer, ENTRIES)
        theirs = followed_twice.followed(followed_twice.ordinary, asked, viewer, ENTRIES)
        compared["events"] += sum(not each.errors for each in ours)
        compared["with errors"] += sum(bool(each.errors) for each in ours)

        if any(each.errors for each in theirs):  # an error cancels what is read beside it: nothing else is untold
            assert {*theirs[-1].read} <= {*ours[-1].read}
            ours, theirs = ([replace(each, read=()) for each in answers] for answers in (ours, theirs))
        assert (asked, viewer, ours) == (asked, viewer, theirs)

    assert tally.answered > compared["events"] // 2 > 0


def test_those_who_ask_the_same_share_a_selection(followed_twice: World) -> None:
    asked = Asked('subscription { auditEntries(bassin: LIEGE, after: "0") { seq kind } }', {})
    schema = followed_twice.compiled
    schema.followed = Operations[SubscriptionOperation]()
    before = schema.tally.answered

    everyone = [followed_twice.followed(schema, asked, viewer, 2) for viewer in (VIEWERS[0], AUDITOR)]

    assert [each.data for each in everyone[0]] == [each.data for each in everyone[1]]
    assert (schema.tally.answered, len(schema.followed)) == (before + 4, 1)


def test_an_event_that_is_left_runs_no_resolver_twice_and_the_next_is_answered(followed_twice: World) -> None:
    asked = Asked(
        """subscription { auditEntries(bassin: LIEGE, after: "0") {
             seq subject { id ... on Entity { history(first: 1) { edges { cursor } }
               refused: history(first: 1, after: "nothing") { edges { cursor } } } } } }""",
        {},
    )
    tally = followed_twice.compiled.tally
    left = tally.fallbacks["refused"]

    ours = followed_twice.followed(followed_twice.compiled, asked, AUDITOR, 3)
    theirs = followed_twice.followed(followed_twice.ordinary, asked, AUDITOR, 3)

    assert ours == theirs
    assert ours[-1].read
    assert [bool(each.errors) for each in ours] == [True] * 3
    assert tally.fallbacks["refused"] == left + 3


def test_variables_that_say_what_is_selected_are_heard(followed_twice: World) -> None:
    query = """subscription ($all: Boolean!) {
        auditEntries(bassin: LIEGE, after: "0") { seq kind @include(if: $all) } }"""
    schema = followed_twice.compiled

    whole, less = (
        followed_twice.followed(schema, Asked(query, {"all": each}), VIEWERS[0], 1) for each in (True, False)
    )

    assert "kind" in whole[0].data
    assert "kind" not in less[0].data
