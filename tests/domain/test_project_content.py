"""Content of a project (PS-ADD, PS-ASPECT, PS-PUBLIC), and the hash that names exactly that."""

from datetime import timedelta
from typing import Any

import pytest
from msgspec.structs import replace

from efe_domain.project.content import Aspect, ProjectAction, Public, clean
from efe_domain.project.events import ProjectEmerged
from efe_domain.project.project import Project
from efe_domain.project.refusals import NoAction, NoAspect, NoPublic, OutsideTheZone
from efe_domain.shared.codec import content_hash
from efe_domain.shared.errors import Invalid, Refusal
from tests.domain.given import HEATING, TODAY, recorded, some_id
from tests.domain.projects import CONTENT, COUVIN, FLORENNES, LIEGE, PROJECT, a_pole_of, a_project

LONG = "x" * 1_000_000


@pytest.mark.parametrize(
    ("change", "refusal"),
    [
        ({"actions": ()}, NoAction),
        ({"aspects": ()}, NoAspect),
        ({"publics": ()}, NoPublic),
        ({"zone": True}, OutsideTheZone),
        ({"title": " "}, Invalid),
        ({"title": LONG}, Invalid),
        ({"aims": ""}, Invalid),
        ({"aims": LONG}, Invalid),
        ({"actions": (ProjectAction(CONTENT.actions[0].nature, LONG),)}, Invalid),
        ({"actions": CONTENT.actions * 31}, Invalid),
        ({"other_aspects": ("",)}, Invalid),
        ({"other_aspects": ("Un",) * 21}, Invalid),
        ({"partners": tuple(some_id(str(n)) for n in range(61))}, Invalid),
        ({"communes": ()}, Invalid),
        ({"communes": ("00000",)}, Invalid),
        ({"budget_cents": -1}, Invalid),
        ({"budget_cents": 10**12 + 1}, Invalid),
        ({"starts": TODAY, "ends": TODAY - timedelta(1)}, Invalid),
    ],
)
def test_a_content_that_breaks_a_rule_does_not_emerge(change: dict[str, Any], refusal: type[Refusal]) -> None:
    project = Project(PROJECT)

    with pytest.raises(refusal):
        project.emerge(a_pole_of(LIEGE), replace(CONTENT, **change), on=TODAY)

    assert recorded(project) == []


def test_a_project_emerges_with_the_axis_of_its_pole() -> None:
    project = a_project()

    content = replace(CONTENT, axis=HEATING.key)
    assert recorded(project) == [
        ProjectEmerged(
            lead=a_pole_of(LIEGE).id,
            bassin=LIEGE,
            content=content,
            content_hash=content_hash(content),
            effective_on=TODAY,
        )
    ]


def test_an_aspect_that_the_text_does_not_name_is_enough() -> None:
    project = a_project(content=replace(CONTENT, aspects=(), other_aspects=("Mobilité des apprenants",)))

    assert project.content.other_aspects == ("Mobilité des apprenants",)


def test_equal_contents_have_the_same_hash_whatever_the_order_in_which_they_were_given() -> None:
    publics = (Public.SECONDARY, Public.JOB_SEEKERS)
    one = replace(CONTENT, publics=publics, aspects=(Aspect.LANGUAGES, Aspect.DROPOUT), title="L'e\u0301cole")
    other = replace(CONTENT, publics=publics[::-1] * 2, aspects=(Aspect.DROPOUT, Aspect.LANGUAGES), title=" L'école ")

    assert content_hash(clean(one)) == content_hash(clean(other))


@pytest.mark.parametrize(
    "change", [{"budget_cents": 1}, {"ends": TODAY}, {"partners": (some_id("partner"),)}, {"aims": "Autre chose."}]
)
def test_any_change_of_content_changes_the_hash(change: dict[str, Any]) -> None:
    assert content_hash(clean(replace(CONTENT, **change))) != content_hash(clean(CONTENT))


def test_a_project_of_the_zone_acts_in_its_communes_only() -> None:
    inside = replace(CONTENT, zone=True, communes=(FLORENNES, COUVIN))

    assert clean(inside).zone
    with pytest.raises(OutsideTheZone) as refused:
        clean(replace(inside, communes=(FLORENNES, "62063")))
    assert refused.value.reasons == ("Liège",)
