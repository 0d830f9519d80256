from uuid import uuid4

import pytest
from psycopg.errors import InvalidTextRepresentation

from efe_infra.postgres.database import DatabaseRole
from efe_infra.read_model.folding.table_fold import FoldBatch, TableBatch
from efe_infra.read_model.tables.session import open_session, prepare_writing
from efe_infra.read_model.tables.table_writer import TableWriter
from tests.infra.read_model.sample import SAMPLE, GardenRow
from tests.infra.read_model.world import World


def test_a_version_that_is_to_end_must_be_there(world: World) -> None:
    batch = FoldBatch(7, [TableBatch(GardenRow.TABLE.name, [(uuid4(), 7)], [])], [], [])

    with open_session(world.database, DatabaseRole.PROJECTOR, "test") as connection:
        prepare_writing(connection)
        writer = TableWriter(connection, SAMPLE)
        with pytest.raises(InvalidTextRepresentation, match="1 versions of garden to end, 0 found"):
            writer.write(batch)
        with pytest.raises(InvalidTextRepresentation, match="1 versions of garden to end, 0 found"):
            connection.ask(list(writer.statements(batch)))
