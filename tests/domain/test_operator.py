"""The register of operators: numbers, sites, competences."""

import pytest

from efe_domain.operator.events import (
    CompetenceRecognised,
    CompetenceWithdrawn,
    OperatorKind,
    OperatorRegistered,
    SiteClosed,
    SiteOpened,
)
from efe_domain.operator.operator import Operator
from efe_domain.operator.refusals import (
    AlreadyCompetent,
    AlreadyRegistered,
    CompetenceNotHeld,
    SiteAlreadyOpen,
    SiteIsClosed,
)
from efe_domain.shared.axis import Axis
from efe_domain.shared.bassins import ALL_BASSINS, Bassin
from efe_domain.shared.colleges import College
from efe_domain.shared.days import TooEarly
from efe_domain.shared.errors import Invalid, NotFound
from efe_domain.shared.ids import NumberScheme, WrongCheckDigits, operator_id
from tests.domain.given import (
    HEATING,
    REGISTER_OPENED,
    TODAY,
    TOMORROW,
    WOOD,
    YESTERDAY,
    an_operator,
    commune_named,
    given,
    recorded,
    some_id,
)

LIEGE, SECOND = some_id("Liège"), some_id("second site")
BEFORE_REGISTRATION = REGISTER_OPENED.replace(year=2023)


def test_an_operator_is_registered_with_its_number() -> None:
    operator = Operator(operator_id(NumberScheme.FASE, "0095"))

    operator.register(NumberScheme.FASE, "0095", " Athénée ", OperatorKind.CEFA, on=TODAY)

    assert recorded(operator) == [
        OperatorRegistered(
            scheme=NumberScheme.FASE, number="95", name="Athénée", kind=OperatorKind.CEFA, effective_on=TODAY
        )
    ]


def test_an_operator_concerns_the_ten_instances() -> None:
    operator = an_operator()

    assert {event.bassins for event in operator.collect_events()} == {ALL_BASSINS}


def test_a_number_is_not_registered_twice() -> None:
    operator = given(an_operator())

    with pytest.raises(AlreadyRegistered):
        operator.register(NumberScheme.REGISTER, operator.name, "Autre", OperatorKind.EMPLOI, on=TODAY)

    assert recorded(operator) == []


@pytest.mark.parametrize("written", ["0400.123.456", "400123456", "BE 0400 123 456", "be0400123456"])
def test_a_number_written_otherwise_is_the_same_operator(written: str) -> None:
    assert operator_id(NumberScheme.BCE, written) == operator_id(NumberScheme.BCE, "0400123456")


@pytest.mark.parametrize(
    ("scheme", "number"),
    [
        (NumberScheme.FASE, "000"),
        (NumberScheme.FASE, "BE95"),
        (NumberScheme.FASE, "1234567"),
        (NumberScheme.FASE, "٩٥"),
        (NumberScheme.BCE, "12345678"),
        (NumberScheme.BCE, "2400123456"),
        (NumberScheme.BCE, "04001234567"),
        (NumberScheme.REGISTER, "—"),
    ],
)
def test_what_is_no_number_is_refused(scheme: NumberScheme, number: str) -> None:
    with pytest.raises(Invalid):
        operator_id(scheme, number)


@pytest.mark.parametrize(
    ("number", "right"), [("0206.460.639", True), ("0206.460.640", False), ("0206.460.693", False)]
)
def test_a_bce_number_is_checked_when_it_is_registered(number: str, right: bool) -> None:
    operator = Operator(operator_id(NumberScheme.BCE, number))

    if right:
        operator.register(NumberScheme.BCE, number, "SPI", OperatorKind.INTERCOMMUNALE, on=TODAY)
    else:
        with pytest.raises(WrongCheckDigits):
            operator.register(NumberScheme.BCE, number, "SPI", OperatorKind.INTERCOMMUNALE, on=TODAY)

    assert len(recorded(operator)) == right


def test_a_number_of_an_older_release_is_still_found_and_read() -> None:
    registered = OperatorRegistered(
        scheme=NumberScheme.BCE, number="0400123456", name="X", kind=OperatorKind.EMPLOI, effective_on=TODAY
    )

    operator = Operator.replay(operator_id(NumberScheme.BCE, "0400.123.456"), [registered])

    assert operator.name == "X"


@pytest.mark.parametrize(
    ("college", "kinds"),
    [
        (College.A, {OperatorKind.ENTREPRISE, OperatorKind.INTERCOMMUNALE, OperatorKind.PARTENAIRE_SOCIAL}),
        (College.B, {OperatorKind.EMPLOI, OperatorKind.FORMATION, OperatorKind.INSERTION}),
        (
            College.C,
            {OperatorKind.ENSEIGNEMENT_SECONDAIRE, OperatorKind.CEFA, OperatorKind.PROMOTION_SOCIALE},
        ),
    ],
)
def test_a_college_gathers_its_kinds(college: College, kinds: set[OperatorKind]) -> None:
    assert {kind for kind in OperatorKind if kind.college is college} == kinds


