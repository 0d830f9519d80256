"""Refusals of commands in one line: settings, addresses, databases, names."""

import socket
from pathlib import Path

import psycopg
import pytest

from efe_infra.postgres.database import Database
from tests.infra.cli.here import efe as here
from tests.infra.cli.process import efe, environment, fails_in_one_line

FULL_DISK = """
    create function public.full_disk() returns trigger language plpgsql as $$
        begin raise 'no space left on device' using errcode = 'disk_full'; end
    $$;
    create trigger full_disk before insert on vault.account execute function public.full_disk()
"""


def test_a_taken_port_is_one_line(database: Database, tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])

        done = here("serve", "--port", port, env=environment(tmp_path, database))

    assert fails_in_one_line(done), done.stderr
    assert port in done.stderr


def test_a_public_address_is_one_line(database: Database, tmp_path: Path) -> None:
    done = here("serve", "--host", "0.0.0.0", env=environment(tmp_path, database))

    assert fails_in_one_line(done), done.stderr


def test_a_manifest_that_cannot_be_trusted_is_one_line(database: Database, tmp_path: Path) -> None:
    env = {**environment(tmp_path, database), "EFE_TRUSTED_DOCUMENTS": str(tmp_path / "manifest.json")}
    (tmp_path / "manifest.json").write_text('{"Accueil": "query Accueil { nothing }"}', encoding="utf-8")

    done = efe("serve", "--port", "0", env=env)
    alone = here("serve", env={**environment(tmp_path, database), "EFE_TRUSTED_ONLY": "true"})

    assert fails_in_one_line(done), done.stderr
    assert "manifest.json" in done.stderr
    assert "Accueil" in done.stderr
    assert fails_in_one_line(alone), alone.stderr
    assert "EFE_TRUSTED_DOCUMENTS" in alone.stderr


@pytest.mark.parametrize(
    ("setting", "said"),
    [
        ({"EFE_PORT": "many"}, "EFE_PORT"),
        ({"EFE_OIDC_ISSUER": "http://login.example"}, "https://"),
        ({"EFE_OIDC_ISSUER": "https://login.example"}, "EFE_OIDC_AUDIENCE"),
        ({"EFE_OIDC_ALGORITHMS": "HS256"}, "EFE_OIDC_ALGORITHMS"),
    ],
)
def test_a_setting_that_is_refused_is_one_line(tmp_path: Path, setting: dict[str, str], said: str) -> None:
    done = here("status", env={**environment(tmp_path), **setting})

    assert fails_in_one_line(done), done.stderr
    assert said in done.stderr


def test_a_statement_that_the_database_does_not_do_is_one_line(database: Database, tmp_path: Path) -> None:
    """As when its disk is full."""
    env = environment(tmp_path, database)
    assert here("status", env=env).returncode == 0
    with psycopg.connect(database.admin) as admin:
        admin.execute(FULL_DISK)

    done = here("grant", "--account", "somebody", "--role", "administrator", env=env)

    assert fails_in_one_line(done), done.stderr
    assert "no space left" in done.stderr


def test_a_database_that_does_not_answer_is_one_line(tmp_path: Path) -> None:
    nobody = Database("postgresql://nobody:secret@127.0.0.1:1/efe")

    done = here("status", env=environment(tmp_path, nobody))

    assert fails_in_one_line(done), done.stderr
    assert "secret" not in done.stderr


def test_a_newer_database_is_one_line(database: Database, tmp_path: Path) -> None:
    with psycopg.connect(database.admin) as connection:
        connection.execute("insert into public.efe_migration (number, name, sha256) values (9999, '9999_later', 'x')")

    done = here("status", env=environment(tmp_path, database))

    assert fails_in_one_line(done), done.stderr
    assert "9999" in done.stderr


def test_an_unknown_bassin_is_told_with_the_ten_known_ones(database: Database, tmp_path: Path) -> None:
    words = ("grant", "--account", "x", "--role", "coordinator", "--bassin", "atlantide")

    done = here(*words, env=environment(tmp_path, database))

    assert done.returncode == 2
    assert "hainaut-centre" in done.stderr
    assert "Traceback" not in done.stderr


def test_an_instance_that_is_not_established_is_named_with_what_to_do(database: Database, tmp_path: Path) -> None:
    words = ("grant", "--account", "x", "--role", "coordinator", "--bassin", "liege")

    done = here(*words, env=environment(tmp_path, database))

    assert fails_in_one_line(done), done.stderr
    assert "« liege » n'est pas établie" in done.stderr
    assert "efe grant --account SUJET --role administrator" in done.stderr
    assert "/administration" in done.stderr
