"""Ids that follow from a natural key: the store itself refuses the second of a kind."""

from efe_domain.shared.axis import Axis, AxisCode, AxisKind, CodeSystem
from efe_domain.shared.bassins import Bassin
from efe_domain.shared.ids import REGISTER, NumberScheme, instance_id, operator_id, pole_id
from tests.domain.given import HEATING, WOOD


def test_what_names_the_same_has_the_same_id() -> None:
    shouted = Axis(HEATING.kind, HEATING.label.upper(), (AxisCode(CodeSystem.REM, "F1603"),))

    assert pole_id(Bassin.LIEGE, HEATING, "Chauffage", 1) == pole_id(Bassin.LIEGE, shouted, "  CHAUFFAGE !", 1)


def test_whatever_differs_has_another_id() -> None:
    ids = {
        pole_id(Bassin.LIEGE, HEATING, "Chauffage", 1),
        pole_id(Bassin.LIEGE, HEATING, "Chauffage", 2),
        pole_id(Bassin.LIEGE, HEATING, "Chauffage 2", 1),
        pole_id(Bassin.NAMUR, HEATING, "Chauffage", 1),
        pole_id(Bassin.LIEGE, WOOD, "Chauffage", 1),
        pole_id(Bassin.LIEGE, Axis(AxisKind.SECTEUR, HEATING.label), "Chauffage", 1),
        operator_id(NumberScheme.FASE, "95"),
        operator_id(NumberScheme.BCE, "0400123456"),
        operator_id(NumberScheme.REGISTER, "0400123456"),
        *(instance_id(bassin) for bassin in Bassin),
        REGISTER,
    }

    assert len(ids) == 9 + len(Bassin) + 1


def test_ids_never_change() -> None:
    assert str(REGISTER) == "af03fc04-eede-55fa-937a-2179c02d03dd"
    assert str(instance_id(Bassin.LIEGE)) == "80d7dd6e-a7ed-56a0-b07c-e9350fa30448"
    assert str(operator_id(NumberScheme.FASE, "95")) == "d6b81857-c349-5a88-8d7c-0116eeb97aae"
    assert str(pole_id(Bassin.LIEGE, HEATING, "Chauffage", 1)) == "dd31e7cf-f13e-5a86-bb75-3ee9fbf135e8"
