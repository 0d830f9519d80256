"""A refused command tells nothing of what is not for who asked: neither that it exists, nor what it is called."""

import json
from collections.abc import Iterator

import pytest
from anyio.from_thread import BlockingPortal

from tests.api.given import mutation
from tests.api.isolation.conftest import Past
from tests.api.isolation.findings import Findings
from tests.api.isolation.sight import Looker
from tests.api.isolation.walk import Walk
from tests.api.isolation.world import World, opened
from tests.api.sweep.examples import examples, some
from tests.api.sweep.fields import mutations
from tests.api.sweep.prepared import Prepared
from tests.api.sweep.variants import variants
from tests.conftest import Cloning
from tests.infra.commands.stage import COORDINATOR

OTHERS = (
    "coordinator of Namur",
    "coordinator of Verviers",
    "auditor of Liège",
    "member of a pôle",
    "reader of a pôle",
    "member of a body",
    "without a role",
    "administrator",
    "nobody",
)
ADMITTED = 2
"""Of the others, the coordinators, to what is common to all: the vault of persons, the register of operators."""
EACH = 3
"""Objects of a type whose past a visitor asks for."""
ALSO_ADMITTED = {"inviteAccount": 1}
"""The administrator, who gives access too."""


@pytest.fixture(scope="module")
def before(cloning: Cloning, past: Past, portal: BlockingPortal) -> Iterator[World]:
    """Everything is still to be done."""
    _, events, _, pole = past
    with cloning() as database, opened(database, events, pole, portal) as running:
        yield running


@pytest.fixture(scope="module")
def prepared(past: Past) -> Prepared:
    return past[0]


def asked_of(world: World, command: str, prepared: Prepared) -> Iterator[tuple[Looker, dict[str, object]]]:
    """Yields commands of others on objects of Liège, and of Liège on objects of Namur."""
    for example in some(examples(prepared)[command]):
        for name in OTHERS:
            yield world.lookers[name], example.asked
        if example.by == COORDINATOR:
            for variant in variants(command, example, prepared.of_others):
                if variant.kind.endswith("of another Instance") and variant.by == COORDINATOR:
                    yield world.lookers["coordinator of Liège"], variant.asked


@pytest.mark.parametrize("command", mutations())
def test_a_refusal_names_nothing_that_is_not_theirs_to_know(before: World, prepared: Prepared, command: str) -> None:
    refused, leaks = 0, set[str]()
    for looker, asked in asked_of(before, command, prepared):
        answer = before.ask(mutation(command), looker, input=asked)
        found = Findings(before.sights, looker)
        found.read(answer, f"{command} by {looker.name}", echoed=json.dumps(asked))
        leaks |= found.leaks
        assert "INTERNAL_SERVER_ERROR" not in json.dumps(answer), asked
        refused += "errors" in answer or bool(answer["data"][command]["userErrors"])

    assert sorted(leaks) == []
    assert refused >= len(OTHERS) - ADMITTED - ALSO_ADMITTED.get(command, 0)


def test_the_past_of_nothing_is_told_without_an_account(walk: Walk) -> None:
    """Each field alone, of some objects of every type that a visitor finds."""
    nobody = walk.world.lookers["nobody"]
    known = walk.now(nobody).known

    answers = [
        walk.world.ask(query, nobody, id=each)
        for kind in walk.wholes
        if (query := asking_past(walk, kind))
        for each in [each for each in walk.ids[kind] if each in known][:EACH]
    ]

    refused = [{error["path"][0] for error in answer["errors"]} for answer in answers]
    assert {error["extensions"]["code"] for answer in answers for error in answer["errors"]} == {"UNAUTHENTICATED"}
    assert refused == [set(answer["data"]) for answer in answers] != []
    assert not any(told for answer in answers for told in leaves(answer["data"]))


def asking_past(walk: Walk, kind: str) -> str:
    """Returns a query for each field under an alias, so that each has its error; empty for a type without a past."""
    alone = enumerate(walk.queries.past_of(kind))
    fields = " ".join(f"a{number}: node(id: $id) {{ ... on {kind} {{ {past} }} }}" for number, past in alone)
    return f"query ($id: ID!) {{ {fields} }}" if fields else ""


def leaves(value: object) -> Iterator[object]:
    for each in value.values() if isinstance(value, dict) else ():
        yield from leaves(each) if isinstance(each, dict) else (each,)
