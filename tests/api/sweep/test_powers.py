"""Every mutation as every standing, and the answer to accounts without the right."""

import json
import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from typing import Any
from uuid import UUID

import pytest
from anyio.from_thread import BlockingPortal

from efe_domain.access.grants import Role
from efe_domain.access.powers import Standing
from efe_domain.platform import Platform
from efe_graphql.contract.permissions import mutations_of
from efe_infra.ledger.factory import ledger_env
from efe_infra.postgres.database import Database
from tests.api.isolation.sight import ANY_UUID
from tests.api.sweep.examples import Example, some
from tests.api.sweep.fields import OPEN_TO_ALL, filled, input_type, mutations, put
from tests.api.sweep.peopled import MEETING_OF_THE_POLE, people
from tests.api.sweep.prepared import Prepared
from tests.api.sweep.variants import UNKNOWN
from tests.api.sweep.world import Answer, World, catch_up, opened
from tests.conftest import Cloning
from tests.domain.given import TODAY, TOMORROW
from tests.infra.commands.stage import ADMINISTRATOR, COORDINATOR, COORDINATOR_OF_NAMUR
from tests.infra.commands.stage import by as recorded_by

type Every = dict[str, list[Example]]

DONE = {"", "VERSION_CONFLICT"}
"""Every command names a version that nothing has: who may do it is told so, and nothing is recorded."""
NOT_THEIRS = {"FORBIDDEN", "NOT_FOUND"}
SECOND_PERSONS = ("confirmFact", "confirmRectification", "confirmWithdrawal")
"""Confirmations of an administrator only where no coordinator is independent; the prepared Instance has one."""
FIRST_ONLY = {"invitePerson": "FIRST_COORDINATOR_ONLY"}
"""Of an administrator only where no coordinator is; the prepared Instance has some."""
COMMON = {"registerPerson", "inviteAccount"}
"""Done by the coordinators of any Instance: the vault is common to them."""
SOMEBODY = "Zoé Vanderborght0"
every_command = pytest.mark.parametrize("command", [each for each in mutations() if each not in OPEN_TO_ALL])


@pytest.fixture(scope="module")
def standings(peopled: tuple[World, Mapping[Standing, tuple[UUID, ...]]]) -> Mapping[Standing, tuple[UUID, ...]]:
    return peopled[1]


@pytest.fixture(scope="module")
def world(peopled: tuple[World, Mapping[Standing, tuple[UUID, ...]]]) -> World:
    return peopled[0]


@pytest.fixture(scope="module")
def peopled(
    cloning: Cloning, prepared_database: Database, prepared: Prepared, portal: BlockingPortal
) -> Iterator[tuple[World, Mapping[Standing, tuple[UUID, ...]]]]:
    with cloning(prepared_database) as database:
        accounts = people(database, prepared)
        with opened(database, portal) as running:
            yield running, accounts


@pytest.fixture(scope="module")
def alone(
    cloning: Cloning, prepared_database: Database, prepared: Prepared, portal: BlockingPortal
) -> Iterator[World]:
    """A copy whose Instance has one coordinator left: the one that proposed what is to confirm."""
    with cloning(prepared_database) as database:
        with Platform(env=ledger_env(database)) as platform, recorded_by(ADMINISTRATOR):
            platform.revoke_access("liege", COORDINATOR, Role.COORDINATOR, on=TODAY)
        catch_up(database)
        with opened(database, portal) as running:
            yield running


def in_the_pole(asked: dict[str, Any], it: Prepared) -> dict[str, Any]:
    """The same of a meeting and of an opinion that are of the pôle."""
    moved = re.sub(r"\bMeeting:[^\"]+", f"Meeting:{MEETING_OF_THE_POLE}", json.dumps(asked))
    found: dict[str, Any] = json.loads(re.sub(r"Opinion:[^\"]+", f"Opinion:{it.opinion_of_pole}", moved))
    return found


def versioned(command: str, asked: dict[str, Any]) -> dict[str, Any]:
    return {**asked, "expectedVersion": 999} if "expectedVersion" in input_type(command).fields else asked


