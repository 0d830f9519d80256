"""Supports of an Instance: how long each stands, and which ones its refusal ends (PS-SOUTIEN)."""

from datetime import date, timedelta

import pytest
from msgspec.structs import replace

from efe_domain.project.events import SupportEnded, SupportGranted, SupportKind, SupportPhase
from efe_domain.project.project import Project
from efe_domain.project.refusals import SupportHeld
from efe_domain.shared.days import TooEarly
from efe_domain.shared.errors import Invalid
from tests.domain.given import TODAY, TOMORROW, YESTERDAY, given, recorded, some_id
from tests.domain.projects import (
    LIEGE,
    NAMUR,
    REFUSED,
    SUPPORT,
    a_pole_of,
    amend,
    an_agreed_project,
    carry,
    judge,
    submit,
    support,
)

OTHER = some_id("another support")
LATER = TOMORROW + timedelta(1)


def refuse(project: Project, *, ends: bool = True, on: date = TODAY) -> None:
    project.revise_verdict(LIEGE, REFUSED, "Après vérification.", project.content_hash, ends_supports=ends, on=on)


def ended(project: Project) -> list[SupportEnded]:
    return [event for event in recorded(project) if isinstance(event, SupportEnded)]


def a_supported_project(*supports: SupportGranted) -> Project:
    project = an_agreed_project(LIEGE, NAMUR)
    for each in supports or (support(),):
        project.grant_support(each)
    return project


@pytest.mark.parametrize(
    ("starts", "ends", "refusal"),
    [
        (None, None, None),
        (TODAY, None, None),
        (YESTERDAY, None, TooEarly),
        (None, TODAY, None),
        (None, YESTERDAY, Invalid),
        (TOMORROW, TOMORROW, None),
        (TOMORROW, TODAY, Invalid),
        (LATER, TOMORROW, Invalid),
    ],
)
def test_the_period_of_a_support_begins_with_it_and_does_not_end_before(
    starts: date | None, ends: date | None, refusal: type[Exception] | None
) -> None:
    project = given(an_agreed_project())
    granted = replace(support(), starts=starts, ends=ends)

    if refusal:
        with pytest.raises(refusal):
            project.grant_support(granted)
        assert recorded(project) == []
    else:
        project.grant_support(granted)
        assert recorded(project) == [granted]


def test_a_support_that_ended_is_given_again() -> None:
    project = a_supported_project()
    project.end_support(SUPPORT, LIEGE, "Fin.", on=TODAY)

    project.grant_support(support(support=OTHER))

    with pytest.raises(SupportHeld):
        project.grant_support(support(support=some_id("third")))


@pytest.mark.parametrize(
    "other",
    [
        replace(support(support=OTHER), kind=SupportKind.MATERIAL),
        replace(support(support=OTHER), phase=SupportPhase.ACCOMPAGNEMENT),
        replace(support(support=OTHER), bassin=NAMUR),
    ],
    ids=["kind", "phase", "Instance"],
)
def test_supports_of_another_kind_phase_or_instance_stand_together(other: SupportGranted) -> None:
    project = a_supported_project()

    project.grant_support(other)

    assert len(project.supports.standing_of({LIEGE, NAMUR})) == 2


def test_a_refusal_ends_the_supports_that_the_instance_still_gives_to_that_content() -> None:
    kept = replace(support(support=some_id("kept")), kind=SupportKind.MATERIAL)
    project = a_supported_project(support(), kept, replace(support(support=OTHER), bassin=NAMUR))
    project.end_support(SUPPORT, LIEGE, "Fin.", on=TODAY)
    project = given(project)

    refuse(project)

    [verdict, end] = recorded(project)
    assert end == SupportEnded(
        support=kept.support,
        bassin=LIEGE,
        reason="Après vérification.",
        by_verdict=project.verdicts.standing(LIEGE).version,
        effective_on=TODAY,
    )
    assert verdict.ends_supports  # type: ignore[attr-defined]


def test_a_support_that_begins_after_the_refusal_ends_on_its_first_day() -> None:
    project = given(a_supported_project(support(on=TOMORROW)))

    refuse(project)

    assert [each.effective_on for each in ended(project)] == [TOMORROW]


def test_a_refusal_leaves_the_supports_where_it_says_so() -> None:
    project = given(a_supported_project())

    refuse(project, ends=False)

    assert ended(project) == []
    assert project.supports.standing_of({LIEGE}) == (SUPPORT,)


def test_a_refusal_of_another_content_leaves_the_supports_of_the_earlier_one() -> None:
    project = a_supported_project()
    poles = a_pole_of(LIEGE), a_pole_of(NAMUR)
    project = submit(carry(amend(project), *poles))
    judge(project, [(LIEGE, REFUSED)])
    project.revise_verdict(LIEGE, replace(REFUSED, reasons="Trop tard."), "Relu.", project.content_hash, on=TODAY)

    assert project.supports.standing_of({LIEGE}) == (SUPPORT,)
