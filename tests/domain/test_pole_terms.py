"""The terms of a pôle: three years at most, evaluated, renewed (PS-3ANS, PS-EVAL)."""

from datetime import date, timedelta

import pytest

from efe_domain.pole.events import (
    CompositionBroken,
    Criterion,
    MemberDesignated,
    MembershipEnded,
    ModalitiesAgreed,
    PoleDissolved,
    PoleEvaluated,
    PoleRenewed,
    RepresentativeReplaced,
)
from efe_domain.pole.pole import Pole
from efe_domain.pole.refusals import (
    AlreadyEvaluated,
    CompositionIncomplete,
    NotConstituted,
    NotEvaluated,
    NotLocal,
    RenewalTooEarly,
    TermTooLong,
)
from efe_domain.shared.bassins import Bassin
from efe_domain.shared.days import Term, TooEarly
from efe_domain.shared.errors import Invalid
from tests.domain.given import (
    REGISTER_OPENED,
    TODAY,
    TOMORROW,
    YESTERDAY,
    a_constituted_pole,
    a_pole,
    agree,
    an_evaluated_pole,
    an_operator,
    given,
    recorded,
    some_id,
    three_colleges,
)

LAST_DAY = date(2029, 2, 28)
FIRST_DAY_AFTER = date(2029, 3, 1)


def terms_of(pole: Pole) -> list[Term]:
    return list(pole.terms)


@pytest.mark.parametrize(
    ("starts", "ends"),
    [
        (date(2026, 3, 1), date(2029, 2, 28)),
        (date(2025, 3, 1), date(2028, 2, 29)),
        (date(2024, 2, 29), date(2027, 2, 27)),
        (date(2025, 1, 1), date(2027, 12, 31)),
        (date(2025, 2, 28), date(2028, 2, 27)),
    ],
)
def test_a_term_lasts_three_years_both_days_included(starts: date, ends: date) -> None:
    pole = a_constituted_pole(starts=starts)

    assert terms_of(pole) == [Term(starts, ends)]


def test_a_term_may_be_shorter() -> None:
    pole = a_constituted_pole(starts=TODAY, ends=TODAY)

    assert terms_of(pole) == [Term(TODAY, TODAY)]


def test_a_term_may_end_on_the_last_day_of_three_years() -> None:
    pole = a_constituted_pole(starts=TODAY, ends=LAST_DAY)

    assert terms_of(pole) == [Term(TODAY, LAST_DAY)]


def test_a_term_of_three_years_and_a_day_is_refused() -> None:
    pole = given(a_pole(members=three_colleges()))

    with pytest.raises(TermTooLong, match="28 février 2029"):
        pole.constitute(three_colleges(), ends=FIRST_DAY_AFTER, on=TODAY)

    assert recorded(pole) == []


def test_a_term_does_not_end_before_it_starts() -> None:
    pole = given(a_pole(members=three_colleges()))

    with pytest.raises(Invalid):
        pole.constitute(three_colleges(), ends=YESTERDAY, on=TODAY)

    assert recorded(pole) == []


def test_the_instance_evaluates_the_term_that_runs() -> None:
    pole = given(a_constituted_pole())
    criteria = (Criterion(" Réunions ", "Une par trimestre."),)

    pole.evaluate(criteria, "Le pôle fonctionne.", on=TODAY)

    assert recorded(pole) == [
        PoleEvaluated(
            term_starts=TODAY,
            criteria=(Criterion("Réunions", "Une par trimestre."),),
            conclusion="Le pôle fonctionne.",
            effective_on=TODAY,
        )
    ]


def test_a_term_is_not_evaluated_before_its_first_day() -> None:
    pole = given(a_constituted_pole(starts=TODAY))

    with pytest.raises(TooEarly):
        pole.evaluate((), "Le pôle fonctionne.", on=YESTERDAY)

    assert recorded(pole) == []


