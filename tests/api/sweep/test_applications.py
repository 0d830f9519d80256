"""Every command by an application: it writes nothing of persons, and does all else that its account may do."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from functools import cache, partial
from typing import Final, NamedTuple

import pytest

from efe_domain.access.powers import opens_to_applications
from efe_graphql.contract.permissions import command_behind
from efe_graphql.mutations import mutation
from tests.api.named_accounts import BY_SERVICE, BY_TOKEN
from tests.api.sweep.conftest import Copying
from tests.api.sweep.dry_runs import WITHOUT
from tests.api.sweep.examples import Example, some
from tests.api.sweep.fields import mutations
from tests.api.sweep.shared_copy import SharedCopy
from tests.api.sweep.world import World

type Every = dict[str, list[Example]]

APPLICATIONS: Final = (BY_TOKEN, BY_SERVICE)
OF_DOCUMENTS: Final = ("document", "deposit")
"""Tables of the vault with what a token may deposit, and no person."""
TABLES: Final = """
    select quote_ident(schemaname) || '.' || quote_ident(tablename) from pg_tables
    where schemaname in ('vault', 'console', 'notices', 'hooks') and tablename <> all(%s) order by 1
"""


class Run(NamedTuple):
    """A command: by a token that may write, then, if it is refused, by a service account and by a person.

    `has_written_by` are those of them after whose command the tables of persons had other rows.
    """

    codes: dict[str, str]
    has_written_by: frozenset[str]


def persons(world: World) -> list[str]:
    """Every row of the tables on persons, as the catalogue of the database lists these."""
    tables = world.kept.execute(TABLES, [list(OF_DOCUMENTS)]).fetchall()
    return [
        str(row)
        for [table] in tables
        for row in world.kept.execute(f"select row::text from {table} as row order by 1").fetchall()
    ]


def ran(world: World, command: str, example: Example) -> Run:
    codes, has_written_by, before = dict[str, str](), set[str](), persons(world)
    attempts = [(means or "person", means, False) for means in (*APPLICATIONS, "")]
    dry_attempts = [("dry run by token", BY_TOKEN, True)] if command not in WITHOUT else []
    for name, means, is_dry in (*dry_attempts, *attempts):
        asked = {**example.asked, "dryRun": True} if is_dry else example.asked
        codes[name] = world.ask(command, asked, example.by, means=means).code
        after = persons(world)
        has_written_by |= {name} if after != before else set()
        if not (codes[name] or is_dry):
            break
    return Run(codes, frozenset(has_written_by))


@pytest.fixture(scope="module")
def runs(every: Every, copying: Copying) -> Iterator[Callable[[str], list[Run]]]:
    with ExitStack() as opened:
        copy = SharedCopy(copying, opened)

        @cache
        def of_command(command: str) -> list[Run]:
            act = [partial(ran, command=command, example=each) for each in some(every[command])]
            return [copy.run(each, lambda run: "" in run.codes.values()) for each in act]

        yield of_command


@pytest.mark.parametrize("command", mutations())
def test_an_application_writes_no_person_and_does_all_else(command: str, runs: Callable[[str], list[Run]]) -> None:
    is_open = opens_to_applications(command_behind(command))

    for run in runs(command):
        writes_persons = bool(run.has_written_by)
        assert run.has_written_by <= {"person"}
        applications = {code for name, code in run.codes.items() if name != "person"}
        assert applications == ({""} if is_open and not writes_persons else {"FORBIDDEN"})


def test_what_writes_persons_is_found(runs: Callable[[str], list[Run]]) -> None:
    writing = {command for command in mutations() if any("person" in run.has_written_by for run in runs(command))}

    assert {"registerPerson", "composePole", "invitePerson", "linkAccount", "amendPerson"} <= writing


def test_words_for_the_vault_that_a_command_hides_are_not_written(
    every: Every, copying: Copying, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The writer of the vault refuses an application too, whatever an input declares."""
    monkeypatch.setattr(mutation, "names_persons", lambda _: False)
    [example] = [each for each in every["composePole"] if "newPerson" in str(each.asked)]

    with copying() as world:
        before = persons(world)
        codes = {world.ask("composePole", example.asked, example.by, means=each).code for each in APPLICATIONS}

        assert (codes, persons(world)) == ({"FORBIDDEN"}, before)
