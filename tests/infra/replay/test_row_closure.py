"""Rows that concern an Instance change only by events that concern it: without this no bundle could be replayed."""

from collections.abc import Sequence
from random import Random

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from efe_domain.catalogue import all_events
from efe_domain.shared.event import Event
from tests.domain.histories import PLAYED
from tests.infra.replay.closure import leaks
from tests.infra.replay.conftest import Filling
from tests.infra.replay.histories import Shuffled, Streams, generated

SOME = settings(max_examples=6, deadline=None, suppress_health_check=[HealthCheck.too_slow])


@SOME
@given(history=generated())
def test_what_concerns_an_instance_changes_by_its_events_alone(filling: Filling, history: Sequence[Event]) -> None:
    assert leaks(filling(history)) == []


@settings(SOME, max_examples=1)
@given(which=st.integers(0, 1), random=st.randoms(use_true_random=False))
def test_in_whatever_order_every_command_is_done(
    filling: Filling, commands_done: Sequence[Streams], which: int, random: Random
) -> None:
    assert leaks(filling(Shuffled(commands_done[which], random))) == []


def test_every_kind_of_event_is_among_those_histories(commands_done: Sequence[Streams]) -> None:
    done = {event.TOPIC for streams in commands_done for stream in streams for event in stream}
    played = {topic for topic in all_events() if topic.startswith((*PLAYED, "project."))}

    assert done | played == set(all_events())
