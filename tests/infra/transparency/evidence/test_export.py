"""`efe export` and `efe verify`, as a person runs them."""

import json
import subprocess
import sys
from contextlib import closing
from functools import partial
from pathlib import Path
from uuid import UUID
from zipfile import ZIP_STORED, ZipFile

import pytest

from efe_domain.shared.bassins import Bassin
from efe_infra.identity.local_issuer import ISSUER
from efe_infra.ledger.recorder import LedgerRecorder
from efe_infra.people.access_journal import AccessJournal
from efe_infra.people.closed_accounts import AccountClosure
from efe_infra.people.vault import PersonVault
from efe_infra.postgres.database import Database
from efe_infra.transparency.evidence import verify as verifier
from tests.infra.cli.here import efe
from tests.infra.cli.process import environment
from tests.infra.ledger.given import event
from tests.infra.transparency.evidence.given import LAST, Sealed, evidence, unzipped
from tests.infra.transparency.evidence.running import Run, invoke


def test_what_is_exported_is_verified_by_the_command_and_by_the_file_that_it_holds(
    sealed: Sealed, run: Run, tmp_path: Path
) -> None:
    exported = run("export", "--bassin", "namur", "-o", "@bundle.zip")
    words = ["--key", sealed.key, "--since", "@old.note", "--since", "@last.note"]
    verified = run("verify", "@bundle.zip", *words)
    in_a_process = efe("verify", str(tmp_path / "bundle.zip"), "--key", sealed.key, env=environment(tmp_path))
    (tmp_path / "verify.py").write_bytes(unzipped(tmp_path / "bundle.zip")["verify.py"])
    alone = subprocess.run(
        [sys.executable, "verify.py", "bundle.zip", *(word.replace("@", "") for word in words)],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )

    assert exported.exit_code == 0, exported.output
    assert "événements de Namur jusqu'à la position 69, et 4 du passé de projets rejoints." in exported.stdout
    assert (verified.exit_code, alone.returncode) == (0, 0), verified.output + alone.stderr
    assert in_a_process.returncode == 0, in_a_process.stderr
    assert verified.stdout == alone.stdout
    assert verified.stdout.startswith("Vérifié : l'Instance « namur » a ")


