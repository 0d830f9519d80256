"""Opinions: requested or undertaken, drafted, adopted, transmitted, followed up (PS-AVIS, PS-AVIS-OBJET, M4)."""

from collections.abc import Callable

import pytest
from msgspec.structs import replace

from efe_domain.opinion.content import OpinionKind, ProjectStage, Seen
from efe_domain.opinion.events import (
    OpinionAdopted,
    OpinionAmended,
    OpinionDrafted,
    OpinionRequested,
    OpinionTransmitted,
    OpinionUndertaken,
)
from efe_domain.opinion.opinion import Opinion
from efe_domain.opinion.refusals import (
    NoAddressee,
    NotDrafted,
    OpinionAlreadyBegun,
    OpinionIsAdopted,
    OpinionIsTransmitted,
    OpinionNotAdopted,
    SameOpinion,
)
from efe_domain.shared.days import TooEarly
from efe_domain.shared.errors import Invalid
from tests.domain.given import TODAY, TOMORROW, YESTERDAY, given, recorded, some_id
from tests.domain.opinions import INFORMATION, OPPORTUNITY, SAYING, a_requested_opinion, an_opinion

SEEN = Seen(number=1, content_hash="b" * 64, stage=ProjectStage.EMERGED, outcome=None)
OTHER = replace(SAYING, conclusion="Réservé.")


def test_an_opinion_is_requested_by_somebody_for_a_day() -> None:
    opinion = Opinion(some_id("opinion"))

    opinion.request(OPPORTUNITY, " Jury de GreenWin ", due_on=TOMORROW, on=TODAY)

    assert opinion.bassins == ("liege",)
    assert recorded(opinion) == [
        OpinionRequested(brief=OPPORTUNITY, requester="Jury de GreenWin", due_on=TOMORROW, effective_on=TODAY)
    ]


@pytest.mark.parametrize("requester", ["", "x" * 1_000_000])
def test_a_requester_has_a_name(requester: str) -> None:
    opinion = Opinion(some_id("opinion"))

    with pytest.raises(Invalid):
        opinion.request(OPPORTUNITY, requester, due_on=None, on=TODAY)

    assert recorded(opinion) == []


def test_an_opinion_is_not_due_before_it_is_asked_for() -> None:
    opinion = Opinion(some_id("opinion"))

    with pytest.raises(Invalid):
        opinion.request(OPPORTUNITY, "Jury", due_on=YESTERDAY, on=TODAY)

    assert recorded(opinion) == []


def test_an_opinion_of_own_initiative_begins_with_its_draft() -> None:
    opinion = Opinion(some_id("opinion"))

    opinion.undertake(INFORMATION, on=TODAY)
    opinion.draft(SAYING, None, on=TODAY)

    undertaken, drafted = recorded(opinion)
    assert undertaken == OpinionUndertaken(brief=INFORMATION, effective_on=TODAY)
    assert isinstance(drafted, OpinionDrafted)
    assert drafted.content == SAYING


def test_a_draft_keeps_the_project_as_it_stood() -> None:
    opinion = given(a_requested_opinion())

    opinion.draft(SAYING, SEEN, on=TODAY)

    (drafted,) = recorded(opinion)
    assert isinstance(drafted, OpinionDrafted)
    assert drafted.seen == SEEN


@pytest.mark.parametrize("past", [a_requested_opinion, an_opinion])
def test_an_opinion_begins_once(past: Callable[[], Opinion]) -> None:
    opinion = given(past())

    with pytest.raises(OpinionAlreadyBegun):
        opinion.undertake(INFORMATION, on=TODAY)
    with pytest.raises(OpinionAlreadyBegun):
        opinion.request(INFORMATION, "Jury", due_on=None, on=TODAY)

    assert recorded(opinion) == []


def test_an_opinion_is_drafted_once_and_then_amended() -> None:
    opinion = given(an_opinion())

    with pytest.raises(OpinionAlreadyBegun):
        opinion.draft(OTHER, None, on=TODAY)
    opinion.amend(OTHER, None, on=TODAY)

    (amended,) = recorded(opinion)
    assert isinstance(amended, OpinionAmended)
    assert (amended.number, amended.content) == (2, OTHER)


