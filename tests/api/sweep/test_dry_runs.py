"""Every command, tried first: a dry run leaves nothing, and says what the command records."""

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple
from uuid import uuid4

import pytest

from efe_domain.shared.messages import Language
from efe_graphql.mutations.form import form_errors
from efe_graphql.wording.sentences import sentence
from efe_infra.importing.inputs import NAMES, asked
from efe_infra.read_model.tables.values import adapt, rows_of
from efe_projections.audit.rows import RecordedEventRow
from tests.api.sweep.conftest import Copying
from tests.api.sweep.examples import Example
from tests.api.sweep.fields import filled, input_type, mutations, put
from tests.api.sweep.world import World

type Every = dict[str, list[Example]]

WITHOUT = {"registerPerson", "linkAccount", "inviteAccount"}
"""They write to the vault alone, at once: no dry run."""
BEFOREHAND = {"composePole"}
"""Registers new persons first: an event never names a person that the vault does not know."""
every_command = pytest.mark.parametrize("command", sorted(set(mutations()) - WITHOUT))
TRIED = """mutation ($input: %sInput!) { %s(input: $input) {
    position userErrors { code message path } consequences { hiddenEvents entities { id } }
    planned { kind effectiveOn sentence rule { key } subject { id } }
} }"""
COLUMNS = ", ".join(RecordedEventRow.__struct_fields__)
OF_FORM = ("Un texte est attendu", "Le texte dépasse", "Le texte contient", "Un nom ")
REFUSING = """
    create function refuse_events() returns trigger language plpgsql as $$ begin raise exception 'no'; end $$;
    create trigger refuse before insert on ledger.event execute function refuse_events();
"""


class Act(NamedTuple):
    kind: str
    effective_on: str | None
    sentence: str
    rule: str


def tried(world: World, command: str, example: Example, **more: Any) -> dict[str, Any]:
    """The payload of the dry run of a command."""
    body = {
        "query": TRIED % (command[0].upper() + command[1:], command),
        "variables": {"input": {**example.asked, **more, "dryRun": True}},
    }
    answer = world.send(body, example.by).body
    assert "errors" not in answer, answer["errors"]
    payload: dict[str, Any] = answer["data"][command]
    return payload


def planned(payload: Mapping[str, Any]) -> list[Act]:
    acts = payload["planned"]
    return [Act(each["kind"], each["effectiveOn"], each["sentence"], each["rule"]["key"]) for each in acts]


def recorded_since(world: World, position: int) -> list[Act]:
    """What the audit trail says of the events that were recorded after a position."""
    adapt(world.kept)
    with world.kept.cursor(row_factory=rows_of(RecordedEventRow)) as cursor:
        rows = cursor.execute(
            f"select {COLUMNS} from read.recorded_event where position > %s order by position",
            [position],
        ).fetchall()
    return [
        Act(
            row.kind,
            row.effective_on.isoformat() if row.effective_on else None,
            sentence(row, Language.FRENCH),
            row.rule,
        )
        for row in rows
    ]


def head(world: World) -> int:
    [(position,)] = world.kept.execute("select position from ledger.head").fetchall()
    return int(position)


def test_every_mutation_but_three_has_a_dry_run() -> None:
    assert {each for each in mutations() if "dryRun" not in input_type(each).fields} == WITHOUT


@every_command
def test_a_dry_run_leaves_nothing_and_says_what_the_command_records(
    command: str, every: Every, copying: Copying
) -> None:
    for example in every[command]:
        with copying() as world:
            before, position, key = world.recorded(), head(world), str(uuid4())

            first = tried(world, command, example, commandId=key)
            left = world.recorded()
            done = world.ask(command, {**example.asked, "commandId": key}, example.by)
            acts = recorded_since(world, position)
            again = tried(world, command, example, commandId=key)

            assert left == before
            assert (first["userErrors"], first["position"]) == ([], None)
            assert (done.code, done.message) == ("", "")
            assert planned(first) == acts != []
            assert first["consequences"]["hiddenEvents"] == 0
            assert (again["planned"], again["userErrors"]) == ([], [])
            assert recorded_since(world, position) == acts


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

    errors = [error for each in every[command] for error in form_errors(asked(command, each.asked))]

    assert errors == []


@pytest.mark.parametrize("wrong", [" ", "mot " * 1_500, "mot\x00mot"], ids=["blank", "long", "unseen"])
@every_command
def test_errors_of_form_come_together(command: str, wrong: str, every: Every, world: World) -> None:
    """Each text alone, then all of them: whatever is wrong alone is named with the others."""
    for example in every[command]:
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
