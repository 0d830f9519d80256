"""Support of Instances, and funding that pôles apply for (PS-SOUTIEN, PS-PHASES, PS-FIN, PS-CREDITS)."""

import pytest
from msgspec.structs import replace

from efe_domain.project.events import FundingOutcomeRecorded, SupportEnded, SupportKind, SupportPhase
from efe_domain.project.refusals import (
    AlreadyAppliedFor,
    FundingOutcomeKnown,
    MoreThanAsked,
    NotAgreed,
    NotCarrying,
    NotConcerned,
    SupportHeld,
    SupportIsEnded,
)
from efe_domain.shared.days import TooEarly
from efe_domain.shared.errors import Invalid, NotFound
from tests.domain.given import TODAY, YESTERDAY, given, recorded, some_id
from tests.domain.projects import (
    APPLICATION,
    HUY,
    LIEGE,
    NAMUR,
    ON_CONDITION,
    REFUSED,
    SUPPORT,
    a_carried_project,
    a_pole_of,
    a_submitted_project,
    amend,
    an_agreed_project,
    application,
    carry,
    judge,
    submit,
    support,
)

AT_LIEGE, AT_NAMUR = a_pole_of(LIEGE), a_pole_of(NAMUR)


def test_an_instance_that_agreed_supports_a_project() -> None:
    for project in (given(an_agreed_project()), given(judge(a_submitted_project(), [(LIEGE, ON_CONDITION)]))):
        project.grant_support(support())

        assert recorded(project) == [support()]


def test_there_is_no_support_before_the_agreement_of_that_instance() -> None:
    projects = [
        given(a_carried_project()),
        given(a_submitted_project()),
        given(judge(a_submitted_project(), [(LIEGE, REFUSED)])),
        given(judge(a_submitted_project(LIEGE, NAMUR), [(NAMUR, ON_CONDITION)])),
    ]

    for project in projects:
        with pytest.raises(NotAgreed):
            project.grant_support(support())

        assert recorded(project) == []


def test_after_an_amendment_support_stands_and_none_is_added_before_another_agreement() -> None:
    project = an_agreed_project()
    project.grant_support(support())
    amend(project)
    more = replace(support(support=some_id("more")), kind=SupportKind.MATERIAL)
    with pytest.raises(NotAgreed):
        project.grant_support(more)

    judge(submit(carry(project, AT_LIEGE)), [(LIEGE, ON_CONDITION)])
    project.grant_support(more)
    project.end_support(SUPPORT, LIEGE, "Fin de mission.", on=TODAY)

    assert recorded(project)[-2:] == [
        more,
        SupportEnded(support=SUPPORT, bassin=LIEGE, reason="Fin de mission.", effective_on=TODAY),
    ]


def test_an_instance_that_is_not_concerned_supports_nothing() -> None:
    project = given(an_agreed_project())

    with pytest.raises(NotConcerned):
        project.grant_support(support(HUY))

    assert recorded(project) == []


def test_support_does_not_come_before_the_agreement() -> None:
    project = given(an_agreed_project())

    with pytest.raises(TooEarly):
        project.grant_support(support(on=YESTERDAY))

    assert recorded(project) == []


def test_each_kind_of_support_is_given_once_in_a_phase() -> None:
    project = an_agreed_project()
    project.grant_support(support())
    project = given(project)

    with pytest.raises(SupportHeld):
        project.grant_support(support(support=some_id("again")))
    project.grant_support(replace(support(support=some_id("later")), phase=SupportPhase.ACCOMPAGNEMENT))

    assert len(recorded(project)) == 1


def test_support_is_ended_once_by_the_instance_that_gave_it() -> None:
    project = an_agreed_project(LIEGE, NAMUR)
    project.grant_support(support())
    project = given(project)

    with pytest.raises(NotFound):
        project.end_support(SUPPORT, NAMUR, "Fin.", on=TODAY)
    with pytest.raises(TooEarly):
        project.end_support(SUPPORT, LIEGE, "Fin.", on=YESTERDAY)
    project.end_support(SUPPORT, LIEGE, "Fin.", on=TODAY)
    with pytest.raises(SupportIsEnded):
        project.end_support(SUPPORT, LIEGE, "Fin.", on=TODAY)

    assert len(recorded(project)) == 1


