"""What release 0.4.3 left, two backups that its own command wrote, is restored, opened, sealed on and proved.

`release_0_4_3/` holds the demonstration of that release, sealed twice with a rotation of the key, and a register
that release 0.1 sealed in blocks before 0.4.3 went on with it. Beside each are its key (of this test alone), a
checkpoint that an auditor kept, the bundle of Liège that 0.4.3 exported, and what it held (`bundles.json`).
"""

import hashlib
import json
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from efe_infra.postgres.database import Database
from efe_infra.transparency.evidence import verify
from tests.infra.backup.conftest import created
from tests.infra.cli.here import efe
from tests.infra.cli.process import environment
from tests.infra.transparency.evidence.page import Given, answers

LEFT = Path(__file__).with_name("release_0_4_3")
EVENTS = {"begun_by_0_4": 479, "begun_by_0_1": 384}


@pytest.fixture
def empty(server: Database) -> Iterator[Database]:
    with created(server) as database:
        yield database


def home_of(register: str, folder: Path) -> Path:
    """A folder with the key that signs next, under the name that its release gave it."""
    keys = folder / "home" / "keys"
    keys.mkdir(parents=True)
    name = {"begun_by_0_4": "seal-97265425.pem", "begun_by_0_1": "seal-e43b3f36.pem"}[register]
    shutil.copy(LEFT / f"{register}.pem", keys / name)
    return folder / "home"


def verified(bundle: Path, register: str, *since: Path) -> subprocess.CompletedProcess[str]:
    words = [word for note in since for word in ("--since", str(note))]
    command = [sys.executable, str(verify.__file__), str(bundle), "--key", str(LEFT / f"{register}.vkey"), *words]
    return subprocess.run(command, capture_output=True, text=True, check=False)


@pytest.mark.parametrize("register", EVENTS)
def test_a_register_of_the_last_release_goes_on(register: str, empty: Database, tmp_path: Path) -> None:
    env, kept = environment(home_of(register, tmp_path), empty), LEFT / f"{register}.note"
    first, second = tmp_path / "first.zip", tmp_path / "second.zip"

    restored = efe("restore", str(LEFT / register), "--since", str(kept), env=env)
    exported = efe("export", "--bassin", "liege", "-o", str(first), env=env)
    granted = efe("grant", "--account", "somebody", "--role", "administrator", env=env)
    sealed = efe("seal", env=env)
    counted = efe("verify", "--full", "--since", str(kept), env=env)
    again = efe("export", "--bassin", "liege", "-o", str(second), env=env)
    proved = [verified(bundle, register, kept) for bundle in (first, second)]

    for done in (restored, exported, granted, sealed, counted, again, *proved):
        assert done.returncode == 0, done.stderr
    assert f" : {EVENTS[register]} événements scellés, " in restored.stdout
    assert "Non prouvé : comptes, personnes, " in restored.stdout
    assert "Toutes les sessions sont closes." in restored.stdout
    assert f"Vérifié : {EVENTS[register] + 1} événements" in counted.stdout
    assert "0 non scellé(s)" in counted.stdout
    with zipfile.ZipFile(first) as bundle:
        told = json.loads((LEFT / "bundles.json").read_text("utf-8"))[register]
        assert {name: hashlib.sha256(bundle.read(name)).hexdigest() for name in told} == told


def test_the_demonstration_of_the_last_release_stays_as_it_is(empty: Database, tmp_path: Path) -> None:
    env = environment(home_of("begun_by_0_4", tmp_path), empty)
    restored = efe("restore", str(LEFT / "begun_by_0_4"), env=env)

    shown = efe("demo", "--exit", env=env)

    assert (restored.returncode, shown.returncode) == (0, 0), shown.stderr
    assert "la démonstration d'une version précédente : elle reste comme elle est" in shown.stdout
    assert f"Registre : {EVENTS['begun_by_0_4']} événements" in shown.stdout


@pytest.mark.parametrize("register", EVENTS)
def test_a_bundle_of_the_last_release_is_proven_by_both_verifiers(register: str, tmp_path: Path) -> None:
    bundle, kept = LEFT / f"{register}.liege.zip", LEFT / f"{register}.note"
    key = (LEFT / f"{register}.vkey").read_text("utf-8")

    by_file = verified(bundle, register, kept)
    [by_page] = answers([Given((bundle.read_bytes(),), (key,), (kept.read_bytes(),))], tmp_path)

    assert by_file.returncode == 0, by_file.stderr
    assert by_page.code is None, by_page.message
    assert f"jusqu'à la position {EVENTS[register]} " in by_file.stdout


def test_a_checkpoint_of_blocks_is_of_another_log(empty: Database, tmp_path: Path) -> None:
    env, bundle = environment(home_of("begun_by_0_1", tmp_path), empty), tmp_path / "liege.zip"
    assert efe("restore", str(LEFT / "begun_by_0_1"), env=env).returncode == 0
    assert efe("export", "--bassin", "liege", "-o", str(bundle), env=env).returncode == 0

    refused = verified(bundle, "begun_by_0_1", LEFT / "block-4.note")

    assert refused.returncode == 1
    assert "[SINCE_FOREIGN]" in refused.stderr


def test_a_database_of_an_earlier_release_is_one_line_that_says_what_to_do(empty: Database, tmp_path: Path) -> None:
    env = environment(home_of("begun_by_0_4", tmp_path), empty)
    assert efe("restore", str(LEFT / "begun_by_0_4"), env=env).returncode == 0
    with psycopg.connect(empty.admin) as connection:
        connection.execute("delete from public.efe_migration where number > 16")

    refused = efe("seal", env=env)

    assert refused.returncode == 1
    assert refused.stderr.startswith("Erreur : La base est d'une version 0.1 ou 0.2 du logiciel : ouvrez-la d'abord ")
    assert "0.4.3" in refused.stderr
