"""An intercommunale or a social partner is local where its ressort says so (PS-LOCAL)."""

import pytest

from efe_domain.operator.events import OperatorKind, OperatorKindChanged, RessortEnded, RessortRecorded
from efe_domain.operator.operator import Operator
from efe_domain.operator.refusals import NoRessort, RessortAlreadyRecorded, RessortNotRecorded
from efe_domain.pole.events import MemberDesignated
from efe_domain.pole.refusals import NotLocal
from efe_domain.shared.bassins import Bassin
from efe_domain.shared.days import TooEarly
from efe_domain.shared.errors import Invalid
from tests.domain.given import TODAY, TOMORROW, YESTERDAY, a_pole, an_operator, given, recorded

LIEGE, BASIS = Bassin.LIEGE, "Statuts, article 3."
KINDS = (OperatorKind.INTERCOMMUNALE, OperatorKind.PARTENAIRE_SOCIAL)


def of_huy(kind: OperatorKind = OperatorKind.PARTENAIRE_SOCIAL) -> Operator:
    """Its office is in Huy; competent in Liège too."""
    return an_operator(kind, communes=["Huy"])


@pytest.mark.parametrize("kind", KINDS)
def test_a_ressort_that_covers_the_bassin_makes_a_member(kind: OperatorKind) -> None:
    operator, pole = of_huy(kind), given(a_pole())

    with pytest.raises(NotLocal):
        pole.designate(operator.as_candidate(), None, on=TODAY)
    operator.record_ressort(LIEGE, f" {BASIS} ", on=TODAY)
    with pytest.raises(NotLocal):
        pole.designate(operator.as_candidate(), None, on=YESTERDAY)
    pole.designate(operator.as_candidate(), None, on=TODAY)

    assert [type(event) for event in recorded(pole)] == [MemberDesignated]
    assert recorded(operator)[-1] == RessortRecorded(bassin=LIEGE, basis=BASIS, effective_on=TODAY)


@pytest.mark.parametrize("kind", sorted(set(OperatorKind) - set(KINDS)))
def test_any_other_operator_has_no_ressort(kind: OperatorKind) -> None:
    operator = given(of_huy(kind))

    with pytest.raises(NoRessort):
        operator.record_ressort(LIEGE, BASIS, on=TODAY)

    assert recorded(operator) == []


def test_a_ressort_that_ended_covers_no_more() -> None:
    operator, pole = of_huy(), given(a_pole())
    operator.record_ressort(LIEGE, BASIS, on=YESTERDAY)

    operator.end_ressort(LIEGE, on=TOMORROW)

    assert recorded(operator)[-1] == RessortEnded(bassin=LIEGE, since=YESTERDAY, effective_on=TOMORROW)
    with pytest.raises(NotLocal):
        pole.designate(operator.as_candidate(), None, on=TOMORROW)
    pole.designate(operator.as_candidate(), None, on=TODAY)


def test_a_ressort_is_recorded_once_and_ended_once() -> None:
    operator = of_huy()
    operator.record_ressort(LIEGE, BASIS, on=TODAY)
    operator = given(operator)

    with pytest.raises(RessortAlreadyRecorded):
        operator.record_ressort(LIEGE, BASIS, on=TOMORROW)
    with pytest.raises(RessortNotRecorded):
        operator.end_ressort(Bassin.NAMUR, on=TODAY)
    with pytest.raises(TooEarly):
        operator.end_ressort(LIEGE, on=YESTERDAY)

    assert recorded(operator) == []


def test_what_gives_a_ressort_is_said() -> None:
    operator = given(of_huy())

    with pytest.raises(Invalid):
        operator.record_ressort(LIEGE, " ", on=TODAY)

    assert recorded(operator) == []


def test_who_is_local_by_a_ressort_stays_of_a_kind_that_has_one() -> None:
    """Else any operator were local by it: registered as a social partner, then made a company."""
    operator = of_huy()
    operator.record_ressort(LIEGE, BASIS, on=TODAY)
    operator = given(operator)

    with pytest.raises(NoRessort):
        operator.change_kind(OperatorKind.ENTREPRISE, bassin=Bassin.LIEGE, on=TOMORROW)
    assert recorded(operator) == []
    operator.change_kind(OperatorKind.INTERCOMMUNALE, bassin=Bassin.LIEGE, on=TOMORROW)
    operator.end_ressort(LIEGE, on=TOMORROW)
    operator.change_kind(OperatorKind.ENTREPRISE, bassin=Bassin.LIEGE, on=TOMORROW)

    assert [type(event) for event in recorded(operator)] == [OperatorKindChanged, RessortEnded, OperatorKindChanged]


def test_a_ressort_begins_when_the_kind_has_one() -> None:
    operator = of_huy(OperatorKind.ENTREPRISE)
    operator.change_kind(OperatorKind.INTERCOMMUNALE, bassin=Bassin.LIEGE, on=TODAY)
    operator.change_kind(OperatorKind.PARTENAIRE_SOCIAL, bassin=Bassin.LIEGE, on=TOMORROW)
    operator = given(operator)

    with pytest.raises(NoRessort):
        operator.record_ressort(LIEGE, BASIS, on=YESTERDAY)
    operator.record_ressort(LIEGE, BASIS, on=TODAY)

    assert [type(event) for event in recorded(operator)] == [RessortRecorded]
