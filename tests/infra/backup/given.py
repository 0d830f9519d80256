"""A ledger of a few events, and what a database holds."""

from contextlib import closing
from uuid import UUID

import psycopg

from efe_infra.ledger.recorder import LedgerRecorder
from efe_infra.people.closed_accounts import AccountClosure
from efe_infra.people.vault import PersonVault
from efe_infra.postgres.database import Database
from tests.infra.ledger.given import event

WRITTEN = 6


def rows(database: Database, query: str) -> list[tuple[object, ...]]:
    with psycopg.connect(database.admin) as connection:
        return connection.execute(query.encode()).fetchall()


def a_written_ledger(database: Database) -> UUID:
    """Records two streams and a person, and returns the person's id."""
    with closing(LedgerRecorder(database)) as recorder:
        for stream in (UUID(int=1), UUID(int=2)):
            recorder.insert_events([event(stream, version) for version in range(1, WRITTEN // 2 + 1)])
    with PersonVault(database, AccountClosure(bytes)) as vault:
        return vault.register_person(given_name="Jeanne", family_name="Dupont")
