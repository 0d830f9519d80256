"""`efe backup` and `efe restore` as a person runs them."""

import subprocess
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from efe_infra.people.closed_accounts import AccountClosure
from efe_infra.people.vault import PersonVault
from efe_infra.postgres.database import Database
from tests.infra.backup.conftest import created
from tests.infra.cli.given import two_persons
from tests.infra.cli.here import efe
from tests.infra.cli.process import environment, fails_in_one_line
from tests.infra.transparency.evidence.given import tampering


@pytest.fixture
def empty(server: Database) -> Iterator[Database]:
    with created(server) as database:
        yield database


def test_an_installation_is_backed_up_restored_and_goes_on(
    database: Database, empty: Database, tmp_path: Path
) -> None:
    env, elsewhere = environment(tmp_path, database), environment(tmp_path, empty)
    forgotten, kept = two_persons(database, tmp_path)
    note = tmp_path / "old.note"
    note.write_text(efe("seal", env=env).stdout)

    made = efe("backup", str(tmp_path / "b"), env=env)
    efe("person", "forget", str(forgotten), env=env)
    dead = tmp_path / "forgotten.txt"
    dead.write_text(efe("person", "forgotten", env=env).stdout)
    back = efe("restore", str(tmp_path / "b"), "--since", str(note), "--forgotten", str(dead), env=elsewhere)

    assert (made.returncode, back.returncode) == (0, 0), made.stderr + back.stderr
    assert "position 1, scellée jusqu'à 1." in made.stdout
    assert "EFE_HOME/keys" in made.stderr
    assert "1 événements scellés" in back.stdout
    assert "Oubliées de nouveau : 1" in back.stdout
    assert f"Prouvé par la signature du manifeste (« {note.read_text().splitlines()[0]} ») : comptes, " in back.stdout
    with PersonVault(empty, AccountClosure(bytes)) as vault:
        assert vault.person(forgotten) is None
        assert vault.person(kept)
        assert vault.forgotten() == [forgotten]
    assert digest_of(elsewhere) == digest_of(env)
    assert efe("seal", env=elsewhere).returncode == 0
    assert efe("verify", "--full", "--since", str(note), env=elsewhere).returncode == 0


def digest_of(env: dict[str, str]) -> list[str]:
    """Returns the digest of the common part: the forgetting event has another instant on each side."""
    efe("rebuild", env=env)
    done: subprocess.CompletedProcess[str] = efe("digest", "--json", "--at", "1", env=env)
    assert done.returncode == 0, done.stderr
    return done.stdout.splitlines()


def test_a_backup_that_is_not_what_was_sealed_is_one_line(
    database: Database, empty: Database, tmp_path: Path
) -> None:
    env = environment(tmp_path, database)
    two_persons(database, tmp_path)
    efe("seal", env=env)
    with psycopg.connect(database.admin) as connection:
        tampering(connection, "update ledger.event set state = state || ' '::bytea where position = 1")
    efe("backup", str(tmp_path / "b"), env=env)

    back = efe("restore", str(tmp_path / "b"), env=environment(tmp_path, empty))

    assert back.returncode == 1
    assert back.stderr.startswith("Erreur : BACKUP_UNFAITHFUL")
    assert "EVENT_ALTERED" in back.stderr


def test_an_unproven_backup_names_the_administrators(database: Database, empty: Database, tmp_path: Path) -> None:
    env, elsewhere = environment(tmp_path, database), environment(tmp_path / "elsewhere", empty)
    two_persons(database, tmp_path)
    efe("grant", "--account", "somebody", "--role", "administrator", env=env)
    efe("seal", env=env)
    made = efe("backup", str(tmp_path / "b"), env=env)

    refused = efe("restore", str(tmp_path / "b"), "--signed", env=elsewhere)
    back = efe("restore", str(tmp_path / "b"), env=elsewhere)

    assert fails_in_one_line(refused)
    assert "BACKUP_MANIFEST_UNSIGNED" in refused.stderr
    assert (made.returncode, back.returncode) == (0, 0), back.stderr
    assert "Non prouvé : comptes, personnes, documents, " in back.stdout
    assert "Vérifiez les sujets des administrateurs : « somebody »." in back.stdout


def test_a_database_that_is_in_use_is_one_line(database: Database, tmp_path: Path) -> None:
    env = environment(tmp_path, database)
    efe("backup", str(tmp_path / "b"), env=env)

    back = efe("restore", str(tmp_path / "b"), env=env)
    again = efe("backup", str(tmp_path / "b"), env=env)

    assert [done.returncode for done in (back, again)] == [1, 1]
    assert "DATABASE_NOT_EMPTY" in back.stderr
    assert "TARGET_TAKEN" in again.stderr
