"""`efe witness` as a person runs it: databases of two platforms, and processes where these are the point."""

import signal
import subprocess
import sys
from pathlib import Path

import pytest

from efe_domain.shared.bassins import Bassin
from efe_domain.transparency.notes import KeyType, Note, VerifierKey
from efe_infra.transparency.evidence import verify
from efe_infra.transparency.evidence.bundle import export_bundle
from efe_infra.transparency.sealing.keys import KeyFiles
from tests.infra.cli.here import efe
from tests.infra.cli.process import EFE, environment, fails_in_one_line
from tests.infra.ledger.given import until
from tests.infra.transparency.sealing.given import LOG, Ledger
from tests.infra.transparency.witness.conftest import Databases
from tests.infra.transparency.witness.given import Address, Watcher, restored, sealed, twin

pytestmark = pytest.mark.usefixtures("lines")
"""The log that is watched serves in this process: what it logs is not what the command says."""


@pytest.fixture
def env(watcher: Watcher) -> dict[str, str]:
    """Returns the environment of the platform that watches."""
    return environment(watcher.ledger.home, watcher.ledger.database)


def watching(url: str, log: Ledger, env: dict[str, str]) -> subprocess.CompletedProcess[str]:
    return efe("witness", url, "--key", str(log.keys[0]), "--once", env=env)


def refused(done: subprocess.CompletedProcess[str]) -> str:
    """The code of a refusal of one line."""
    assert fails_in_one_line(done), done.stderr
    return done.stderr.removeprefix("Erreur : [").partition("]")[0]


def verified(bundle: Path, *words: str) -> subprocess.CompletedProcess[str]:
    """Returns the verdict of the auditor's own verifier on a bundle."""
    return subprocess.run(
        [sys.executable, str(verify.__file__), str(bundle), *words], capture_output=True, text=True, check=False
    )


def test_growth_is_cosigned_and_an_auditor_may_ask_for_it(
    address: Address, log: Ledger, env: dict[str, str], tmp_path: Path
) -> None:
    key = VerifierKey.parse(efe("witness", "--show-key", env=env).stdout.strip())
    with address.serving(log, [key]) as url:
        first = watching(url, log, env)
        sealed(log, 40)
        second = watching(f"{url}/graphql", log, env)
    bundle = tmp_path / "bundle.zip"
    export_bundle(log.database, Bassin.LIEGE, bundle, lambda *_: None)

    assert (first.returncode, second.returncode) == (0, 0), first.stderr + second.stderr
    for done in (first, second):
        assert Note.parse(done.stdout).verified([log.keys[0], key]) == [log.keys[0], key]
    words = ("--key", str(log.keys[0]), "--witness", str(key))
    checked = verified(bundle, *words)
    assert checked.returncode == 0, checked.stderr
    assert key.name in checked.stdout


def test_a_bundle_of_what_no_witness_saw_fails_who_asks_for_one(
    address: Address, log: Ledger, env: dict[str, str], tmp_path: Path
) -> None:
    key = efe("witness", "--show-key", env=env).stdout.strip()
    with address.serving(log, [VerifierKey.parse(key)]) as url:
        watching(url, log, env)
    sealed(log, 40)
    bundle = tmp_path / "bundle.zip"
    export_bundle(log.database, Bassin.LIEGE, bundle, lambda *_: None)

    checked = verified(bundle, "--key", str(log.keys[0]), "--witness", key)

    assert checked.returncode == 1
    assert "WITNESS_MISSING" in checked.stderr


def test_a_split_view_is_refused_with_both_notes(
    address: Address, log: Ledger, env: dict[str, str], databases: Databases, watcher: Watcher
) -> None:
    key = VerifierKey.parse(efe("witness", "--show-key", env=env).stdout.strip())
    with address.serving(log, [key]) as url:
        watching(url, log, env)

    with address.serving(twin(log, databases.fresh(), events=3), [key]) as url:
        done = watching(url, log, env)

    assert refused(done) == "SPLIT_VIEW"
    [(seen, shown)] = watcher.splits
    assert done.stdout == f"{seen}\n{shown}"
    assert Note.parse(seen).verified(log.keys) == Note.parse(shown).verified(log.keys) == log.keys
    assert Note.parse(seen).text != Note.parse(shown).text
    assert watcher.sizes == [4]


