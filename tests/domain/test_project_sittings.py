"""Meeting of a verdict, its expected day, its revision and its conditions (PS-ACCORD)."""

from datetime import date, timedelta

import pytest
from msgspec.structs import replace

from efe_domain.instance.events import BodyRules
from efe_domain.instance.orders import BodyDoesNotJudge
from efe_domain.law.rules import Rule
from efe_domain.meeting.events import AssemblyKind
from efe_domain.meeting.meeting import MeetingNotHeld
from efe_domain.project.events import VerdictExpected, VerdictKind, VerdictRevised
from efe_domain.project.project import Project
from efe_domain.project.refusals import (
    ContentChanged,
    NotAgreed,
    NotConcerned,
    NotSubmitted,
    NoVerdictYet,
    SameExpectation,
    SameVerdict,
    VerdictAlreadyGiven,
)
from efe_domain.project.verdicts import JointOutcome, Sitting, Verdict
from efe_domain.shared.codec import decode
from efe_domain.shared.days import TooEarly
from efe_domain.shared.errors import Invalid, NotFound
from tests.domain.given import TODAY, TOMORROW, YESTERDAY, given, recorded, some_id
from tests.domain.projects import (
    AGREED,
    HUY,
    LIEGE,
    NAMUR,
    PLENARY,
    REFUSED,
    a_carried_project,
    a_pole_of,
    a_sitting,
    a_submitted_project,
    amend,
    an_agreed_project,
    carry,
    judge,
    submit,
    support,
)

NEXT_YEAR = TODAY.replace(year=2027)
CHAMBER = some_id("chamber")


def citing(sitting: Sitting, **change: object) -> Verdict:
    return Verdict(kind=VerdictKind.AGREED, meeting=sitting.meeting.id, **change)  # type: ignore[arg-type]


def give(project: Project, verdict: Verdict, sitting: Sitting | None = None, *, on: date = TODAY) -> None:
    project.give_verdict(LIEGE, verdict, project.content_hash, sitting=sitting, on=on)


def revise(project: Project, verdict: Verdict, *, on: date = TODAY) -> None:
    project.revise_verdict(LIEGE, verdict, "Après vérification.", project.content_hash, on=on)


@pytest.mark.parametrize(
    "sitting",
    [
        a_sitting(LIEGE, held=None),
        a_sitting(LIEGE, held=NEXT_YEAR),
        a_sitting(LIEGE, kind=AssemblyKind.POLE),
        a_sitting(LIEGE, kind=AssemblyKind.ZONE),
    ],
    ids=["convened", "next year", "of a pôle", "of the zone"],
)
def test_a_verdict_cites_a_meeting_that_a_body_of_the_instance_held_by_then(sitting: Sitting) -> None:
    project = given(a_submitted_project())

    with pytest.raises(MeetingNotHeld):
        give(project, citing(sitting), sitting)

    assert recorded(project) == []


def test_a_verdict_without_a_meeting_says_why() -> None:
    project = given(a_submitted_project())

    with pytest.raises(MeetingNotHeld):
        give(project, Verdict(kind=VerdictKind.AGREED))
    with pytest.raises(NotFound):
        give(project, citing(a_sitting(LIEGE)))
    with pytest.raises(Invalid):
        give(project, citing(a_sitting(LIEGE), without_meeting="Urgence."), a_sitting(LIEGE))
    assert recorded(project) == []
    give(project, Verdict(kind=VerdictKind.AGREED, without_meeting="Procédure écrite."))

    [verdict] = recorded(project)
    assert verdict.without_meeting == "Procédure écrite."  # type: ignore[attr-defined]


def test_a_meeting_of_the_day_itself_or_of_before_is_cited() -> None:
    for held in (YESTERDAY, TODAY):
        sitting = a_sitting(LIEGE, held=held)
        project = given(a_submitted_project())

        give(project, citing(sitting), sitting)

        assert len(recorded(project)) == 1


def with_rules(sitting: Sitting, *rules: BodyRules, since: date = YESTERDAY) -> Sitting:
    sitting.instance.set_up_body(CHAMBER, "Chambre", Rule.M6, on=YESTERDAY)
    sitting.instance.adopt_rules_of_order(rules, on=since)
    return sitting


@pytest.mark.parametrize(
    ("rules", "judges"),
    [
        ([], True),
        ([BodyRules(body=PLENARY, quorum_percent=50)], True),
        ([BodyRules(body=PLENARY, gives_verdicts=True)], True),
        ([BodyRules(body=PLENARY, gives_verdicts=True), BodyRules(body=CHAMBER, gives_verdicts=True)], True),
        ([BodyRules(body=CHAMBER, gives_verdicts=True)], False),
        ([BodyRules(body=CHAMBER, gives_verdicts=True), BodyRules(body=PLENARY)], False),
        ([BodyRules(body=PLENARY, gives_verdicts=False)], False),
        ([BodyRules(body=CHAMBER, gives_verdicts=False)], True),
    ],
)
def test_the_rules_of_order_say_which_bodies_give_verdicts_if_they_name_any(
    rules: list[BodyRules], judges: bool
) -> None:
    sitting, project = with_rules(a_sitting(LIEGE), *rules), given(a_submitted_project())

    if not judges:
        with pytest.raises(BodyDoesNotJudge):
            give(project, citing(sitting), sitting)
        assert recorded(project) == []
        return
    give(project, citing(sitting), sitting)

    assert len(recorded(project)) == 1


