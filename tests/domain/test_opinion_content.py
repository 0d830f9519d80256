"""Brief and content of an opinion (PS-AVIS-OBJET, M4-DEST)."""

import pytest
from msgspec.structs import replace

from efe_domain.operator.events import OperatorKind
from efe_domain.opinion.content import (
    DEFAULT_CRITERIA,
    Brief,
    CriterionTopic,
    OpinionContent,
    OpinionCriterion,
    OpinionKind,
    OpinionSubject,
    OpinionSubjectKind,
    OpinionTargetKind,
    Target,
)
from efe_domain.opinion.refusals import (
    NoImpact,
    NoProjectJudged,
    NotAnAddressee,
    NoTarget,
    OnlyAnInstanceGives,
    OnlyAPoleGives,
)
from efe_domain.shared.errors import Invalid
from tests.domain.given import some_id
from tests.domain.opinions import INFORMATION, OPPORTUNITY, SAYING

ON_A_THEME = OpinionSubject(kind=OpinionSubjectKind.THEME, id=some_id("theme"))


@pytest.mark.parametrize(
    ("brief", "refusal"),
    [
        (replace(OPPORTUNITY, pole=None), OnlyAPoleGives),
        (replace(INFORMATION, pole=some_id("pole")), OnlyAnInstanceGives),
        (replace(OPPORTUNITY, subject=ON_A_THEME), NoProjectJudged),
        (replace(OPPORTUNITY, target=None), NoTarget),
        (replace(OPPORTUNITY, target=Target(kind=OpinionTargetKind.FUNDING_MECHANISM, name=" ")), Invalid),
        (replace(INFORMATION, subject=OpinionSubject(kind=OpinionSubjectKind.FILE)), Invalid),
    ],
)
def test_a_brief_keeps_to_its_kind(brief: Brief, refusal: type[Exception]) -> None:
    with pytest.raises(refusal):
        brief.checked()


@pytest.mark.parametrize("kind", [OpinionKind.INFORMATION, OpinionKind.AVIS, OpinionKind.ORIENTATION])
def test_an_instance_informs_advises_and_orients_on_anything(kind: OpinionKind) -> None:
    brief = replace(INFORMATION, kind=kind, subject=ON_A_THEME)

    assert brief.checked() == brief


def test_an_opportunity_is_weighed_by_its_impact() -> None:
    with pytest.raises(NoImpact):
        replace(SAYING, impact=" ").checked(OpinionKind.AVIS_OPPORTUNITE)

    assert replace(SAYING, impact="").checked(OpinionKind.AVIS).impact == ""


def test_the_default_criteria_are_five() -> None:
    assert [topic.value for topic in DEFAULT_CRITERIA] == [
        "emploi-du-secteur",
        "ecoles",
        "operateurs",
        "centres-existants",
        "accessibilite",
    ]


def test_criteria_come_in_the_order_of_the_default_set_others_after() -> None:
    other = OpinionCriterion(topic=CriterionTopic.OTHER, label="Climat", finding="Favorable.")
    access = OpinionCriterion(topic=CriterionTopic.ACCESSIBILITY, finding="Une gare.")

    content = replace(SAYING, criteria=(other, access, *SAYING.criteria)).checked(OpinionKind.AVIS)

    assert [criterion.topic for criterion in content.criteria] == [
        CriterionTopic.SCHOOLS,
        CriterionTopic.ACCESSIBILITY,
        CriterionTopic.OTHER,
    ]


@pytest.mark.parametrize(
    "content",
    [
        replace(SAYING, criteria=SAYING.criteria * 2),
        replace(
            SAYING, criteria=(OpinionCriterion(topic=CriterionTopic.SCHOOLS, label="Climat", finding="Favorable."),)
        ),
        replace(SAYING, criteria=(OpinionCriterion(topic=CriterionTopic.OTHER, finding="Sans nom."),)),
        replace(SAYING, criteria=SAYING.criteria * 31),
        replace(SAYING, operators=tuple(some_id(str(n)) for n in range(201))),
        replace(SAYING, title=""),
        replace(SAYING, conclusion="x" * 1_000_000),
    ],
)
def test_a_content_that_cannot_be_is_invalid(content: OpinionContent) -> None:
    with pytest.raises(Invalid):
        content.checked(OpinionKind.AVIS)


@pytest.mark.parametrize("kind", [OperatorKind.ENTREPRISE, OperatorKind.EMPLOI, OperatorKind.PARTENAIRE_SOCIAL])
def test_operators_of_education_training_and_insertion_are_addressed(kind: OperatorKind) -> None:
    with pytest.raises(NotAnAddressee):
        replace(SAYING, operator_kinds=(OperatorKind.CEFA, kind)).checked(OpinionKind.AVIS)
