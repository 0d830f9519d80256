"""Names of pôles and numbers of operators that are taken, freed, and taken again, on a real ledger."""

import pytest

from efe_domain.operator.events import OperatorKind
from efe_domain.operator.refusals import AlreadyRegistered
from efe_domain.pole.refusals import NameTaken
from efe_domain.shared.bassins import Bassin
from efe_domain.shared.days import TooEarly
from efe_domain.shared.errors import NotFound
from efe_domain.shared.ids import NumberScheme, operator_id, pole_id
from tests.domain.given import HEATING, TODAY, YESTERDAY
from tests.infra.commands.stage import COORDINATOR, SPARE, TRAINING, Stage, by, last_position


def test_the_new_name_is_taken_and_the_old_one_is_free(stage: Stage) -> None:
    platform = stage.platform
    with by(COORDINATOR):
        platform.rename_pole(stage.formed, "Chaleur")
        before = last_position(platform)

        with pytest.raises(NameTaken):
            platform.create_pole("liege", HEATING, "CHALEUR !")
        with pytest.raises(TooEarly):
            platform.create_pole("liege", HEATING, "Chauffage", on=YESTERDAY)
        assert last_position(platform) == before
        another = platform.create_pole("liege", HEATING, "Chauffage").entity
        with pytest.raises(NameTaken):
            platform.rename_pole(another, "Chaleur")
        with pytest.raises(NameTaken):
            platform.rename_pole(stage.formed, "Chauffage")

    assert another == pole_id(Bassin.LIEGE, HEATING, "Chauffage", 2)


def test_a_pole_takes_its_first_name_again(stage: Stage) -> None:
    platform = stage.platform
    with by(COORDINATOR):
        for name in ("Chaleur", "Chauffage", "Chaleur", "CHALEUR"):
            platform.rename_pole(stage.formed, name)

        with pytest.raises(NameTaken):
            platform.create_pole("liege", HEATING, "Chaleur")
        created = platform.create_pole("liege", HEATING, "Chauffage").entity

    assert created != stage.formed


def test_a_dissolved_pole_leaves_the_name_that_it_was_given(stage: Stage) -> None:
    platform = stage.platform
    with by(COORDINATOR):
        platform.rename_pole(stage.formed, "Chaleur")
        platform.dissolve_pole(stage.formed, "Fin.")

        created = platform.create_pole("liege", HEATING, "Chaleur").entity

    assert created == pole_id(Bassin.LIEGE, HEATING, "Chaleur", 2)


def test_a_reserved_name_is_no_pole_on_which_to_act(stage: Stage) -> None:
    with by(COORDINATOR):
        stage.platform.rename_pole(stage.formed, "Chaleur")
        with pytest.raises(NotFound):
            stage.platform.dissolve_pole(pole_id(Bassin.LIEGE, HEATING, "Chaleur", 1), "Fin.")
        stage.platform.renumber_operator("liege", TRAINING, NumberScheme.FASE, "6")
        with pytest.raises(NotFound):
            stage.platform.rename_operator("liege", operator_id(NumberScheme.FASE, "6"), "École")


def test_neither_the_new_number_nor_the_old_one_is_given_to_another(stage: Stage) -> None:
    platform = stage.platform
    with by(COORDINATOR):
        platform.renumber_operator("liege", TRAINING, NumberScheme.FASE, "6")
        platform.renumber_operator("liege", TRAINING, NumberScheme.FASE, "7")

        for number in ("6", "07"):
            with pytest.raises(AlreadyRegistered):
                platform.register_operator("liege", NumberScheme.FASE, number, "École", OperatorKind.CEFA)
            with pytest.raises(AlreadyRegistered):
                platform.renumber_operator("liege", SPARE, NumberScheme.FASE, number)
        again = platform.renumber_operator("liege", TRAINING, NumberScheme.FASE, "6", on=TODAY)

    assert again.entity == TRAINING
