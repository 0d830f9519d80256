"""Caches after a failover: the lost server may have had more events than the new one."""

import tempfile
from collections.abc import Iterator
from pathlib import Path
from uuid import UUID, uuid4

import psycopg
import pytest

from efe_domain.access.grants import Role
from efe_domain.platform import Platform
from efe_domain.shared.command_context import SYSTEM_CLI, CommandContext, in_context
from efe_infra.ledger.factory import ledger_env
from efe_infra.postgres.database import Database
from efe_infra.postgres.embedded import EmbeddedServer
from efe_infra.postgres.migrations import migrate
from tests.conftest import quick_folder
from tests.domain.given import TODAY

LOSE_LAST = """
    set session_replication_role = replica;
    alter table ledger.event disable trigger all;
    delete from ledger.event where position = (select max(position) from ledger.event);
    alter table ledger.event enable always trigger append_only
"""


@pytest.fixture
def home() -> Iterator[Path]:
    with tempfile.TemporaryDirectory(prefix="efe-", dir=quick_folder()) as folder:
        yield Path(folder)


def granted(platform: Platform, account: UUID) -> int:
    with in_context(CommandContext(actor=SYSTEM_CLI, today=TODAY, command_id=uuid4())):
        return platform.grant_platform_access(account, Role.READER, on=TODAY).position


def test_what_a_lost_server_had_is_not_remembered(home: Path) -> None:
    account = uuid4()
    with EmbeddedServer(home) as first:
        migrate(Database(first.conninfo))
        with Platform(env=ledger_env(Database(first.conninfo))) as platform:
            granted(platform, uuid4())
            lost = granted(platform, account)
            first.close()
            with EmbeddedServer(home) as second:
                with psycopg.connect(second.conninfo) as admin:
                    admin.execute(LOSE_LAST.encode())

                again = granted(platform, account)

    assert again == lost
