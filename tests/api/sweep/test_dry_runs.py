"""Which commands have a dry run, what is written before one is recorded, and errors of form."""

from collections.abc import Iterator, Mapping
from typing import Any

import pytest

from efe_graphql.mutations.form_errors import form_errors
from efe_infra.importing.inputs import NAMES, parsed_input
from tests.api.sweep.conftest import Copying
from tests.api.sweep.dry_runs import WITHOUT, tried
from tests.api.sweep.examples import Example
from tests.api.sweep.fields import filled, input_type, mutations, put
from tests.api.sweep.world import World

type Every = dict[str, list[Example]]

BEFOREHAND = {"composePole"}
"""Registers new persons first: an event never names a person that the vault does not know."""
every_command = pytest.mark.parametrize("command", sorted(set(mutations()) - WITHOUT))
WRONG = (" ", "mot " * 1_500, "mot\x00mot")
"""Texts that are blank, too long, or hold a character that has no look."""
OF_FORM = ("Un texte est attendu", "Le texte dépasse", "Le texte contient", "Un nom ")
REFUSING = """
    create function refuse_events() returns trigger language plpgsql as $$ begin raise exception 'no'; end $$;
    create trigger refuse before insert on ledger.event execute function refuse_events();
"""


def test_every_mutation_but_those_on_the_vault_has_a_dry_run() -> None:
    assert {each for each in mutations() if "dryRun" not in input_type(each).fields} == WITHOUT


@pytest.fixture(scope="module")
def refusing(copying: Copying) -> Iterator[World]:
    """A platform whose ledger takes no event."""
    with copying() as world:
        world.kept.execute(REFUSING)
        yield world


@every_command
def test_nothing_is_written_before_the_ledger_has_the_command(command: str, every: Every, refusing: World) -> None:
    before = refusing.recorded()

    answers = [refusing.ask(command, example.asked, example.by) for example in every[command]]

    assert all(answer.code for answer in answers)
    assert command in BEFOREHAND or refusing.recorded() == before


@every_command
def test_a_good_input_has_no_error_of_form(command: str, every: Every) -> None:
    if command not in NAMES:
        pytest.skip("no line of an import")

    errors = [error for each in every[command] for error in form_errors(parsed_input(command, each.asked))]

    assert errors == []


@every_command
def test_errors_of_form_come_together(command: str, every: Every, world: World) -> None:
    """Each text alone, then all of them: errors come with the others. Examples take three wrong texts in turn."""
    for nth, example in enumerate(every[command], start=sorted(every).index(command)):
        wrong = WRONG[nth % len(WRONG)]
        alone, worst = set[tuple[str, str]](), example.asked
        for text in filled(input_type(command), example.asked):
            if text.kind == "String" and "patch" not in text.path:
                changed = put(example.asked, text.path, wrong)
                if errors := of_form(tried(world, command, Example(changed, example.by))):
                    alone |= {(path[-1], message) for path, message in errors}
                    worst = put(worst, text.path, wrong)
        together = of_form(tried(world, command, Example(worst, example.by))) if alone else []
        named = {(part, message) for path, message in together for part in path}
        assert alone <= named


def of_form(payload: Mapping[str, Any]) -> list[tuple[list[str], str]]:
    errors = ((each["path"], each["message"]) for each in payload["userErrors"])
    return [(path, message) for path, message in errors if message.startswith(OF_FORM)]
