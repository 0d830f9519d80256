"""A command that a compiled selection answers is done once, and answered as graphql-core answers it.

That each mutation is, with good inputs and with bad ones, is tested where all of them are swept.
"""

import json
from collections.abc import Iterator
from typing import Any

import pytest

from efe_infra.composition import projecting
from efe_infra.read_model.position_watch import PositionWatch
from tests.api.differential.documents import Asked
from tests.api.differential.world import VIEWERS, World, world
from tests.conftest import Cloning

IDENTIFY = """mutation ($input: IdentifyAxisInput!) { identifyAxis(input: $input) {
    position userErrors { code } instance { id %s } } }"""


@pytest.fixture(scope="module")
def carrying(cloning: Cloning, tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    with (
        cloning() as database,
        world(database, tmp_path_factory.mktemp("home")) as made,
        projecting(made.running, PositionWatch()),
    ):
        yield made


def identified(label: str) -> dict[str, Any]:
    return {"input": {"bassin": "LIEGE", "axis": {"kind": "METIER", "label": label}}}


def test_a_command_of_which_the_answer_is_left_is_done_once(carrying: World) -> None:
    query = IDENTIFY % 'history(first: 1, after: "nothing") { edges { cursor } }'
    tally, before = carrying.compiled.tally, carrying.recorded()
    left = tally.fallbacks["refused"]

    ours = carrying.answer(carrying.compiled, Asked(query, identified("Une fois")), VIEWERS[0])
    after = carrying.recorded()
    theirs = carrying.answer(carrying.ordinary, Asked(query, identified("Deux fois")), VIEWERS[0])

    assert (tally.fallbacks["refused"], after) == (left + 1, before + 1)
    assert ours.errors == theirs.errors != []
    assert json.loads(ours.data)["data"]["identifyAxis"]["position"] == str(after)


def test_of_a_command_the_values_are_not_kept_and_postgresql_is_asked_for_no_words(carrying: World) -> None:
    query, tally = IDENTIFY % "name", carrying.compiled.tally
    before = tally.answered, tally.answered_by_sql, tally.sql_fallbacks.total()

    answers = [carrying.answer(carrying.compiled, Asked(query, identified(f"Rien {n}")), VIEWERS[0]) for n in "ab"]
    known = carrying.compiled.known(query, None)

    assert [each.errors for each in answers] == [[], []]
    assert known is not None
    assert known._cached_arguments == {}
    assert (tally.answered, tally.answered_by_sql, tally.sql_fallbacks.total()) == (before[0] + 2, *before[1:])


def test_of_several_commands_each_waits_for_the_one_before(carrying: World) -> None:
    """graphql-core answers them, as it does any other field."""
    both = """mutation ($a: IdentifyAxisInput!, $b: IdentifyAxisInput!) {
        a: identifyAxis(input: $a) { position } b: identifyAxis(input: $b) { position } }"""
    tally, before = carrying.compiled.tally, carrying.recorded()
    seen = tally.answered, tally.fallbacks.total()
    given = {name: identified(f"L'un puis l'autre {name}")["input"] for name in "ab"}

    ours = carrying.answer(carrying.compiled, Asked(both, given), VIEWERS[0])
    none, theirs = carrying.both(Asked("mutation { __typename }", {}), None)

    assert [each["position"] for each in json.loads(ours.data)["data"].values()] == [str(before + 1), str(before + 2)]
    assert none == theirs
    assert json.loads(none.data)["data"] == {"__typename": "Mutation"}
    assert (tally.answered, tally.fallbacks.total()) == seen
