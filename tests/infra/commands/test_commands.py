"""A command is carried out once; a client that names a version decides on no other."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from uuid import UUID

import pytest

from efe_domain.access.grants import Role
from efe_domain.commands.handler import CommandResult
from efe_domain.platform import Platform
from efe_domain.pole.refusals import AlreadyConstituted
from efe_domain.shared.errors import CommandReused, DomainError, Forbidden, VersionConflict
from tests.domain.given import HEATING, TOMORROW, WOOD, some_id
from tests.infra.commands.conftest import Opening
from tests.infra.commands.every_command import COMMANDS, who_may
from tests.infra.commands.shared_stage import SharedStage
from tests.infra.commands.stage import (
    COORDINATOR,
    NOBODY,
    TRAINING,
    Stage,
    an_open_house,
    by,
    events_of,
    last_position,
)

COMMAND = some_id("command")

REPEATED_AT_WILL = {"record_reminder", "draft_themes", "amend_person", "purge_document"}
"""A provider is reminded, words of a person are amended and a document purged as often as needed; lists of themes are
drafted at will.
"""


def version_of(entity: UUID, platform: Platform) -> int:
    return max(event.originator_version for event in events_of(platform) if event.originator_id == entity)


def test_a_command_repeated_gives_the_first_outcome_and_records_nothing(stage: Stage) -> None:
    with by(COORDINATOR, command_id=COMMAND):
        first = stage.platform.end_membership(stage.constituted, TRAINING, "Départ.")
    with by(COORDINATOR):
        stage.platform.agree_modalities(stage.constituted, 3)
    before = last_position(stage.platform)

    with by(COORDINATOR, today=TOMORROW, command_id=COMMAND):
        again = stage.platform.end_membership(stage.constituted, TRAINING, "Départ.")

    assert again == CommandResult(first.entity, first.position, repeated=True)
    assert last_position(stage.platform) == before


def test_the_outcome_of_a_repeated_creation_is_the_pole_that_it_created(stage: Stage) -> None:
    with by(COORDINATOR, command_id=COMMAND):
        first = stage.platform.create_pole("liege", HEATING, "Autre")
    with by(COORDINATOR):
        stage.platform.dissolve_pole(first.entity, "Fin.")
        second = stage.platform.create_pole("liege", HEATING, "Autre")

    with by(COORDINATOR, command_id=COMMAND):
        again = stage.platform.create_pole("liege", HEATING, "Autre")

    assert again.entity == first.entity != second.entity


def test_a_command_does_not_serve_for_another_demand(stage: Stage) -> None:
    with by(COORDINATOR, command_id=COMMAND):
        stage.platform.agree_modalities(stage.formed, 3)
    before = last_position(stage.platform)

    with by(COORDINATOR, command_id=COMMAND), pytest.raises(CommandReused):
        stage.platform.agree_modalities(stage.formed, 4)
    with by(COORDINATOR, command_id=COMMAND), pytest.raises(CommandReused):
        stage.platform.agree_modalities(stage.constituted, 3)
    with by(COORDINATOR, command_id=COMMAND), pytest.raises(CommandReused):
        stage.platform.constitute_pole(stage.formed)

    assert last_position(stage.platform) == before


def test_a_command_does_not_serve_for_another_account(stage: Stage) -> None:
    with by(COORDINATOR):
        stage.platform.grant_access("liege", NOBODY, Role.COORDINATOR)
    with by(COORDINATOR, command_id=COMMAND):
        stage.platform.agree_modalities(stage.formed, 3)
    before = last_position(stage.platform)

    with by(NOBODY, command_id=COMMAND), pytest.raises(CommandReused):
        stage.platform.agree_modalities(stage.formed, 4)

    assert last_position(stage.platform) == before


def test_who_may_not_do_the_command_does_not_learn_that_its_command_was_used(stage: Stage) -> None:
    with by(COORDINATOR, command_id=COMMAND):
        stage.platform.agree_modalities(stage.formed, 3)
    before = last_position(stage.platform)

    with by(NOBODY, command_id=COMMAND), pytest.raises(Forbidden):
        stage.platform.agree_modalities(stage.formed, 3)

    assert last_position(stage.platform) == before


def test_a_command_that_was_refused_may_be_tried_again(stage: Stage) -> None:
    with by(COORDINATOR, command_id=COMMAND), pytest.raises(AlreadyConstituted):
        stage.platform.constitute_pole(stage.constituted)
    before = last_position(stage.platform)

    with by(COORDINATOR, command_id=COMMAND):
        stage.platform.constitute_pole(stage.formed)

    assert last_position(stage.platform) == before + 1


def test_a_command_sent_many_times_at_once_is_carried_out_once(platform: Platform, opening: Opening) -> None:
    an_open_house(platform)
    before = last_position(platform)
    platforms = [platform, opening(Platform)] * 4
    barrier = Barrier(len(platforms))

    def ask(other_platform: Platform) -> CommandResult:
        with by(COORDINATOR, command_id=COMMAND):
            barrier.wait()
            return other_platform.identify_axis("liege", WOOD)

    with ThreadPoolExecutor(len(platforms)) as threads:
        outcomes = list(threads.map(ask, platforms))

    assert last_position(platform) == before + 1
    assert {(outcome.entity, outcome.position) for outcome in outcomes} == {
        (events_of(platform)[-1].originator_id, before + 1)
    }
    assert [outcome.repeated for outcome in outcomes].count(False) == 1


def test_a_client_that_knows_the_version_is_heard(stage: Stage) -> None:
    version = version_of(stage.constituted, stage.platform)
    before = last_position(stage.platform)

    with by(COORDINATOR, expected_version=version):
        stage.platform.agree_modalities(stage.constituted, 3)

    assert last_position(stage.platform) == before + 1


def test_a_client_that_creates_expects_version_0(stage: Stage) -> None:
    with by(COORDINATOR, expected_version=0):
        created = stage.platform.create_pole("liege", HEATING, "Autre")

    assert created.position == last_position(stage.platform)


def test_a_client_that_knows_another_version_is_told_the_one_of_now(stage: Stage) -> None:
    version = version_of(stage.constituted, stage.platform)
    before = last_position(stage.platform)

    with by(COORDINATOR, expected_version=version - 1), pytest.raises(VersionConflict) as conflict:
        stage.platform.agree_modalities(stage.constituted, 3)

    assert conflict.value.current_version == version
    assert last_position(stage.platform) == before


@pytest.mark.parametrize("command", COMMANDS)
def test_a_command_done_again_or_on_an_unknown_version_is_refused_by_name(
    shared_stage: SharedStage, command: str
) -> None:
    actor = who_may(command)[0]
    with by(actor):
        stage, done = shared_stage.run(COMMANDS[command])

    with by(actor, expected_version=1_000), pytest.raises(VersionConflict):
        COMMANDS[command](stage)
    if command not in REPEATED_AT_WILL:
        with by(actor), pytest.raises(DomainError):
            COMMANDS[command](stage)

    assert last_position(stage.platform) == done.position
