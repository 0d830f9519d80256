"""Behind PgBouncer: a session for each connection is enough for all; a session for each transaction is refused."""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
import pytest
from psycopg.conninfo import conninfo_to_dict, make_conninfo
from psycopg.sql import SQL, Identifier
from pydantic import SecretStr

from efe_domain.access.grants import Role
from efe_domain.shared.bassins import Bassin
from efe_infra.postgres.connection import connect_without_timeout
from efe_infra.postgres.database import Database, DatabaseRole
from efe_infra.postgres.errors import SessionsNotKept, WrongRole
from efe_infra.postgres.opening import ROLES_WITH_LOGIN, check_sessions_kept, open_database
from efe_infra.read_model.rebuild import rebuild
from efe_infra.settings import Settings
from efe_projections.catalogue import PROJECTIONS
from tests.api.given import AXIS, Client
from tests.api.streams import stream
from tests.chaos.promises import OUTAGES
from tests.conftest import quick_folder
from tests.infra.ledger.given import until
from tests.pooling import PGBOUNCER, Pooler
from tests.running import served

pytestmark = pytest.mark.skipif(PGBOUNCER is None, reason="PgBouncer is not installed")

UNDER_TRANSACTIONS = ("transaction", "statement")
PASSWORD = "of-the-pooler"
"""Of the administrator, at the pooler: the server lets everybody in."""


@contextmanager
def pooled(database: Database, mode: str) -> Iterator[tuple[Database, Pooler]]:
    """The log-ins of the roles come through the pooler; the administrator does not."""
    at = conninfo_to_dict(database.admin)
    with tempfile.TemporaryDirectory(prefix="efe-pooler-", dir=quick_folder()) as folder:
        Path(folder).chmod(0o755)
        upstream, user = f"host={at['host']} port={at['port']}", str(at["user"])
        pooler = Pooler(Path(folder, "pool"), upstream, user, PASSWORD, mode=mode)
        with pooler.running():
            logins = {role: pooler.behind(address) for role, address in database.logins.items()}
            yield database.with_logins(logins), pooler


@pytest.fixture
def behind(database: Database) -> Iterator[tuple[Database, Pooler]]:
    with pooled(database, "session") as found:
        yield found


def given(database: Database, home: Path) -> Settings:
    urls = {f"{role.removeprefix('efe_')}_url": SecretStr(url) for role, url in database.logins.items()}
    return Settings(home=home, database_url=SecretStr(database.admin), **urls)  # type: ignore[arg-type]


IDENTIFY = "mutation ($axis: AxisInput!) { identifyAxis(input: {bassin: LIEGE, axis: $axis}) { position } }"
READ = "query ($at: Position) { meta(minPosition: $at) { position } }"


def recorded(by: Client, label: str) -> str | None:
    """The position of a command whose author has read it; none if either was answered by an error."""
    done = by.post(IDENTIFY, {"axis": {**AXIS, "label": label}})
    if "errors" in done:
        return None
    position: str = done["data"]["identifyAxis"]["position"]
    return position if "errors" not in by.post(READ, {"at": position}) else None


def test_a_session_for_each_connection_serves_everything(behind: tuple[Database, Pooler], tmp_path: Path) -> None:
    database, _ = behind
    with served(open_database(given(database, tmp_path)), tmp_path) as api:
        coordinator = api.coordinator(Bassin.LIEGE)
        auditor = api.granted("audit", Role.AUDITOR)
        before = auditor.ask("{ meta { position } }")["meta"]["position"]
        with stream(auditor, after=before) as following:
            position = recorded(coordinator, "Soudeur")
            assert following.event().entry["position"] == position
        assert api.installation.sealer.run().events == int(position or 0)
        assert users(database) >= {"efe_command", "efe_projector", "efe_read"}


def users(database: Database) -> set[str]:
    """Returns the users of the sessions, without the suffixes of the installation."""
    with psycopg.connect(database.admin) as admin:
        found = admin.execute("select distinct usename from pg_stat_activity where datname = current_database()")
        return {name.rpartition("_")[0] for (name,) in found}


def test_a_pooler_that_dies_is_waited_for(behind: tuple[Database, Pooler], tmp_path: Path) -> None:
    """Acknowledged commands stay; every client is served again without a restart."""
    database, pooler = behind
    with served(open_database(given(database, tmp_path)), tmp_path, operation_timeout=2) as api:
        coordinator = api.coordinator(Bassin.LIEGE)
        first = recorded(coordinator, "Soudeur")
        pooler.kill()

        assert coordinator.refusal(IDENTIFY, axis={**AXIS, "label": "Menuisier"}) in OUTAGES

        pooler.start()
        until(lambda: recorded(coordinator, "Menuisier"))
        assert coordinator.ask(READ, at=first)["meta"]


@pytest.mark.parametrize("mode", UNDER_TRANSACTIONS)
@pytest.mark.parametrize("busy", [0, 3])
def test_a_session_for_each_transaction_is_refused(database: Database, tmp_path: Path, mode: str, busy: int) -> None:
    """Also when other connections are in use."""
    with pooled(database, mode) as (behind, _), others(behind, busy), pytest.raises(SessionsNotKept) as refused:
        open_database(given(behind, tmp_path))

    assert "pool_mode = session" in str(refused.value)


@contextmanager
def others(database: Database, count: int) -> Iterator[None]:
    """Connections that have asked something, and remain."""
    conninfo = database.conninfo(DatabaseRole.COMMAND)
    connections = [psycopg.connect(conninfo, autocommit=True) for _ in range(count)]
    try:
        for each in connections:
            each.execute("select 1")
        yield
    finally:
        for each in connections:
            each.close()


def test_a_log_in_that_does_not_enter_its_role_is_refused(behind: tuple[Database, Pooler], tmp_path: Path) -> None:
    """The pooler passes over the role that a connection asks for; the refusal says what helps."""
    database, _ = behind
    name = str(conninfo_to_dict(database.logins[DatabaseRole.READ])["user"])
    with psycopg.connect(database.admin, autocommit=True) as admin:
        admin.execute(SQL("alter role {} reset role").format(Identifier(name)))
        try:
            with pytest.raises(WrongRole, match="alter role … set role = efe_read"):
                open_database(given(database, tmp_path))
        finally:
            admin.execute(SQL("alter role {} set role = efe_read").format(Identifier(name)))


def test_nobody_rebuilds_as_somebody_else(behind: tuple[Database, Pooler]) -> None:
    """The address of the administrator leads through the pooler: tables would belong to the wrong role."""
    database, pooler = behind
    wrong = Database(make_conninfo(pooler.behind(database.admin), password=PASSWORD), database.logins)

    with pytest.raises(WrongRole, match="EFE_DATABASE_URL"):
        rebuild(wrong, PROJECTIONS)


def test_without_a_pooler_nothing_is_marked(database: Database) -> None:
    """The check costs one statement where the client is given the number of its own session."""
    conninfo = database.conninfo(DatabaseRole.READ)
    with connect_without_timeout(conninfo, autocommit=True) as connection:
        check_sessions_kept(connection, conninfo)

        assert connection.execute("select current_setting('efe.session', true)").fetchall() == [(None,)]


@pytest.mark.parametrize("role", ROLES_WITH_LOGIN)
def test_a_log_in_that_leaves_its_role_comes_back_to_it(database: Database, role: DatabaseRole) -> None:
    with psycopg.connect(database.logins[role], autocommit=True) as connection:
        for leave in ("reset role", "discard all", "reset all"):
            connection.execute(leave.encode())
            assert connection.execute("select current_user").fetchall() == [(role,)]
