"""Another command is recorded between deciding and recording: the decision is taken again."""

import pytest

from efe_domain.access.grants import Role
from efe_domain.commands.handler import MAX_ATTEMPTS, CommandResult
from efe_domain.instance.instance import AxisNotIdentified
from efe_domain.pole.refusals import AlreadyConstituted, CompositionIncomplete, NameTaken, NotCompetent, NotLocal
from efe_domain.shared.bassins import Bassin
from efe_domain.shared.errors import Forbidden, VersionConflict
from efe_domain.shared.ids import pole_id
from tests.domain.given import HEATING, WOOD, some_id
from tests.infra.commands.conftest import Opening
from tests.infra.commands.every_command import LIEGE_CENTRE
from tests.infra.commands.overtaking import Overtaken, OvertakenAtTheDoor, refused
from tests.infra.commands.stage import ADMINISTRATOR, COORDINATOR, SPARE, TRAINING, Stage, by, last_position


def test_a_site_closes_while_its_operator_is_designated(stage: Stage, overtaken: Overtaken) -> None:
    overtaken.rival = lambda: stage.platform.close_site("liege", SPARE, some_id("4"))

    refused(NotLocal, stage, lambda: overtaken.designate_member(stage.formed, SPARE))


def test_a_competence_is_withdrawn_while_its_operator_is_designated(stage: Stage, overtaken: Overtaken) -> None:
    overtaken.rival = lambda: stage.platform.withdraw_competence("liege", SPARE, HEATING.key)

    refused(NotCompetent, stage, lambda: overtaken.designate_member(stage.formed, SPARE))


def test_access_is_revoked_while_its_account_acts(stage: Stage, overtaken: Overtaken) -> None:
    def revoke() -> None:
        with by(ADMINISTRATOR):
            stage.platform.revoke_access("liege", COORDINATOR, Role.COORDINATOR)

    overtaken.rival = revoke

    refused(Forbidden, stage, lambda: overtaken.designate_member(stage.formed, SPARE))


def test_an_administrator_is_revoked_while_it_establishes(stage: Stage, overtaken: Overtaken) -> None:
    before = last_position(stage.platform)
    overtaken.rival = lambda: stage.platform.revoke_platform_access(ADMINISTRATOR, Role.ADMINISTRATOR)

    with by(ADMINISTRATOR), pytest.raises(Forbidden):
        overtaken.establish_instance("verviers")

    assert last_position(stage.platform) == before + 1


def test_an_axis_is_withdrawn_while_a_pole_is_created(stage: Stage, overtaken: Overtaken) -> None:
    overtaken.rival = lambda: stage.platform.withdraw_axis("liege", HEATING.key)

    refused(AxisNotIdentified, stage, lambda: overtaken.create_pole("liege", HEATING, "Autre"))


def test_a_member_leaves_while_its_pole_is_constituted(stage: Stage, overtaken: Overtaken) -> None:
    overtaken.rival = lambda: stage.platform.end_membership(stage.formed, TRAINING, "Départ.")

    refused(CompositionIncomplete, stage, lambda: overtaken.constitute_pole(stage.formed))


def test_a_site_closes_while_a_pole_of_its_operator_is_constituted(stage: Stage, overtaken: Overtaken) -> None:
    overtaken.rival = lambda: stage.platform.close_site("liege", TRAINING, some_id("2"))

    refused(NotLocal, stage, lambda: overtaken.constitute_pole(stage.formed))


def test_two_coordinators_constitute_the_same_pole(stage: Stage, overtaken: Overtaken) -> None:
    overtaken.rival = lambda: stage.platform.constitute_pole(stage.formed)

    refused(AlreadyConstituted, stage, lambda: overtaken.constitute_pole(stage.formed))


def test_two_coordinators_create_the_same_pole(stage: Stage, overtaken: Overtaken) -> None:
    overtaken.rival = lambda: stage.platform.create_pole("liege", HEATING, "Autre")

    refused(NameTaken, stage, lambda: overtaken.create_pole("liege", HEATING, "AUTRE"))


def test_a_pole_is_dissolved_while_its_name_is_asked_for_again(stage: Stage, overtaken: Overtaken) -> None:
    with by(COORDINATOR):
        stage.platform.dissolve_pole(stage.formed, "Fin.")
        overtaken.rival = lambda: stage.platform.create_pole("liege", HEATING, "Chauffage")

        with pytest.raises(NameTaken):
            overtaken.create_pole("liege", HEATING, "Chauffage")

        second = pole_id(Bassin.LIEGE, HEATING, "Chauffage", 2)
        stage.platform.dissolve_pole(second, "Fin.")


def test_a_command_overtaken_by_itself_is_answered_as_it_was(stage: Stage, overtaken: Overtaken) -> None:
    before = last_position(stage.platform)
    overtaken.rival = lambda: stage.platform.constitute_pole(stage.formed)

    with by(COORDINATOR, command_id=some_id("command")):
        outcome = overtaken.constitute_pole(stage.formed)

    assert outcome == CommandResult(stage.formed, before + 1, repeated=True)
    assert last_position(stage.platform) == before + 1


def test_a_command_is_not_refused_because_of_itself(stage: Stage, opening: Opening) -> None:
    before = last_position(stage.platform)
    overtaken = opening(OvertakenAtTheDoor)
    assert isinstance(overtaken, OvertakenAtTheDoor)
    overtaken.rival = lambda: stage.platform.constitute_pole(stage.formed)

    with by(COORDINATOR, command_id=some_id("command")):
        outcome = overtaken.constitute_pole(stage.formed)

    assert outcome == CommandResult(stage.formed, before + 1, repeated=True)
    assert last_position(stage.platform) == before + 1


def test_what_still_holds_is_recorded_after_all(stage: Stage, overtaken: Overtaken) -> None:
    before = last_position(stage.platform)
    overtaken.rival = lambda: stage.platform.recognise_competence("liege", SPARE, WOOD)

    with by(COORDINATOR):
        designated = overtaken.designate_member(stage.formed, SPARE)

    assert designated.position == last_position(stage.platform) == before + 2


def test_another_pole_is_no_rival(stage: Stage, overtaken: Overtaken) -> None:
    overtaken.times = MAX_ATTEMPTS
    overtaken.rival = lambda: stage.platform.evaluate_pole(stage.constituted, (), "Bien.")

    with by(COORDINATOR):
        overtaken.agree_modalities(stage.formed, 3)

    assert overtaken.times == MAX_ATTEMPTS - 1


def test_a_client_that_names_the_version_does_not_decide_on_the_next(stage: Stage, overtaken: Overtaken) -> None:
    overtaken.rival = lambda: stage.platform.agree_modalities(stage.formed, 3)
    before = last_position(stage.platform)

    with by(COORDINATOR):
        version = 4
        with by(COORDINATOR, expected_version=version), pytest.raises(VersionConflict) as conflict:
            overtaken.designate_member(stage.formed, SPARE)

    assert conflict.value.current_version == version + 1
    assert last_position(stage.platform) == before + 1


def test_a_client_that_names_the_version_is_not_troubled_by_what_else_moved(
    stage: Stage, overtaken: Overtaken
) -> None:
    def open_a_site() -> None:
        with by(COORDINATOR):
            stage.platform.open_site("liege", SPARE, some_id("site"), LIEGE_CENTRE)

    overtaken.rival = open_a_site
    before = last_position(stage.platform)

    with by(COORDINATOR, expected_version=4):
        overtaken.designate_member(stage.formed, SPARE)

    assert last_position(stage.platform) == before + 2