def test_the_hash_covers_the_brief_the_content_and_the_project_seen() -> None:
    hashes = set()
    for brief, seen, content in (
        (OPPORTUNITY, None, SAYING),
        (INFORMATION, None, SAYING),
        (OPPORTUNITY, SEEN, SAYING),
    ):
        opinion = Opinion(some_id("opinion"))
        opinion.undertake(brief, on=TODAY)
        opinion.draft(content, seen, on=TODAY)
        hashes.add(opinion.content_hash)

    assert len(hashes) == 3


def test_an_amendment_changes_something() -> None:
    opinion = given(an_opinion())

    with pytest.raises(SameOpinion):
        opinion.amend(SAYING, None, on=TODAY)

    assert recorded(opinion) == []


def test_nothing_precedes_the_last_version() -> None:
    opinion = given(an_opinion())

    with pytest.raises(TooEarly):
        opinion.amend(OTHER, None, on=YESTERDAY)
    with pytest.raises(TooEarly):
        opinion.adopt(None, on=YESTERDAY)

    assert recorded(opinion) == []


def test_only_a_draft_is_amended_or_adopted() -> None:
    opinion = given(a_requested_opinion())

    with pytest.raises(NotDrafted):
        opinion.amend(SAYING, None, on=TODAY)
    with pytest.raises(NotDrafted):
        opinion.adopt(some_id("decision"), on=TODAY)

    assert recorded(opinion) == []


def test_a_pole_adopts_by_a_decision_the_content_that_was_judged() -> None:
    opinion = given(an_opinion(OPPORTUNITY))

    opinion.adopt(some_id("decision"), on=TODAY)

    (adopted,) = recorded(opinion)
    assert isinstance(adopted, OpinionAdopted)
    assert (adopted.content_hash, adopted.decision) == (opinion.content_hash, some_id("decision"))


def test_an_adopted_opinion_is_no_longer_amended() -> None:
    opinion = given(an_opinion(adopted=True))

    with pytest.raises(OpinionIsAdopted):
        opinion.amend(OTHER, None, on=TODAY)
    with pytest.raises(OpinionIsAdopted):
        opinion.adopt(None, on=TODAY)

    assert recorded(opinion) == []


def test_only_an_adopted_opinion_is_transmitted() -> None:
    opinion = given(an_opinion())

    with pytest.raises(OpinionNotAdopted):
        opinion.transmit(answer_due_on=None, on=TODAY)

    assert recorded(opinion) == []


def test_an_opinion_is_transmitted_and_its_answer_awaited() -> None:
    opinion = given(an_opinion(adopted=True))

    opinion.transmit(answer_due_on=TOMORROW, on=TODAY)

    assert recorded(opinion) == [
        OpinionTransmitted(kind=OpinionKind.INFORMATION, answer_due_on=TOMORROW, effective_on=TODAY)
    ]


def test_an_answer_is_not_awaited_before_the_transmission() -> None:
    opinion = given(an_opinion(adopted=True))

    with pytest.raises(Invalid):
        opinion.transmit(answer_due_on=YESTERDAY, on=TODAY)
    with pytest.raises(TooEarly):
        opinion.transmit(answer_due_on=None, on=YESTERDAY)

    assert recorded(opinion) == []


def test_what_an_instance_transmits_has_addressees() -> None:
    opinion = an_opinion()
    opinion.amend(replace(SAYING, operator_kinds=()), None, on=TODAY)
    opinion.adopt(None, on=TODAY)
    opinion = given(opinion)

    with pytest.raises(NoAddressee):
        opinion.transmit(answer_due_on=None, on=TODAY)

    assert recorded(opinion) == []


FURTHER: list[Callable[[Opinion], None]] = [
    lambda it: it.amend(OTHER, None, on=TODAY),
    lambda it: it.adopt(None, on=TODAY),
    lambda it: it.transmit(answer_due_on=None, on=TODAY),
]


@pytest.mark.parametrize("command", FURTHER)
def test_a_transmitted_opinion_never_changes(command: Callable[[Opinion], None]) -> None:
    opinion = given(an_opinion(transmitted=True))

    with pytest.raises(OpinionIsTransmitted):
        command(opinion)

    assert recorded(opinion) == []
