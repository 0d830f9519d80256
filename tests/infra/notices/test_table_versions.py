"""A process whose read tables belong to another version of the code sends no mail and no webhook."""

import psycopg
import pytest

from efe_infra.notices.leader import APPLICATION, LEADER_LOCK, LEASE_S
from efe_infra.notices.leader_sessions import leader_sessions
from efe_infra.postgres.database import Database
from efe_infra.read_model.tables.generation import GENERATION


@pytest.mark.parametrize(
    ("generation", "leads"),
    [(GENERATION, True), (GENERATION + 1, True), (GENERATION - 1, False)],
    ids=["own tables", "later tables", "earlier tables"],
)
def test_who_waits_for_its_tables_leaves_mail_to_a_process_that_has_them(
    database: Database, generation: int, leads: bool
) -> None:
    """Earlier tables lack rows: a right that they do not show would end a mail for good."""
    if generation != GENERATION:
        with psycopg.connect(database.admin) as admin:
            admin.execute("insert into projection.built values ('other', %s)", [generation])
            admin.execute("update projection.position set definition = 'other'")

    with leader_sessions(database, APPLICATION, LEADER_LOCK, LEASE_S) as sessions:
        assert (sessions is not None) == leads
