"""The bench itself, in a run too short for its figures to mean anything."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec
import pytest

from efe_infra.postgres.database import Database
from efe_infra.samples.simulation.history import History
from tests.bench import barometer, door, live, reads, replicas, scale, start_up, writes
from tests.bench.evidence import Evidence
from tests.bench.peers import report as peers
from tests.bench.plan import Plan
from tests.bench.report import report
from tests.infra.ledger.standby import migrated_server

SHORTEST = Plan(rounds=1, burst=0.1, chapter=1_500, plain_chapter=100, commands=4, history=1_500, sealed=(500,))
BRIEF = reads.Reading(events=(), rounds=1, seconds=0.05, connections=2)
ONCE = peers.Comparing(events=2_000, rounds=1, seconds=0.3, connections=(2,))
AT_THE_DOOR = door.Attacking(events=5_000, seconds=0.5, settle_s=0.5)
ONE_COPY = replicas.Copies(events=1_000, replicas=1, rounds=1, seconds=0.2, connections=2)
SHORT = writes.Writing(events=(1_000, 2_000), rounds=1, chapter=1_000, commands=4, burst=0.2)
ONE = msgspec.structs.replace(SHORT, events=(1_000,))
"""A second history would be measured as the first: in processes of their own, which take long to start."""


@pytest.fixture(scope="module")
def figures(server: Database) -> Any:
    return report(server, SHORTEST, lambda _: None)


def numbers(figures: Any) -> Iterator[float]:
    match figures:
        case dict():
            for value in figures.values():
                yield from numbers(value)
        case int() | float():
            yield figures


def test_a_run_gives_every_figure(figures: Any) -> None:
    against = {"events_per_second", "plain_events_per_second", "ratio"}

    assert [figures["append"][threads].keys() for threads in ("1", "8", "32")] == 3 * [against]
    assert figures["catch_up"].keys() == figures["catch_up_of_as_many_rows"].keys() == against
    assert figures["catch_up_of_copying"].keys() == against
    assert figures["rebuild"].keys() == figures["rebuild_of_as_many_rows"].keys() == against
    assert figures["read_your_writes"].keys() == {"p50_ms", "p99_ms"}
    assert figures["seal"]["500"].keys() == {"events_per_second", "one_more_ms", "inclusion"}
    assert set(figures["evidence"]["500"]) == set(Evidence.__struct_fields__)
    assert figures["seal"]["500"]["inclusion"].keys() == {"bytes", "prove_ms", "verify_ms"}
    assert figures["as_of_the_middle"].keys() == {"now_ms", "middle_ms", "ratio"}
    assert figures["aged"].keys() == {"events", "append", "catch_up", "read_your_writes", "read_your_writes_to_empty"}


def test_every_figure_is_measured(figures: Any) -> None:
    assert all(number > 0 for number in numbers(figures))


def test_those_who_follow_are_measured_too(server: Database) -> None:
    measured = live.report(server, live.Audience(connected=12, concerned=2, commands=3))

    assert (measured["listeners"], measured["deliveries"]) == (1, 6)
    assert all(measured[figure] > 0 for figure in ("p50_ms", "p99_ms", "recorded_p50_ms", "answered_p50_ms"))


def test_a_start_is_measured_until_a_client_is_answered(server: Database) -> None:
    measured = start_up.report(server, lambda _: None, starts=1)

    assert measured["seconds"]["least"] == measured["seconds"]["median"] > 0
    assert measured["memory_mib"] > 0


def test_reads_are_measured_with_a_replica_and_without() -> None:
    with migrated_server() as (primary, folder):
        measured = replicas.report(primary, folder, ONE_COPY, lambda _: None)

    assert measured["replicas"]["1"].keys() == set(replicas.ASKED)
    for figures in measured["replicas"]["1"].values():
        assert figures["ratio"] > 0
        assert all(figures[side]["requests_per_second"] > 0 for side in ("with_replicas", "without"))
        assert figures.keys() == set(replicas.Figures.__struct_fields__)


def test_what_is_written_is_measured_after_two_histories(server: Database) -> None:
    measured = writes.report(server, SHORT, lambda _: None)
    kinds = measured.keys() - {"machine", "writing"}

    assert kinds == {
        "catch_up_events_per_second",
        "read_your_writes_ms",
        "command_ms",
        "append_events_per_second_1_threads",
        "append_events_per_second_8_threads",
    }
    for kind in kinds:
        assert measured[kind]["medians"].keys() == {"1000", "2000"}
        assert measured[kind]["to_first"].keys() == {"2000"}
        assert all(number > 0 for number in numbers(measured[kind]))


def test_a_history_is_measured_from_its_simulation_to_its_proof(server: Database, tmp_path: Path) -> None:
    measured = scale.report(server, tmp_path, scale.Scale(writing=ONE, reading=BRIEF), lambda _: None)

    found = measured["lengths"]["1000"]
    kinds = ("dashboard", "trail", "board")
    assert found["grown"].keys() == set(scale.Grown.__struct_fields__)
    assert found["proven"].keys() == set(scale.Proven.__struct_fields__)
    assert all(number > 0 for part in ("grown", "proven") for number in numbers(found[part]))
    assert found["fallbacks"] == 0
    assert list(found["reads"]) == [*kinds, *(f"then_{kind}" for kind in kinds), "typename"]
    for name, figures in found["reads"].items():
        assert figures["equal"], name
        assert figures["bytes"] > 1_000 or name in ("then_board", "typename")
        assert figures["ours"].keys() == figures["bare"].keys() == set(reads.Side.__struct_fields__)
        assert figures["ratio"] > 0


def test_the_barometer_is_measured_for_each_reader(server: Database) -> None:
    measured = barometer.report(server, 6_000, lambda _: None)["readings"]

    figures = [f"barometer, {reader}" for reader in barometer.READERS]
    assert measured.keys() == {*figures, "barometer as of the middle", "lines", "lines, counted"}
    assert all(set(each) == set(barometer.Reading.__struct_fields__) for each in measured.values())
    assert all(number > 0 for number in numbers(measured))
    assert measured["lines"]["rows"] == barometer.PAGE + 1


def test_readers_are_measured_beside_each_attack(server: Database, tmp_path: Path) -> None:
    measured = door.report(server, tmp_path, AT_THE_DOOR, lambda _: None)["beside"]

    assert measured.keys() == {*door.ATTACKS, *door.PAGES}
    assert all(set(each) == set(door.Beside.__struct_fields__) for each in measured.values())
    assert all(number > 0 for number in numbers(measured))
    statuses = [each["statuses"] for each in measured.values()]
    assert statuses == [[]] * len(door.ATTACKS) + [[200]] * 5 + [[404]] * 2


def test_a_peer_gives_the_same_data_from_the_same_rows(server: Database) -> None:
    measured = peers.report(server, ONCE, lambda _: None)["dashboard"]["2"]

    sides = ("ours", "bare", "theirs")
    assert measured.keys() == set(peers.Compared.__struct_fields__)
    assert all(measured[side]["bytes"] > 1_000 and measured[side]["requests_per_second"] > 0 for side in sides)
    assert measured["ratio"] > 0


def test_a_history_is_the_same_every_time() -> None:
    assert History().take(3_000) == History().take(3_000)
