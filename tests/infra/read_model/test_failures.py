"""An event that fails is never passed over: all before it is kept, it is shown, and it is tried again."""

from collections.abc import Iterator
from contextlib import contextmanager
from random import randrange
from typing import Any
from uuid import UUID, uuid4

import psycopg
import pytest
from eventsourcing.persistence import StoredEvent
from msgspec.structs import replace

from efe_infra.read_model.folding.fold import FoldFailed
from efe_infra.read_model.position_watch import PositionWatch
from efe_infra.read_model.rebuild import rebuild
from efe_infra.read_model.runner import Runner
from efe_infra.read_model.tables.status import ProjectionFailure, status
from efe_projections.engine.projection import RecordedEvent
from tests.infra.ledger.given import until
from tests.infra.read_model.given import opened
from tests.infra.read_model.sample import GARDENERS, GARDENS, SAMPLE, GardenOpened, GardenRow, evolve_garden, sample
from tests.infra.read_model.world import World


def evolve_carelessly(row: GardenRow | None, recorded: RecordedEvent[Any]) -> GardenRow | None:
    """A fold with a defect: it takes no garden without a name."""
    if isinstance(recorded.event, GardenOpened):
        recorded.event.name[0]
    return evolve_garden(row, recorded)


CARELESS = sample(replace(GARDENS, evolve=evolve_carelessly), GARDENERS)


def failure(world: World) -> ProjectionFailure | None:
    return status(world.database, SAMPLE).failure


def attempts(world: World) -> int:
    found = failure(world)
    return found.attempts if found else 0


def test_what_comes_before_an_event_that_fails_is_kept_and_the_failure_is_shown(world: World) -> None:
    rebuild(world.database, CARELESS)
    good, bad = world.record(opened(name="Le Clos")), world.record(opened(name=""))
    world.record(opened(name="Le Pré"))

    with Runner(world.database, CARELESS, PositionWatch()):
        until(lambda: attempts(world) > 1)

    found = failure(world)
    assert found is not None
    assert (found.position, found.projection) == (bad, "garden")
    assert (found.error, found.message) == ("IndexError", "string index out of range")
    assert status(world.database, CARELESS).position == good
    assert gardens(world) == {"Le Clos"}


def test_code_without_the_defect_rebuilds_and_the_failure_is_gone(world: World) -> None:
    rebuild(world.database, CARELESS)
    last = [world.record(opened(name=name)) for name in ("Le Clos", "", "Le Pré")][-1]
    with Runner(world.database, CARELESS, PositionWatch()):
        until(lambda: failure(world))

    rebuild(world.database, SAMPLE)

    assert failure(world) is None
    assert status(world.database, SAMPLE).position == last
    assert gardens(world) == {"Le Clos", "", "Le Pré"}


def test_an_event_that_the_database_refuses_passes_once_it_no_longer_does(world: World) -> None:
    watch = PositionWatch()

    with Runner(world.database, SAMPLE, watch):
        with refusing_the_name(world, "Le Clos"):
            world.record(opened(name="Le Pré"))
            bad = world.record(opened(name="Le Clos"))
            last = world.record(opened(name="Le Bois"))
            until(lambda: failure(world))
            shown = failure(world)
        watch.wait(last, timeout=20)
        until(lambda: failure(world) is None)

    assert shown is not None
    assert (shown.position, shown.projection, shown.error) == (bad, "*", "CheckViolation")
    assert gardens(world) == {"Le Pré", "Le Clos", "Le Bois"}


def test_a_value_that_no_index_can_hold_is_a_failure_like_any_other(world: World) -> None:
    world.record(opened(name="Le Clos"))
    bad = world.record(opened(name="".join(chr(randrange(0x4E00, 0x9FFF)) for _ in range(2000))))

    with Runner(world.database, SAMPLE, PositionWatch()):
        until(lambda: failure(world))

    found = failure(world)
    assert found is not None
    assert (found.position, found.error) == (bad, "ProgramLimitExceeded")
    assert gardens(world) == {"Le Clos"}


def test_a_topic_of_a_newer_version_of_the_code_stops_the_read_model(world: World) -> None:
    good = world.record(opened())
    [bad] = world.recorder.insert_events([StoredEvent(uuid4(), 1, "garden.drained.v9", b"{}")])

    with Runner(world.database, SAMPLE, PositionWatch()):
        until(lambda: failure(world))

    found = failure(world)
    assert found is not None
    assert (found.position, found.error, found.message) == (bad, "UnknownTopic", "garden.drained.v9")
    assert status(world.database, SAMPLE).position == good


def test_a_rebuild_that_fails_changes_nothing(world: World) -> None:
    world.record(opened(name="Le Clos"), opened(name=""))
    world.project()
    before = world.dump()

    with pytest.raises(FoldFailed, match="garden at position 2"):
        rebuild(world.database, CARELESS)

    assert world.dump() == before
    assert status(world.database, SAMPLE).rebuild_due == []


def test_a_row_of_another_key_than_the_one_touched_is_a_failure(world: World) -> None:
    def evolve(_row: GardenRow | None, recorded: RecordedEvent[Any]) -> GardenRow | None:
        made = evolve_garden(None, recorded)
        return made and replace(made, id=UUID(int=1))

    world.record(opened())

    with pytest.raises(FoldFailed):
        rebuild(world.database, sample(replace(GARDENS, evolve=evolve), GARDENERS))


def gardens(world: World) -> set[str]:
    with world.connect() as connection:
        return {name for (name,) in connection.execute("select name from read.garden").fetchall()}


@contextmanager
def refusing_the_name(world: World, name: str) -> Iterator[None]:
    with psycopg.connect(world.database.admin, autocommit=True) as admin:
        admin.execute(f"alter table read.garden add constraint refused check (name <> '{name}')")
        yield
        admin.execute("alter table read.garden drop constraint refused")
