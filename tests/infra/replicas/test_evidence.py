"""Long reads of the whole database are carried out by a replica that has everything, else by the primary."""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from io import BytesIO
from pathlib import Path

import httpx
import psycopg
import pytest
from psycopg.sql import SQL

from efe_domain.access.grants import Role
from efe_domain.shared.bassins import Bassin
from efe_infra.postgres.connection import connect
from efe_infra.postgres.database import Database, DatabaseRole
from efe_infra.postgres.standbys import read_of_standby
from efe_infra.transparency.evidence.bundle import write_bundle
from efe_infra.transparency.evidence.sealed_history import APPLICATION
from tests.api.given import Api, Client
from tests.infra.cli.here import efe
from tests.infra.cli.process import environment
from tests.infra.ledger.given import until
from tests.infra.ledger.standby import Standby

ON_THE_FIRST = "Lu sur la réplique 1 (EFE_READ_URLS)."


def is_standby(database: Database) -> bool:
    with connect(database.conninfo(DatabaseRole.PROJECTOR)) as connection:
        return connection.execute("select pg_is_in_recovery()").fetchone() == (True,)


@pytest.fixture
def there(database: Database, standbys: list[Standby]) -> list[Database]:
    return [database.at(each.url) for each in standbys]


def test_a_standby_is_read_that_has_all_that_was_recorded(
    api: Api, liege: Client, database: Database, there: list[Database]
) -> None:
    assert read_of_standby(database, there, is_standby) is True
    assert read_of_standby(database, [], is_standby) is False


def test_who_is_behind_or_gone_is_passed_over(
    api: Api, liege: Client, database: Database, standbys: list[Standby], there: list[Database]
) -> None:
    told: list[int] = []
    nowhere = database.at("postgresql:///?host=/nowhere")
    with standbys[0].paused():
        api.granted("un-de-plus", Role.READER)

        found = read_of_standby(database, [nowhere, there[0], there[1]], is_standby, told.append, within=0.2)

    assert (found, told) == (True, [3])
    assert read_of_standby(database, [nowhere, database], is_standby) is False


def test_nobody_waits_for_a_standby_that_commits_wait_for(
    api: Api, liege: Client, database: Database, there: list[Database]
) -> None:
    with synchronous("nobody", database):
        assert read_of_standby(database, there, is_standby) is True


@contextmanager
def synchronous(name: str, database: Database) -> Iterator[None]:
    """Commits wait for a standby that is not there."""

    def is_set() -> bool:
        with psycopg.connect(database.admin) as admin:
            return admin.execute("show synchronous_standby_names").fetchone() == (name,)

    with psycopg.connect(database.admin, autocommit=True) as admin:
        admin.execute(SQL("alter system set synchronous_standby_names = {}").format(name))
        admin.execute("select pg_reload_conf()")
        try:
            until(is_set)
            yield
        finally:
            admin.execute("alter system reset synchronous_standby_names")
            admin.execute("select pg_reload_conf()")


def test_what_a_standby_ended_is_read_of_the_primary(
    api: Api, liege: Client, database: Database, there: list[Database]
) -> None:
    asked: list[bool] = []

    def read(source: Database) -> bool:
        asked.append(is_standby(source))
        if asked[-1]:
            with psycopg.connect(source.admin) as connection:
                connection.execute("select pg_terminate_backend(pg_backend_pid())")
        return asked[-1]

    assert read_of_standby(database, there[:1], read) is False
    assert asked == [True, False]


def test_a_bundle_over_http_is_read_of_a_replica(
    api: Api, liege: Client, database: Database, standbys: list[Standby]
) -> None:
    api.installation.sealer.run()
    sent = partial(liege.http.client.get, "/preuves/liege.zip", headers=liege.headers)

    response: httpx.Response = liege.http.portal.call(sent)

    expected = BytesIO()
    write_bundle(database, Bassin.LIEGE, expected)
    assert response.content == expected.getvalue()
    assert standbys[0].has_met(APPLICATION)


def test_the_commands_read_of_a_replica_and_say_so(
    api: Api, liege: Client, database: Database, standbys: list[Standby], tmp_path: Path
) -> None:
    api.installation.sealer.run()
    env = {**environment(tmp_path, database), "EFE_READ_URLS": ",".join(each.url for each in standbys)}
    commands: list[list[str]] = [
        ["export", "--bassin", "liege", "-o", str(tmp_path / "there.zip")],
        ["digest"],
        ["verify", "--full"],
        ["replay", "--live"],
    ]

    done = [efe(*command, env=env) for command in commands]

    assert [each.returncode for each in done] == [0, 0, 0, 0], [each.stderr for each in done]
    assert all(ON_THE_FIRST in each.stderr for each in done)
    expected = BytesIO()
    write_bundle(database, Bassin.LIEGE, expected)
    assert (tmp_path / "there.zip").read_bytes() == expected.getvalue()
