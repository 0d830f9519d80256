"""What release 0.1.0 left, a backup that its own command wrote, is restored, opened, sealed on and proved.

`release_0_1_0/` holds the demonstration of that release and three grants, sealed in four blocks, with the checkpoints
that an auditor kept and the key that signed (a key of this test alone).
"""

import json
import shutil
import subprocess
import sys
from pathlib import Path

import psycopg
import pytest

from efe_infra.postgres.database import Database
from efe_infra.transparency.evidence import verify
from tests.infra.cli.here import efe
from tests.infra.cli.process import environment

LEFT = Path(__file__).with_name("release_0_1_0")
EVENTS = 384


@pytest.fixture
def empty(server: Database) -> Database:
    """A database in which nothing is."""
    name = "efe_test_last_release"
    with psycopg.connect(server.admin, autocommit=True) as admin:
        admin.execute(f"drop database if exists {name} with (force)".encode())
        admin.execute(f"create database {name} template template0".encode())
    return server.named(name)


def left_of_it(empty: Database, folder: Path) -> tuple[dict[str, str], Path]:
    """The environment of an installation that has the key, and the backup."""
    home, backup = folder / "home", folder / "backup"
    (home / "keys").mkdir(parents=True)
    shutil.copy(LEFT / "seal-e43b3f36.pem", home / "keys")
    backup.mkdir()
    for name in ("manifest.json", "efe.dump"):
        shutil.copy(LEFT / name, backup)
    return environment(home, empty), backup


def verified(bundle: Path, key: str, *since: Path) -> subprocess.CompletedProcess[str]:
    words = [word for note in since for word in ("--since", str(note))]
    command = [sys.executable, str(verify.__file__), str(bundle), "--key", key, *words]
    return subprocess.run(command, capture_output=True, text=True, check=False)


def test_a_database_of_the_last_release_goes_on(empty: Database, tmp_path: Path) -> None:
    env, backup = left_of_it(empty, tmp_path)

    restored = efe("restore", str(backup), env=env)
    counted = efe("verify", "--full", env=env)
    sealed = efe("seal", env=env)
    key = efe("key", "show", env=env).stdout.strip()
    bundle = tmp_path / "liege.zip"
    exported = efe("export", "--bassin", "liege", "-o", str(bundle), env=env)
    replayed = efe("replay", str(bundle), "--key", key, env=env)
    proved = verified(bundle, key, LEFT / "block-3.note", LEFT / "block-4.note")

    for done in (restored, counted, sealed, exported, replayed, proved):
        assert done.returncode == 0, done.stderr
    assert (
        f" : {EVENTS} événements scellés, 4 points de contrôle signés, 0 événements non scellés." in restored.stdout
    )
    assert f"Vérifié : {EVENTS} événements" in counted.stdout
    assert "0 non scellé(s)" in counted.stdout
    genesis = json.loads(_one(empty, "select convert_from(body, 'UTF8') from seal.genesis"))
    assert genesis["past"]["last"] == EVENTS
    assert genesis["past"]["size"] == 4
    assert _one(empty, "select max(position) from seal.entry") == EVENTS
    assert "384" in proved.stdout or "204" in proved.stdout


def test_a_past_rewritten_in_a_database_of_the_last_release_is_refused(empty: Database, tmp_path: Path) -> None:
    """By whoever has the key and the database, before the ledger log begins: the blocks are kept, an event is not."""
    env, backup = left_of_it(empty, tmp_path)
    assert efe("restore", str(backup), env=env).returncode == 0
    _rewrite(empty, position=350)

    refused = efe("seal", env=env)

    assert refused.returncode == 1
    assert "350" in refused.stderr


def _rewrite(database: Database, position: int) -> None:
    """With a leaf that is its own again."""
    with psycopg.connect(database.admin) as connection:
        connection.execute("alter table ledger.event disable trigger append_only")
        connection.execute(
            "update ledger.event set recorded_at = recorded_at + interval '1 microsecond', leaf = ledger.leaf("
            "position, recorded_at + interval '1 microsecond', originator_id, originator_version, topic, state)"
            " where position = %s",
            [position],
        )
        connection.execute("alter table ledger.event enable always trigger append_only")


def _one(database: Database, query: str):  # type: ignore[no-untyped-def]
    with psycopg.connect(database.admin) as connection:
        [(found,)] = connection.execute(query.encode()).fetchall()
    return found
