"""The auditor's verifier on bundles that this test signs itself."""

import ast
import json
import subprocess
import sys
import warnings
import zipfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from uuid import UUID

import pytest

from efe_infra.transparency.evidence import verify as verifier
from efe_infra.transparency.evidence.verify import FAULTS, Fault, Proof, report, verify, verify_zip
from tests.infra.transparency.evidence.synthetic import (
    ORIGIN,
    Event,
    Log,
    Signer,
    canonical,
    path,
    rezipped,
)
from tests.infra.transparency.evidence.tampered import (
    ANNEX,
    KEY,
    LOG,
    OLD,
    PROJECT,
    TAMPERED,
    WITNESS,
    Tampering,
    a_history,
)


def fault_of(
    files: Mapping[str, bytes], key: str = KEY, since: bytes | None = OLD, witnesses: Sequence[str] = ()
) -> str:
    """The code of the fault for which the bundle is refused."""
    with pytest.raises(Fault) as raised:
        verify(files, key, since, witnesses)
    assert raised.value.where
    return raised.value.code


def test_a_bundle_proves_the_history_of_an_instance() -> None:
    proof = verify(LOG.bundle("liege", since=1), KEY, OLD)

    assert proof == Proof(
        keys=[ORIGIN],
        since=1,
        witnesses=[],
        bassin="liege",
        size=8,
        block=3,
        position=11,
        sealed_at=1_764_000_100_000_010,
        annexes=[ANNEX],
        unread=["LISEZMOI.txt"],
    )


def block_by_block(events: Sequence[Event]) -> tuple[Log, list[bytes]]:
    """One block an event, and the checkpoint after each."""
    log, notes = Log(), []
    for event in events:
        log.events.append(event)
        notes.append(log.seal())
    return log, notes


@pytest.mark.parametrize("blocks", range(1, 12))
def test_every_older_checkpoint_is_the_beginning_of_its_log_and_of_no_other(blocks: int) -> None:
    log, notes = block_by_block(LOG.events)
    rewritten, _ = block_by_block([LOG.events[0]._replace(recorded_at=1), *LOG.events[1:]])

    proof = verify(log.bundle("liege", since=blocks), KEY, notes[blocks - 1])

    assert (proof.since, proof.size) == (blocks, 8)
    assert verify(rewritten.bundle("liege"), KEY).size == 8
    assert fault_of(rewritten.bundle("liege", since=blocks), since=notes[blocks - 1]) == "LOG_REWRITTEN"


@pytest.mark.parametrize("bassins", [["liege"], ["liege", "namur"], [*"abcdefghijklmnopqrstuvwxyz", "liege"]])
def test_an_instance_is_found_among_any_number_of_them(bassins: list[str]) -> None:
    log = Log()
    for number, bassin in enumerate(bassins):
        log.write("pole.created.v1", UUID(int=number), bassin)
    log.seal()

    assert verify(log.bundle("liege"), KEY).size == 1


def test_what_is_proven_and_what_is_not_is_said_in_french() -> None:
    said = report(verify(LOG.bundle("liege", since=1), KEY, OLD))

    assert "« liege » a 8 événements jusqu'à la position 11" in said
    assert "Pas prouvé :\n– que tout ce qui s'est fait a été enregistré ;" in said
    assert "efe verify --full" in said


@pytest.mark.parametrize(("expected", "tamper"), TAMPERED.values(), ids=TAMPERED)
def test_a_tampering_is_refused_by_its_name(expected: str, tamper: Tampering) -> None:
    files = LOG.bundle("liege", since=1)

    tamper(files)

    assert fault_of(files) == expected


def test_an_annex_of_other_states_is_refused_even_when_they_are_sealed() -> None:
    """Whoever joined was promised another past than the one that was sealed."""
    log = Log()
    log.write("project.emerged.v1", PROJECT, "namur")
    promised = log.past_of(PROJECT) | {"past_root": 64 * "0"}
    log.write("project.pole-joined.v1", PROJECT, "liege", "namur", bassin="liege", **promised)
    log.seal()

    assert fault_of(log.bundle("liege"), since=None) == "ANNEX_WRONG"


def test_the_key_of_somebody_else_is_refused() -> None:
    files = LOG.bundle("liege", since=1)

    assert fault_of(files, key=Signer(ORIGIN, 1, seed=2).vkey) == "SIGNATURE_MISSING"


