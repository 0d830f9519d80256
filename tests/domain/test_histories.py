"""Properties after any history of commands, refused ones included."""

from collections import defaultdict
from collections.abc import Hashable, Iterable, Iterator
from datetime import date
from itertools import chain, pairwise

from hypothesis import HealthCheck, given, settings

from efe_domain.access.register import PlatformAccessGranted, PlatformAccessRevoked
from efe_domain.catalogue import all_events
from efe_domain.instance.events import (
    AccessGranted,
    AccessRevoked,
    AxisIdentified,
    AxisWithdrawn,
    PoleAccessGranted,
    PoleAccessRevoked,
)
from efe_domain.operator.events import (
    CompetenceRecognised,
    CompetenceWithdrawn,
    RessortEnded,
    RessortRecorded,
    SiteClosed,
    SiteOpened,
)
from efe_domain.pole.events import (
    MemberDesignated,
    MembershipEnded,
    PoleConstituted,
    PoleCreated,
    PoleDissolved,
    PoleEvaluated,
    PoleRenewed,
    PoleTakenOver,
)
from efe_domain.shared.codec import decode, encode
from efe_domain.shared.days import Period, last_day
from efe_domain.shared.event import Event, effective_on
from efe_domain.shared.record_events import RecordEvent
from tests.domain.histories import PLAYED, History, histories
from tests.domain.state import state

SOME = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])

SUBJECT: dict[type[Event], tuple[str, ...]] = {
    SiteOpened: ("site",),
    SiteClosed: ("site",),
    CompetenceRecognised: ("key", "bassin"),
    CompetenceWithdrawn: ("key", "bassin"),
    RessortRecorded: ("bassin",),
    RessortEnded: ("bassin",),
    AxisIdentified: ("key",),
    AxisWithdrawn: ("key",),
    MemberDesignated: ("operator",),
    MembershipEnded: ("operator",),
    AccessGranted: ("account", "role"),
    AccessRevoked: ("account", "role"),
    PlatformAccessGranted: ("account", "role"),
    PlatformAccessRevoked: ("account", "role"),
    PoleAccessGranted: ("pole", "account", "role"),
    PoleAccessRevoked: ("pole", "account", "role"),
}
BEGINS, ENDS = tuple(SUBJECT)[::2], tuple(SUBJECT)[1::2]


def by_originator(events: Iterable[Event]) -> Iterator[list[Event]]:
    streams: dict[object, list[Event]] = defaultdict(list)
    for event in events:
        streams[event.originator_id].append(event)
    yield from streams.values()


@SOME
@given(histories())
def test_replaying_gives_the_state_that_deciding_did(events: History) -> None:
    stored = [decode(event.TOPIC, encode(event)) for event in events]

    for aggregate in events.world.aggregates:
        own = [event for event in stored if event.originator_id == aggregate.id]
        assert state(type(aggregate).replay(aggregate.id, own)) == state(aggregate)


@SOME
@given(histories())
def test_every_event_is_stamped(events: History) -> None:
    for stream in by_originator(events):
        assert [event.originator_version for event in stream] == list(range(1, len(stream) + 1))
    for event in events:
        assert event.bassins == tuple(sorted(set(event.bassins))) != ()
        assert getattr(event, "bassin", None) in (None, *event.bassins)  # else verifiers refuse it: ROUTE_INVALID
        assert {"actor", "command_id"} <= set(event.metadata)


@SOME
@given(histories())
def test_terms_never_overlap_and_never_exceed_three_years(events: History) -> None:
    for stream in by_originator(events):
        terms = [event for event in stream if isinstance(event, PoleConstituted | PoleRenewed | PoleTakenOver)]
        assert all(term.starts <= term.ends <= last_day(term.starts, 3) for term in terms)
        assert all(earlier.ends < later.starts for earlier, later in pairwise(terms))
        assert all(isinstance(term, PoleRenewed) for term in terms[1:])
        assert not any(isinstance(term, PoleRenewed) for term in terms[:1])


@SOME
@given(histories())
def test_every_renewal_rests_on_an_evaluation_of_the_term_before(events: History) -> None:
    for stream in by_originator(events):
        evaluations: set[tuple[date, date]] = set()
        starts: list[date] = []
        for event in stream:
            match event:
                case PoleEvaluated(term_starts=term, effective_on=on):
                    assert term == max(each for each in starts if each <= on)
                    evaluations.add((term, on))
                case PoleRenewed(evaluated_on=evaluated_on, effective_on=on):
                    assert (starts[-1], evaluated_on) in evaluations
                    assert evaluated_on <= on
            if isinstance(event, PoleConstituted | PoleRenewed | PoleTakenOver):
                starts.append(event.starts)


@SOME
@given(histories())
def test_every_composition_that_was_checked_has_three_colleges(events: History) -> None:
    for event in events:
        if isinstance(event, PoleConstituted | PoleRenewed | PoleTakenOver):
            assert [seats.college for seats in event.composition] == ["A", "B", "C"]
            assert all(seats.operators for seats in event.composition)


@SOME
@given(histories())
def test_every_member_was_local_and_competent_when_it_was_designated(events: History) -> None:
    poles: dict[object, PoleCreated | PoleTakenOver] = {}
    for known, event in enumerate(events):
        match event:
            case PoleCreated() | PoleTakenOver():
                poles[event.originator_id] = event
            case MemberDesignated(operator=operator, effective_on=on):
                own = [past for past in events[:known] if past.originator_id == operator]
                pole = poles[event.originator_id]
                homes = {past.site for past in own if isinstance(past, SiteOpened) and past.bassin == pole.bassin}
                periods = periods_in(own)
                local = chain(*(periods[operator, home] for home in homes), periods[operator, pole.bassin])
                assert any(period.covers(on) for period in local)
                assert any(period.covers(on) for period in periods[operator, pole.axis_key, pole.bassin])


@SOME
@given(histories())
def test_what_begins_again_does_not_overlap_its_past(events: History) -> None:
    for periods in periods_in(events).values():
        assert all(period.until is None or period.since <= period.until for period in periods)
        assert all(earlier.until and earlier.until <= later.since for earlier, later in pairwise(periods))


@SOME
@given(histories())
def test_only_an_evaluation_comes_after_a_dissolution(events: History) -> None:
    for whole in by_originator(events):
        stream = [event for event in whole if not isinstance(event, PoleEvaluated)]
        ends = [number for number, event in enumerate(stream) if isinstance(event, PoleDissolved)]
        assert ends in ([], [len(stream) - 1])
        if ends:
            assert max(effective_on(event) or date.min for event in stream) == effective_on(stream[-1])


def test_histories_reach_every_event_of_the_kinds_that_they_play() -> None:
    reached: set[type[Event]] = set()

    @settings(SOME, derandomize=True)
    @given(histories())
    def play(events: History) -> None:
        reached.update(map(type, events))

    play()

    played = (event for topic, event in all_events().items() if topic.startswith(PLAYED))
    assert reached == {event for event in played if not issubclass(event, RecordEvent)}


def periods_in(events: Iterable[Event]) -> dict[Hashable, list[Period]]:
    """Every period that the events tell of, by originator and subject, in the order of the ledger."""
    periods: dict[Hashable, list[Period]] = defaultdict(list)
    for event in events:
        day = effective_on(event) or date.max
        subject = (event.originator_id, *(getattr(event, part) for part in SUBJECT.get(type(event), ())))
        if isinstance(event, BEGINS):
            periods[subject].append(Period(day))
        elif isinstance(event, ENDS):
            periods[subject][-1] = Period(periods[subject][-1].since, day)
    return periods
