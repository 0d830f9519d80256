"""Every command, tried and then done: what the dry run says is what the command records, once."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack
from functools import cache, partial
from typing import Any, NamedTuple
from uuid import UUID, uuid4

import pytest

from efe_domain.shared.messages import Language
from efe_graphql.wording.sentences import sentence
from efe_infra.read_model.tables.values import adapt, rows_of
from efe_projections.audit.rows import RecordedEventRow
from tests.api.sweep.conftest import Copying
from tests.api.sweep.dry_runs import WITHOUT, tried
from tests.api.sweep.examples import Example
from tests.api.sweep.examples_of_invitations import ACCEPTED, INVITED
from tests.api.sweep.fields import INVITING, mutations
from tests.api.sweep.shared_copy import SharedCopy
from tests.api.sweep.world import Answer, World
from tests.domain.given import YESTERDAY

WITHOUT_ID = {"linkAccount", "inviteAccount"} | INVITING - {"createApiToken", "invitePerson", "renewPersonInvitation"}
"""Repeated, they are the same."""
OTHERS: Mapping[str, Mapping[str, object]] = {
    "registerPerson": {"givenName": "Anna"},
    "invitePerson": {"persons": [{**INVITED, "givenName": "Anna"}]},
    "renewPersonInvitation": {"invitationId": ACCEPTED},
    "createApiToken": {"name": "Autre tableur"},
}
"""Another demand of a command without a day."""
REUSED = {"renewPersonInvitation": "INVITATION_ENDED", **dict.fromkeys(WITHOUT_ID, "")}
"""The code of another demand under the same id; the id of a renewal belongs to its invitation."""
REPEATED = 3
"""Examples of a command that are repeated: only corrections, of every kind of fact, have many more."""
COLUMNS = ", ".join(RecordedEventRow.__struct_fields__)
every_command = pytest.mark.parametrize("command", mutations())


class Act(NamedTuple):
    kind: str
    effective_on: str | None
    sentence: str
    rule: str


class Once(NamedTuple):
    """A command that is done already: repeated, tried again, and its id used for another demand."""

    repeated: list[Answer]
    again: Mapping[str, Any]
    reused: str
    is_done_once: bool


class Run(NamedTuple):
    """A command on a platform: tried, done, and for some examples what follows when it is done again."""

    first: Mapping[str, Any]
    is_nothing_left: bool
    done: Answer
    is_something_recorded: bool
    acts: list[Act]
    once: Once | None = None


def planned(payload: Mapping[str, Any]) -> list[Act]:
    acts = payload["planned"]
    return [Act(each["kind"], each["effectiveOn"], each["sentence"], each["rule"]["key"]) for each in acts]


def recorded_since(world: World, position: int) -> list[Act]:
    """Returns the entries of the audit trail after a position."""
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


def reused(world: World, command: str, asked: dict[str, object], by: UUID) -> str:
    """The code when a command comes with another demand than the first time."""
    other = OTHERS.get(command, {"effectiveOn": YESTERDAY.isoformat()})
    return world.ask(command, {**asked, **other}, by).code


def ran(world: World, command: str, example: Example, *, is_repeated: bool) -> Run:
    before, position = world.recorded(), head(world)
    asked = example.asked if command in WITHOUT_ID else {**example.asked, "commandId": str(uuid4())}
    run_is_tried = command not in WITHOUT

    first = tried(world, command, Example(asked, example.by)) if run_is_tried else {}
    left = world.recorded()
    done = world.ask(command, asked, example.by)
    after, acts = world.recorded(), recorded_since(world, position)
    run = Run(first, left == before, done, before != after, acts)
    if not is_repeated:
        return run
    repeated = [world.ask(command, asked, example.by, compiled=compiled) for compiled in (True, False)]
    again = tried(world, command, Example(asked, example.by)) if run_is_tried else {}
    code = "" if command in WITHOUT_ID else reused(world, command, asked, example.by)
    return run._replace(once=Once(repeated, again, code, world.recorded() == after))


def is_accepted(run: Run) -> bool:
    return not run.done.code and not run.first.get("userErrors")


@pytest.fixture(scope="module")
def runs(every: dict[str, list[Example]], copying: Copying) -> Iterator[Callable[[str], list[Run]]]:
    """Runs the examples of a command once, for the two tests that look at them."""
    with ExitStack() as opened:
        copy = SharedCopy(copying, opened)

        @cache
        def of_command(command: str) -> list[Run]:
            return [
                copy.run(partial(ran, command=command, example=each, is_repeated=nth < REPEATED), is_accepted)
                for nth, each in enumerate(every[command])
            ]

        yield of_command


@every_command
def test_an_example_is_done_and_its_command_acts_once(command: str, runs: Callable[[str], list[Run]]) -> None:
    for run in runs(command):
        assert (run.done.code, run.done.message) == ("", "")
        assert run.is_something_recorded
        if run.once:
            assert [each.body for each in run.once.repeated] == [run.done.body] * 2
            assert run.once.reused == REUSED.get(command, "COMMAND_REUSED")
            assert run.once.is_done_once


@pytest.mark.parametrize("command", sorted(set(mutations()) - WITHOUT))
def test_a_dry_run_leaves_nothing_and_says_what_the_command_records(
    command: str, runs: Callable[[str], list[Run]]
) -> None:
    for run in runs(command):
        assert run.is_nothing_left
        assert (run.first["userErrors"], run.first["position"]) == ([], None)
        assert planned(run.first) == run.acts != []
        assert run.first["consequences"]["hiddenEvents"] == 0
        if run.once:
            assert (run.once.again["planned"], run.once.again["userErrors"]) == ([], [])
