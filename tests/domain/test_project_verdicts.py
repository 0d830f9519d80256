"""Each Instance says for itself, on the content that it judged (PS-ACCORD, PS-CONJOINT)."""

from collections.abc import Sequence
from itertools import combinations_with_replacement

import pytest

from efe_domain.project.events import VerdictGiven, VerdictKind
from efe_domain.project.refusals import ContentChanged, NotConcerned, NotSubmitted, SameContent, VerdictAlreadyGiven
from efe_domain.project.verdicts import JointOutcome, Verdict, joint_outcome
from efe_domain.shared.days import TooEarly
from efe_domain.shared.errors import Invalid
from tests.domain.given import TODAY, YESTERDAY, given, recorded, some_id
from tests.domain.projects import (
    AGREED,
    HUY,
    LIEGE,
    NAMUR,
    ON_CONDITION,
    REFUSED,
    WRITTEN,
    a_carried_project,
    a_pole_of,
    a_sitting,
    a_submitted_project,
    amend,
    an_agreed_project,
    carry,
    judge,
    submit,
)


def test_an_instance_judges_in_its_meeting_the_content_of_that_hash() -> None:
    project = given(a_submitted_project(LIEGE, NAMUR))
    sitting = a_sitting(NAMUR)
    meeting = sitting.meeting.id
    given_there = Verdict(kind=VerdictKind.CONDITIONS, conditions=("Ouvrir.",), reasons="Utile.", meeting=meeting)

    project.give_verdict(NAMUR, given_there, project.content_hash, sitting=sitting, on=TODAY)

    assert recorded(project) == [
        VerdictGiven(
            bassin=NAMUR,
            verdict=VerdictKind.CONDITIONS,
            conditions=("Ouvrir.",),
            reasons="Utile.",
            meeting=meeting,
            without_meeting="",
            number=1,
            content_hash=project.content_hash,
            effective_on=TODAY,
        )
    ]


def test_a_verdict_on_a_content_that_has_moved_is_refused() -> None:
    project = a_submitted_project(LIEGE, NAMUR)
    read = project.content_hash
    project = given(submit(carry(amend(project), a_pole_of(LIEGE), a_pole_of(NAMUR))))

    with pytest.raises(ContentChanged):
        project.give_verdict(NAMUR, AGREED, read, on=TODAY)

    assert recorded(project) == []


def test_an_instance_judges_only_what_was_submitted_to_it() -> None:
    carried, amended = given(a_carried_project()), given(amend(a_submitted_project()))

    for project in (carried, amended):
        with pytest.raises(NotSubmitted):
            project.give_verdict(LIEGE, AGREED, project.content_hash, on=TODAY)

        assert recorded(project) == []


def test_an_instance_that_is_not_concerned_has_no_verdict() -> None:
    project = given(a_submitted_project())

    with pytest.raises(NotConcerned):
        project.give_verdict(HUY, AGREED, project.content_hash, on=TODAY)

    assert recorded(project) == []


def test_an_instance_judges_a_content_once() -> None:
    project = given(an_agreed_project())

    with pytest.raises(VerdictAlreadyGiven):
        project.give_verdict(LIEGE, REFUSED, project.content_hash, on=TODAY)

    assert recorded(project) == []


def test_a_verdict_does_not_come_before_the_submission() -> None:
    project = given(a_submitted_project())

    with pytest.raises(TooEarly):
        project.give_verdict(LIEGE, AGREED, project.content_hash, on=YESTERDAY)

    assert recorded(project) == []


@pytest.mark.parametrize(
    "verdict",
    [
        Verdict(kind=VerdictKind.REFUSED, without_meeting=WRITTEN),
        Verdict(kind=VerdictKind.REFUSED, reasons=" ", without_meeting=WRITTEN),
        Verdict(kind=VerdictKind.CONDITIONS, without_meeting=WRITTEN),
        Verdict(kind=VerdictKind.CONDITIONS, conditions=("Ouvrir.", " "), without_meeting=WRITTEN),
        Verdict(kind=VerdictKind.CONDITIONS, conditions=("Ouvrir.",) * 31, without_meeting=WRITTEN),
        Verdict(kind=VerdictKind.AGREED, conditions=("Ouvrir.",), without_meeting=WRITTEN),
        Verdict(kind=VerdictKind.AGREED, reasons="x" * 1_000_000, without_meeting=WRITTEN),
        Verdict(kind=VerdictKind.AGREED, without_meeting=" "),
        Verdict(kind=VerdictKind.AGREED, without_meeting=WRITTEN, meeting=some_id("meeting")),
    ],
)
def test_a_refusal_has_reasons_and_only_a_conditional_agreement_has_conditions(verdict: Verdict) -> None:
    project = given(a_submitted_project())

    with pytest.raises(Invalid):
        project.give_verdict(LIEGE, verdict, project.content_hash, on=TODAY)

    assert recorded(project) == []


@pytest.mark.parametrize(
    ("verdicts", "outcome"),
    [
        ([], JointOutcome.PENDING),
        ([REFUSED, REFUSED], JointOutcome.PENDING),
        ([AGREED, ON_CONDITION, AGREED], JointOutcome.AGREED_BY_ALL),
        ([AGREED, REFUSED, AGREED], JointOutcome.AGREED_IN_PART),
        ([ON_CONDITION, REFUSED, REFUSED], JointOutcome.AGREED_IN_PART),
        ([REFUSED, REFUSED, REFUSED], JointOutcome.REFUSED_BY_ALL),
    ],
)
def test_the_joint_outcome_is_known_once_every_instance_is_heard(
    verdicts: Sequence[Verdict], outcome: JointOutcome
) -> None:
    project = a_submitted_project(LIEGE, NAMUR, HUY)

    judge(project, zip((LIEGE, NAMUR, HUY), verdicts, strict=False))

    assert project.verdicts.outcome(project.concerned) is outcome


def test_an_amendment_reopens_every_verdict_and_says_why() -> None:
    project = given(an_agreed_project(LIEGE, NAMUR))

    amend(project)

    [amended] = recorded(project)
    assert amended.reason == "À la demande d'une Instance."  # type: ignore[attr-defined]
    assert [project.verdicts.of(bassin) for bassin in (LIEGE, NAMUR)] == [None, None]
    assert project.verdicts.outcome(project.concerned) is JointOutcome.PENDING


def test_verdicts_are_not_reopened_for_nothing() -> None:
    project = given(an_agreed_project())

    with pytest.raises(SameContent):
        project.amend(project.content, "Rien.", on=TODAY)

    assert recorded(project) == []


def test_an_instance_that_joins_later_is_awaited_and_the_others_stand() -> None:
    project = carry(a_submitted_project(), a_pole_of(NAMUR))
    judge(project, [(LIEGE, AGREED)])

    assert project.verdicts.of(LIEGE) is VerdictKind.AGREED
    assert project.verdicts.outcome(project.concerned) is JointOutcome.PENDING
    assert project.verdicts.missing(project.concerned) == (NAMUR,)


def test_the_outcome_of_any_number_of_instances_is_one_of_four() -> None:
    for size in range(1, 6):
        for kinds in combinations_with_replacement(("agreed", "refused", ""), size):
            agreed, refused = kinds.count("agreed"), kinds.count("refused")

            outcome = joint_outcome(agreed=agreed, refused=refused, of=size)

            assert (outcome is JointOutcome.PENDING) == ("" in kinds)
            assert (outcome is JointOutcome.AGREED_BY_ALL) == (agreed == size)
            assert (outcome is JointOutcome.REFUSED_BY_ALL) == (refused == size)