def test_events_that_would_be_packed_too_well_are_stored(
    sealed: Sealed, run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Else whoever may write long texts that repeat themselves makes the bundle of an Instance refused for ever."""
    run("export", "--bassin", "namur", "-o", "@packed.zip")
    monkeypatch.setattr(verifier, "MAX_RATIO", 1)
    monkeypatch.setattr(verifier, "SPARE_BYTES", 0)

    refused = run("verify", "@packed.zip", "--key", sealed.key)
    run("export", "--bassin", "namur", "-o", "@stored.zip")

    assert "ARCHIVE_UNREADABLE" in refused.stderr
    with ZipFile(tmp_path / "stored.zip") as zipped:
        assert zipped.getinfo("events.jsonl").compress_type == ZIP_STORED
        assert zipped.testzip() is None
    assert (tmp_path / "stored.zip").read_bytes()[:4] == b"PK\x03\x04"
    monkeypatch.undo()
    assert run("verify", "@stored.zip", "--key", sealed.key).exit_code == 0


@pytest.mark.parametrize("wanted", ["bundle", "cloudevents"])
def test_what_is_handed_to_an_auditor_is_in_the_access_journal(sealed: Sealed, run: Run, wanted: str) -> None:
    words = ["--bassin", "namur", "--format", wanted, "-o", f"@{wanted}"]
    without = run("export", *words)
    done = run("export", *words, "--force", "--account", f"audit-{wanted}")

    with PersonVault(sealed.database, AccountClosure(bytes)) as vault, AccessJournal(sealed.database) as journal:
        account = vault.account_for(ISSUER, f"audit-{wanted}")
        of_namur = journal.page("namur", account=account, after=0, limit=10)
        of_liege = journal.count("liege", account=account)

    assert (without.exit_code, done.exit_code) == (0, 0), without.output + done.output
    assert [(each.field, each.bassins, each.arguments) for each in of_namur] == [
        ("efe export", ["namur"], {"at": LAST})
    ]
    assert of_liege == 0


def test_a_bundle_tells_what_is_in_it(sealed: Sealed) -> None:
    files = sealed.bundle()
    lines = [line for name in files if name.endswith(".jsonl") for line in files[name].splitlines()]
    topics = {json.loads(line)["topic"] for line in lines}
    beside = set(files) - set(evidence(files))

    assert {name for name in beside if name.startswith("schemas/")} == {f"schemas/{topic}.json" for topic in topics}
    assert [files[name].decode() for name in beside if name.startswith("keys/")] == [f"{sealed.key}\n"]
    assert "Namur" in files["LISEZMOI.txt"].decode()


def test_the_same_checkpoint_gives_the_same_bytes(sealed: Sealed, run: Run, tmp_path: Path) -> None:
    for name in ("one", "two"):
        run("export", "--bassin", "liege", "-o", f"@{name}.zip")

    assert (tmp_path / "one.zip").read_bytes() == (tmp_path / "two.zip").read_bytes()


def test_a_kept_checkpoint_is_not_needed_to_export_any_more(run: Run, tmp_path: Path) -> None:
    plain = run("export", "--bassin", "liege", "-o", "@plain.zip")
    since = run("export", "--bassin", "liege", "--since", "@old.note", "-o", "@since.zip")

    assert (plain.exit_code, since.exit_code) == (0, 0)
    assert "--since n'est plus nécessaire" in since.stderr
    assert plain.stderr == ""
    assert (tmp_path / "plain.zip").read_bytes() == (tmp_path / "since.zip").read_bytes()


def test_entries_of_others_are_stored_and_dated_by_what_is_sealed(run: Run, tmp_path: Path) -> None:
    run("export", "--bassin", "verviers", "-o", "@bundle.zip")

    with ZipFile(tmp_path / "bundle.zip") as zipped:
        others, dates = zipped.getinfo("others.bin"), {each.date_time for each in zipped.infolist()}

    assert others.compress_type == ZIP_STORED
    assert others.file_size % 34 == 0
    assert len(dates) == 1


def test_an_instance_that_no_event_concerns_has_a_bundle_that_says_so(database: Database, tmp_path: Path) -> None:
    stream = UUID(int=1)
    state = b'{"bassins":["namur"],"originator_id":"%b","originator_version":1}' % str(stream).encode()
    with closing(LedgerRecorder(database)) as recorder:
        recorder.insert_events([event(stream, state=state)])
    run = partial(invoke, database, tmp_path)
    run("seal")
    key = run("key", "show").stdout.strip()

    exported = run("export", "--bassin", "liege", "-o", "@b.zip")
    verified = run("verify", "@b.zip", "--key", key)
    empty = run("export", "--bassin", "liege", "--format", "cloudevents")

    assert (exported.exit_code, verified.exit_code, empty.exit_code) == (0, 0, 0), verified.output
    assert "« liege » a 0 événements jusqu'à la position 1 " in verified.stdout
    assert empty.stdout == ""


def test_the_bundles_of_all_instances_verify_the_whole_ledger(sealed: Sealed, run: Run) -> None:
    bundles = [f"@{bassin}.zip" for bassin in Bassin]
    for bassin in Bassin:
        run("export", "--bassin", bassin, "-o", f"@{bassin}.zip")

    whole = run("verify", *bundles, "--key", sealed.key, "--since", "@old.note")
    lacking = run("verify", *bundles[1:], "--key", sealed.key)
    aged = run("verify", bundles[0], "--key", sealed.key, "--max-age", "7d")

    assert (whole.exit_code, lacking.exit_code, aged.exit_code) == (0, 0, 2), whole.output
    assert f"Toutes les Instances y sont : chacun des {LAST} événements du registre est ouvert" in whole.stdout
    assert "Il manque, pour vérifier tout le registre : " in lacking.stdout


def test_a_refused_bundle_names_the_fault(sealed: Sealed, run: Run, tmp_path: Path) -> None:
    run("export", "--bassin", "namur", "-o", "@bundle.zip")
    cut = (tmp_path / "bundle.zip").read_bytes()
    (tmp_path / "cut.zip").write_bytes(cut[: len(cut) // 2])

    done = run("verify", "@cut.zip", "--key", sealed.key)
    stranger = run("verify", "@bundle.zip", "--key", "x+00000000+AQ==")
    unasked = [run("verify", *words) for words in ([], ["--full", "@bundle.zip"], ["@bundle.zip"])]

    assert done.exit_code == 1
    assert done.stderr.startswith(
        "Refusé [ARCHIVE_UNREADABLE] cut.zip : Le fichier n'est pas un zip de la seule forme"
    )
    assert done.stderr.count("\n") == 1
    assert [each.exit_code for each in (stranger, *unasked)] == [2, 2, 2, 2]


def test_the_whole_ledger_is_verified_and_an_edit_is_found(sealed: Sealed, run: Run) -> None:
    whole = run("verify", "--full", "--since", "@old.note", "--key", sealed.key)
    alone = run("verify", "--full", "--key", sealed.key)
    sealed.rewrite("update ledger.event set state = state || ' '::bytea where position = 30")
    edited = run("verify", "--full")
    sealed.rewrite("update ledger.event set state = substr(state, 1, length(state) - 1) where position = 30")

    assert whole.exit_code == alone.exit_code == 0, whole.output
    assert (whole.stdout.startswith("Vérifié : "), alone.stdout.startswith("Attention : ")) == (True, True)
    assert f"{LAST} événements, leurs destinataires et" in whole.stdout
    assert (
        f"Il prolonge votre point de contrôle de taille {sealed.size(0)} (« tests.example/efe/ledger »)."
        in whole.stdout
    )
    assert edited.exit_code == 1
    assert edited.stderr.startswith("Refusé [EVENT_ALTERED] position 30 : ")


def test_an_instance_of_another_name_is_told_by_the_bundle_itself(sealed: Sealed) -> None:
    names = {json.loads(sealed.bundle(bassin)["instance.json"])["bassin"] for bassin in Bassin}

    assert names == set(Bassin)