@every_command
def test_a_command_is_open_to_those_for_whom_the_table_has_it(
    command: str, every: Every, prepared: Prepared, world: World, standings: Mapping[Standing, tuple[UUID, ...]]
) -> None:
    asked = [each.asked for each in some(every[command])]
    asked += [moved for each in asked if (moved := in_the_pole(each, prepared)) != each]

    codes = {
        standing: {world.ask(command, versioned(command, each), by).code for each in asked for by in accounts}
        for standing, accounts in standings.items()
    }

    assert {standing for standing, found in codes.items() if found & DONE} == {
        standing
        for standing in Standing
        if command in mutations_of(standing)
        and not (standing is Standing.ADMINISTRATOR and command in {*SECOND_PERSONS, *FIRST_ONLY})
    }
    refused = {FIRST_ONLY[command]} if command in FIRST_ONLY else set()
    assert {code for found in codes.values() for code in found} <= DONE | NOT_THEIRS | refused


@pytest.mark.parametrize("command", SECOND_PERSONS)
def test_an_administrator_confirms_only_where_no_coordinator_is_independent(
    command: str, every: Every, world: World, alone: World
) -> None:
    asked = [versioned(command, each.asked) for each in every[command]]

    assert command in mutations_of(Standing.ADMINISTRATOR)
    assert {world.ask(command, each, ADMINISTRATOR).code for each in asked} <= NOT_THEIRS
    assert {alone.ask(command, each, ADMINISTRATOR).code for each in asked} == {"VERSION_CONFLICT"}


def test_the_table_names_mutations_only() -> None:
    named = {command for standing in Standing for command in mutations_of(standing)}

    assert named == {*mutations()} - OPEN_TO_ALL


def masked(answer: Answer) -> tuple[str, str]:
    return answer.code, ANY_UUID.sub("…", answer.message)


def outsiders(
    command: str, example: Example, it: Prepared, standings: Mapping[Standing, tuple[UUID, ...]]
) -> Iterator[UUID]:
    """An account without any role, a coordinator of another bassin, and whoever has no such power anywhere."""
    yield it.stranger
    if command not in COMMON:
        yield COORDINATOR if example.by == COORDINATOR_OF_NAMUR else COORDINATOR_OF_NAMUR
    for standing, accounts in standings.items():
        if command not in mutations_of(standing):
            yield from accounts


def probe(command: str, example: Example) -> dict[str, Any]:
    """Returns a command with all that is refused for another reason to accounts with the right.

    A check before that of the right would refuse one of these faults, whichever it looks for.
    """
    asked = versioned(command, example.asked)
    for field in filled(input_type(command), example.asked):
        if field.kind == "String":
            asked = put(asked, field.path, SOMEBODY)
    return {**asked, "effectiveOn": TOMORROW.isoformat()} if "effectiveOn" in input_type(command).fields else asked


def unknown(command: str, example: Example, turn: int, turns: int) -> Iterator[tuple[str, dict[str, Any]]]:
    """Yields an unknown id in each field whose turn it is."""
    ids = [each for each in filled(input_type(command), example.asked) if each.kind == "ID"]
    for field in ids[turn::turns]:
        yield field.name, put(example.asked, field.path, ANY_UUID.sub(str(UNKNOWN), field.value, count=1))


@every_command
def test_who_may_not_is_told_nothing_but_that(
    command: str, every: Every, prepared: Prepared, world: World, standings: Mapping[Standing, tuple[UUID, ...]]
) -> None:
    """Accounts that are refused in the same words take turns with the unknown ids: one check refused them."""
    before, faults = world.recorded(), []
    for example in some(every[command]):
        probing, alike = probe(command, example), defaultdict[tuple[str, str], list[UUID]](list)
        for by in dict.fromkeys(outsiders(command, example, prepared, standings)):
            refused, told = (masked(world.ask(command, asked, by)) for asked in (example.asked, probing))
            alike[refused].append(by)
            faults += [("probe", by, told, refused)] if told != refused else []
            faults += [("may", by, refused, refused)] if refused[0] not in NOT_THEIRS else []
        for refused, accounts in alike.items():
            for turn, by in enumerate(accounts):
                for what, asked in unknown(command, example, turn, len(accounts)):
                    answer = masked(world.ask(command, asked, by))
                    visible = refused[0] == "FORBIDDEN" and answer[0] == "NOT_FOUND"
                    faults += [(what, by, answer, refused)] if answer != refused and not visible else []

    assert not faults, faults
    assert world.recorded() == before
