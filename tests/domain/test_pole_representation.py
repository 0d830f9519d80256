"""Members for whom somebody speaks make a composition, and substitutes stand in (PS-COMPO, PS-DESIGN)."""

import pytest

from efe_domain.law.rules import Rule
from efe_domain.pole.composition import assess
from efe_domain.pole.events import PoleConstituted, SubstituteNamed
from efe_domain.pole.pole import Pole
from efe_domain.pole.refusals import CompositionIncomplete, NotAMember, SameSubstitute
from efe_domain.shared.colleges import College
from efe_domain.shared.errors import Invalid
from tests.domain.given import (
    HEATING,
    REGISTER_OPENED,
    TODAY,
    TOMORROW,
    YESTERDAY,
    a_pole,
    an_evaluated_pole,
    given,
    recorded,
    some_id,
    speaker_of,
    three_colleges,
)

COMPANY, TRAINING, SCHOOL = three_colleges()
PERSON, SUBSTITUTE = some_id("person"), some_id("substitute")


def without_a_voice(*silent: int) -> Pole:
    """Of three members, some without a representative."""
    pole = a_pole()
    for nth, member in enumerate(three_colleges()):
        person = None if nth in silent else speaker_of(member.operator)
        pole.designate(member, person, on=REGISTER_OPENED)
    return given(pole)


@pytest.mark.parametrize(("silent", "missing"), [((0,), ["A"]), ((1, 2), ["B", "C"]), ((0, 1, 2), ["A", "B", "C"])])
def test_a_pole_of_seats_without_representatives_is_not_constituted(
    silent: tuple[int, ...], missing: list[str]
) -> None:
    pole = without_a_voice(*silent)

    with pytest.raises(CompositionIncomplete) as refused:
        pole.constitute(three_colleges(), ends=None, on=TODAY)

    assert [reason[len("Collège ")] for reason in refused.value.reasons] == missing
    assert all(reason.endswith("n'a de représentant.") for reason in refused.value.reasons)
    assert recorded(pole) == []


def test_a_corrected_end_of_a_seat_replaces_no_representative() -> None:
    recorded_pole, corrected, replaced = without_a_voice(), without_a_voice(), without_a_voice()
    recorded_pole.replace_representative(COMPANY.operator, PERSON, on=TODAY)
    corrected.end_membership(COMPANY.operator, "Fin.", members=three_colleges(), on=YESTERDAY)
    replaced.replace_representative(COMPANY.operator, SUBSTITUTE, on=TODAY)

    assert not recorded_pole.members.replaces_person(corrected.members)
    assert recorded_pole.members.replaces_person(replaced.members)


def test_a_member_that_is_represented_from_the_day_counts_from_the_day() -> None:
    pole = without_a_voice(0)
    pole.replace_representative(COMPANY.operator, PERSON, on=TODAY)

    with pytest.raises(CompositionIncomplete):
        pole.constitute(three_colleges(), ends=None, on=YESTERDAY)
    pole.constitute(three_colleges(), ends=None, on=TODAY)


def test_a_later_change_does_not_undo_who_spoke_on_the_day() -> None:
    pole = without_a_voice()
    pole.replace_representative(COMPANY.operator, None, on=TOMORROW)

    pole.constitute(three_colleges(), ends=None, on=TODAY)

    (_, constituted) = recorded(pole)
    assert isinstance(constituted, PoleConstituted)
    assert constituted.composition[0].operators == (COMPANY.operator,)


def test_a_renewal_counts_represented_seats_too() -> None:
    pole = an_evaluated_pole()
    pole.replace_representative(SCHOOL.operator, None, on=TODAY)
    pole = given(pole)

    with pytest.raises(CompositionIncomplete, match="composition"):
        pole.renew(three_colleges(), ends=None, on=TODAY)

    assert recorded(pole) == []


def test_a_forgotten_person_represents_nobody() -> None:
    pole = without_a_voice()

    with pytest.raises(CompositionIncomplete):
        pole.constitute(three_colleges(), ends=None, forgotten=[speaker_of(SCHOOL.operator)], on=TODAY)

    assert recorded(pole) == []


def test_a_seat_that_nobody_represents_says_so() -> None:
    composition = assess(
        three_colleges(), bassin="liege", axis_key=HEATING.key, on=TODAY, represented={SCHOOL.operator}
    )

    assert [(seat.operator, seat.failing) for seat in composition.failing] == [
        (COMPANY.operator, (Rule.PS_COMPO,)),
        (TRAINING.operator, (Rule.PS_COMPO,)),
    ]
    assert [verdict.college for verdict in composition.missing] == [College.A, College.B]


def test_a_substitute_is_named_replaced_and_named_no_more() -> None:
    pole = without_a_voice()

    for person in (SUBSTITUTE, some_id("another"), None):
        pole.name_substitute(COMPANY.operator, person, on=TODAY)

    assert recorded(pole) == [
        SubstituteNamed(operator=COMPANY.operator, since=REGISTER_OPENED, substitute=person, effective_on=TODAY)
        for person in (SUBSTITUTE, some_id("another"), None)
    ]


def test_the_same_substitute_is_not_named_twice() -> None:
    pole = without_a_voice()
    pole.name_substitute(COMPANY.operator, SUBSTITUTE, on=YESTERDAY)
    pole.collect_events()

    with pytest.raises(SameSubstitute):
        pole.name_substitute(COMPANY.operator, SUBSTITUTE, on=TODAY)

    assert recorded(pole) == []


def test_a_representative_is_not_its_own_substitute() -> None:
    pole = without_a_voice()

    with pytest.raises(Invalid):
        pole.name_substitute(COMPANY.operator, speaker_of(COMPANY.operator), on=TODAY)

    assert recorded(pole) == []


def test_a_substitute_who_becomes_the_representative_substitutes_no_more() -> None:
    pole = without_a_voice()
    pole.name_substitute(COMPANY.operator, SUBSTITUTE, on=YESTERDAY)
    pole.replace_representative(COMPANY.operator, SUBSTITUTE, on=TODAY)

    with pytest.raises(SameSubstitute):
        pole.name_substitute(COMPANY.operator, None, on=TODAY)


def test_only_a_member_has_a_substitute() -> None:
    pole = given(a_pole())

    with pytest.raises(NotAMember):
        pole.name_substitute(COMPANY.operator, SUBSTITUTE, on=TODAY)

    assert recorded(pole) == []
