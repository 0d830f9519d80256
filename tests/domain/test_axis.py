"""A secteur, a filière or a métier (PS-AXE)."""

import pytest

from efe_domain.shared.axis import Axis, AxisCode, AxisKind, CodeSystem, axis, clean
from efe_domain.shared.errors import Invalid


def test_two_axes_of_the_same_words_are_the_same() -> None:
    assert axis(AxisKind.METIER, "Électricien – câbleur").key == axis(AxisKind.METIER, "ELECTRICIEN câbleur").key


def test_the_same_words_of_another_kind_are_another_axis() -> None:
    assert axis(AxisKind.METIER, "Bois").key != axis(AxisKind.FILIERE, "Bois").key


def test_codes_document_an_axis_without_changing_it() -> None:
    documented = axis(AxisKind.SECTEUR, "Bois", (AxisCode(CodeSystem.NACE_BEL, "16"),))

    assert documented.key == axis(AxisKind.SECTEUR, "Bois").key


def test_codes_are_sorted_and_each_is_kept_once() -> None:
    rem, nace = AxisCode(CodeSystem.REM, "F1603"), AxisCode(CodeSystem.NACE_BEL, "43.22")

    assert axis(AxisKind.METIER, "Chauffagiste", (rem, nace, rem)).codes == (nace, rem)


def test_cleaning_twice_is_cleaning_once() -> None:
    once = clean(Axis(AxisKind.METIER, " Chauffagiste ", (AxisCode(CodeSystem.REM, " F1603 "),)))

    assert clean(once) == once


@pytest.mark.parametrize("label", ["", " ", "—", "a\nb"])
def test_an_axis_without_words_is_refused(label: str) -> None:
    with pytest.raises(Invalid) as refused:
        axis(AxisKind.METIER, label)

    assert refused.value.field == "axis.label"


def test_a_code_without_signs_is_refused() -> None:
    with pytest.raises(Invalid) as refused:
        axis(AxisKind.METIER, "Chauffagiste", (AxisCode(CodeSystem.REM, " "),))

    assert refused.value.field == "axis.codes"
