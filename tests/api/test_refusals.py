"""Each rule refuses in its own name, in French, with its reasons; nothing is recorded."""

import pytest

from efe_domain.shared.bassins import Bassin
from tests.api.given import AXIS, AXIS_KEY, Client, a_composed_pole, a_pole, an_operator, day, represented

pytestmark = pytest.mark.platform("module")


def rule_of(error: dict[str, object]) -> tuple[object, object]:
    assert error["__typename"] == "RuleRefused"
    assert error["path"] == ["input"]
    assert isinstance(error["rule"], dict)
    return error["code"], error["rule"]["key"]


@pytest.mark.platform("own")
def test_a_pole_is_not_created_around_an_axis_that_the_instance_has_not_identified(liege: Client) -> None:
    error = liege.refused("createPole", bassin="LIEGE", axis=AXIS, name="Chauffage")

    assert rule_of(error) == ("AXIS_NOT_IDENTIFIED", "PS-NB")
    assert "n'a pas identifié l'axe « Monteur en chauffage »" in error["message"]
    assert error["rule"]["legalBasis"] == {"key": "TEXTE-POLES"}


def test_a_name_is_borne_by_one_living_pole(liege: Client) -> None:
    a_pole(liege)

    error = liege.refused("createPole", bassin="LIEGE", axis=AXIS, name="chauffage")

    assert rule_of(error) == ("NAME_TAKEN", "PS-NB")


def test_an_operator_of_another_bassin_is_not_designated(liege: Client, namur: Client) -> None:
    pole, stranger = a_pole(liege), an_operator(namur, bassin=Bassin.NAMUR)

    error = liege.refused("designateMember", poleId=pole, operatorId=stranger)

    assert rule_of(error) == ("NOT_LOCAL", "PS-LOCAL")
    assert "ni site ouvert dans le bassin, ni ressort" in error["message"]


def test_an_operator_competent_for_another_axis_is_not_designated(liege: Client) -> None:
    pole, member = a_pole(liege), an_operator(liege)
    liege.done("withdrawCompetence", "operator { id }", bassin="LIEGE", operatorId=member, axisKey=AXIS_KEY)

    error = liege.refused("designateMember", poleId=pole, operatorId=member)

    assert rule_of(error) == ("NOT_COMPETENT", "PS-COMPETENT")


def test_a_member_sits_once(liege: Client) -> None:
    pole, [member, *_] = a_composed_pole(liege)

    error = liege.refused("designateMember", poleId=pole, operatorId=member)

    assert rule_of(error) == ("ALREADY_MEMBER", "PS-DESIGN")


def test_a_pole_without_a_college_is_not_constituted_and_each_one_missing_is_a_reason(liege: Client) -> None:
    pole = a_pole(liege)
    represented(liege, pole, [an_operator(liege, "CEFA")])

    error = liege.refused("constitutePole", poleId=pole)

    assert rule_of(error) == ("COMPOSITION_INCOMPLETE", "PS-COMPO")
    assert [reason[:9] for reason in error["reasons"]] == ["Collège A", "Collège B"]


def test_a_term_of_more_than_three_years_is_refused(liege: Client) -> None:
    pole, _ = a_composed_pole(liege)

    error = liege.refused("constitutePole", poleId=pole, effectiveOn=day(0), ends=day(1200))

    assert rule_of(error) == ("TERM_TOO_LONG", "PS-3ANS")


def test_a_pole_is_not_renewed_before_it_is_evaluated(liege: Client) -> None:
    pole, _ = a_composed_pole(liege)
    liege.done("constitutePole", "pole { id }", poleId=pole, effectiveOn=day(-100))

    error = liege.refused("renewPole", poleId=pole)

    assert rule_of(error) == ("NOT_EVALUATED", "PS-EVAL")


def test_a_fact_of_tomorrow_is_not_recorded_today(liege: Client) -> None:
    error = liege.refused("identifyAxis", bassin="LIEGE", axis=AXIS, effectiveOn=day(1))

    assert rule_of(error) == ("IN_THE_FUTURE", "REGISTRE")


@pytest.mark.parametrize(
    ("command", "asked", "path"),
    [
        ("setUpBody", {"bassin": "LIEGE", "name": " "}, ["input", "name"]),
        ("identifyAxis", {"bassin": "LIEGE", "axis": {"kind": "METIER", "label": ""}}, ["input", "axis", "label"]),
    ],
)
def test_an_invalid_value_is_named_by_its_path(
    liege: Client, command: str, asked: dict[str, object], path: list[str]
) -> None:
    error = liege.refused(command, **asked)

    assert (error["__typename"], error["code"], error["path"]) == ("Invalid", "INVALID", path)


def test_an_unknown_pole_is_not_found(liege: Client) -> None:
    unknown = "Pole:00000000-0000-4000-8000-000000000000"

    error = liege.refused("dissolvePole", poleId=unknown, reason="Fin.")

    assert (error["__typename"], error["code"]) == ("NotFound", "NOT_FOUND")


def test_an_id_of_another_type_is_bad_input(liege: Client) -> None:
    operator = an_operator(liege)

    code = liege.code_of("dissolvePole", poleId=operator, reason="Fin.")

    assert code == "BAD_USER_INPUT"


def test_an_object_of_the_past_is_not_acted_upon(liege: Client) -> None:
    pole = a_pole(liege)

    code = liege.code_of("dissolvePole", poleId=f"{pole}@1", reason="Fin.")

    assert code == "BAD_USER_INPUT"
