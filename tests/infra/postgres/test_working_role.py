"""Connections with a wrong role are refused by name: grants and row policies would not hold."""

import time
from contextlib import closing
from pathlib import Path
from uuid import uuid4

import psycopg
import pytest
from eventsourcing.persistence import PersistenceError
from pydantic import SecretStr

from efe_infra.ledger.pages import LedgerPages
from efe_infra.ledger.recorder import LedgerRecorder
from efe_infra.postgres import opening
from efe_infra.postgres.database import Database, DatabaseRole
from efe_infra.postgres.errors import LoginTooPowerful, WrongRole
from efe_infra.settings import Settings
from tests.infra.ledger.given import event

PATIENCE_S = 60.0
"""Time of a caller; a wrong role is known far sooner, also on a busy machine."""


class Deaf(Database):
    """Behind a pooler that passes over what the connection string asks for."""

    def conninfo(self, _: DatabaseRole) -> str:
        return self.admin


@pytest.fixture
def deaf(database: Database) -> Database:
    return Deaf(database.admin)


def test_nothing_is_opened_by_a_wrong_role(deaf: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(opening, "Database", Deaf)

    with pytest.raises(LoginTooPowerful, match="efe_command"):
        opening.open_database(Settings(home=tmp_path, database_url=SecretStr(deaf.admin)))


def test_nothing_is_appended_by_a_wrong_role(deaf: Database, database: Database) -> None:
    began = time.monotonic()
    with (
        closing(LedgerRecorder(deaf, timeout_s=PATIENCE_S)) as recorder,
        pytest.raises(PersistenceError, match="efe_command"),
    ):
        recorder.insert_events([event(uuid4())])

    assert time.monotonic() - began < PATIENCE_S / 2
    with psycopg.connect(database.admin) as admin:
        assert admin.execute("select from ledger.event").fetchall() == []


def test_no_page_is_read_by_a_wrong_role(deaf: Database) -> None:
    with LedgerPages(deaf, DatabaseRole.PROJECTOR) as pages, pytest.raises(WrongRole, match="efe_projector"):
        next(iter(pages))
