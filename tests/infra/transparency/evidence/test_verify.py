"""The auditor's verifier on bundles that this test signs itself: what is proven, what it says, and its command."""

import ast
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from uuid import UUID

import pytest

from efe_infra.transparency.evidence import verify as verifier
from efe_infra.transparency.evidence.verify import (
    Fault,
    Kept,
    Proof,
    check_one_log,
    report,
    report_all,
    shown,
    verify,
)
from tests.infra.transparency.evidence.attacks_given import AHEAD, DAY, EVENTS, LARGE, NOTE, SMALL, cosigned
from tests.infra.transparency.evidence.synthetic import BEGAN, CODES, KEY, ORIGIN, WITNESS, Ledger, rezipped

STRANGER = UUID(int=0xBAD)
STEERING = "\x1b[31m\x9b2J\u202egnp\u200b\n"


def test_a_bundle_proves_the_history_of_an_instance() -> None:
    files = SMALL.bundle("liege") | {"LISEZMOI.txt": b""}

    proof = verify(files, KEY.vkey, [SMALL.note(3)])

    assert proof == Proof(
        keys=[ORIGIN],
        origin=ORIGIN,
        size=12,
        position=17,
        bassin="liege",
        bassins=list(CODES),
        checkpoint=SMALL.note().partition(b"\n\n")[0] + b"\n",
        kept=[Kept(3, 0)],
        annexed=3,
        latest=(BEGAN + 16) * 1_000_000,
        unread=["LISEZMOI.txt"],
    )


def test_what_is_proven_and_what_is_not_is_said_in_french() -> None:
    said = report(verify(SMALL.bundle("liege"), KEY.vkey, [SMALL.note(3)]))

    assert said.startswith("Vérifié : l'Instance « liege » a 12 événements jusqu'à la position 17 ")
    assert "– Les 3 premières entrées sont celles du point de contrôle que vous gardiez" in said
    assert "Pas prouvé :\n– que tout ce qui s'est fait a été enregistré ;" in said
    assert "aucun témoin n'a daté" in said


def test_without_a_kept_checkpoint_nor_a_witness_the_first_word_is_a_warning() -> None:
    cosignature = SMALL.bundle("liege") | {"checkpoint.note": cosigned(SMALL, namur=BEGAN)}
    alone = report(verify(SMALL.bundle("liege"), KEY.vkey))
    kept = report(verify(SMALL.bundle("liege"), KEY.vkey, [SMALL.note(1)]))
    witnessed = report(verify(cosignature, KEY.vkey, [], [WITNESS.vkey]))

    assert alone.startswith("Attention : ")
    assert not any("Attention" in said for said in (kept, witnessed))
    assert "– Cosigné par namur.example.org/witness le 2025-11-24 16:00:00 UTC." in witnessed
    assert "– quand les événements ont été enregistrés : un témoin date le point de contrôle" in witnessed


def test_what_an_event_says_of_an_instance_is_not_its_address() -> None:
    """All bundles hold, and the one that it names in its text has nothing of it: no sentence may deny that."""
    last = SMALL.events[-1]
    named = last.saying(concerned=["liege"], bassins=["verviers"], originator_id=str(STRANGER), originator_version=1)
    named = named._replace(originator_id=STRANGER, originator_version=1, position=last.position + 1)
    ledger = replace(SMALL, events=(*SMALL.events, named._replace(recorded_at=last.recorded_at + 1)))

    proofs = [verify(ledger.bundle(bassin), KEY.vkey) for bassin in CODES]
    said = report_all(proofs)

    assert next(proof for proof in proofs if proof.bassin == "liege").size == 12
    assert said.endswith("est ouvert, chez toutes celles auxquelles il est adressé.")
    assert said.count("– que chaque événement est adressé à toutes les Instances qu'il concerne") == len(CODES)


def test_an_event_that_claims_an_instant_before_the_cosignature_of_what_came_first_is_told() -> None:
    files = SMALL.bundle("liege")
    kept = cosigned(SMALL, size=10, namur=BEGAN + 12)

    proof = verify(files | {"checkpoint.note": cosigned(SMALL, namur=BEGAN + 99)}, KEY.vkey, [kept], [WITNESS.vkey])
    unasked = verify(files, KEY.vkey, [kept])
    later = cosigned(SMALL, size=10, namur=BEGAN + 10)
    in_time = verify(
        files | {"checkpoint.note": later.replace(later, cosigned(SMALL, namur=BEGAN))},
        KEY.vkey,
        [later],
        [WITNESS.vkey],
    )

    assert (proof.antedated, proof.earliest) == (2, (BEGAN + 10) * 1_000_000)
    assert "À éclaircir [ANTEDATED] : 2 événement(s)" in report(proof)
    assert (unasked.antedated, in_time.antedated) == (0, 0)
    assert "À éclaircir" not in report(unasked)


