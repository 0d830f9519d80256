"""A project is submitted to each Instance concerned, with the content that each carrying pôle decided on."""

import pytest
from msgspec.structs import replace

from efe_domain.pole.refusals import TermOver
from efe_domain.project.events import ProjectSubmitted
from efe_domain.project.refusals import AlreadySubmitted, ContentNotCarried, OutsideTheTerritory
from efe_domain.shared.ids import ZONE
from efe_domain.zone.zone import Zone
from tests.domain.given import TODAY, given, recorded
from tests.domain.projects import (
    CONTENT,
    HUY,
    LIEGE,
    NAMUR,
    a_carried_project,
    a_pole_of,
    a_project,
    a_submitted_project,
    acting_in,
    amend,
    carry,
    submit,
)

AT_LIEGE, AT_NAMUR = a_pole_of(LIEGE), a_pole_of(NAMUR)
AFTER_TERM = TODAY.replace(year=2029)


def test_what_is_submitted_is_carried_by_every_pole_and_by_the_lead() -> None:
    by_the_other_only = given(carry(a_project(content=acting_in(LIEGE, NAMUR)), AT_NAMUR))
    amended = given(carry(amend(a_carried_project(LIEGE, NAMUR)), AT_LIEGE))

    for project in (by_the_other_only, amended):
        with pytest.raises(ContentNotCarried):
            submit(project)

        assert recorded(project) == []


def test_a_project_is_submitted_to_each_instance_concerned_and_to_no_other() -> None:
    project = given(a_carried_project(LIEGE, NAMUR, HUY))

    submit(project)

    assert recorded(project) == [
        ProjectSubmitted(
            number=1,
            title=CONTENT.title,
            content_hash=project.content_hash,
            instances=(HUY, LIEGE, NAMUR),
            effective_on=TODAY,
        )
    ]


def test_a_later_submission_is_to_those_who_have_not_got_it() -> None:
    project = carry(a_submitted_project(LIEGE, NAMUR), a_pole_of(NAMUR, name="Chaleur"))
    with pytest.raises(AlreadySubmitted):
        submit(project)
    project = a_carried_project(LIEGE, NAMUR)
    project.leave(AT_NAMUR.id, "Départ.", on=TODAY)
    amended = replace(project.content, communes=acting_in(LIEGE).communes)
    project.amend(amended, "Sans Namur.", on=TODAY)
    submit(carry(project, AT_LIEGE))
    project.amend(acting_in(LIEGE, NAMUR), "Avec Namur.", on=TODAY)

    submit(carry(project, AT_LIEGE, AT_NAMUR))

    assert [event.instances for event in recorded(project) if isinstance(event, ProjectSubmitted)] == [
        (LIEGE,),
        (LIEGE, NAMUR),
    ]


def test_a_submitted_project_acts_in_every_bassin_concerned_and_in_no_other() -> None:
    too_far = given(carry(a_project(content=acting_in(LIEGE, HUY)), AT_LIEGE))
    not_far_enough = given(carry(a_project(content=acting_in(LIEGE)), AT_LIEGE, AT_NAMUR))

    for project, reason in (
        (too_far, "Huy-Waremme : aucun pôle porteur."),
        (not_far_enough, "Namur : aucune commune."),
    ):
        with pytest.raises(OutsideTheTerritory) as refused:
            submit(project)

        assert refused.value.reasons == (reason,)
        assert recorded(project) == []


def test_nothing_is_submitted_after_the_term_of_a_carrying_pole() -> None:
    project = given(a_carried_project())

    with pytest.raises(TermOver):
        project.submit([AT_LIEGE], Zone(ZONE), on=AFTER_TERM)

    assert recorded(project) == []
