"""Every mutation, swept with bad inputs made from its type: each is refused by name, and leaves nothing."""

import re
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from functools import cache, partial
from typing import Final, NamedTuple

import pytest

from efe_domain.shared.errors import Refusal
from efe_domain.shared.texts import slug
from tests.api.sweep.allowed import ALLOWED
from tests.api.sweep.conftest import Copying
from tests.api.sweep.dry_runs import WITHOUT
from tests.api.sweep.examples import Example, some
from tests.api.sweep.fields import declared, filled, input_type, mutations, put
from tests.api.sweep.prepared import Prepared
from tests.api.sweep.shared_copy import SharedCopy
from tests.api.sweep.variants import ALWAYS, LONG, OF_FORM, Variant, variants
from tests.api.sweep.world import Answer, World
from tests.infra.commands.stage import COORDINATOR

type Every = dict[str, list[Example]]

ENGLISH = {
    "the",
    "is",
    "are",
    "was",
    "not",
    "got",
    "has",
    "have",
    "invalid",
    "value",
    "expected",
    "must",
    "of",
    "with",
}
OF_THE_COMMAND: Final = {"", "bassin", "expectedVersion", "effectiveOn"}
CORE_STEP: Final = 4
DRY_RUN_STEP: Final = 3
"""Steps between the inputs of a command that are sent again, to the other executor and as a dry run."""
every_command = pytest.mark.parametrize("command", mutations())


def codes_of(kind: type[Refusal]) -> Iterator[str]:
    """Yields the code of a refusal and those of all that it stands for."""
    yield kind.code()
    for each in kind.__subclasses__():
        yield from codes_of(each)


@cache
def known_codes() -> frozenset[str]:
    return frozenset(codes_of(Refusal))


def fault_of(variant: Variant, answer: Answer) -> str:
    """Returns the fault of the answer to a bad input; nothing for a right answer."""
    expected = ALWAYS.get(variant.kind) or known_codes()
    if answer.status not in (200, 400):
        return f"status {answer.status}"
    if answer.code not in expected:
        return answer.code or "accepted"
    return fault_of_sentence(answer.message)


@cache
def fault_of_sentence(message: str) -> str:
    if ENGLISH & set(re.split(r"\W+", re.sub(r"'[^']*'|\"[^\"]*\"", "", message).lower())):
        return f"in English: {message}"
    return "" if slug(message) else "without a sentence"


def of_command(command: str, every: Every, prepared: Prepared) -> list[Variant]:
    """Returns the bad inputs of every example; of a fault of form, one for each field.

    What is a fault of the command, such as its sender or its day, is sent with some examples.
    """
    found = [
        variant
        for example in every[command]
        for variant in variants(command, example, prepared.of_others)
        if variant.field not in OF_THE_COMMAND or example in some(every[command])
    ]
    of_form = {(each.field, each.kind): each for each in reversed(found) if each.kind in OF_FORM}
    return [each for each in found if of_form.get((each.field, each.kind), each) is each]


def is_allowed(command: str, variant: Variant) -> bool:
    return (command, variant.field, variant.kind) in ALLOWED


def test_every_mutation_has_an_example_of_every_field(every: Every) -> None:
    swept = {command: set(declared(input_type(command))) for command in mutations()}
    given = {
        command: {field.name for example in examples for field in filled(input_type(command), example.asked)}
        for command, examples in every.items()
    }

    assert given == swept


class Asked(NamedTuple):
    """The bad inputs of a command with what each is answered, and whether they left anything."""

    answered: list[tuple[Variant, Answer]]
    is_nothing_left: bool


@pytest.fixture(scope="module")
def bad(every: Every, prepared: Prepared, world: World) -> Callable[[str], Asked]:
    """Asked once, for the two tests that look at the answers."""

    @cache
    def asked(command: str) -> Asked:
        before = world.recorded()
        inputs = [each for each in of_command(command, every, prepared) if not is_allowed(command, each)]
        answered = [(each, world.ask(command, each.asked, each.by)) for each in inputs]
        return Asked(answered, world.recorded() == before)

    return asked