def test_the_same_evaluation_is_recorded_once() -> None:
    pole = given(an_evaluated_pole())

    with pytest.raises(AlreadyEvaluated):
        pole.evaluate((), "Le pôle fonctionne.", on=TODAY)

    assert recorded(pole) == []


def test_only_a_constituted_pole_is_evaluated_or_renewed() -> None:
    pole = given(a_pole(members=three_colleges()))

    with pytest.raises(NotConstituted):
        pole.evaluate((), "Le pôle fonctionne.", on=TODAY)
    with pytest.raises(NotConstituted):
        pole.renew(three_colleges(), ends=None, on=TODAY)

    assert recorded(pole) == []


def test_a_pole_is_not_renewed_without_an_evaluation() -> None:
    pole = given(a_constituted_pole())

    with pytest.raises(NotEvaluated):
        pole.renew(three_colleges(), ends=None, on=TODAY)

    assert recorded(pole) == []


def test_a_term_is_evaluated_from_the_day_of_its_evaluation() -> None:
    pole, unevaluated = given(an_evaluated_pole()), given(a_constituted_pole())

    assert [pole.terms.is_evaluated(each) for each in (YESTERDAY, TODAY, TOMORROW)] == [False, True, True]
    assert not unevaluated.terms.is_evaluated(TOMORROW)


@pytest.mark.parametrize("day", [TODAY, LAST_DAY])
def test_renewed_in_time_the_new_term_starts_the_day_after_the_old_end(day: date) -> None:
    pole = given(an_evaluated_pole())

    pole.renew(three_colleges(), ends=None, on=day)

    (renewed,) = recorded(pole)
    assert isinstance(renewed, PoleRenewed)
    assert (renewed.starts, renewed.ends) == (FIRST_DAY_AFTER, date(2032, 2, 29))
    assert (renewed.evaluated_on, renewed.effective_on) == (TODAY, day)


@pytest.mark.parametrize("day", [FIRST_DAY_AFTER, FIRST_DAY_AFTER + timedelta(days=30)])
def test_renewed_late_the_new_term_starts_on_the_day_of_the_command(day: date) -> None:
    pole = given(an_evaluated_pole())

    pole.renew(three_colleges(), ends=None, on=day)

    assert terms_of(pole)[1].starts == day


def test_a_renewal_lasts_three_years_at_most() -> None:
    pole = given(an_evaluated_pole())

    with pytest.raises(TermTooLong):
        pole.renew(three_colleges(), ends=date(2032, 3, 1), on=TODAY)

    assert recorded(pole) == []


def test_a_renewal_does_not_end_before_it_starts() -> None:
    pole = given(an_evaluated_pole())

    with pytest.raises(Invalid):
        pole.renew(three_colleges(), ends=LAST_DAY, on=TODAY)

    assert recorded(pole) == []


def test_a_renewal_does_not_come_before_its_evaluation() -> None:
    pole = given(an_evaluated_pole(starts=YESTERDAY, evaluated=TOMORROW))

    with pytest.raises(TooEarly):
        pole.renew(three_colleges(), ends=None, on=TODAY)

    assert recorded(pole) == []


def test_a_renewal_rests_on_the_last_evaluation_before_it() -> None:
    pole = an_evaluated_pole(starts=YESTERDAY)
    pole.evaluate((), "Toujours bien.", on=TOMORROW)
    pole.evaluate((), "Encore bien.", on=TODAY)
    pole = given(pole)

    pole.renew(three_colleges(), ends=None, on=TODAY)

    (renewed,) = recorded(pole)
    assert isinstance(renewed, PoleRenewed)
    assert renewed.evaluated_on == TODAY


def test_an_evaluation_serves_once() -> None:
    pole = an_evaluated_pole()
    pole.renew(three_colleges(), ends=None, on=TODAY)
    pole = given(pole)

    with pytest.raises(NotEvaluated):
        pole.renew(three_colleges(), ends=None, on=FIRST_DAY_AFTER)

    assert recorded(pole) == []


