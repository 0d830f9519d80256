"""The second wall: of a dossier, the database itself shows a reader only what was declared to be its own."""

from uuid import UUID

import psycopg
import pytest
from psycopg.types.json import Jsonb

from efe_infra.postgres.database import Database, DatabaseRole
from tests.domain.given import some_id

HEATING, WOOD = some_id("heating"), some_id("wood")
OF_HEATING, OF_WOOD = some_id("decision of heating"), some_id("decision of wood")
INSERT = """
    insert into read.roster (id, pole, bassins, seats, from_position, to_position, recorded_at)
    values (%s, %s, %s, %s, 1, null, now())
"""


@pytest.fixture
def rosters(database: Database) -> Database:
    """Returns the rosters of two pôles, of Liège and of Namur."""
    with psycopg.connect(database.conninfo(DatabaseRole.PROJECTOR)) as connection:
        for decision, pole, bassin in ((OF_HEATING, HEATING, "liege"), (OF_WOOD, WOOD, "namur")):
            connection.execute(INSERT, [decision, pole, [bassin], Jsonb([])])
    return database


def seen(database: Database, bassins: str = "", poles: str = "") -> set[UUID]:
    with psycopg.connect(database.conninfo(DatabaseRole.READ)) as connection:
        connection.execute(
            "select set_config('efe.viewer_bassins', %s, true), set_config('efe.viewer_poles', %s, true)",
            [bassins, poles],
        )
        return {found for (found,) in connection.execute("select id from read.roster").fetchall()}


def test_a_reader_of_whom_nothing_is_declared_sees_no_dossier(rosters: Database) -> None:
    with psycopg.connect(rosters.conninfo(DatabaseRole.READ)) as connection:
        undeclared = connection.execute("select id from read.roster").fetchall()

    assert undeclared == []
    assert seen(rosters) == set()


def test_a_reader_sees_the_dossiers_of_its_instances_and_of_its_poles(rosters: Database) -> None:
    assert seen(rosters, bassins="liege") == {OF_HEATING}
    assert seen(rosters, poles=str(WOOD)) == {OF_WOOD}
    assert seen(rosters, poles=f"{WOOD},{HEATING}") == {OF_HEATING, OF_WOOD}
    assert seen(rosters, bassins="liege", poles=str(WOOD)) == {OF_HEATING, OF_WOOD}
    assert seen(rosters, bassins="verviers", poles=str(OF_WOOD)) == set()