@every_command
def test_a_bad_input_is_refused_by_name(command: str, bad: Callable[[str], Asked]) -> None:
    answered, is_nothing_left = bad(command)

    faults = [
        (variant.field, variant.kind, fault) for variant, answer in answered if (fault := fault_of(variant, answer))
    ]

    assert answered
    assert not faults, faults
    assert is_nothing_left


def distinct(answered: list[tuple[Variant, Answer]]) -> list[tuple[Variant, Answer]]:
    """Returns one input of each kind that has the same answer: two blank titles are refused alike."""
    return [*{(each.kind, answer.code, answer.message): (each, answer) for each, answer in answered}.values()]


def share(command: str, inputs: list[tuple[Variant, Answer]], step: int) -> list[tuple[Variant, Answer]]:
    """Returns inputs at equal distances. The first differs between commands, which together have every kind."""
    return inputs[mutations().index(command) % step :: step]


@every_command
def test_a_refusal_is_that_of_graphql_core(command: str, bad: Callable[[str], Asked], world: World) -> None:
    """The two executors share all but the answer, which has few forms."""
    inputs = share(command, distinct(bad(command).answered), CORE_STEP)

    theirs = [world.ask(command, each.asked, each.by, compiled=False) for each, _ in inputs]

    assert theirs == [answer for _, answer in inputs]


@every_command
def test_a_dry_run_is_refused_as_the_command(command: str, bad: Callable[[str], Asked], world: World) -> None:
    """Its refusal discloses no more: no hidden object, no right, no order of the checks."""
    if command in WITHOUT:
        pytest.skip("no dry run")
    inputs = share(command, distinct(bad(command).answered), DRY_RUN_STEP)

    tried = [world.ask(command, {**each.asked, "dryRun": True}, each.by) for each, _ in inputs]

    assert tried == [answer for _, answer in inputs]


@every_command
def test_a_text_of_900_kilobytes_is_refused(command: str, every: Every, world: World) -> None:
    before = world.recorded()
    texts = {
        field.name: put(example.asked, field.path, LONG)
        for example in every[command]
        for field in filled(input_type(command), example.asked)
        if field.kind in ("String", "ID")
    }

    answers = {name: world.ask(command, asked, every[command][0].by) for name, asked in texts.items()}

    assert {name: answer.code for name, answer in answers.items() if answer.code not in known_codes()} == {}
    assert max((len(answer.message) for answer in answers.values()), default=0) < 1_000
    assert world.recorded() == before


def asked(world: World, command: str, variant: Variant) -> Answer:
    return world.ask(command, variant.asked, variant.by)


def is_done(answer: Answer) -> bool:
    return not answer.code


@pytest.fixture(scope="module")
def recorded(copying: Copying) -> Iterator[SharedCopy]:
    with ExitStack() as opened:
        yield SharedCopy(copying, opened)


@pytest.mark.parametrize(("command", "field", "kind"), ALLOWED)
def test_what_is_allowed_is_done(
    command: str, field: str, kind: str, every: Every, prepared: Prepared, recorded: SharedCopy
) -> None:
    allowed = [v for v in of_command(command, every, prepared) if (v.field, v.kind) == (field, kind)]

    answers = [recorded.run(partial(asked, command=command, variant=each), is_done) for each in allowed]

    assert "" in {answer.code for answer in answers}
    assert {answer.code for answer in answers} <= {"", *known_codes()}


def test_a_body_over_one_megabyte_is_stopped_at_the_door(world: World) -> None:
    asked = {"bassin": "LIEGE", "name": "a" * 1_000_000}

    answer = world.ask("setUpBody", asked, COORDINATOR)

    assert (answer.status, answer.code) == (413, "CONTENT_TOO_LARGE")


def test_half_a_surrogate_written_in_the_document_is_refused(world: World) -> None:
    literal = r'mutation { setUpBody(input: { bassin: LIEGE, name: "mot\ud800" }) { userErrors { code message } } }'

    answer = world.send({"query": literal}, COORDINATOR)

    assert answer.code == "GRAPHQL_PARSE_FAILED"
