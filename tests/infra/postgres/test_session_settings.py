"""The core path under settings that an administrator gave the database, its log-ins or the client's environment."""

from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

import psycopg
import pytest
from psycopg.conninfo import conninfo_to_dict
from psycopg.sql import SQL, Composable, Identifier, Literal
from psycopg_pool import PoolTimeout
from pydantic import SecretStr

from efe_domain.shared.bassins import Bassin
from efe_infra.backup.dump import back_up
from efe_infra.backup.restore import restore
from efe_infra.postgres.connection import connect, connect_without_timeout
from efe_infra.postgres.database import Database, DatabaseRole
from efe_infra.postgres.opening import open_database
from efe_infra.postgres.pipeline import PipelineConnection
from efe_infra.postgres.pools import Pool
from efe_infra.read_model.tables.schema import create_read_tables
from efe_infra.settings import Settings
from efe_infra.transparency.evidence.bundle import export_bundle
from efe_infra.transparency.evidence.verify import verify_zip
from efe_projections.catalogue import PROJECTIONS
from tests.api.given import Api, Client, a_pole, an_operator, day
from tests.api.replays import ledger_key
from tests.chaos.promises import wait_for
from tests.infra.backup.conftest import created
from tests.running import serving

ODD: Final = [
    *(("client_encoding", each) for each in ("LATIN1", "WIN1252", "SQL_ASCII", "EUC_JP", "BIG5", "KOI8R")),
    *(("datestyle", each) for each in ("SQL, DMY", "German", "Postgres, MDY", "ISO, DMY")),
    *(("intervalstyle", each) for each in ("sql_standard", "postgres_verbose", "iso_8601")),
    *(("timezone", each) for each in ("Asia/Kolkata", "Pacific/Kiritimati", "America/St_Johns", "Europe/Brussels")),
    ("standard_conforming_strings", "off"),
    ("escape_string_warning", "off"),
    *(("backslash_quote", each) for each in ("on", "off")),
    ("row_security", "off"),
    *(("search_path", each) for each in ("", "hostile", "hostile, pg_catalog", "ledger, read, vault", "nowhere")),
    ("bytea_output", "escape"),
    *(("extra_float_digits", each) for each in ("-15", "0", "3")),
    *(("lock_timeout", each) for each in ("1ms", "10ms")),
    *(("statement_timeout", each) for each in ("1ms", "5ms")),
    ("idle_in_transaction_session_timeout", "1ms"),
    ("idle_session_timeout", "5ms"),
    ("transaction_timeout", "500ms"),
    *(("default_transaction_isolation", each) for each in ("serializable", "repeatable read", "read uncommitted")),
    ("default_transaction_deferrable", "on"),
    *(("client_min_messages", each) for each in ("error", "debug1")),
    ("transform_null_equals", "on"),
    ("array_nulls", "off"),
    ("xmlbinary", "hex"),
    ("default_text_search_config", "pg_catalog.turkish"),
    ("gin_fuzzy_search_limit", "1"),
    ("check_function_bodies", "off"),
    ("exit_on_error", "on"),
    ("quote_all_identifiers", "on"),
    ("synchronous_commit", "off"),
    ("work_mem", "64kB"),
    ("plan_cache_mode", "force_custom_plan"),
    ("enable_indexscan", "off"),
    ("jit_above_cost", "0"),
    ("application_name", "étrange"),
]
"""Fifty odd settings, each of which any administrator may give a database or a role."""
PERSON: Final = ("Zoé", "Œrsted-Ñuñez")
OPERATOR: Final = "Collège Saint-Étienne — « l'Œuvre » \\ 'à' €"
POLE: Final = "Céramique d'Andenne \\ à l'œil"
RENAMED: Final = "Faïence ÿ"
POLE_NAME: Final = "query ($id: ID!, $at: AsOf) { pole(id: $id, asOf: $at) { name } }"
TRAIL: Final = """
    query { auditTrail(bassin: LIEGE, first: 100) { edges { node { changes { field before after } } } } }
"""
HOSTILE: Final = """
    create schema if not exists hostile;
    create or replace function hostile.set_config(text, text, boolean) returns text
        language sql as $$ select 'hostile'::text $$;
    create or replace function hostile.current_setting(text) returns text
        language sql as $$ select 'hostile'::text $$;
    grant usage on schema hostile to public;
"""
"""Functions that a search path puts before those of PostgreSQL."""
SESSIONS: Final = """
    select count(*) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()
"""


def give(database: Database, name: str, value: str) -> None:
    """Gives a setting to the database and, in it, to each log-in."""
    users = {str(conninfo_to_dict(address)["user"]) for address in database.logins.values()}
    # an empty list of schemas is written as such: '' is the name of one
    text: Composable = SQL(value or "''") if name == "search_path" else Literal(value)
    with connect(database.admin) as admin:
        admin.execute(HOSTILE)
        if not admin.execute("select from pg_settings where lower(name) = %s", [name]).rowcount:
            pytest.skip("a later PostgreSQL has this setting")
        chosen = SQL("{} set {} to {}").format(Identifier(admin.info.dbname), Identifier(name), text)
        for each in users:
            admin.execute(SQL("alter role {} in database {}").format(Identifier(each), chosen))
        admin.execute(SQL("alter database {}").format(chosen))