def test_a_key_that_has_a_wrong_character_is_no_key() -> None:
    spoilt = KEY.replace("+A", "+B", 1) if "+A" in KEY else KEY[:-1]

    with pytest.raises(ValueError, match=r"."):
        verify(LOG.bundle("liege"), spoilt)
    with pytest.raises(ValueError, match=r"empreinte"):
        verify(LOG.bundle("liege"), KEY.replace("test-log", "best-log"))
    with pytest.raises(ValueError, match=r"forme"):
        verify(LOG.bundle("liege"), WITNESS.vkey)


def test_a_key_signs_for_its_own_log_only() -> None:
    other = Signer("example.org/other", 1)

    assert fault_of(a_history(other).bundle("liege"), key=other.vkey, since=None) == "ORIGIN_DIFFERS"


def test_a_log_that_lost_its_end_is_refused() -> None:
    shorter = Log()
    shorter.write("pole.created.v1", PROJECT, "liege")
    shorter.seal()

    assert fault_of(shorter.bundle("liege"), since=LOG.note()) == "LOG_SHORTER"


def test_the_checkpoint_that_the_auditor_kept_must_be_signed_too() -> None:
    forged = OLD.replace(b"\n1\n", b"\n2\n")

    assert fault_of(LOG.bundle("liege", since=2), since=forged) == "SIGNATURE_INVALID"


def test_during_a_rotation_either_key_will_do() -> None:
    young = Signer(ORIGIN, 1, seed=2)
    files = a_history(LOG.signers[0], young).bundle("liege", since=1)

    assert verify(files, young.vkey).size == verify(files, KEY).size == 8
    assert fault_of(files, key=young.vkey) == "SIGNATURE_MISSING"
    assert verify(files, f"{KEY}\n{young.vkey}\n", OLD).since == 1


def test_a_witness_that_is_asked_for_must_have_cosigned() -> None:
    seen, unseen = a_history(LOG.signers[0], WITNESS).bundle("liege"), LOG.bundle("liege")

    assert verify(seen, KEY, None, [WITNESS.vkey]).witnesses == [WITNESS.name]
    assert fault_of(unseen, since=None, witnesses=[WITNESS.vkey]) == "WITNESS_MISSING"
    backdated = seen["checkpoint.note"].replace(b"AAAABp", b"AAAABq")
    assert backdated != seen["checkpoint.note"]
    assert (
        fault_of(seen | {"checkpoint.note": backdated}, since=None, witnesses=[WITNESS.vkey]) == "SIGNATURE_INVALID"
    )


def test_signatures_of_unknown_keys_are_ignored_but_they_are_signatures() -> None:
    files = a_history(LOG.signers[0], Signer("unknown", 1, seed=9), WITNESS).bundle("liege")
    note = files["checkpoint.note"]

    assert verify(files, KEY).size == 8
    assert fault_of(files | {"checkpoint.note": note[:-1]}, since=None) == "MALFORMED"
    assert fault_of(files | {"checkpoint.note": note + b"unsigned\n"}, since=None) == "MALFORMED"


def test_an_older_block_is_not_the_last_one_though_it_is_in_the_log() -> None:
    files = LOG.bundle("liege", since=1)
    proof = canonical({"index": 1, "path": [each.hex() for each in path(1, LOG.log)], "size": 3})

    assert fault_of(files | {"header.json": LOG.headers[1], "header.proof": proof}) == "HEADER_UNPROVEN"


def test_an_annexed_event_is_not_proven_by_a_block_that_is_made_up() -> None:
    files = LOG.bundle("liege", since=1)
    backdated = LOG.events[6]._replace(recorded_at=1)
    first, *others = files[f"{ANNEX}.proof"].splitlines(keepends=True)
    proof = json.loads(first)
    proof["header"] |= {"first": 7, "last": 7, "events_root": backdated.leaf.hex()}
    proof["in_block"] = []

    files[f"{ANNEX}.jsonl"] = b"".join([backdated.line(), *files[f"{ANNEX}.jsonl"].splitlines(keepends=True)[1:]])
    files[f"{ANNEX}.proof"] = b"".join([canonical(proof) + b"\n", *others])

    assert fault_of(files) == "ANNEX_UNSEALED"


