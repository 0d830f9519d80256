"""The read position moves with the rows, and its listeners hear of it."""

from contextlib import closing

import pytest

from efe_infra.postgres.database import DatabaseRole
from efe_infra.read_model.tables.position import CHANNEL, read_position
from efe_infra.read_model.tables.session import open_session
from tests.infra.read_model.given import opened
from tests.infra.read_model.world import World


def test_the_read_position_is_that_of_the_last_event(world: World) -> None:
    last = world.record(opened(), opened())

    world.project()

    with closing(world.connect()) as connection:
        assert read_position(connection)[0] == last


@pytest.mark.parametrize("many", [1, 50])
def test_who_listens_is_told_of_a_short_page_and_of_a_long_one(world: World, many: int) -> None:
    with open_session(world.database, DatabaseRole.READ, "test") as connection:
        connection.execute(f"listen {CHANNEL}")
        last = world.record(*[opened() for _ in range(many)])

        world.project()

        told = list(connection.notifies(timeout=20, stop_after=1))

    assert [notification.payload for notification in told] == [str(last)]
