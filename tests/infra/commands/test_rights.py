"""Rights to commands, on the day of recording."""

from datetime import timedelta
from uuid import UUID

import pytest

from efe_domain.access.grants import Role
from efe_domain.access.powers import RULES
from efe_domain.commands.authorization import coordinating
from efe_domain.commands.handler import CommandResult, UseCases, use_case
from efe_domain.instance.instance import InstanceBassin
from efe_domain.law.rules import Rule
from efe_domain.platform import Platform
from efe_domain.shared.bassins import Bassin
from efe_domain.shared.command_context import SYSTEM_CLI
from efe_domain.shared.errors import Forbidden, NotFound
from efe_domain.shared.ids import instance_id
from tests.domain.given import TODAY, TOMORROW, WOOD, YESTERDAY, some_id
from tests.infra.commands.every_command import COMMANDS, EVERYBODY, use_cases, who_may
from tests.infra.commands.shared_stage import SharedStage
from tests.infra.commands.stage import (
    ADMINISTRATOR,
    COORDINATOR,
    COORDINATOR_OF_NAMUR,
    NOBODY,
    TRAINING,
    Stage,
    an_open_house,
    by,
    events_of,
    last_position,
)

CHAMBER = some_id("chamber")


class Untouched:
    """Check of the interface that passes, as for an account with the right."""

    def __call__(self) -> None:
        raise AssertionError("checked before it was known who may")


@use_case
def open_wide(uow: UseCases) -> CommandResult:
    """Records without asking for a right."""
    instance = uow.target(uow.load(InstanceBassin, instance_id(Bassin.VERVIERS)))
    instance.establish(Bassin.VERVIERS, on=TODAY)
    return uow.record(instance)


@use_case
def unlisted(uow: UseCases) -> CommandResult:
    """Asks for a right that the table of powers does not have."""
    instance = uow.target(coordinating(uow, "liege"))
    instance.identify_axis(WOOD, on=TODAY)
    return uow.record(instance)


def test_every_command_of_the_platform_is_tried_here() -> None:
    assert use_cases() == set(COMMANDS)


@pytest.mark.parametrize("command", COMMANDS)
def test_who_may_not_is_refused_and_nothing_is_recorded(still_stage: Stage, command: str) -> None:
    before = last_position(still_stage.platform)

    for actor in set(EVERYBODY) - set(who_may(command)):
        with by(str(actor), expected_version=999, check=Untouched()), pytest.raises(Forbidden):
            COMMANDS[command](still_stage)

    assert last_position(still_stage.platform) == before


@pytest.mark.parametrize(
    ("command", "actor"), [(command, actor) for command in COMMANDS for actor in who_may(command)], ids=str
)
def test_who_may_does_it_in_their_own_name_by_the_rule_of_what_is_recorded(
    shared_stage: SharedStage, command: str, actor: UUID | str
) -> None:
    command_id = some_id(f"{command} {actor}")

    with by(actor, command_id=command_id):
        stage, (before, outcome) = shared_stage.run(lambda it: (last_position(it.platform), COMMANDS[command](it)))

    recorded = events_of(stage.platform, after=before)
    assert recorded
    assert outcome.position == before + len(recorded)
    assert outcome.entity in {event.originator_id for event in recorded}
    known = {"actor": str(actor), "command_id": str(command_id)}
    assert all(event.metadata.items() >= known.items() for event in recorded)
    assert RULES[command] in {recorded[0].RULE, recorded[0].rule}  # some events say it of their own subject


def test_a_command_for_which_no_right_was_asked_is_not_recorded(platform: Platform) -> None:
    an_open_house(platform)
    before = last_position(platform)

    with by(ADMINISTRATOR), pytest.raises(Forbidden):
        open_wide(platform)

    assert last_position(platform) == before


def test_a_command_that_the_table_of_powers_does_not_have_is_open_to_nobody(platform: Platform) -> None:
    an_open_house(platform)
    before = last_position(platform)

    for actor in (COORDINATOR, ADMINISTRATOR, SYSTEM_CLI):
        with by(actor), pytest.raises(Forbidden):
            unlisted(platform)

    assert last_position(platform) == before