def nth_values(number: int) -> dict[str, str]:
    """Returns a value of each setting; the values of a setting come in turn."""
    values = {name: [value for other, value in ODD if other == name] for name, _ in ODD}
    return {name: each[number % len(each)] for name, each in values.items()}


@pytest.mark.parametrize("number", range(max(Counter(name for name, _ in ODD).values())))
def test_odd_settings_change_nothing(database: Database, tmp_path: Path, number: int) -> None:
    for name, value in nth_values(number).items():
        give(database, name, value)

    with serving(database, tmp_path) as api:
        walk(api, tmp_path)


def test_an_empty_database_with_odd_settings_is_installed(server: Database, tmp_path: Path) -> None:
    """Migrations, log-ins, backup and restoration under one value of each setting."""
    with created(server) as empty, created(server) as target:
        for name, value in dict(ODD).items():
            give(empty, name, value)
            give(target, name, value)
        for each in (empty, target):
            with connect(each.admin) as admin:
                admin.execute("drop schema hostile cascade")

        database = open_database(Settings(database_url=SecretStr(empty.admin), home=tmp_path / "home"))
        create_read_tables(database, PROJECTIONS)
        with serving(database, tmp_path) as api:
            walk(api, tmp_path)
        back_up(database, tmp_path / "backup")
        restore(target, tmp_path / "backup", lambda *_: None)

        assert persons(target) == persons(database) != []


@pytest.mark.parametrize("opened", [connect, connect_without_timeout])
def test_the_settings_outlast_a_rollback(database: Database, opened: Callable[[str], psycopg.Connection]) -> None:
    give(database, "datestyle", "SQL, DMY")

    with opened(database.conninfo(DatabaseRole.COMMAND)) as connection:
        connection.rollback()
        [(style,)] = connection.execute("show datestyle").fetchall()

    assert style == "ISO, YMD"


def test_the_environment_of_the_client_changes_nothing(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in (("PGCLIENTENCODING", "LATIN1"), ("PGDATESTYLE", "German"), ("PGTZ", "Asia/Kolkata")):
        monkeypatch.setenv(name, value)

    with connect(database.conninfo(DatabaseRole.COMMAND)) as connection:
        [row] = connection.execute(
            "select current_setting('client_encoding'), current_setting('datestyle'), current_setting('timezone')"
        ).fetchall()

    assert row == ("UTF8", "ISO, YMD", "UTC")


def test_a_connection_that_cannot_be_configured_is_closed(database: Database) -> None:
    refused: list[psycopg.Connection] = []

    def refuse(connection: psycopg.Connection) -> None:
        refused.append(connection)
        raise psycopg.DataError

    with psycopg.connect(database.admin, autocommit=True) as admin:
        conninfo = database.conninfo(DatabaseRole.COMMAND)
        pool = Pool(conninfo, PipelineConnection, name="refused", least=0, most=4, patience=0.7, configure=refuse)
        with pytest.raises(PoolTimeout), pool.lent():
            pass
        pool.close()

        assert len(refused) > 1
        wait_for("sessions closed", lambda: admin.execute(SESSIONS).fetchone() == (0,), 5)


def walk(api: Api, folder: Path) -> None:
    """Goes the core path: commands, projection, trail with accents, read as of, export."""
    database, liege = api.installation.database, api.coordinator(Bassin.LIEGE)
    given, family = PERSON
    person = liege.done("registerPerson", "person { givenName familyName }", givenName=given, familyName=family)
    operator = an_operator(liege, name=OPERATOR)
    pole = a_pole(liege, POLE)
    before = liege.ask("query { meta { position } }")["meta"]["position"]
    liege.done("renamePole", "pole { name }", poleId=pole, name=RENAMED, effectiveOn=day(0))
    api.installation.sealer.run()
    export_bundle(database, Bassin.LIEGE, folder / "export.zip", lambda *_: None)

    assert (person["givenName"], person["familyName"]) == PERSON
    assert liege.ask("query ($id: ID!) { operator(id: $id) { name } }", id=operator)["operator"]["name"] == OPERATOR
    assert liege.ask(POLE_NAME, id=pole)["pole"]["name"] == RENAMED
    assert liege.ask(POLE_NAME, id=pole, at={"position": before})["pole"]["name"] == POLE
    assert (f"{POLE}", RENAMED) in changes(liege, "name")
    assert verify_zip(folder / "export.zip", ledger_key(database)).size >= int(before)


def changes(by: Client, field: str) -> list[tuple[str, str]]:
    return [
        (each["before"], each["after"])
        for edge in by.ask(TRAIL)["auditTrail"]["edges"]
        for each in edge["node"]["changes"]
        if each["field"] == field
    ]


def persons(database: Database) -> list[tuple[Any, ...]]:
    with connect(database.admin) as connection:
        return connection.execute("select * from vault.person order by 1").fetchall()
