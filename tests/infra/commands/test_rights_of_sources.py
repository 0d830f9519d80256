"""Rights of an account by what it acts through: a token, a service, a narrowed token, or a line of a file."""

from typing import Any

import pytest

from efe_domain.access.person import ForgettingReason
from efe_domain.access.powers import RESERVED_TO_PERSONS
from efe_domain.law.rules import Rule
from efe_domain.pole.refusals import CoordinatorRepresents
from efe_domain.shared.command_context import SYSTEM_CLI
from efe_domain.shared.errors import Forbidden
from tests.domain.given import NOTE, some_id
from tests.infra.commands.every_command import ADMINISTERING, COMMANDS, GRANTING, who_may
from tests.infra.commands.stage import (
    ADMINISTRATOR,
    COORDINATOR,
    COORDINATOR_OF_NAMUR,
    NOBODY,
    TRAINING,
    Stage,
    by,
    last_position,
)

HOMES = {COORDINATOR: "liege", COORDINATOR_OF_NAMUR: "namur"}
MARIE = some_id("marie")
FILE = "ab" * 32
PERSON_OF_COORDINATOR = some_id("person of the coordinator")
RESERVED = [command for command in COMMANDS if command in RESERVED_TO_PERSONS]
COORDINATED = [command for command in COMMANDS if {*who_may(command)} & {*HOMES}]


def refused(stage: Stage, command: str, actor: Any, **known: Any) -> None:
    before = last_position(stage.platform)

    with by(actor, **known), pytest.raises(Forbidden):
        COMMANDS[command](stage)

    assert last_position(stage.platform) == before


@pytest.mark.parametrize("command", RESERVED)
def test_an_application_does_nothing_that_is_reserved_to_persons(still_stage: Stage, command: str) -> None:
    for actor in set(who_may(command)) - {SYSTEM_CLI}:
        refused(still_stage, command, actor, is_application=True)


@pytest.mark.parametrize("command", COORDINATED)
def test_a_coordinator_that_a_token_narrows_to_another_instance_does_nothing(
    still_stage: Stage, command: str
) -> None:
    for actor in set(who_may(command)) & {*HOMES}:
        others = frozenset(HOMES.values()) - {HOMES[actor]}  # type: ignore[index]
        refused(still_stage, command, actor, is_application=True, coordinates_in=others)
        refused(still_stage, command, actor, is_application=True, coordinates_in=frozenset())


def test_a_coordinator_that_a_token_narrows_to_its_instance_does_its_commands(stage: Stage) -> None:
    for narrowed_to in (frozenset({"liege"}), frozenset({"liege", "namur"})):
        with by(COORDINATOR, is_application=True, coordinates_in=narrowed_to):
            name = f"Chambre {len(narrowed_to)}"
            stage.platform.set_up_body("liege", some_id(name), name, Rule.M7)


@pytest.mark.parametrize("command", sorted({*ADMINISTERING, *GRANTING} & {*COMMANDS}))
def test_an_administrator_that_a_file_names_administers_nothing(still_stage: Stage, command: str) -> None:
    refused(still_stage, command, ADMINISTRATOR, reprise=FILE)


def test_a_coordinator_is_the_representative_of_no_member_but_in_a_file(stage: Stage) -> None:
    def name(**known: Any) -> None:
        with by(COORDINATOR, person=PERSON_OF_COORDINATOR, **known):
            stage.platform.replace_representative(
                stage.constituted, TRAINING, representative=PERSON_OF_COORDINATOR, document=NOTE
            )

    before = last_position(stage.platform)
    with pytest.raises(CoordinatorRepresents):
        name()
    assert last_position(stage.platform) == before
    name(reprise=FILE)

    assert last_position(stage.platform) > before


def submit(stage: Stage, **known: Any) -> None:
    with by(NOBODY, **known):
        stage.platform.submit_project(stage.projects.carried)


@pytest.mark.parametrize(
    "known",
    [
        {"person": MARIE, "is_application": True},
        {"person": MARIE, "reprise": FILE},
        {"person": some_id("stranger")},
        {"person": None},
    ],
    ids=["application", "file", "stranger", "nobody"],
)
def test_only_a_person_with_its_own_account_speaks_for_a_member(stage: Stage, known: dict[str, Any]) -> None:
    with by(COORDINATOR):
        stage.platform.replace_representative(stage.constituted, TRAINING, representative=MARIE, document=NOTE)
    before = last_position(stage.platform)

    with pytest.raises(Forbidden):
        submit(stage, **known)
    assert last_position(stage.platform) == before
    submit(stage, person=MARIE)

    assert last_position(stage.platform) > before


def test_a_person_that_was_forgotten_speaks_for_no_member(stage: Stage) -> None:
    with by(COORDINATOR):
        stage.platform.replace_representative(stage.constituted, TRAINING, representative=MARIE, document=NOTE)
    with by(ADMINISTRATOR):
        stage.platform.forget_person(MARIE, reason=ForgettingReason.REQUESTED)

    with pytest.raises(Forbidden):
        submit(stage, person=MARIE)


def test_a_person_who_coordinates_with_another_account_speaks_for_no_member(stage: Stage) -> None:
    with by(COORDINATOR):
        stage.platform.replace_representative(stage.constituted, TRAINING, representative=MARIE, document=NOTE)
    before = last_position(stage.platform)

    with pytest.raises(Forbidden):
        submit(stage, person=MARIE, person_of={COORDINATOR: MARIE}.get)
    assert last_position(stage.platform) == before
    submit(stage, person=MARIE, person_of={COORDINATOR_OF_NAMUR: MARIE, COORDINATOR: some_id("other")}.get)

    assert last_position(stage.platform) > before
