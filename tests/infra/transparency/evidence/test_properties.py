"""Holders of an earlier checkpoint accept no other past, however it was rewritten and signed again."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from efe_infra.transparency.evidence.verify import Fault, Proof, verify
from tests.infra.transparency.evidence.histories import by_chance
from tests.infra.transparency.evidence.synthetic import (
    CODES,
    KEY,
    WITNESS,
    YOUNG,
    Event,
    Files,
    Ledger,
    entries_of,
    placed,
)

HISTORIES = [by_chance(60, seed) for seed in range(8)]
KEYS = f"{KEY.vkey}\n{YOUNG.vkey}"

pick = st.integers(0, 1 << 30)


def accepted(files: Files, since: Sequence[bytes] = ()) -> Proof | None:
    try:
        return verify(files, KEYS, since)
    except Fault:
        return None


@st.composite
def rewritten(draw: st.DrawFn, ledger: Ledger) -> Ledger:
    """One to three changes of the events, then made to fit or not, and other addresses in the log."""
    events = list(ledger.events)
    for _ in range(draw(st.integers(0, 3))):
        at, other = draw(pick) % len(events), draw(pick) % len(events)
        events = draw(st.sampled_from(list(changes(events, at, other))))
    found = ledger.remade(events) if draw(st.booleans()) else replace(ledger, events=placed(events))
    for _ in range(draw(st.integers(0, 2))):
        bassins = draw(st.sets(st.sampled_from(CODES), max_size=2))
        found = found.routed(1 + draw(pick) % len(found.events), *bassins)
    signers = draw(st.sampled_from([(KEY,), (YOUNG,), (KEY, YOUNG), (YOUNG, WITNESS)]))
    return found.signed_by(*signers)


def changes(events: list[Event], at: int, other: int) -> Iterator[list[Event]]:
    event = events[at]
    yield [*events[:at], event.saying(on="1999-01-01"), *events[at + 1 :]]
    yield [*events[:at], event.saying(bassins=[CODES[other % 10]]), *events[at + 1 :]]
    yield [*events[:at], event._replace(recorded_at=event.recorded_at + 1), *events[at + 1 :]]
    yield [*events[:at], event._replace(topic=events[other].topic), *events[at + 1 :]]
    yield [*events[:at], *events[at + 1 :]] if len(events) > 1 else events
    yield [*events[:at], event.saying(command_id="twice"), *events[at:]]
    yield [events[other] if n == at else events[at] if n == other else each for n, each in enumerate(events)]
    yield events[:at] or events
    yield [*events, event.saying(command_id="later")]


@st.composite
def bundled(draw: st.DrawFn, ledger: Ledger, bassin: str) -> Files:
    """Makes a bundle that opens the necessary events, or fewer, or more."""
    drawn = draw(st.sets(st.integers(1, len(ledger.events)), max_size=3))
    opened = ledger.opened(bassin)
    return ledger.bundle(bassin, draw(st.sampled_from([opened, opened | drawn, opened - drawn])))


@settings(max_examples=300, deadline=None)
@given(data=st.data())
def test_no_rewriting_of_what_a_kept_checkpoint_covers_is_accepted(data: st.DataObject) -> None:
    honest = data.draw(st.sampled_from(HISTORIES))
    kept = data.draw(st.integers(1, len(honest.events) + 1))
    forged = data.draw(rewritten(honest))
    assume(forged.entries[: kept - 1] != honest.entries[: kept - 1] or forged.genesis != honest.genesis)
    bassin = data.draw(st.sampled_from(CODES))

    files = data.draw(bundled(forged, bassin))

    assert accepted(files, [honest.note(kept)]) is None


@settings(max_examples=100, deadline=None)
@given(data=st.data())
def test_whatever_is_accepted_under_the_last_checkpoint_is_what_the_honest_bundle_says(data: st.DataObject) -> None:
    """Also by somebody who signs anew: the same size and root leave him nothing to change."""
    honest = data.draw(st.sampled_from(HISTORIES))
    forged = data.draw(rewritten(honest))
    bassin = data.draw(st.sampled_from(CODES))
    files = data.draw(bundled(forged, bassin))
    note = honest.note()

    if accepted(files | {"checkpoint.note": note}, [note]):
        assert entries_of(files) == honest.entries
        assert files["events.jsonl"] == honest.bundle(bassin)["events.jsonl"]


@pytest.mark.parametrize("ledger", HISTORIES)
def test_every_honest_history_is_accepted_whatever_is_kept(ledger: Ledger) -> None:
    notes = [ledger.note(size) for size in range(1, len(ledger.events) + 2)]

    for bassin in CODES:
        assert accepted(ledger.bundle(bassin), notes)


@settings(max_examples=120, deadline=None)
@given(data=st.data())
def test_two_accepted_bundles_of_one_checkpoint_agree_on_every_position(data: st.DataObject) -> None:
    """Bundles of any Instances, with any events opened."""
    forged = data.draw(rewritten(data.draw(st.sampled_from(HISTORIES))))
    one, other = [data.draw(bundled(forged, data.draw(st.sampled_from(CODES)))) for _ in range(2)]

    if accepted(one) and accepted(other):
        assert entries_of(one) == entries_of(other)


@settings(max_examples=100, deadline=None)
@given(data=st.data())
def test_an_event_that_names_an_instance_is_in_its_bundle_if_those_of_all_are_accepted(data: st.DataObject) -> None:
    honest = data.draw(st.sampled_from(HISTORIES))
    forged = honest.routed(
        1 + data.draw(pick) % len(honest.events), *data.draw(st.sets(st.sampled_from(CODES), max_size=2))
    )
    files = [data.draw(bundled(forged, bassin)) for bassin in CODES]

    if all(map(accepted, files)):
        named = [line for each in files for line in each["events.jsonl"].splitlines() if b'"seq":' in line]
        assert len(named) == sum(len(event.bassins) for event in forged.events)
