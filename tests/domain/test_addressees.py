"""Who an opinion goes to, which keys an axis has, and which texts a correction cleans as names."""

from uuid import UUID

import pytest
from msgspec.structs import replace

from efe_domain.operator.events import OperatorKind
from efe_domain.opinion.content import Brief
from efe_domain.opinion.events import OpinionTransmitted
from efe_domain.opinion.opinion import Opinion
from efe_domain.opinion.refusals import NoAddressee
from efe_domain.shared.axis import AxisKind, check_key
from efe_domain.shared.errors import Invalid
from efe_domain.shared.texts import LONGEST_NAME
from tests.domain.given import TODAY, YESTERDAY, given, recorded, some_id
from tests.domain.opinions import INFORMATION, OPPORTUNITY, SAYING

SCHOOL = some_id("school")


def an_adopted_opinion(brief: Brief, operators: tuple[UUID, ...], kinds: tuple[OperatorKind, ...]) -> Opinion:
    opinion = Opinion(some_id("opinion"))
    opinion.undertake(brief, on=TODAY)
    opinion.draft(replace(SAYING, operators=operators, operator_kinds=kinds), None, on=TODAY)
    opinion.adopt(some_id("decision") if brief.pole else None, on=TODAY)
    return given(opinion)


@pytest.mark.parametrize(
    ("brief", "operators", "kinds", "goes"),
    [
        (INFORMATION, (SCHOOL,), (), True),
        (INFORMATION, (), (OperatorKind.CEFA,), True),
        (INFORMATION, (SCHOOL,), (OperatorKind.CEFA,), True),
        (INFORMATION, (), (), False),
        (OPPORTUNITY, (), (), True),
    ],
)
def test_an_opinion_goes_to_named_operators_to_kinds_or_to_its_target(
    brief: Brief, operators: tuple[UUID, ...], kinds: tuple[OperatorKind, ...], goes: bool
) -> None:
    opinion = an_adopted_opinion(brief, operators, kinds)

    if goes:
        opinion.transmit(answer_due_on=None, on=TODAY)
        assert [type(event) for event in recorded(opinion)] == [OpinionTransmitted]
    else:
        with pytest.raises(NoAddressee):
            opinion.transmit(answer_due_on=None, on=TODAY)
        assert recorded(opinion) == []


def test_an_answer_is_due_on_the_day_of_the_opinion_or_later() -> None:
    opinion = an_adopted_opinion(INFORMATION, (SCHOOL,), ())

    with pytest.raises(Invalid):
        opinion.transmit(answer_due_on=YESTERDAY, on=TODAY)
    assert recorded(opinion) == []
    opinion.transmit(answer_due_on=TODAY, on=TODAY)


@pytest.mark.parametrize("key", ["metier:soudeur", f"secteur:{'x' * LONGEST_NAME}"])
def test_the_key_of_an_axis_is_its_kind_and_its_words(key: str) -> None:
    check_key(key, "axis")

    assert key.partition(":")[0] in set(AxisKind)


@pytest.mark.parametrize(
    "key",
    [
        "",
        "soudeur",
        "metier",
        "metier:",
        ":soudeur",
        "zorg:soudeur",
        "metier:Soudeur",
        "metier:un soudeur",
        f"metier:{'x' * (LONGEST_NAME + 1)}",
    ],
)
def test_what_no_axis_has_as_its_key_is_refused(key: str) -> None:
    with pytest.raises(Invalid):
        check_key(key, "axis")
