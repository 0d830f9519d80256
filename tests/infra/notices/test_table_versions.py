"""A process whose read tables belong to another version of the code sends no mail and no webhook."""

import psycopg
import pytest

from efe_infra.notices.leader import APPLICATION, LEADER_LOCK, LEASE_S
from efe_infra.notices.leader_sessions import leader_sessions
from efe_infra.postgres.database import Database
from efe_infra.read_model.tables.generation import GENERATION


@pytest.mark.parametrize(
    ("generation", "own_were_built", "leads"),
    [
        (GENERATION, True, True),
        (GENERATION + 1, True, True),
        (GENERATION - 1, True, False),
        (GENERATION - 1, False, False),
    ],
    ids=["own tables", "later tables", "back to earlier tables", "earlier tables, own ones never built"],
)
def test_who_waits_for_its_tables_leaves_mail_to_a_process_that_has_them(
    database: Database, generation: int, own_were_built: bool, leads: bool
) -> None:
    """Earlier tables lack rows: a right that they do not show would end a mail for good."""
    if generation != GENERATION:
        with psycopg.connect(database.admin) as admin:
            admin.execute("insert into projection.built values ('other', %s)", [generation])
            admin.execute("update projection.position set definition = 'other'")
            if not own_were_built:
                admin.execute("delete from projection.built where definition <> 'other'")

    with leader_sessions(database, APPLICATION, LEADER_LOCK, LEASE_S) as sessions:
        assert (sessions is not None) == leads
