"""The commands as a person runs them: in a process of their own."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
from base64 import urlsafe_b64decode
from pathlib import Path

import httpx
import psycopg
import pytest
from typer.testing import CliRunner

from efe_domain.transparency.notes import Checkpoint, Note, VerifierKey
from efe_infra.cli.app import app
from efe_infra.postgres.database import Database
from tests.infra.cli.here import efe as here
from tests.infra.ledger.given import until

EFE = [sys.executable, "-c", "from efe_infra.cli import main; main()"]


def environment(home: Path, database: Database | None = None) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("EFE_")}
    url = {"EFE_DATABASE_URL": database.admin} if database else {}
    return {**kept, "EFE_HOME": str(home), "COLUMNS": "200", **url}


def efe(*words: str, env: dict[str, str]) -> subprocess.CompletedProcess[str]:
    return subprocess.run([*EFE, *words], env=env, capture_output=True, text=True, timeout=120, check=False)


def fails_in_one_line(done: subprocess.CompletedProcess[str]) -> bool:
    return done.returncode == 1 and done.stderr.startswith("Erreur : ") and done.stderr.count("\n") == 1


def test_the_demonstration_played_twice_changes_nothing(tmp_path: Path) -> None:
    env = environment(tmp_path)

    first = efe("demo", "--exit", env=env)
    second = efe("demo", "--exit", env=env)

    assert (first.returncode, second.returncode) == (0, 0), first.stderr + second.stderr
    assert first.stdout == second.stdout
    assert "Coordination, Liège" in first.stdout
    assert "coordination-verviers" in first.stdout
    assert "Membre d'un pôle de Liège" in first.stdout
    assert json.loads(efe("status", "--json", env=env).stdout)["lag"] == 0
    assert not (tmp_path / "postgres" / "postmaster.pid").exists()


def test_an_address_that_is_taken_is_known_before_anything_is_played(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        done = efe("demo", "--port", port, env=environment(tmp_path))

    assert fails_in_one_line(done)
    assert port in done.stderr
    assert done.stdout == ""


@pytest.mark.parametrize(
    "words", [["coordination-liege"], ["--account", "coordination-liege"]], ids=["name", "option"]
)
def test_a_token_is_of_the_account_that_is_named(database: Database, tmp_path: Path, words: list[str]) -> None:
    done = here("token", *words, env=environment(tmp_path, database))

    claims = done.stdout.split(".")[1]
    assert json.loads(urlsafe_b64decode(claims + "=" * (-len(claims) % 4)))["sub"] == "coordination-liege"


def test_the_help_is_in_french_and_in_groups() -> None:
    shown = here("--help", env={}).stdout

    assert [
        part for part in ("Démarrer", "Preuves et audit", "Exploitation", "Développement") if part not in shown
    ] == []
    assert "Montre cette aide." in shown
    assert "Show this message" not in shown + here("demo", "--help", env={}).stdout


def test_a_server_serves_and_leaves_in_order_when_it_is_told_to(database: Database, tmp_path: Path) -> None:
    env = environment(tmp_path, database)
    bearer = {"Authorization": f"Bearer {efe('token', '--account', 'coordination-liege', env=env).stdout.strip()}"}

    with subprocess.Popen([*EFE, "serve", "--port", "0"], env=env, stdout=subprocess.PIPE, text=True) as serving:
        assert serving.stdout is not None
        url = serving.stdout.readline().split(" : ")[1].strip()
        answer = httpx.post(url, json={"query": "{ viewer { account { id } } }"}, headers=bearer)
        serving.send_signal(signal.SIGTERM)
        status = serving.wait(20)

    assert answer.json()["data"]["viewer"]["account"]["id"].startswith("Account:")
    assert status == 0


def is_caught_up(url: str) -> bool:
    """Whether a server has read all that was recorded before it started, roles among it."""
    found: dict[str, object] = httpx.get(url.replace("/graphql", "/health/ready"), timeout=20).json()
    return found.get("lag") == 0


def test_a_server_that_is_told_to_leave_tells_those_who_follow(database: Database, tmp_path: Path) -> None:
    env = environment(tmp_path, database)
    here("grant", "--account", "audit", "--role", "auditor", env=env)
    bearer = {"Authorization": f"Bearer {efe('token', '--account', 'audit', env=env).stdout.strip()}"}
    query = {"query": 'subscription { auditEntries(bassin: LIEGE, after: "0") { kind } }'}

    with subprocess.Popen([*EFE, "serve", "--port", "0"], env=env, stdout=subprocess.PIPE, text=True) as serving:
        assert serving.stdout is not None
        url = serving.stdout.readline().split(" : ")[1].strip()
        until(lambda: is_caught_up(url))
        with httpx.stream("POST", url, json=query, headers={**bearer, "Accept": "text/event-stream"}) as following:
            lines = following.iter_lines()
            first = next(line for line in lines if line.startswith("data:"))
            serving.send_signal(signal.SIGTERM)
            rest = list(lines)
        status = serving.wait(20)

    assert "register.access-granted.v1" in first
    assert [line for line in rest if "GOING_AWAY" in line]
    assert rest[-3:] == ["event: complete", "data:", ""]
    assert status == 0


def test_the_status_tells_of_the_server_at_its_address_and_of_its_workers(database: Database, tmp_path: Path) -> None:
    env = environment(tmp_path, database)

    with subprocess.Popen([*EFE, "serve", "--port", "0"], env=env, stdout=subprocess.PIPE, text=True) as serving:
        assert serving.stdout is not None
        url = serving.stdout.readline().split(" : ")[1].strip()
        until(lambda: is_caught_up(url))
        beside = {**env, "EFE_PORT": str(httpx.URL(url).port)}
        shown, told = here("status", env=beside), json.loads(here("status", "--json", env=beside).stdout)
        serving.kill()
    alone = here("status", env=beside)

    assert (shown.returncode, alone.returncode) == (0, 0)
    assert "prêt" in shown.stdout
    assert {each["name"]: each["state"] for each in told["server"]["workers"]} == dict.fromkeys(
        ("read-position", "projections", "seal", "live-trail"), "running"
    )
    assert "« projections »" in shown.stdout
    assert "aucun à cette adresse" in alone.stdout


def test_the_projections_follow_in_a_process_of_their_own(database: Database, tmp_path: Path) -> None:
    env = environment(tmp_path, database)

    with subprocess.Popen([*EFE, "project"], env=env, stdout=subprocess.PIPE, text=True) as following:
        assert following.stdout is not None
        following.stdout.readline()
        granted = here("grant", "--account", "administration", "--role", "administrator", env=env)
        deadline = time.monotonic() + 20
        while read_position(database) < 1 and time.monotonic() < deadline:
            time.sleep(0.05)
        following.send_signal(signal.SIGTERM)
        status = following.wait(20)

    assert granted.returncode == 0, granted.stderr
    assert read_position(database) == 1
    assert status == 0


def read_position(database: Database) -> int:
    with psycopg.connect(database.admin) as connection:
        return connection.execute("select max(position) from read.position").fetchall()[0][0]  # type: ignore[no-any-return]


def test_a_rebuild_says_how_far_it_came(database: Database, tmp_path: Path) -> None:
    env = environment(tmp_path, database)
    here("grant", "--account", "administration", "--role", "administrator", env=env)

    done = here("rebuild", env=env)

    assert done.returncode == 0
    assert "position 1" in done.stdout


def test_a_taken_port_is_one_line(database: Database, tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])

        done = efe("serve", "--port", port, env=environment(tmp_path, database))

    assert fails_in_one_line(done), done.stderr
    assert port in done.stderr


def test_a_public_address_is_one_line(database: Database, tmp_path: Path) -> None:
    done = efe("serve", "--host", "0.0.0.0", env=environment(tmp_path, database))

    assert fails_in_one_line(done), done.stderr


def test_a_manifest_that_cannot_be_trusted_is_one_line(database: Database, tmp_path: Path) -> None:
    env = {**environment(tmp_path, database), "EFE_TRUSTED_DOCUMENTS": str(tmp_path / "manifest.json")}
    (tmp_path / "manifest.json").write_text('{"Accueil": "query Accueil { nothing }"}', encoding="utf-8")

    done = efe("serve", "--port", "0", env=env)
    alone = efe("serve", env={**environment(tmp_path, database), "EFE_TRUSTED_ONLY": "true"})

    assert fails_in_one_line(done), done.stderr
    assert "manifest.json" in done.stderr
    assert "Accueil" in done.stderr
    assert fails_in_one_line(alone), alone.stderr
    assert "EFE_TRUSTED_DOCUMENTS" in alone.stderr


def test_a_manifest_is_checked_without_a_server(tmp_path: Path) -> None:
    manifest = tmp_path / "manifest.json"
    good = {"Meta": "query Meta { meta { version } }", "Poles": "query Poles { poles(first: 5) { totalCount } }"}
    manifest.write_text(json.dumps(good), encoding="utf-8")

    fine = here("documents", "check", str(manifest), env=environment(tmp_path))
    manifest.write_text(json.dumps({**good, "A": "{ a }", "B": "{"}), encoding="utf-8")
    broken = here("documents", "check", str(manifest), env=environment(tmp_path))

    assert (fine.returncode, fine.stderr) == (0, "")
    assert all(word in fine.stdout for word in ("Meta", "Poles", "2", "6"))
    assert broken.returncode == 1
    assert ["« A »" in line or "« B »" in line for line in broken.stderr.splitlines()] == [True, True]
    assert "Poles" in broken.stdout


def test_a_server_with_local_tokens_warns_in_its_log(database: Database, tmp_path: Path) -> None:
    env = environment(tmp_path, database)

    with subprocess.Popen([*EFE, "serve", "--port", "0"], env=env, stderr=subprocess.PIPE, text=True) as serving:
        assert serving.stderr is not None
        first = json.loads(serving.stderr.readline())
        serving.send_signal(signal.SIGTERM)

    assert (first["event"], first["level"]) == ("local issuer", "warning")


PROVIDER = {"EFE_OIDC_ISSUER": "https://login.example", "EFE_OIDC_AUDIENCE": "https://api.example"}


@pytest.mark.parametrize("words", [("token", "--account", "x"), ("demo", "--exit")])
def test_with_a_provider_there_are_no_local_tokens(
    database: Database, tmp_path: Path, words: tuple[str, ...]
) -> None:
    done = efe(*words, env={**environment(tmp_path, database), **PROVIDER})

    assert fails_in_one_line(done), done.stderr
    assert "https://login.example" in done.stderr
    assert not (tmp_path / "keys").exists()


def test_with_a_provider_a_public_address_is_served(database: Database, tmp_path: Path) -> None:
    env = {**environment(tmp_path, database), **PROVIDER}

    with subprocess.Popen(
        [*EFE, "serve", "--host", "0.0.0.0", "--port", "0"], env=env, stdout=subprocess.PIPE, text=True
    ) as serving:
        assert serving.stdout is not None
        port = serving.stdout.readline().strip().split(":")[-1].split("/")[0]
        answer = httpx.get(f"http://127.0.0.1:{port}/health/live")
        serving.send_signal(signal.SIGTERM)

    assert answer.status_code == 200


def test_with_a_provider_a_role_is_given_to_one_of_its_subjects(database: Database, tmp_path: Path) -> None:
    env = {**environment(tmp_path, database), **PROVIDER}

    granted = here("grant", "--account", "jeanne", "--role", "administrator", env=env)

    with psycopg.connect(database.admin) as connection:
        accounts = connection.execute("select issuer, subject from vault.account").fetchall()
    assert granted.returncode == 0, granted.stderr
    assert accounts == [("https://login.example", "jeanne")]


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


def test_an_instance_that_is_not_established_is_one_line(database: Database, tmp_path: Path) -> None:
    words = ("grant", "--account", "x", "--role", "coordinator", "--bassin", "liege")

    done = here(*words, env=environment(tmp_path, database))

    assert fails_in_one_line(done), done.stderr


def test_the_generated_companions_are_those_of_the_code(tmp_path: Path) -> None:
    done = here("schema", "--check", env=environment(tmp_path))

    assert done.returncode == 0, done.stderr


def test_sealing_says_what_it_sealed_and_gives_the_checkpoint(database: Database, tmp_path: Path) -> None:
    env = environment(tmp_path, database)
    here("grant", "--account", "administration", "--role", "administrator", env=env)

    first = here("seal", env={**env, "EFE_ORIGIN": "tests.example/efe"})
    again = here("seal", env=env)

    assert "Événements scellés : 1." in first.stderr
    assert "Événements scellés : 0." in again.stderr
    assert first.stdout == again.stdout
    assert Checkpoint.parse(Note.parse(first.stdout).text).size == 1 + 1  # what it begins with, and the event


def test_a_server_seals_what_it_serves(database: Database, tmp_path: Path) -> None:
    env = environment(tmp_path, database)
    here("grant", "--account", "administration", "--role", "administrator", env=env)

    with subprocess.Popen([*EFE, "serve", "--port", "0"], env=env, stdout=subprocess.PIPE, text=True) as serving:
        assert serving.stdout is not None
        url = serving.stdout.readline().split(" : ")[1].strip().replace("/graphql", "/health/ready")
        deadline = time.monotonic() + 20
        while (details := httpx.get(url).json())["sealLag"] and time.monotonic() < deadline:
            time.sleep(0.05)
        serving.send_signal(signal.SIGTERM)
        serving.wait(20)

    assert (details["sealLag"], details["sealLagSeconds"]) == (0, 0)
    assert "Événements scellés : 0." in here("seal", env=env).stderr


def test_a_key_is_rotated_and_told(database: Database, tmp_path: Path) -> None:
    env = environment(tmp_path, database)
    here("grant", "--account", "administration", "--role", "administrator", env=env)

    before = here("key", "show", env=env)
    rotated = here("key", "rotate", env=env)
    sealed = here("seal", env=env)
    shown = here("key", "show", env=env)

    assert (before.returncode, before.stdout) == (1, "")
    assert "efe seal" in before.stderr
    assert shown.stdout.splitlines()[1:] == rotated.stdout.splitlines()
    assert len({*shown.stdout.splitlines()}) == 2
    key = VerifierKey.parse(rotated.stdout.strip())
    note = Note.parse(sealed.stdout)
    assert note.verified([key]) == [key]
    assert len(note.signatures) == 2


def test_another_origin_than_that_of_the_log_is_one_line(database: Database, tmp_path: Path) -> None:
    env = environment(tmp_path, database)
    here("seal", env={**env, "EFE_ORIGIN": "tests.example/efe"})

    other = here("seal", env={**env, "EFE_ORIGIN": "tests.example/other"})
    unfit = here("seal", env={**env, "EFE_ORIGIN": "tests example"})

    assert fails_in_one_line(other), other.stderr
    assert fails_in_one_line(unfit), unfit.stderr


@pytest.mark.parametrize(
    "command",
    [
        "backup",
        "demo",
        "serve",
        "project",
        "rebuild",
        "restore",
        "status",
        "token",
        "grant",
        "schema",
        "person",
        "seal",
        "key",
        "export",
        "verify",
        "digest",
        "replay",
        "witness",
        "documents",
        "simulate",
    ],
)
def test_every_command_has_its_help(command: str) -> None:
    shown = CliRunner().invoke(app, [command, "--help"])

    assert shown.exit_code == 0
    assert f"efe {command}" in shown.output
