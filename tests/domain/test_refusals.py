"""Every refusal is named after its rule, says so in French, and leaves nothing recorded."""

import importlib
import pkgutil
import re
from collections.abc import Callable
from typing import Any

import pytest

import efe_domain
from efe_domain.access import api_token, invitation, person
from efe_domain.access import grants as access
from efe_domain.access.grants import Role
from efe_domain.commands import batch
from efe_domain.decision import refusals as decision_refusals
from efe_domain.document import document
from efe_domain.instance import axis_matches, instance, letterheads, orders
from efe_domain.instance.events import BodyRules
from efe_domain.law.rules import Rule
from efe_domain.operator import operator
from efe_domain.operator import refusals as operator_refusals
from efe_domain.operator.events import OperatorKind
from efe_domain.opinion import refusals as opinion_refusals
from efe_domain.pole import refusals as pole_refusals
from efe_domain.pole.pole import Pole
from efe_domain.pole.taking_over import Opening, take_over
from efe_domain.project import refusals as project_refusals
from efe_domain.shared import annexes, days, ids
from efe_domain.shared.aggregate import Aggregate
from efe_domain.shared.bassins import Bassin
from efe_domain.shared.errors import DomainError
from efe_domain.shared.ids import NumberScheme
from tests.domain import (
    refused_calls,
    refused_corrections,
    refused_decisions,
    refused_meetings,
    refused_opinions,
    refused_projects,
)
from tests.domain.decisions import a_deciding_pole, a_decision, adopt, all_agree
from tests.domain.given import (
    HEATING,
    TODAY,
    TOMORROW,
    WOOD,
    YESTERDAY,
    a_constituted_pole,
    a_pole,
    a_register,
    agree,
    an_evaluated_pole,
    an_instance,
    an_operator,
    commune_named,
    given,
    recorded,
    some_id,
    speaker_of,
    three_colleges,
)
from tests.domain.meetings import MINUTES, a_meeting

type Case = tuple[Callable[[], Aggregate[Any]], Callable[[Any], object]]

ACCOUNT, BODY, SITE = some_id("account"), some_id("body"), some_id("Liège")
COMPANY, TRAINING, SCHOOL = three_colleges()


def with_a_body(aggregate: instance.InstanceBassin) -> instance.InstanceBassin:
    aggregate.set_up_body(BODY, "Plénière", Rule.M6, on=YESTERDAY)
    return aggregate


def without_the_body(aggregate: instance.InstanceBassin) -> instance.InstanceBassin:
    with_a_body(aggregate).dissolve_body(BODY, on=TODAY)
    return aggregate


def with_rules(aggregate: instance.InstanceBassin, *, gives_verdicts: bool | None = None) -> instance.InstanceBassin:
    with_a_body(aggregate).adopt_rules_of_order((BodyRules(body=BODY, gives_verdicts=gives_verdicts),), on=TODAY)
    return aggregate


def with_a_letterhead(aggregate: instance.InstanceBassin) -> instance.InstanceBassin:
    aggregate.set_letterhead(None, "Quai Orban 34\n\n4020 Liège", "La présidence", on=YESTERDAY)
    return aggregate


def with_a_quorum(aggregate: instance.InstanceBassin) -> instance.InstanceBassin:
    rules = (BodyRules(body=BODY, quorum_percent=50),)
    with_a_body(aggregate).adopt_rules_of_order(rules, verdicts_need_quorum=True, on=TODAY)
    return aggregate


def with_access(aggregate: instance.InstanceBassin) -> instance.InstanceBassin:
    aggregate.grant_access(ACCOUNT, Role.READER, on=YESTERDAY)
    return aggregate


def without_the_site(aggregate: operator.Operator) -> operator.Operator:
    aggregate.close_site(Bassin.LIEGE, SITE, on=YESTERDAY)
    return aggregate


def with_a_ressort() -> operator.Operator:
    aggregate = an_operator(OperatorKind.INTERCOMMUNALE)
    aggregate.record_ressort(Bassin.LIEGE, "Statuts.", on=YESTERDAY)
    return aggregate


def match(aggregate: instance.InstanceBassin) -> None:
    aggregate.match_axes(HEATING.key, Bassin.NAMUR, WOOD.key, "Plénière.", on=TODAY)


def matched() -> instance.InstanceBassin:
    aggregate = an_instance(axes=[HEATING])
    match(aggregate)
    return aggregate


def with_a_document() -> Aggregate[Any]:
    meeting = a_meeting()
    meeting.attach(MINUTES, "Rapport", on=TODAY)
    return meeting


