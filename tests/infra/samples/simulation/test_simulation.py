"""A simulated history: valid, the same every time, and in the ledger as appends would have left it."""

from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import pairwise
from pathlib import Path
from typing import Any

import psycopg
import pytest
from eventsourcing.persistence import StoredEvent

from efe_domain.platform import Platform
from efe_domain.project.events import VerdictGiven
from efe_domain.shared.bassins import Bassin
from efe_domain.shared.codec import decode
from efe_domain.shared.command_context import CommandContext, in_context
from efe_domain.shared.event import effective_on
from efe_infra.ledger.factory import ledger_env
from efe_infra.postgres.database import Database
from efe_infra.read_model.rebuild import rebuild
from efe_infra.samples.empty_ledger import LedgerNotEmpty
from efe_infra.samples.simulation.history import RECORDED, History
from efe_infra.samples.simulation.world import AXES, coordinator
from efe_infra.samples.simulation.writing import simulate
from efe_infra.transparency.evidence.digest import DigestScope, digest, open_reading
from efe_infra.transparency.sealing.keys import KeyFiles
from efe_infra.transparency.sealing.sealer import Sealer
from efe_infra.transparency.sealing.signing import Signing
from efe_projections.catalogue import PROJECTIONS
from tests.bench.stage import Stage

EVENTS = 3_000


@pytest.fixture(scope="module")
def stage(server: Database) -> Iterator[Stage]:
    with Stage(server) as stage:
        yield stage


@pytest.fixture(scope="module")
def simulated(stage: Stage) -> Database:
    database = stage.fresh()
    simulate(database, EVENTS, 7)
    rebuild(database, PROJECTIONS)
    return database


def selected(database: Database, query: str) -> Sequence[Any]:
    with psycopg.connect(database.admin) as connection:
        return connection.execute(query.encode()).fetchall()


def test_every_event_is_addressed_to_the_instance_that_it_names(simulated: Database) -> None:
    """Verifiers refuse a bundle in which one is not (ROUTE_INVALID)."""
    named = (
        "convert_from(state, 'UTF8')::jsonb ->> 'bassin' as bassin, convert_from(state, 'UTF8')::jsonb -> 'bassins'"
    )
    counted = "count(*) filter (where bassin is not null), count(*) filter (where not bassins ? bassin)"
    [(names, astray)] = selected(simulated, f"select {counted} from (select {named} as bassins from ledger.event)")

    assert names > 300
    assert astray == 0


def test_a_simulation_is_the_same_every_time(stage: Stage, simulated: Database) -> None:
    again = stage.fresh()

    simulate(again, EVENTS, 7)
    rebuild(again, PROJECTIONS)

    with open_reading(simulated) as one, open_reading(again) as other:
        scope = DigestScope(bassin=None, position=EVENTS)
        assert digest(one, scope) == digest(other, scope)
    whole = "select * from ledger.event order by position"
    assert selected(simulated, whole) == selected(again, whole)


def test_another_seed_is_another_history() -> None:
    assert History(1).take(500) != History(2).take(500)


def test_the_ledger_is_what_appends_would_have_left(simulated: Database) -> None:
    positions = selected(simulated, "select position from ledger.event order by position")
    instants = selected(simulated, "select recorded_at from ledger.event order by position")
    wrong = """
        select position from ledger.event
        where leaf <> ledger.leaf(position, recorded_at, originator_id, originator_version, topic, state)
    """

    assert [position for (position,) in positions] == list(range(1, EVENTS + 1))
    assert all(one < other for one, other in pairwise(instants))
    assert selected(simulated, wrong) == []


def test_a_simulated_history_is_sealed_and_goes_on(stage: Stage, simulated: Database, tmp_path: Path) -> None:
    later = stage.copy(simulated)

    Sealer(later, Signing(KeyFiles(tmp_path), "tests.example/efe")).run()
    with (
        Platform(env=ledger_env(later)) as platform,
        in_context(CommandContext(actor=str(coordinator(Bassin.LIEGE)), today=RECORDED)),
    ):
        created = platform.create_pole(Bassin.LIEGE, AXES[0], "Pôle bien réel")

    assert selected(later, "select max(position) from seal.entry") == [(EVENTS,)]
    assert created.position == EVENTS + 1


def test_nothing_is_simulated_in_a_ledger_that_has_events(stage: Stage, simulated: Database) -> None:
    begun = stage.copy(simulated)

    with pytest.raises(LedgerNotEmpty, match="registre vide"):
        simulate(begun, 10, 7)

    assert selected(begun, "select count(*) from ledger.event") == [(EVENTS,)]


def test_progress_is_told_to_the_last_event(stage: Stage) -> None:
    told: list[tuple[int, int]] = []

    simulate(stage.fresh(), 2_500, 7, lambda done, total: told.append((done, total)))

    assert told == [(1_000, 2_500), (2_000, 2_500), (2_500, 2_500)]


@pytest.fixture(scope="module")
def stored() -> Sequence[StoredEvent]:
    return History().take(110_000)


@pytest.fixture(scope="module")
def events(stored: Sequence[StoredEvent]) -> Sequence[Any]:
    return [decode(each.topic, each.state) for each in stored[:30_000]]


def test_everything_befell_before_it_was_recorded_and_is_illustrative(events: Sequence[Any]) -> None:
    assert max(filter(None, map(effective_on, events))) <= RECORDED
    assert {event.metadata["illustrative"] for event in events} == {"yes"}


def test_who_acts_coordinates_an_instance_that_is_concerned(events: Sequence[Any]) -> None:
    by_account = {str(coordinator(bassin)): bassin for bassin in Bassin}

    assert all(by_account[event.metadata["actor"]] in event.bassins for event in events)


def test_streams_are_whole(stored: Sequence[StoredEvent]) -> None:
    seen: Counter[Any] = Counter()

    for each in stored:
        seen[each.originator_id] += 1
        assert each.originator_version == seen[each.originator_id]


@pytest.mark.parametrize(
    "topic",
    [
        "decision.objection-withdrawn.v3",
        "invitation.accepted.v1",
        "meeting.cancelled.v1",
        "operator.site-closed.v1",
        "opinion.effect-observed.v1",
        "pole.composition-broken.v1",
        "pole.dissolved.v1",
        "pole.membership-ended.v1",
        "pole.renewed.v2",
        "project.amendment-carried.v1",
        "project.completed.v2",
        "project.funding-outcome-recorded.v1",
        "project.support-granted.v2",
    ],
)
def test_every_kind_of_life_comes_to_its_end(topics: Counter[str], topic: str) -> None:
    assert topics[topic] > 10


@pytest.fixture(scope="module")
def topics(stored: Sequence[StoredEvent]) -> Counter[str]:
    return Counter(each.topic for each in stored)


def test_projects_of_several_bassins_are_judged_by_each(events: Sequence[Any]) -> None:
    judged: dict[Any, set[Any]] = {}

    for event in events:
        if isinstance(event, VerdictGiven):
            judged.setdefault(event.originator_id, set()).add(event.bassin)

    assert Counter(map(len, judged.values())).keys() == {1, 2, 3}