def test_a_revocation_bites_at_once(platform: Platform) -> None:
    an_open_house(platform)
    with by(ADMINISTRATOR):
        revoked = platform.revoke_access("liege", COORDINATOR, Role.COORDINATOR)

    with by(COORDINATOR), pytest.raises(Forbidden):
        platform.set_up_body("liege", CHAMBER, "Chambre", Rule.M6)

    assert last_position(platform) == revoked.position


def test_a_revoked_account_records_nothing_of_the_time_when_it_might(platform: Platform) -> None:
    an_open_house(platform)
    with by(ADMINISTRATOR):
        revoked = platform.revoke_access("liege", COORDINATOR, Role.COORDINATOR)

    with by(COORDINATOR), pytest.raises(Forbidden):
        platform.set_up_body("liege", CHAMBER, "Chambre", Rule.M6, on=YESTERDAY)

    assert last_position(platform) == revoked.position


def test_a_new_coordinator_records_what_was_before_it(platform: Platform) -> None:
    an_open_house(platform)
    with by(COORDINATOR):
        platform.grant_access("liege", NOBODY, Role.COORDINATOR)

    with by(NOBODY):
        platform.set_up_body("liege", CHAMBER, "Chambre", Rule.M6, on=YESTERDAY)

    assert events_of(platform)[-1].metadata == {"actor": str(NOBODY)}


def test_a_role_granted_again_is_held_again(platform: Platform) -> None:
    an_open_house(platform)
    with by(SYSTEM_CLI):
        platform.revoke_access("liege", COORDINATOR, Role.COORDINATOR)
        platform.grant_access("liege", COORDINATOR, Role.COORDINATOR)

    with by(COORDINATOR):
        platform.identify_axis("liege", WOOD)

    assert events_of(platform)[-1].metadata == {"actor": str(COORDINATOR)}


def test_a_revocation_recorded_late_counts_from_its_day(platform: Platform) -> None:
    an_open_house(platform)
    with by(ADMINISTRATOR, today=TOMORROW):
        platform.revoke_access("liege", COORDINATOR, Role.COORDINATOR, on=TODAY)

    with by(COORDINATOR, today=TODAY), pytest.raises(Forbidden):
        platform.identify_axis("liege", WOOD)
    with by(COORDINATOR, today=YESTERDAY):
        platform.identify_axis("liege", WOOD)

    assert events_of(platform)[-1].metadata == {"actor": str(COORDINATOR)}


def test_a_grant_does_not_count_before_its_day(platform: Platform) -> None:
    an_open_house(platform)

    with by(COORDINATOR, today=YESTERDAY - timedelta(1)), pytest.raises(Forbidden):
        platform.identify_axis("liege", WOOD)


def test_a_coordinator_of_namur_does_nothing_to_a_pole_of_liege(stage: Stage) -> None:
    before = last_position(stage.platform)

    with by(COORDINATOR_OF_NAMUR), pytest.raises(Forbidden, match="Liège"):
        stage.platform.dissolve_pole(stage.formed, "Fin.")

    assert last_position(stage.platform) == before


def test_the_register_of_operators_is_kept_by_the_coordinators_of_all_instances(stage: Stage) -> None:
    with by(COORDINATOR_OF_NAMUR):
        kept = stage.platform.recognise_competence("namur", TRAINING, WOOD)

    assert kept.position == last_position(stage.platform)


def test_nobody_acts_in_an_instance_that_is_not_established(platform: Platform) -> None:
    an_open_house(platform)
    before = last_position(platform)

    with by(ADMINISTRATOR), pytest.raises(NotFound):
        platform.grant_access("verviers", NOBODY, Role.COORDINATOR)

    assert last_position(platform) == before


def test_an_administrator_that_is_revoked_administers_no_more(platform: Platform) -> None:
    an_open_house(platform)
    with by(ADMINISTRATOR):
        platform.revoke_platform_access(ADMINISTRATOR, Role.ADMINISTRATOR)

    with by(ADMINISTRATOR), pytest.raises(Forbidden):
        platform.grant_platform_access(ADMINISTRATOR, Role.ADMINISTRATOR)
    with by(SYSTEM_CLI):
        platform.grant_platform_access(ADMINISTRATOR, Role.ADMINISTRATOR)

    assert events_of(platform)[-1].metadata == {"actor": SYSTEM_CLI}