def with_an_erratum() -> Aggregate[Any]:
    pole = a_deciding_pole()
    decision = adopt(all_agree(a_decision(pole), pole), pole)
    decision.note_erratum("Lire 30.", on=TODAY)
    return decision


def dissolved() -> Aggregate[Any]:
    pole = a_pole()
    pole.dissolve("Fin.", on=TODAY)
    return pole


def forgotten() -> Aggregate[Any]:
    someone = person.Person(some_id("person"))
    someone.forget(person.ForgettingReason.REQUESTED, on=TODAY)
    return someone


def with_one_person_for_two_colleges() -> Pole:
    """As before 0.5.0, when no rule forbade it."""
    pole = a_pole(members=[COMPANY, SCHOOL])
    pole.designate(TRAINING, speaker_of(SCHOOL.operator), on=TODAY)
    return pole


def with_modalities() -> Aggregate[Any]:
    pole = a_pole()
    agree(pole, 3, None, remote_allowed=False, on=TODAY)
    return pole


CASES: dict[type[DomainError], Case] = {
    days.TooEarly: (lambda: a_pole(created=TODAY), lambda it: it.designate(TRAINING, None, on=YESTERDAY)),
    pole_refusals.SameName: (a_pole, lambda it: it.rename("Chauffage", on=TODAY)),
    operator_refusals.SameParticulars: (
        an_operator,
        lambda it: it.change_kind(OperatorKind.FORMATION, bassin=Bassin.LIEGE, on=TODAY),
    ),
    person.StillSeated: (lambda: person.Person(ACCOUNT), lambda it: it.check_unseated(1)),
    annexes.AlreadyAttached: (with_a_document, lambda it: it.attach(MINUTES, "Bis", on=TODAY)),
    annexes.SameErratum: (with_an_erratum, lambda it: it.note_erratum("Lire 30.", on=TODAY)),
    annexes.TextStillChanges: (
        lambda: a_decision(a_deciding_pole()),
        lambda it: it.note_erratum("Lire 30.", on=TODAY),
    ),
    document.DocumentNotKept: (lambda: document.KeptDocument(ACCOUNT), lambda it: it.check_kept(is_kept=False)),
    access.RoleOutOfScope: (a_register, lambda it: it.grant_access(ACCOUNT, Role.COORDINATOR, on=TODAY)),
    access.AccessHeld: (
        lambda: with_access(an_instance()),
        lambda it: it.grant_access(ACCOUNT, Role.READER, on=TODAY),
    ),
    access.AccessNotHeld: (an_instance, lambda it: it.revoke_access(ACCOUNT, Role.READER, on=TODAY)),
    instance.AlreadyEstablished: (an_instance, lambda it: it.establish(Bassin.LIEGE, on=TODAY)),
    letterheads.SameLetterhead: (
        lambda: with_a_letterhead(an_instance()),
        lambda it: it.set_letterhead(None, "Quai Orban 34\n4020 Liège", "La présidence", on=TODAY),
    ),
    orders.SameRulesOfOrder: (
        lambda: with_rules(an_instance()),
        lambda it: it.adopt_rules_of_order((BodyRules(body=BODY),), on=TODAY),
    ),
    instance.BodyAlreadySetUp: (
        lambda: with_a_body(an_instance()),
        lambda it: it.set_up_body(BODY, "Chambre", Rule.M6, on=TODAY),
    ),
    instance.BodyNameTaken: (
        lambda: with_a_body(an_instance()),
        lambda it: it.set_up_body(SITE, "Plénière", Rule.M6, on=TODAY),
    ),
    instance.BodyIsDissolved: (
        lambda: without_the_body(an_instance()),
        lambda it: it.dissolve_body(BODY, on=TODAY),
    ),
    orders.QuorumNotReached: (
        lambda: with_a_quorum(an_instance()),
        lambda it: it.check_quorum(BODY, (), TODAY),
    ),
    orders.BodyDoesNotJudge: (
        lambda: with_rules(an_instance(), gives_verdicts=False),
        lambda it: it.check_judges(BODY, TODAY),
    ),
    instance.AxisAlreadyIdentified: (
        lambda: an_instance(axes=[HEATING]),
        lambda it: it.identify_axis(HEATING, on=TODAY),
    ),
    instance.AxisNotIdentified: (an_instance, lambda it: it.withdraw_axis(HEATING.key, on=TODAY)),
    ids.WrongCheckDigits: (
        lambda: operator.Operator(some_id("new")),
        lambda it: it.register(NumberScheme.BCE, "0400123456", "X", OperatorKind.EMPLOI, on=TODAY),
    ),
    axis_matches.AxesAlreadyMatched: (matched, match),
    axis_matches.AxesNotMatched: (
        lambda: an_instance(axes=[HEATING]),
        lambda it: it.unmatch_axes(HEATING.key, Bassin.NAMUR, WOOD.key, on=TODAY),
    ),
    operator_refusals.AlreadyRegistered: (
        an_operator,
        lambda it: it.register(NumberScheme.REGISTER, it.name, it.name, OperatorKind.EMPLOI, on=TODAY),
    ),
    operator_refusals.SiteAlreadyOpen: (
        an_operator,
        lambda it: it.open_site(Bassin.NAMUR, SITE, commune_named("Namur"), on=TODAY),
    ),
    operator_refusals.SiteIsClosed: (
        lambda: without_the_site(an_operator()),
        lambda it: it.close_site(Bassin.LIEGE, SITE, on=TODAY),
    ),
    operator_refusals.NoRessort: (an_operator, lambda it: it.record_ressort(Bassin.LIEGE, "Statuts.", on=TODAY)),
    operator_refusals.RessortAlreadyRecorded: (
        with_a_ressort,
        lambda it: it.record_ressort(Bassin.LIEGE, "Statuts.", on=TODAY),
    ),
    operator_refusals.RessortNotRecorded: (an_operator, lambda it: it.end_ressort(Bassin.LIEGE, on=TODAY)),
    operator_refusals.NotYourBassin: (
        an_operator,
        lambda it: it.withdraw_competence(Bassin.VERVIERS, HEATING.key, on=TODAY),
    ),
    operator_refusals.AlreadyCompetent: (
        an_operator,
        lambda it: it.recognise_competence(Bassin.LIEGE, HEATING, on=TODAY),
    ),
    operator_refusals.CompetenceNotHeld: (
        an_operator,
        lambda it: it.withdraw_competence(Bassin.LIEGE, WOOD.key, on=TODAY),
    ),
    pole_refusals.NameTaken: (a_pole, lambda it: it.create(Bassin.LIEGE, HEATING, "Chauffage", on=TODAY)),
    pole_refusals.PoleIsDissolved: (dissolved, lambda it: it.designate(TRAINING, None, on=TOMORROW)),
    pole_refusals.NotLocal: (
        a_pole,
        lambda it: it.designate(an_operator(communes=["Namur"]).as_candidate(), None, on=TODAY),
    ),
    pole_refusals.NotCompetent: (
        a_pole,
        lambda it: it.designate(an_operator(axes=[WOOD]).as_candidate(), None, on=TODAY),
    ),
    pole_refusals.AlreadyMember: (
        lambda: a_pole(members=[TRAINING]),
        lambda it: it.designate(TRAINING, None, on=TODAY),
    ),
    pole_refusals.NotAMember: (
        a_pole,
        lambda it: it.end_membership(TRAINING.operator, "Départ.", members=(), on=TODAY),
    ),
    pole_refusals.NoOperatorDocument: (
        lambda: a_pole(members=[TRAINING]),
        lambda it: it.replace_representative(TRAINING.operator, some_id("other"), needs_document=True, on=TODAY),
    ),
    pole_refusals.SameRepresentative: (
        lambda: a_pole(members=[TRAINING]),
        lambda it: it.replace_representative(TRAINING.operator, speaker_of(TRAINING.operator), on=TODAY),
    ),
    pole_refusals.RenewalTooEarly: (
        an_evaluated_pole,
        lambda it: it.renew(three_colleges(), ends=None, window_days=180, on=TODAY),
    ),
    pole_refusals.SameSubstitute: (
        lambda: a_pole(members=three_colleges()),
        lambda it: it.name_substitute(COMPANY.operator, None, on=TODAY),
    ),
    pole_refusals.SameModalities: (
        with_modalities,
        lambda it: agree(it, 3, None, remote_allowed=False, on=TODAY),
    ),
    pole_refusals.OnePersonTwoColleges: (
        lambda: a_pole(members=three_colleges()),
        lambda it: it.members.check_one_college(speaker_of(TRAINING.operator), COMPANY.operator, TODAY),
    ),
    pole_refusals.NoPersonOfItsOwn: (
        with_one_person_for_two_colleges,
        lambda it: it.members.check_own_persons(TODAY, ()),
    ),
    pole_refusals.CompositionIncomplete: (a_pole, lambda it: it.constitute((), ends=None, on=TODAY)),
    pole_refusals.TermTooLong: (
        lambda: a_pole(members=three_colleges()),
        lambda it: it.constitute(three_colleges(), ends=TODAY.replace(year=2030), on=TODAY),
    ),
    pole_refusals.AlreadyConstituted: (
        a_constituted_pole,
        lambda it: it.constitute(three_colleges(), ends=None, on=TODAY),
    ),
    pole_refusals.NotInTerm: (
        lambda: Pole(some_id("pole")),
        lambda it: take_over(
            it, Opening(Bassin.LIEGE, HEATING, "N", TOMORROW, None, MINUTES), [], freed_on=YESTERDAY, on=TODAY
        ),
    ),
    pole_refusals.NotConstituted: (a_pole, lambda it: it.evaluate((), "Conclusion.", on=TODAY)),
    pole_refusals.AlreadyEvaluated: (
        an_evaluated_pole,
        lambda it: it.evaluate((), "Le pôle fonctionne.", on=TODAY),
    ),
    pole_refusals.NotEvaluated: (
        a_constituted_pole,
        lambda it: it.renew(three_colleges(), ends=None, on=TODAY),
    ),
    person.PersonIsForgotten: (forgotten, lambda it: it.forget(None, on=TOMORROW)),
    **refused_corrections.CASES,
    **refused_decisions.CASES,
    **refused_meetings.CASES,
    **refused_opinions.CASES,
    **refused_calls.CASES,
    **refused_projects.CASES,
}


