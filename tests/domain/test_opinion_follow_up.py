"""Follow-up of an opinion: acknowledged, answered, with effect, in any order of commands (M4, PS-AVIS)."""

from collections.abc import Callable
from contextlib import suppress

import pytest
from hypothesis import given as drawn
from hypothesis import settings
from hypothesis import strategies as st
from msgspec.structs import replace

from efe_domain.law.rules import Rule
from efe_domain.operator.events import OperatorKind
from efe_domain.opinion.content import Brief, ProjectStage, Seen
from efe_domain.opinion.events import (
    EffectObserved,
    OpinionAcknowledged,
    OpinionAdopted,
    OpinionAnswered,
    OpinionTransmitted,
)
from efe_domain.opinion.opinion import Opinion
from efe_domain.opinion.refusals import AlreadyAcknowledged, AlreadyAnswered, NotAddressed, NotTransmitted, SameEffect
from efe_domain.shared.days import TooEarly
from efe_domain.shared.errors import Refusal
from tests.domain.given import TODAY, TOMORROW, YESTERDAY, given, recorded, some_id
from tests.domain.opinions import INFORMATION, OPPORTUNITY, SAYING, an_opinion

SEEN = Seen(number=1, content_hash="b" * 64, stage=ProjectStage.EMERGED, outcome=None)
OTHER = replace(SAYING, conclusion="Réservé.")


def test_what_became_of_an_opinion_is_recorded() -> None:
    opinion = given(an_opinion(transmitted=True))
    school = some_id("school")

    opinion.acknowledge(school, OperatorKind.CEFA, on=TODAY)
    opinion.answer(school, OperatorKind.CEFA, "L'option ouvre en septembre.", on=TODAY)
    opinion.observe_effect("Une option ouverte.", on=TODAY)

    assert recorded(opinion) == [
        OpinionAcknowledged(operator=school, effective_on=TODAY),
        OpinionAnswered(operator=school, answer="L'option ouvre en septembre.", effective_on=TODAY),
        EffectObserved(effect="Une option ouverte.", effective_on=TODAY),
    ]


@pytest.mark.parametrize(
    ("brief", "operator", "kind", "addressed"),
    [
        (INFORMATION, "school", OperatorKind.FORMATION, False),
        (INFORMATION, None, None, False),
        (OPPORTUNITY, None, None, True),
        (OPPORTUNITY, "school", OperatorKind.CEFA, True),
    ],
)
def test_an_opinion_is_acknowledged_by_those_to_whom_it_went(
    brief: Brief, operator: str | None, kind: OperatorKind | None, addressed: bool
) -> None:
    opinion = given(an_opinion(brief, transmitted=True))

    with suppress(NotAddressed):
        opinion.acknowledge(some_id(operator) if operator else None, kind, on=TODAY)

    assert len(recorded(opinion)) == addressed


def test_the_same_is_not_said_twice() -> None:
    opinion = an_opinion(OPPORTUNITY, transmitted=True)
    opinion.acknowledge(None, None, on=TODAY)
    opinion.answer(None, None, "Merci.", on=TODAY)
    opinion.observe_effect("Projet retenu.", on=TODAY)
    opinion = given(opinion)

    with pytest.raises(AlreadyAcknowledged):
        opinion.acknowledge(None, None, on=TODAY)
    with pytest.raises(AlreadyAnswered):
        opinion.answer(None, None, "Merci. ", on=TODAY)
    with pytest.raises(SameEffect):
        opinion.observe_effect("Projet retenu.", on=TODAY)

    assert recorded(opinion) == []


def test_only_what_was_transmitted_is_followed_up() -> None:
    opinion = given(an_opinion(adopted=True))

    with pytest.raises(NotTransmitted):
        opinion.acknowledge(None, None, on=TODAY)
    with pytest.raises(NotTransmitted):
        opinion.answer(None, None, "Merci.", on=TODAY)
    with pytest.raises(NotTransmitted):
        opinion.observe_effect("Rien.", on=TODAY)

    assert recorded(opinion) == []


def test_nothing_follows_an_opinion_before_its_transmission() -> None:
    opinion = given(an_opinion(transmitted=True))

    with pytest.raises(TooEarly):
        opinion.observe_effect("Déjà.", on=YESTERDAY)

    assert recorded(opinion) == []


@pytest.mark.parametrize(("brief", "rule"), [(OPPORTUNITY, Rule.PS_AVIS), (INFORMATION, Rule.M4)])
def test_every_event_cites_the_mission_under_which_the_opinion_is_given(brief: Brief, rule: Rule) -> None:
    opinion = an_opinion(brief, transmitted=True)

    rules = {event.rule for event in opinion.collect_events()}

    assert rules == {rule}


COMMANDS: list[Callable[[Opinion], None]] = [
    lambda it: it.draft(SAYING, None, on=TODAY),
    lambda it: it.amend(OTHER, None, on=TODAY),
    lambda it: it.amend(SAYING, SEEN, on=TODAY),
    lambda it: it.adopt(None, on=TODAY),
    lambda it: it.transmit(answer_due_on=TOMORROW, on=TODAY),
    lambda it: it.acknowledge(some_id("school"), OperatorKind.CEFA, on=TODAY),
    lambda it: it.answer(some_id("school"), OperatorKind.CEFA, "Merci.", on=TODAY),
    lambda it: it.observe_effect("Un effet.", on=TODAY),
]


@settings(max_examples=100)
@drawn(st.lists(st.sampled_from(COMMANDS), max_size=20))
def test_whatever_the_order_what_was_adopted_is_what_was_transmitted(
    commands: list[Callable[[Opinion], None]],
) -> None:
    opinion = Opinion(some_id("opinion"))
    opinion.undertake(INFORMATION, on=TODAY)
    for command in commands:
        try:
            command(opinion)
        except Refusal:
            continue

    events = list(opinion.collect_events())
    adopted = [event.content_hash for event in events if isinstance(event, OpinionAdopted)]
    kinds = [type(event) for event in events]
    assert opinion.adopted_on is None or adopted == [opinion.content_hash]
    if OpinionTransmitted in kinds:
        before, after = kinds[: kinds.index(OpinionTransmitted)], kinds[kinds.index(OpinionTransmitted) + 1 :]
        assert OpinionAdopted in before
        assert set(after) <= {OpinionAcknowledged, OpinionAnswered, EffectObserved}
    else:
        assert not {OpinionAcknowledged, OpinionAnswered, EffectObserved} & {*kinds}
