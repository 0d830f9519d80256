"""The owner's login prepares the database; the process that serves does without it."""

import subprocess
from pathlib import Path
from secrets import token_hex

import httpx
import psycopg
from psycopg.conninfo import make_conninfo
from pydantic import SecretStr

from efe_infra.people.closed_accounts import AccountClosure
from efe_infra.people.vault import PersonVault
from efe_infra.postgres.database import Database
from efe_infra.postgres.opening import open_database
from efe_infra.settings import Settings
from tests.infra.backup.conftest import created
from tests.infra.cli.given import addresses
from tests.infra.cli.here import efe as here
from tests.infra.cli.process import EFE, environment, fails_in_one_line, is_caught_up
from tests.infra.ledger.given import until
from tests.processes import program

SESSIONS = "select distinct usename::text from pg_stat_activity where datname = current_database() and usename <> %s"
POWERS = """
    select rolname from pg_roles
    where rolname = any(%s) and (rolsuper or rolcreaterole or rolcreatedb or rolbypassrls)
    union all
    select relname from pg_class where relowner in (select oid from pg_roles where rolname = any(%s))
"""


def test_a_process_serves_without_the_login_of_the_owner(server: Database, tmp_path: Path) -> None:
    with created(server) as empty:
        urls = addresses(empty)
        owner = {**environment(tmp_path, empty), **urls}
        served = {**environment(tmp_path), **urls}

        early = here("status", env=served)
        prepared = here("migrate", env=owner)
        granted = here("grant", "--account", "audit", "--role", "auditor", env=served)
        backup = here("backup", str(tmp_path / "backup"), env=served)
        with (
            psycopg.connect(empty.admin, autocommit=True) as admin,
            program([*EFE, "serve", "--port", "0"], env=served, stdout=subprocess.PIPE) as serving,
        ):
            assert serving.stdout is not None
            url = serving.stdout.readline().split(" : ")[1].strip()
            until(lambda: is_caught_up(url))
            answer = httpx.post(url, json={"query": "{ meta { position } }"})
            users = {name for (name,) in admin.execute(SESSIONS, [admin.info.user])}
            powers = admin.execute(POWERS, [list(users), list(users)]).fetchall()
            admin.execute("delete from public.efe_migration where number = (select max(number) from efe_migration)")
        late = here("status", env=served)

        assert fails_in_one_line(early), early.stderr
        assert prepared.returncode == granted.returncode == 0, prepared.stderr + granted.stderr
        assert fails_in_one_line(backup), backup.stderr
        assert "EFE_DATABASE_URL" in backup.stderr
        assert answer.json()["data"]["meta"]["position"] == "1"
        assert fails_in_one_line(late), late.stderr
        assert "efe migrate" in late.stderr
        assert users
        assert all(name.startswith("x_") for name in users)
        assert powers == []


def test_an_erasure_rewrites_the_files_without_the_owner(server: Database, tmp_path: Path) -> None:
    with created(server) as empty:
        urls = addresses(empty)
        assert here("migrate", env={**environment(tmp_path, empty), **urls}).returncode == 0
        chosen = {name.removeprefix("EFE_").lower(): SecretStr(url) for name, url in urls.items()}
        with (
            PersonVault(open_database(Settings(home=tmp_path, **chosen)), AccountClosure(bytes)) as vault,  # type: ignore[arg-type]
            psycopg.connect(empty.admin, autocommit=True) as admin,
        ):
            person = vault.register_person(given_name="Zoé", family_name="Œrsted")
            file = "select pg_relation_filenode('vault.person'), pg_relation_filenode('vault.person_pkey')"
            before = admin.execute(file).fetchone()

            vault.forget(person)

            after = admin.execute(file).fetchone()
        assert before
        assert after
        assert not {*before} & {*after}


def test_the_preparation_is_repeated_without_harm(server: Database, tmp_path: Path) -> None:
    with created(server) as empty:
        env = {**environment(tmp_path, empty), **addresses(empty)}

        done = [here("migrate", env=env) for _ in range(2)]

        assert [each.returncode for each in done] == [0, 0]


def test_a_wrong_password_says_so(server: Database, tmp_path: Path) -> None:
    user = f"x_{token_hex(4)}"
    with psycopg.connect(server.admin, autocommit=True) as admin:
        [(rules,)] = admin.execute("show hba_file").fetchall()
        before = Path(rules).read_text()
        Path(rules).write_text(f"local all {user} scram-sha-256\n{before}")
        try:
            admin.execute(f"create role {user} login password 'right'".encode())
            admin.execute("select pg_reload_conf()")
            wrong = make_conninfo(server.admin, user=user, password="wrong")
            env = {**environment(tmp_path), "EFE_DATABASE_URL": wrong}

            until(lambda: "password" in here("status", env=env).stderr)
            done = here("status", env=env)
        finally:
            Path(rules).write_text(before)
            admin.execute("select pg_reload_conf()")
            admin.execute(f"drop role {user}".encode())

    assert fails_in_one_line(done), done.stderr
    assert "mot de passe" in done.stderr
    assert "ne répond pas" not in done.stderr
    assert "wrong" not in done.stderr
