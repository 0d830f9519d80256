"""The read position is a tracking recorder of the library, with its contract."""

from collections.abc import Iterator
from contextlib import closing

import pytest
from eventsourcing.persistence import TrackingRecorder
from eventsourcing.tests.persistence import TrackingRecorderTestCase

from efe_infra.postgres.database import DatabaseRole
from efe_infra.read_model.tables.position import CHANNEL, READ_MODEL, ReadPosition
from efe_infra.read_model.tables.session import open_session
from tests.infra.read_model.given import opened
from tests.infra.read_model.world import World


class TestReadPosition(TrackingRecorderTestCase):
    @pytest.fixture(autouse=True)
    def _on_the_read_model(self, world: World) -> Iterator[None]:
        with closing(world.connect()) as connection:
            self._position = ReadPosition(connection)
            yield

    def create_recorder(self) -> TrackingRecorder:
        return self._position


def test_the_read_model_is_tracked_under_its_name(world: World) -> None:
    last = world.record(opened(), opened())

    world.project()

    with closing(world.connect()) as connection:
        assert ReadPosition(connection).max_tracking_id(READ_MODEL) == last


@pytest.mark.parametrize("many", [1, 50])
def test_who_listens_is_told_of_a_short_page_and_of_a_long_one(world: World, many: int) -> None:
    with open_session(world.database, DatabaseRole.READ, "test") as connection:
        connection.execute(f"listen {CHANNEL}")
        last = world.record(*[opened() for _ in range(many)])

        world.project()

        told = list(connection.notifies(timeout=20, stop_after=1))

    assert [notification.payload for notification in told] == [str(last)]