def test_a_carrying_pole_applies_and_learns_the_outcome() -> None:
    project = a_carried_project()
    project.apply_for_funding(application(AT_LIEGE.id))
    project = given(project)

    project.record_funding_outcome(APPLICATION, 450_000, "", on=TODAY)

    assert recorded(project) == [
        FundingOutcomeRecorded(application=APPLICATION, granted_cents=450_000, comment="", effective_on=TODAY)
    ]


def test_only_a_carrying_pole_applies() -> None:
    project = given(a_carried_project())

    with pytest.raises(NotCarrying):
        project.apply_for_funding(application(AT_NAMUR.id))

    assert recorded(project) == []


def test_one_outcome_is_awaited_of_a_procedure() -> None:
    project = a_carried_project(LIEGE, NAMUR)
    project.apply_for_funding(application(AT_LIEGE.id))
    project = given(project)

    with pytest.raises(AlreadyAppliedFor):
        project.apply_for_funding(application(AT_LIEGE.id, application=some_id("again")))
    project.apply_for_funding(application(AT_NAMUR.id, application=some_id("theirs")))

    assert len(recorded(project)) == 1


def test_a_refused_pole_applies_again() -> None:
    project = a_carried_project()
    project.apply_for_funding(application(AT_LIEGE.id))
    project.record_funding_outcome(APPLICATION, None, "Crédits épuisés.", on=TODAY)
    project = given(project)

    project.apply_for_funding(application(AT_LIEGE.id, application=some_id("again")))

    assert len(recorded(project)) == 1


def test_an_outcome_is_recorded_once_after_the_application() -> None:
    project = a_carried_project()
    project.apply_for_funding(application(AT_LIEGE.id))
    project = given(project)

    with pytest.raises(TooEarly):
        project.record_funding_outcome(APPLICATION, 1, "", on=YESTERDAY)
    with pytest.raises(NotFound):
        project.record_funding_outcome(some_id("unknown"), 1, "", on=TODAY)
    project.record_funding_outcome(APPLICATION, 1, "", on=TODAY)
    with pytest.raises(FundingOutcomeKnown):
        project.record_funding_outcome(APPLICATION, None, "", on=TODAY)

    assert len(recorded(project)) == 1


@pytest.mark.parametrize("amount", [0, -1, 10**12 + 1])
def test_an_amount_is_of_one_cent_at_least(amount: int) -> None:
    project = a_carried_project()
    project.apply_for_funding(application(AT_LIEGE.id))
    project = given(project)

    with pytest.raises(Invalid):
        project.apply_for_funding(replace(application(AT_LIEGE.id), procedure="Autre", amount_cents=amount))
    with pytest.raises(Invalid):
        project.record_funding_outcome(APPLICATION, amount, "", on=TODAY)

    assert recorded(project) == []


def test_the_lead_records_the_outcome_for_a_pole_that_left() -> None:
    project = a_carried_project(LIEGE, NAMUR)
    project.apply_for_funding(application(AT_NAMUR.id))
    applicant = project.applicant(APPLICATION)

    project.leave(AT_NAMUR.id, "Départ.", on=TODAY)

    assert (applicant, project.applicant(APPLICATION)) == (AT_NAMUR.id, AT_LIEGE.id)


def test_more_money_than_was_asked_for_is_recorded_with_the_reason() -> None:
    project = a_carried_project()
    asked = application(AT_LIEGE.id).amount_cents
    project.apply_for_funding(application(AT_LIEGE.id))
    project = given(project)

    with pytest.raises(MoreThanAsked):
        project.record_funding_outcome(APPLICATION, asked + 1, "", on=TODAY)
    assert recorded(project) == []
    project.record_funding_outcome(APPLICATION, asked + 1, "Deux demandes jointes.", on=TODAY)

    [outcome] = recorded(project)
    assert isinstance(outcome, FundingOutcomeRecorded)
    assert outcome.granted_cents == asked + 1