ONLY_THE_DOOR_CAN = {
    days.InTheFuture,
    days.LateWithoutSource,
    batch.AllOrNothing,
    operator_refusals.NotYourOperator,
    opinion_refusals.OwnProject,
    project_refusals.AlreadyTakingPart,
    project_refusals.DecisionNeeded,
    project_refusals.NotTheJointDay,
    pole_refusals.CoordinatorRepresents,
    pole_refusals.AlreadyOnTheRegister,
    pole_refusals.PreviousPoleNotCited,
    decision_refusals.NotTheProposer,
    decision_refusals.AdoptedWithoutMeeting,
    invitation.FirstCoordinatorOnly,
    invitation.InvitationEnded,
    invitation.InvitationLinkRefused,
    invitation.InvitationNotAccepted,
    invitation.InvitationOfOtherPerson,
    invitation.OwnInvitation,
    api_token.AccountOfPerson,
    api_token.TokenExceedsAccount,
    api_token.TooManyTokens,
    api_token.AccountIsClosed,
    *refused_corrections.ONLY_THE_DOOR_CAN,
}
"""A use case compares the day with that of its act, and the author of an opinion with the carriers of a project; it
knows the account that acts, and those of a person, the other pôles of an axis, and the meetings. A batch is of use
cases. Invitations, API tokens and closed accounts are of the vault.
"""