def test_the_rules_of_the_day_of_the_meeting_count() -> None:
    sitting = with_rules(a_sitting(LIEGE, held=YESTERDAY), BodyRules(body=CHAMBER, gives_verdicts=True), since=TODAY)
    project = given(a_submitted_project())

    give(project, citing(sitting), sitting)

    assert len(recorded(project)) == 1


def test_an_instance_says_when_it_expects_to_judge() -> None:
    project = given(a_submitted_project(LIEGE, NAMUR))

    project.expect_verdict(NAMUR, NEXT_YEAR, on=TODAY)
    project.expect_verdict(NAMUR, TOMORROW, on=TODAY)

    assert recorded(project) == [
        VerdictExpected(bassin=NAMUR, expected_on=NEXT_YEAR, number=1, effective_on=TODAY),
        VerdictExpected(bassin=NAMUR, expected_on=TOMORROW, number=1, effective_on=TODAY),
    ]


def test_only_a_verdict_to_come_is_expected() -> None:
    judged, carried = given(an_agreed_project()), given(a_carried_project())
    awaited = a_submitted_project()
    awaited.expect_verdict(LIEGE, TOMORROW, on=TODAY)

    for project, bassin, on, refusal in (
        (judged, LIEGE, TOMORROW, VerdictAlreadyGiven),
        (judged, HUY, TOMORROW, NotConcerned),
        (carried, LIEGE, TOMORROW, NotSubmitted),
        (given(awaited), LIEGE, TOMORROW, SameExpectation),
        (given(a_submitted_project()), LIEGE, YESTERDAY, Invalid),
    ):
        with pytest.raises(refusal):
            project.expect_verdict(bassin, on, on=TODAY)
        assert recorded(project) == []


def test_an_amended_content_is_expected_anew() -> None:
    project = a_submitted_project()
    project.expect_verdict(LIEGE, TOMORROW, on=TODAY)

    amend(project)

    with pytest.raises(NotSubmitted):
        project.expect_verdict(LIEGE, TOMORROW, on=TODAY)
    project = given(submit(carry(project, a_pole_of(LIEGE))))
    project.expect_verdict(LIEGE, TOMORROW, on=TODAY)
    assert len(recorded(project)) == 1


def test_a_verdict_is_revised_for_the_time_to_come() -> None:
    project = given(an_agreed_project(LIEGE, NAMUR))
    version = project.version - 1

    revise(project, REFUSED, on=TOMORROW)

    assert recorded(project) == [
        VerdictRevised(
            bassin=LIEGE,
            revises=version,
            previous=VerdictKind.AGREED,
            verdict=VerdictKind.REFUSED,
            conditions=(),
            ends_supports=True,
            reasons=REFUSED.reasons,
            meeting=None,
            without_meeting=REFUSED.without_meeting,
            why="Après vérification.",
            number=1,
            content_hash=project.content_hash,
            effective_on=TOMORROW,
        )
    ]
    assert project.verdicts.outcome(project.concerned) is JointOutcome.AGREED_IN_PART


def test_what_is_revised_was_given_on_this_content_and_changes() -> None:
    for project, verdict, refusal in (
        (given(a_submitted_project()), AGREED, NoVerdictYet),
        (given(an_agreed_project()), AGREED, SameVerdict),
        (given(an_agreed_project()), Verdict(kind=VerdictKind.REFUSED, reasons="Non."), MeetingNotHeld),
        (given(an_agreed_project()), replace(REFUSED, reasons=""), Invalid),
        (given(amend(an_agreed_project())), REFUSED, NoVerdictYet),
    ):
        with pytest.raises(refusal):
            revise(project, verdict)
        assert recorded(project) == []


def test_a_revision_is_of_what_was_read_and_not_of_before() -> None:
    project = an_agreed_project()
    read = project.content_hash
    amended = given(amend(project))

    with pytest.raises(ContentChanged):
        amended.revise_verdict(LIEGE, REFUSED, "Après vérification.", read, on=TODAY)
    judged = a_submitted_project()
    give(judged, AGREED, on=TOMORROW)
    with pytest.raises(TooEarly):
        revise(judged, REFUSED, on=TODAY)

    assert recorded(amended) == []


def test_support_follows_the_verdict_of_its_day() -> None:
    later = TOMORROW + timedelta(5)
    refused = an_agreed_project()
    revise(refused, REFUSED, on=TOMORROW)
    agreed = judge(a_submitted_project(), [(LIEGE, REFUSED)])
    revise(agreed, AGREED, on=TOMORROW)

    with pytest.raises(NotAgreed):
        refused.grant_support(support(on=later))
    with pytest.raises(TooEarly):
        agreed.grant_support(support(on=TODAY))
    agreed.grant_support(support(on=later))

    assert agreed.supports.checked_grant(support(NAMUR, support=some_id("other")))


def test_a_verdict_of_before_0_3_0_is_read_with_its_text_as_one_condition() -> None:
    state = (
        b'{"bassin":"liege","bassins":["liege"],"conditions":%s,"content_hash":"","effective_on":"2026-03-01",'
        b'"meeting":null,"metadata":{},"number":1,"originator_id":"00000000-0000-0000-0000-000000000000",'
        b'"originator_version":3,"reasons":"","verdict":"agreed"}'
    )

    with_one, without = (
        decode("project.verdict-given.v1", state % each) for each in ('"Ouvrir, puis évaluer."'.encode(), b'""')
    )

    assert with_one.conditions == ("Ouvrir, puis évaluer.",)  # type: ignore[attr-defined]
    assert without.conditions == ()  # type: ignore[attr-defined]
    assert without.without_meeting == ""  # type: ignore[attr-defined]