def test_a_term_that_has_not_begun_is_not_renewed_and_the_running_one_is_evaluated() -> None:
    pole = an_evaluated_pole()
    pole.renew(three_colleges(), ends=None, on=TODAY)
    pole = given(pole)

    pole.evaluate((), "Tout va toujours bien.", on=LAST_DAY)
    with pytest.raises(NotEvaluated):
        pole.renew(three_colleges(), ends=None, on=LAST_DAY)

    [evaluated] = recorded(pole)
    assert isinstance(evaluated, PoleEvaluated)
    assert evaluated.term_starts == TODAY


def test_the_second_term_is_evaluated_once_it_runs() -> None:
    pole = an_evaluated_pole()
    pole.renew(three_colleges(), ends=None, on=TODAY)
    pole = given(pole)

    pole.evaluate((), "Encore bien.", on=FIRST_DAY_AFTER)
    pole.renew(three_colleges(), ends=None, on=FIRST_DAY_AFTER)

    evaluated, renewed = recorded(pole)
    assert isinstance(evaluated, PoleEvaluated)
    assert isinstance(renewed, PoleRenewed)
    assert (evaluated.term_starts, renewed.evaluated_on) == (FIRST_DAY_AFTER, FIRST_DAY_AFTER)


@pytest.mark.parametrize(("day", "allowed"), [(179, True), (180, True), (181, False)])
def test_a_pole_is_renewed_in_the_window_of_the_rules_of_order(day: int, allowed: bool) -> None:
    pole = given(an_evaluated_pole())
    on = LAST_DAY - timedelta(day)

    if allowed:
        pole.renew(three_colleges(), ends=None, window_days=180, on=on)
        assert len(recorded(pole)) == 1
    else:
        with pytest.raises(RenewalTooEarly, match="180"):
            pole.renew(three_colleges(), ends=None, window_days=180, on=on)
        assert recorded(pole) == []


def test_a_window_does_not_close_after_the_end() -> None:
    pole = given(an_evaluated_pole())

    pole.renew(three_colleges(), ends=None, window_days=1, on=FIRST_DAY_AFTER + timedelta(30))

    assert len(recorded(pole)) == 1


def test_a_renewal_checks_the_composition_anew() -> None:
    company, training, _ = three_colleges()
    pole = given(an_evaluated_pole())

    with pytest.raises(CompositionIncomplete):
        pole.renew([company, training], ends=None, on=TODAY)

    assert recorded(pole) == []


def test_a_renewal_names_the_members_that_are_no_longer_local() -> None:
    gone = an_operator(name="Parti")
    gone.close_site(Bassin.LIEGE, some_id("Liège"), on=TODAY)
    pole = given(an_evaluated_pole())

    with pytest.raises(NotLocal) as refused:
        pole.renew([*three_colleges(), gone.as_candidate()], ends=None, on=TODAY)

    assert refused.value.reasons == ("Parti",)
    assert recorded(pole) == []


def test_after_the_end_a_pole_is_repaired_evaluated_and_renewed() -> None:
    pole = given(a_constituted_pole(starts=REGISTER_OPENED, ends=YESTERDAY))
    training = three_colleges()[1]

    pole.end_membership(training.operator, "Départ.", members=three_colleges(), on=TODAY)
    pole.designate(training, None, on=TODAY)
    pole.replace_representative(training.operator, some_id("person"), on=TODAY)
    agree(pole, 3, None, remote_allowed=True, on=TODAY)
    pole.evaluate((), "Le pôle fonctionne.", on=TODAY)
    pole.renew(three_colleges(), ends=None, on=TODAY)
    pole.dissolve("Fin.", on=TODAY)

    assert [type(event) for event in recorded(pole)] == [
        MembershipEnded,
        CompositionBroken,
        MemberDesignated,
        RepresentativeReplaced,
        ModalitiesAgreed,
        PoleEvaluated,
        PoleRenewed,
        PoleDissolved,
    ]