def refusals() -> list[type[DomainError]]:
    for module in pkgutil.walk_packages(efe_domain.__path__, "efe_domain."):
        importlib.import_module(module.name)
    return sorted(
        (refusal for refusal in DomainError.__subclasses__() if refusal.__module__.startswith("efe_domain.")),
        key=lambda refusal: refusal.__name__,
    )


@pytest.mark.parametrize("refusal", CASES, ids=lambda refusal: refusal.code())
def test_a_refusal_is_raised_and_leaves_nothing_recorded(refusal: type[DomainError]) -> None:
    past, command = CASES[refusal]
    aggregate = given(past())

    with pytest.raises(refusal) as refused:
        command(aggregate)

    assert type(refused.value) is refusal
    assert recorded(aggregate) == []
    assert re.match(r"[A-ZÀ-Ü].*\.$", str(refused.value))
    assert all(refused.value.reasons)


def test_every_refusal_has_its_case() -> None:
    assert set(refusals()) == {*CASES, *ONLY_THE_DOOR_CAN}


@pytest.mark.parametrize("refusal", refusals(), ids=lambda refusal: refusal.code())
def test_a_refusal_names_its_rule_and_has_a_code(refusal: type[DomainError]) -> None:
    assert f"({refusal.rule})" in (refusal.__doc__ or "")
    assert re.fullmatch(r"[A-Z]+(_[A-Z]+)*", refusal.code())


def test_codes_are_those_of_the_class_names_and_each_is_used_once() -> None:
    codes = [refusal.code() for refusal in refusals()]

    assert pole_refusals.NotLocal.code() == "NOT_LOCAL"
    assert len(set(codes)) == len(codes)