def test_a_zip_is_read_whatever_it_says_of_its_files(tmp_path: Path) -> None:
    target = tmp_path / "bundle.zip"
    with zipfile.ZipFile(target, "w") as zipped:
        for name, data in LOG.bundle("liege", since=1).items():
            member = zipfile.ZipInfo(name, (1999, 12, 31, 0, 0, 0))
            member.comment = b"said beside"
            zipped.writestr(member, data)

    assert verify_zip(target, KEY, OLD).size == 8


def test_a_zip_with_two_files_of_one_name_is_refused(tmp_path: Path) -> None:
    target = tmp_path / "bundle.zip"
    with warnings.catch_warnings(action="ignore"), zipfile.ZipFile(target, "w") as zipped:
        for _ in range(2):
            zipped.writestr("events.jsonl", b"")

    with pytest.raises(Fault) as raised:
        verify_zip(target, KEY)

    assert (raised.value.code, raised.value.where) == ("FILE_DUPLICATE", "events.jsonl")


@pytest.mark.parametrize("cut", [0, 10, 200, -1, -30])
def test_a_zip_that_was_cut_is_refused(tmp_path: Path, cut: int) -> None:
    target = tmp_path / "bundle.zip"
    rezipped(LOG.bundle("liege"), target)
    target.write_bytes(target.read_bytes()[:cut])

    with pytest.raises(Fault) as raised:
        verify_zip(target, KEY)

    assert raised.value.code == "ARCHIVE_UNREADABLE"


def test_a_damaged_member_is_refused(tmp_path: Path) -> None:
    target = tmp_path / "bundle.zip"
    rezipped(LOG.bundle("liege"), target)
    whole = bytearray(target.read_bytes())
    whole[whole.index(b"events.jsonl") + 20] ^= 0xFF
    target.write_bytes(whole)

    with pytest.raises(Fault) as raised:
        verify_zip(target, KEY)

    assert raised.value.code in {"ARCHIVE_UNREADABLE", "MALFORMED"}


def test_every_fault_has_a_test() -> None:
    tested = "".join(each.read_text(encoding="utf-8") for each in Path(__file__).parent.glob("*.py"))

    assert [code for code in FAULTS if f'"{code}"' not in tested] == []


def alone(*words: str, folder: Path) -> subprocess.CompletedProcess[str]:
    """The file by itself, as an auditor runs it: no project within reach."""
    copied = folder / "verify.py"
    copied.write_bytes(Path(verifier.__file__).read_bytes())
    return subprocess.run(
        [sys.executable, "-P", str(copied), *words],
        cwd=folder,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def test_the_command_says_proven_refused_or_misused(tmp_path: Path) -> None:
    rezipped(LOG.bundle("liege", since=1), tmp_path / "good.zip")
    rezipped(LOG.bundle("liege", since=1) | {"events.jsonl": b""}, tmp_path / "bad.zip")
    (tmp_path / "log.vkey").write_text(KEY + "\n")
    (tmp_path / "old.note").write_bytes(OLD)

    good = alone("good.zip", "--key", "log.vkey", "--since", "old.note", folder=tmp_path)
    bad = alone("bad.zip", "--key", KEY, folder=tmp_path)
    misused = [
        alone(*words, folder=tmp_path) for words in ([], ["good.zip", "--key", "x"], ["none.zip", "--key", KEY])
    ]

    assert (good.returncode, good.stderr) == (0, "")
    assert good.stdout.startswith("Vérifié : l'Instance « liege »")
    assert (bad.returncode, bad.stdout) == (1, "")
    assert bad.stderr.startswith("Refusé [EVENTS_MISSING] events.jsonl, après la ligne 0 : ")
    assert [(done.returncode, "Traceback" in done.stderr) for done in misused] == 3 * [(2, False)]


def test_the_verifier_stands_alone_on_an_older_python() -> None:
    tree = ast.parse(Path(verifier.__file__).read_text(encoding="utf-8"), feature_version=(3, 11))
    modules = [
        name.split(".")[0]
        for each in ast.walk(tree)
        if isinstance(each, ast.Import | ast.ImportFrom)
        for name in ([each.module or "."] if isinstance(each, ast.ImportFrom) else [one.name for one in each.names])
    ]

    assert set(modules) - sys.stdlib_module_names == {"cryptography"}