def test_a_log_restored_from_an_older_copy_is_refused(
    address: Address, log: Ledger, env: dict[str, str], databases: Databases
) -> None:
    key = VerifierKey.parse(efe("witness", "--show-key", env=env).stdout.strip())
    older = restored(log, databases.copy_of(log.database), events=3)
    sealed(log)
    with address.serving(log, [key]) as url:
        watching(url, log, env)

    with address.serving(older, [key]) as url:
        assert refused(watching(url, log, env)) == "ROLLED_BACK"


def test_the_other_refusals_are_named(address: Address, log: Ledger, env: dict[str, str]) -> None:
    other = KeyFiles(log.home).make(LOG)
    elsewhere = VerifierKey("elsewhere.example", KeyType.LOG, other.public)

    with address.serving(log) as url:
        unknown = efe("witness", url, "--key", str(other), "--once", env=env)
        wrong = efe("witness", url, "--key", str(elsewhere), "--once", env=env)
    nobody = watching(url, log, env)

    codes = [refused(each) for each in (unknown, wrong, nobody)]
    assert codes == ["UNKNOWN_KEY", "WRONG_ORIGIN", "LOG_UNREACHABLE"]


def test_a_witness_that_is_not_listed_yet_learns_that_it_succeeded(
    address: Address, log: Ledger, env: dict[str, str], watcher: Watcher
) -> None:
    key = VerifierKey.parse(efe("witness", "--show-key", env=env).stdout.strip())
    with address.serving(log) as url:
        unlisted = watching(url, log, env)
    with address.serving(log, [key]) as url:
        listed = watching(url, log, env)

    assert (unlisted.returncode, listed.returncode) == (3, 0), unlisted.stderr + listed.stderr
    assert unlisted.stdout == listed.stdout
    assert unlisted.stderr.startswith("Réussi : ")
    assert str(key) in unlisted.stderr
    assert "EFE_WITNESSES" in unlisted.stderr
    assert watcher.sizes == [4]


def test_two_processes_at_once_cosign_once(
    address: Address, log: Ledger, env: dict[str, str], watcher: Watcher
) -> None:
    key = VerifierKey.parse(efe("witness", "--show-key", env=env).stdout.strip())
    command = [*EFE, "witness", address.url, "--key", str(log.keys[0]), "--once"]
    with address.serving(log, [key]):
        both = [subprocess.Popen(command, env=env, stdout=subprocess.PIPE, text=True) for _ in range(2)]
        notes = [process.communicate(timeout=60)[0] for process in both]

    assert [process.returncode for process in both] == [0, 0]
    assert notes[0] == notes[1]
    assert watcher.sizes == [4]


def test_it_goes_on_watching_through_an_absence_until_the_log_lies(
    address: Address, log: Ledger, env: dict[str, str], databases: Databases, watcher: Watcher
) -> None:
    key = VerifierKey.parse(efe("witness", "--show-key", env=env).stdout.strip())
    command = [*EFE, "witness", address.url, "--key", str(log.keys[0]), "--every", "1"]
    older = twin(log, databases.fresh(), events=3)

    with subprocess.Popen(command, env=env, stderr=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stderr is not None
        assert "veillé" in process.stderr.readline()
        assert "LOG_UNREACHABLE" in process.stderr.readline()
        with address.serving(log, [key]):
            until(lambda: log.rows("select from seal.ledger_cosignature"))
            sealed(log)
            until(lambda: len(log.rows("select from seal.ledger_cosignature")) == 2)
        with address.serving(older, [key]):
            status = process.wait(20)
        last = process.stderr.read().splitlines()[-1]

    assert status == 1
    assert "SPLIT_VIEW" in last
    assert watcher.sizes == [4, 7]


def test_it_leaves_in_order_when_it_is_told_to(address: Address, log: Ledger, env: dict[str, str]) -> None:
    command = [*EFE, "witness", address.url, "--key", str(log.keys[0])]

    with subprocess.Popen(command, env=env, stderr=subprocess.PIPE, text=True) as process:
        assert process.stderr is not None
        process.stderr.readline()
        process.send_signal(signal.SIGTERM)
        status = process.wait(20)

    assert status == 128 + signal.SIGTERM


def test_a_command_that_makes_no_sense_is_told(log: Ledger, env: dict[str, str]) -> None:
    key, other = str(log.keys[0]), str(VerifierKey("elsewhere.example", KeyType.LOG, bytes(32)))
    witness = str(VerifierKey("elsewhere.example", KeyType.WITNESS, bytes(32)))
    url = "http://127.0.0.1:1"

    for words in ([], [url], ["--key", key], [url, "--key", "x"], [url, "--key", key, "--key", other]):
        assert efe("witness", *words, env=env).returncode == 2
    assert efe("witness", url, "--key", witness, env=env).returncode == 2
