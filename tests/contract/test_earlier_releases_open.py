"""Backups of releases 0.9.0, 0.5.0 and 0.4.3, made by their own command: restored, opened, sealed on and proved.

`release_0_9_0/` holds the demonstration of that release, with named documents, two of them purged, an account of a
service, and what an API token did; between the two purges, its key was changed.
`release_0_5_0/` holds the demonstration of that release, with documents that have no name, sealed twice with a
rotation of the key. `release_0_4_3/` holds a register that release 0.1 sealed in blocks before 0.4.3 went on with it.
Beside each are its key (of this test alone), a checkpoint that an auditor kept, the bundle of Liège that its release
exported, and what that held (`bundles.json`).
"""

import hashlib
import json
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from efe_infra.postgres.database import Database
from efe_infra.transparency.evidence import verify
from tests.contract.earlier_releases import BY_0_1, BY_0_4, BY_0_5, BY_0_9, FOLDER, Register
from tests.infra.backup.conftest import created
from tests.infra.cli.here import efe
from tests.infra.cli.process import environment
from tests.infra.transparency.evidence.page import Given, answers

named = pytest.mark.parametrize("register", [BY_0_9, BY_0_5, BY_0_1], ids=lambda register: register.name)
every = pytest.mark.parametrize("register", [BY_0_9, BY_0_5, BY_0_4, BY_0_1], ids=lambda register: register.name)


@pytest.fixture
def empty(server: Database) -> Iterator[Database]:
    with created(server) as database:
        yield database


def verified(bundle: Path, register: Register, *since: Path) -> subprocess.CompletedProcess[str]:
    words = [word for note in since for word in ("--since", str(note))]
    command = [sys.executable, str(verify.__file__), str(bundle), "--key", str(register.beside("vkey")), *words]
    return subprocess.run(command, capture_output=True, text=True, check=False)


@named
def test_a_register_of_an_earlier_release_goes_on(register: Register, empty: Database, tmp_path: Path) -> None:
    env, kept = environment(register.home(tmp_path), empty), register.beside("note")
    first, second = tmp_path / "first.zip", tmp_path / "second.zip"

    restored = efe("restore", str(register.backup), "--since", str(kept), env=env)
    exported = efe("export", "--bassin", "liege", "-o", str(first), env=env)
    granted = efe("grant", "--account", "somebody", "--role", "administrator", env=env)
    sealed = efe("seal", env=env)
    counted = efe("verify", "--full", "--since", str(kept), env=env)
    again = efe("export", "--bassin", "liege", "-o", str(second), env=env)
    replayed = efe("replay", "--live", env=env)
    proved = [verified(bundle, register, kept) for bundle in (first, second)]

    for done in (restored, exported, granted, sealed, counted, again, replayed, *proved):
        assert done.returncode == 0, done.stdout + done.stderr
    assert f" : {register.events} événements scellés, " in restored.stdout
    for sentence in ("Non prouvé : comptes, personnes, ", "Toutes les sessions sont closes."):
        assert (sentence in restored.stdout) == (register is BY_0_1)
    assert f"Vérifié : {register.events + 1} événements" in counted.stdout
    assert "0 non scellé(s)" in counted.stdout
    with zipfile.ZipFile(first) as bundle:
        hashes = json.loads((FOLDER / register.release / "bundles.json").read_text("utf-8"))[register.name]
        assert {name: hashlib.sha256(bundle.read(name)).hexdigest() for name in hashes} == hashes


@pytest.mark.parametrize("register", [BY_0_9, BY_0_1], ids=lambda register: register.name)
def test_the_demonstration_of_an_earlier_release_stays_as_it_is(
    register: Register, empty: Database, tmp_path: Path
) -> None:
    env = environment(register.home(tmp_path), empty)
    restored = efe("restore", str(register.backup), env=env)

    shown = efe("demo", "--exit", env=env)

    assert (restored.returncode, shown.returncode) == (0, 0), shown.stderr
    assert f"Registre : {register.events} événements" in shown.stdout


@every
def test_a_bundle_of_an_earlier_release_is_proven_by_both_verifiers(register: Register, tmp_path: Path) -> None:
    bundle, kept = register.beside("liege.zip"), register.beside("note")
    key = register.beside("vkey").read_text("utf-8")

    by_file = verified(bundle, register, kept)
    [by_page] = answers([Given((bundle.read_bytes(),), (key,), (kept.read_bytes(),))], tmp_path)

    assert by_file.returncode == 0, by_file.stderr
    assert by_page.code is None, by_page.message
    assert f"jusqu'à la position {register.events} " in by_file.stdout


def test_a_checkpoint_of_blocks_is_of_another_log(empty: Database, tmp_path: Path) -> None:
    env, bundle = environment(BY_0_1.home(tmp_path), empty), tmp_path / "liege.zip"
    assert efe("restore", str(BY_0_1.backup), env=env).returncode == 0
    assert efe("export", "--bassin", "liege", "-o", str(bundle), env=env).returncode == 0

    refused = verified(bundle, BY_0_1, FOLDER / BY_0_1.release / "block-4.note")

    assert refused.returncode == 1
    assert "[SINCE_FOREIGN]" in refused.stderr


def test_a_database_of_an_earlier_release_is_one_line_that_says_what_to_do(empty: Database, tmp_path: Path) -> None:
    env = environment(BY_0_1.home(tmp_path), empty)
    assert efe("restore", str(BY_0_1.backup), env=env).returncode == 0
    with psycopg.connect(empty.admin) as connection:
        connection.execute("delete from public.efe_migration where number > 16")

    refused = efe("seal", env=env)

    assert refused.returncode == 1
    assert refused.stderr.startswith("Erreur : La base est d'une version 0.1 ou 0.2 du logiciel : ouvrez-la d'abord ")
    assert "0.4.3" in refused.stderr