def test_an_event_that_claims_an_instant_after_a_cosignature_that_covers_it_is_told() -> None:
    """The last of the seventeen was recorded at second 17; the clock of a witness may be behind by some minutes."""
    files, asked = SMALL.bundle("liege"), [WITNESS.vkey]
    last = BEGAN + 16  # that of Liège

    def of(*, at: int, **beside: int) -> Proof:
        return verify(files | {NOTE: cosigned(SMALL, namur=at, **beside)}, KEY.vkey, [], asked)

    told, in_time = of(at=last - AHEAD - 1), of(at=last - AHEAD)
    again = of(at=last - AHEAD - 1, later=last)
    kept = [cosigned(SMALL, size=11, namur=BEGAN - AHEAD)]
    before = verify(files | {NOTE: cosigned(SMALL, namur=BEGAN)}, KEY.vkey, kept, asked)
    unasked = verify(files | {NOTE: cosigned(SMALL, namur=BEGAN - DAY)}, KEY.vkey)

    assert [proof.postdated for proof in (told, again, in_time, unasked)] == [1, 1, 0, 0]
    assert before.postdated == 7  # its own of the first ten
    assert "À éclaircir [POSTDATED] : 1 événement(s)" in report(told)
    assert "POSTDATED" not in report(in_time)


def every(ledger: Ledger) -> list[Proof]:
    return [verify(ledger.bundle(bassin), KEY.vkey) for bassin in CODES]


def test_the_bundles_of_all_instances_verify_the_whole_ledger() -> None:
    proofs = every(LARGE)

    check_one_log(proofs)
    whole, lacking = report_all(proofs), report_all(proofs[1:])

    assert "Toutes les Instances y sont : chacun des 240 événements" in whole
    assert "Il manque, pour vérifier tout le registre : brabant-wallon." in lacking
    assert "adressé à une autre Instance" in lacking
    assert "adressé à une autre Instance" not in whole


def test_bundles_of_two_checkpoints_are_not_of_one_ledger() -> None:
    others = every(SMALL.altered(3, on="2020-01-01"))

    with pytest.raises(Fault) as raised:
        check_one_log([*every(SMALL)[:3], *others[3:]])

    assert (raised.value.code, raised.value.where) == ("BUNDLES_DIFFER", "paquet n° 4")


def test_the_ten_bundles_of_a_ledger_open_every_position() -> None:
    opened = {position for bassin in CODES for position in LARGE.opened(bassin)}

    assert opened == set(range(1, 241))


def test_names_from_a_bundle_are_told_escaped_and_cut() -> None:
    assert shown(STEERING) == "\\u{1b}[31m\\u{9b}2J\\u{202e}gnp\\u{200b}\\u{a}"
    assert shown("Liège « x » – …") == "Liège « x » – …"
    assert len(shown(5_000 * "x")) == 200
    assert str(Fault("MALFORMED", STEERING)).isprintable()
    unread = report(verify(SMALL.bundle("liege") | {STEERING: b""}, KEY.vkey))
    assert unread.replace("\n", "").isprintable()


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
    rezipped(SMALL.bundle("liege"), tmp_path / "good.zip")
    rezipped(SMALL.bundle("namur"), tmp_path / "namur.zip")
    rezipped(SMALL.altered(3, on="2020-01-01").bundle("namur"), tmp_path / "other.zip")
    rezipped(SMALL.bundle("liege") | {EVENTS: b""}, tmp_path / "bad.zip")
    (tmp_path / "log.vkey").write_text(KEY.vkey + "\n")
    for size in (1, 9):
        (tmp_path / f"{size}.note").write_bytes(SMALL.note(size))
    key = ("--key", "log.vkey")

    good = alone("good.zip", *key, "--since", "1.note", "--since", "9.note", folder=tmp_path)
    both = alone("good.zip", "namur.zip", *key, folder=tmp_path)
    bad = alone("bad.zip", *key, folder=tmp_path)
    differ = alone("good.zip", "other.zip", *key, folder=tmp_path)
    misused = [
        alone(*words, folder=tmp_path)
        for words in (
            [],
            ["good.zip", "--key", "x"],
            ["none.zip", *key],
            ["good.zip", *key, "--max-age", "7d"],
            ["good.zip", *key, "--witness", WITNESS.vkey, "--max-age", "soon"],
            ["good.zip", *key, "--witness", WITNESS.vkey, "--max-age", ""],
        )
    ]

    assert (good.returncode, good.stderr) == (0, "")
    assert good.stdout.startswith("Vérifié : l'Instance « liege »")
    assert (both.returncode, "Les 2 paquets sont d'un même point de contrôle." in both.stdout) == (0, True)
    assert (bad.returncode, bad.stdout) == (1, "")
    assert bad.stderr.startswith("Refusé [EVENTS_MISSING] others.bin, position ")
    assert (differ.returncode, differ.stderr.partition("]")[0]) == (1, "Refusé [BUNDLES_DIFFER")
    assert [(done.returncode, "Traceback" in done.stderr) for done in misused] == 6 * [(2, False)]


def test_the_verifier_stands_alone_on_an_older_python() -> None:
    tree = ast.parse(Path(verifier.__file__).read_text(encoding="utf-8"), feature_version=(3, 11))
    modules = [
        name.split(".")[0]
        for each in ast.walk(tree)
        if isinstance(each, ast.Import | ast.ImportFrom)
        for name in ([each.module or "."] if isinstance(each, ast.ImportFrom) else [one.name for one in each.names])
    ]

    assert set(modules) - sys.stdlib_module_names == {"cryptography"}
