"""Properties of every correction of every history, accepted or refused."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from efe_domain.catalogue import CORRECTIONS
from efe_domain.shared.codec import decode, encode
from efe_domain.shared.correction import DocumentNeeded, NothingToRectify, NotRectifiable
from efe_domain.shared.effective_facts import effective_facts, state_of, without_envelope
from efe_domain.shared.errors import DomainError, Invalid, NotFound
from efe_domain.shared.event import Event
from efe_domain.shared.record_events import Patch, Rectified
from efe_domain.shared.replay_decisions import ReplayedDecisions, replay_decisions
from tests.domain.corrections import ASKED, Asked, Ledger, facts_of
from tests.domain.histories import History, histories
from tests.domain.state import state

ASKED_IN_VAIN = (NotRectifiable, NothingToRectify, DocumentNeeded)
"""Refused for what is asked, whatever follows."""

SOME = settings(
    max_examples=80, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much]
)


def decided_again(ledger: Ledger, stream: UUID, *, facts: Sequence[Event] | None = None) -> ReplayedDecisions:
    facts = facts or effective_facts(ledger.streams[stream])
    replayed, _ = replay_decisions(ledger.correctable(stream), stream, facts, ledger)
    return replayed


@SOME
@given(histories(), st.lists(ASKED, min_size=1, max_size=12))
def test_an_accepted_correction_leaves_what_deciding_again_leaves(events: History, asked: list[Asked]) -> None:
    ledger = Ledger(events)

    for each in asked:
        before = {stream: list(known) for stream, known in ledger.streams.items()}
        found = ledger.try_to(each)
        if not isinstance(found, Rectified):
            assert {stream: list(known) for stream, known in ledger.streams.items() if known} == before
            continue
        stream = found.originator_id
        known = ledger.streams[stream]
        kept = {event.originator_version: (event.bassins, event.metadata) for event in before[stream]}
        assert [decode(event.TOPIC, encode(event)) for event in known] == known
        for fact in effective_facts(known):
            assert kept[fact.originator_version] == (fact.bassins, fact.metadata)
        was = decided_again(ledger, stream, facts=effective_facts(before[stream])).refused
        assert decided_again(ledger, stream).refused.keys() <= was.keys()


@SOME
@given(histories(), st.lists(ASKED, min_size=1, max_size=6))
def test_an_entity_goes_on_from_what_stands(events: History, asked: list[Asked]) -> None:
    ledger = Ledger(events)

    for each in asked:
        ledger.try_to(each)

    for stream, known in ledger.streams.items():
        kind = known[0].TOPIC.partition(".")[0]
        if kind in CORRECTIONS:
            aggregate = CORRECTIONS[kind].aggregate
            replayed = aggregate.replay(stream, known)
            plain = aggregate(stream)
            for fact in effective_facts(known):
                plain._apply(fact)
            assert replayed.version == len(known)
            assert facts(state(replayed)) == facts(state(plain))
            assert replayed.bassins or not replayed.exists


@SOME
@given(histories(), st.lists(ASKED, min_size=1, max_size=12))
def test_a_refused_correction_names_its_rule_and_the_fact_that_it_breaks(events: History, asked: list[Asked]) -> None:
    ledger = Ledger(events)

    for each in asked:
        found = ledger.try_to(each)
        assert isinstance(found, Rectified | DomainError | NotFound | Invalid | None)
        if isinstance(found, DomainError) and not (each.withdraw or isinstance(found, ASKED_IN_VAIN)):
            assert f"n° {found.breaks} " in found.reasons[-1]


@SOME
@given(histories(), st.integers(0, 200))
def test_a_corrected_fact_leaves_what_the_right_one_would_have_left(events: History, which: int) -> None:
    """The same steps, of which one was recorded with another day: its other inputs may follow from that."""
    assume(events.steps)
    nth = which % len(events.steps)
    for late in (-30, -3, -1, 1, 3, 30):
        step = replace(events.steps[nth], late=max(0, events.steps[nth].late + late))
        wrong, right = Ledger(events), Ledger(History([*events.steps[:nth], step, *events.steps[nth + 1 :]]))
        if (moved := moved_fact(wrong, right)) is None:
            continue
        stream, patch = moved

        wrong.correct(stream, [patch])

        assert facts_of(effective_facts(wrong.streams[stream])) == facts_of(right.streams[stream])


def moved_fact(wrong: Ledger, right: Ledger) -> tuple[UUID, Patch] | None:
    """The first fact of the one stream that differs, where both hold the same kinds of facts, as a patch."""
    shapes = [{stream: [*map(type, known)] for stream, known in each.streams.items()} for each in (wrong, right)]
    differing = [each for each, known in wrong.streams.items() if facts_of(known) != facts_of(right.streams[each])]
    if shapes[0] != shapes[1] or len(differing) != 1:
        return None
    [stream] = differing
    pairs = zip(wrong.streams[stream], right.streams[stream], strict=True)
    was, becomes = next(
        (was, becomes) for was, becomes in pairs if without_envelope(was) != without_envelope(becomes)
    )
    kind = was.TOPIC.partition(".")[0]
    may = CORRECTIONS[kind].rules_for(was).fields if kind in CORRECTIONS else frozenset()
    fields = {name: value for name, value in state_of(becomes).state.items() if value != state_of(was).state[name]}
    patch = Patch(was.originator_version, {name: value for name, value in fields.items() if name in may})
    return (stream, patch) if patch.fields else None


def facts(value: Any) -> Any:
    """Without what counts recorded events."""
    return {
        name: part for name, part in value.items() if name not in {"version", "proposals", "questions", "_has_facts"}
    }