def test_a_site_is_opened_in_the_bassin_of_its_commune() -> None:
    operator = given(an_operator(communes=()))

    operator.open_site(Bassin.NAMUR, SECOND, commune_named("Namur"), on=TODAY)

    assert recorded(operator) == [SiteOpened(site=SECOND, commune="92094", bassin=Bassin.NAMUR, effective_on=TODAY)]


def test_a_site_is_not_opened_before_its_operator_is_registered() -> None:
    operator = given(an_operator())

    with pytest.raises(TooEarly):
        operator.open_site(Bassin.NAMUR, SECOND, commune_named("Namur"), on=BEFORE_REGISTRATION)

    assert recorded(operator) == []


def test_a_site_is_not_opened_twice() -> None:
    operator = given(an_operator())

    with pytest.raises(SiteAlreadyOpen):
        operator.open_site(Bassin.NAMUR, LIEGE, commune_named("Namur"), on=TODAY)

    assert recorded(operator) == []


def test_a_site_is_closed() -> None:
    operator = given(an_operator())

    operator.close_site(Bassin.LIEGE, LIEGE, on=TODAY)

    assert recorded(operator) == [SiteClosed(site=LIEGE, effective_on=TODAY)]


def test_a_closed_site_is_not_opened_again() -> None:
    operator = an_operator()
    operator.close_site(Bassin.LIEGE, LIEGE, on=YESTERDAY)
    operator = given(operator)

    with pytest.raises(SiteAlreadyOpen):
        operator.open_site(Bassin.LIEGE, LIEGE, commune_named("Liège"), on=TODAY)

    assert recorded(operator) == []


def test_a_site_is_not_closed_twice() -> None:
    operator = an_operator()
    operator.close_site(Bassin.LIEGE, LIEGE, on=TODAY)
    operator = given(operator)

    with pytest.raises(SiteIsClosed):
        operator.close_site(Bassin.LIEGE, LIEGE, on=TOMORROW)

    assert recorded(operator) == []


def test_an_unknown_site_is_not_closed() -> None:
    operator = given(an_operator())

    with pytest.raises(NotFound):
        operator.close_site(Bassin.LIEGE, SECOND, on=TODAY)

    assert recorded(operator) == []


def test_a_site_is_not_closed_before_it_opens() -> None:
    operator = an_operator()
    operator.open_site(Bassin.NAMUR, SECOND, commune_named("Namur"), on=TODAY)
    operator = given(operator)

    with pytest.raises(TooEarly):
        operator.close_site(Bassin.NAMUR, SECOND, on=YESTERDAY)

    assert recorded(operator) == []


def test_a_competence_is_recognised_withdrawn_and_recognised_again() -> None:
    operator = given(an_operator(axes=()))

    operator.recognise_competence(Bassin.LIEGE, Axis(HEATING.kind, f" {HEATING.label} "), on=YESTERDAY)
    operator.withdraw_competence(Bassin.LIEGE, HEATING.key, on=TODAY)
    operator.recognise_competence(Bassin.LIEGE, HEATING, on=TODAY)

    assert recorded(operator) == [
        CompetenceRecognised(bassin=Bassin.LIEGE, axis=HEATING, key=HEATING.key, effective_on=YESTERDAY),
        CompetenceWithdrawn(bassin=Bassin.LIEGE, key=HEATING.key, since=YESTERDAY, effective_on=TODAY),
        CompetenceRecognised(bassin=Bassin.LIEGE, axis=HEATING, key=HEATING.key, effective_on=TODAY),
    ]


def test_a_competence_is_not_recognised_twice() -> None:
    operator = given(an_operator())

    with pytest.raises(AlreadyCompetent):
        operator.recognise_competence(Bassin.LIEGE, HEATING, on=TODAY)

    assert recorded(operator) == []


def test_a_competence_is_not_recognised_before_its_operator_is_registered() -> None:
    operator = given(an_operator(axes=()))

    with pytest.raises(TooEarly):
        operator.recognise_competence(Bassin.LIEGE, HEATING, on=BEFORE_REGISTRATION)

    assert recorded(operator) == []


def test_only_a_recognised_competence_is_withdrawn() -> None:
    operator = given(an_operator())

    with pytest.raises(CompetenceNotHeld):
        operator.withdraw_competence(Bassin.LIEGE, WOOD.key, on=TODAY)

    assert recorded(operator) == []


def test_a_competence_is_not_withdrawn_before_it_is_recognised() -> None:
    operator = an_operator(axes=())
    operator.recognise_competence(Bassin.LIEGE, HEATING, on=TODAY)
    operator = given(operator)

    with pytest.raises(TooEarly):
        operator.withdraw_competence(Bassin.LIEGE, HEATING.key, on=YESTERDAY)

    assert recorded(operator) == []
