"""The ledger log judged by others: a verifier of C2SP tiles, and a witness of C2SP tlog-witness."""

import json
import re
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx
import psycopg
import pytest

from efe_domain.shared.bassins import Bassin
from efe_domain.transparency.merkle import leaf_hash
from efe_domain.transparency.notes import Note, VerifierKey
from efe_infra.postgres.database import Database
from efe_infra.transparency.evidence.bundle import export_bundle
from efe_infra.transparency.evidence.verify import Fault, verify_zip
from efe_infra.transparency.sealing.cosignatures import Cosignatures
from efe_infra.transparency.sealing.public_witnesses import PublicWitnesses, WitnessUnavailable
from tests.infra.ledger.given import until
from tests.infra.transparency.evidence.page import Given, answers
from tests.infra.transparency.sealing.given import LOG, Ledger
from tests.infra.transparency.witness.given import Address
from tests.peers.environments import environment

NAME, OTHER_NAME = "witness.example/w1", "witness.example/w2"


@pytest.fixture
def log(database: Database, tmp_path: Path) -> Ledger:
    ledger = Ledger(database, tmp_path / "log")
    ledger.write(600)
    ledger.sealer(page_size=300).run()
    return ledger


def judged(command: str, *words: str | Path) -> dict[str, Any]:
    """Returns the JSON output of the verifier."""
    program = environment("tlog") / "aics-tlog"
    done = subprocess.run([program, command, *words], capture_output=True, text=True, check=False, timeout=60)
    found: dict[str, Any] = json.loads(done.stdout)
    assert (done.returncode == 0) == found["ok"], done.stderr
    return found


def entry_of(log: Ledger, position: int) -> bytes:
    [(entry,)] = log.rows(f"select entry from seal.entry where position = {position}")
    return bytes(entry)


@pytest.mark.parametrize("position", [1, 255, 256, 299, 300, 512, 600])
def test_an_event_is_found_in_the_tiles(log: Ledger, position: int) -> None:
    with Address().serving(log) as url:
        words = ("--tiles", f"{url}/log", "--log-key", str(log.keys[0]), "--index", str(position))
        right = judged("verify-inclusion", *words, "--leaf-hash", leaf_hash(entry_of(log, position)).hex())
        wrong = judged("verify-inclusion", *words, "--leaf-hash", leaf_hash(b"another").hex())

    assert right["ok"], right
    assert not wrong["ok"]


def test_the_tiles_go_on_from_a_checkpoint_that_was_kept(log: Ledger, tmp_path: Path) -> None:
    kept, forged = tmp_path / "kept.note", tmp_path / "forged.note"
    kept.write_text(str(log.notes[0]))
    twin = Ledger(log.database, log.home)
    forged.write_text(str(twin.notes[0]).replace("\n301\n", "\n300\n"))

    with Address().serving(log) as url:
        words = ("--tiles", f"{url}/log", "--log-key", str(log.keys[0]), "--old-checkpoint")
        right = judged("verify-consistency", *words, kept)
        wrong = judged("verify-consistency", *words, forged)

    assert right["ok"], right
    assert not wrong["ok"]


def test_tiles_are_given_as_far_as_they_are_signed(log: Ledger) -> None:
    log.write(300)  # recorded, and neither sealed nor signed
    expected = {
        "0/000": 200,
        "0/001": 200,
        "0/002.p/89": 200,
        "0/002.p/90": 404,
        "0/002": 404,
        "1/000.p/2": 200,
        "1/000.p/3": 404,
        "2/000": 404,
        "0/000.p/256": 200,
        "0/0": 404,
        "0/x000/000": 404,
        "00/000": 404,
        "64/000": 404,
        "0/000.p/257": 404,
        "entries/000": 404,
        "0/x999/x999/x999/x999/x999/999": 404,
    }

    with Address().serving(log) as url, httpx.Client(base_url=f"{url}/log/tile/") as client:
        answers = {path: client.get(path) for path in expected}

    assert {path: answer.status_code for path, answer in answers.items()} == expected
    assert len(answers["0/000"].content) == 256 * 32
    assert len(answers["0/002.p/89"].content) == 89 * 32
    assert "immutable" in answers["0/000"].headers["cache-control"]
    assert answers["0/002.p/89"].headers["cache-control"] == "no-cache"


@contextmanager
def witnessing(log: Ledger, folder: Path, name: str = NAME) -> Iterator[tuple[str, VerifierKey]]:
    """The address and the key of a witness that trusts the log."""
    program, config = environment("tlog") / "aics-witness", folder / "witness.json"
    folder.mkdir(exist_ok=True)
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    made = subprocess.run(
        [program, "init", "--config", config, "--name", name, "--listen", f"127.0.0.1:{port}", "--db", "w.db"],
        capture_output=True,
        text=True,
        check=True,
    )
    [vkey] = re.findall(rf"{re.escape(name)}\+\S+", made.stdout)[:1]
    trust: list[str | Path] = ["add-log", "--config", config, "--origin", LOG, "--vkey", str(log.keys[0])]
    subprocess.run([program, *trust], capture_output=True, check=True)
    url = f"http://127.0.0.1:{port}"
    with subprocess.Popen([program, "serve", "--config", config], stderr=subprocess.DEVNULL) as running:
        try:
            until(lambda: _answers(url))
            yield url, VerifierKey.parse(vkey)
        finally:
            running.terminate()


def _answers(url: str) -> bool:
    try:
        return httpx.post(f"{url}/add-checkpoint", content=b"").status_code > 0
    except httpx.HTTPError:
        return False


def test_a_public_witness_cosigns_each_checkpoint(log: Ledger, tmp_path: Path) -> None:
    with witnessing(log, tmp_path) as (url, key), Cosignatures(log.database, [key]) as cosignatures:
        asking = PublicWitnesses(log.database, cosignatures, [url])
        first, again = asking.run(), asking.run()
        log.write(50)
        log.sealer().run()
        second = asking.run()
        forgetful = PublicWitnesses(log.database, cosignatures, [url]).run()
        log.write(5)
        log.sealer().run()
        after_a_restart = PublicWitnesses(log.database, cosignatures, [url]).run()

    assert (first, again, second, forgetful, after_a_restart) == (1, 0, 1, 0, 1)
    sizes = [size for (size,) in log.rows("select size from seal.ledger_cosignature order by size")]
    assert sizes == [601, 651, 656]
    with Address().serving(log) as served:
        note = Note.parse(httpx.get(f"{served}/log/checkpoint").text)
    assert note.verified([key]) == [key]


def test_two_foreign_witnesses_cosign_and_a_foreign_tool_audits(log: Ledger, tmp_path: Path) -> None:
    with (
        witnessing(log, tmp_path / "one") as (one, key),
        witnessing(log, tmp_path / "other", OTHER_NAME) as (other, other_key),
        Cosignatures(log.database, [key, other_key]) as cosignatures,
    ):
        kept = tmp_path / "kept.note"
        assert PublicWitnesses(log.database, cosignatures, [one, other]).run() == 2
        kept.write_text(log.rows("select note from seal.ledger_checkpoint order by size desc limit 1")[0][0])
        log.write(300)
        log.sealer().run()
        assert PublicWitnesses(log.database, cosignatures, [one, other]).run() == 2

    with Address().serving(log, [key, other_key]) as url:
        words = ("--tiles", f"{url}/log", "--log-key", str(log.keys[0]), "--max-age", "600")
        both = (*words, "--witness-key", str(key), "--witness-key", str(other_key), "--quorum", "2")
        seen = judged("verify-checkpoint", *both)
        grown = judged("verify-consistency", *both, "--old-checkpoint", kept)
        held = judged("verify-inclusion", *both, "--index", "900", "--leaf-hash", leaf_hash(entry_of(log, 900)).hex())
        stranger = str(VerifierKey("witness.example/w3", key.type, key.public))
        lacking = judged("verify-checkpoint", *words, "--witness-key", stranger, "--quorum", "1")

    assert [each["ok"] for each in (seen, grown, held, lacking)] == [True, True, True, False], (seen, grown, held)


def test_both_verifiers_demand_two_foreign_witnesses(log: Ledger, tmp_path: Path) -> None:
    with (
        witnessing(log, tmp_path / "one") as (one, key),
        witnessing(log, tmp_path / "other", OTHER_NAME) as (other, other_key),
        Cosignatures(log.database, [key, other_key]) as cosignatures,
    ):
        PublicWitnesses(log.database, cosignatures, [one, other]).run()
    export_bundle(log.database, Bassin.LIEGE, tmp_path / "b.zip", lambda *_: None)
    archive, keys = (tmp_path / "b.zip").read_bytes(), (str(log.keys[0]),)
    known, stranger = (str(key), str(other_key)), str(VerifierKey("witness.example/w3", key.type, key.public))

    proof = verify_zip(tmp_path / "b.zip", keys[0], witnesses=known, max_age=600)
    with pytest.raises(Fault, match=r"cosignature du témoin demandé manque"):
        verify_zip(tmp_path / "b.zip", keys[0], witnesses=(*known, stranger))
    now = int(time.time())
    by_page = answers(
        [
            Given((archive,), keys, witnesses=known, max_age="10m", now=now),
            Given((archive,), keys, witnesses=(*known, stranger), now=now),
        ],
        tmp_path,
    )

    assert [name for name, _ in proof.witnesses] == [NAME, OTHER_NAME]
    assert [answer.code for answer in by_page] == [None, "WITNESS_MISSING"]


def test_a_witness_whose_key_is_not_trusted_changes_nothing(log: Ledger, tmp_path: Path) -> None:
    with (
        witnessing(log, tmp_path) as (url, _),
        Cosignatures(log.database, []) as cosignatures,
        pytest.raises(WitnessUnavailable, match="EFE_WITNESSES"),
    ):
        PublicWitnesses(log.database, cosignatures, [url]).run()

    assert log.rows("select from seal.ledger_cosignature") == []


def test_a_rewritten_log_is_not_cosigned(log: Ledger, tmp_path: Path) -> None:
    with witnessing(log, tmp_path) as (url, key), Cosignatures(log.database, [key]) as cosignatures:
        asking = PublicWitnesses(log.database, cosignatures, [url])
        asking.run()
        _rewrite_and_sign_again(log)

        with pytest.raises(WitnessUnavailable):
            PublicWitnesses(log.database, cosignatures, [url]).run()

    assert log.rows("select size from seal.ledger_cosignature") == []


def _rewrite_and_sign_again(log: Ledger) -> None:
    """By whoever has the key and the database: everything sealed is dropped, one event is altered, all is sealed."""
    tables = "seal.ledger_cosignature, seal.ledger_checkpoint, seal.entry, seal.subtree, seal.genesis, ledger.event"
    with psycopg.connect(log.database.admin) as connection:
        for table in tables.split(", "):
            connection.execute(f"alter table {table} disable trigger user".encode())
        for table in tables.split(", ")[:-1]:
            connection.execute(f"delete from {table}".encode())
        connection.execute(
            "update ledger.event set leaf = ledger.leaf(position, recorded_at + interval '1 microsecond',"
            " originator_id, originator_version, topic, state), recorded_at = recorded_at + interval '1 microsecond'"
            " where position = 10"
        )
        for table in tables.split(", "):
            connection.execute(f"alter table {table} enable trigger user".encode())
    log.write(100)
    log.sealer(page_size=1000).run()


def test_nobody_at_the_address_is_for_later(log: Ledger) -> None:
    with Cosignatures(log.database, []) as cosignatures, pytest.raises(WitnessUnavailable, match="ne répond pas"):
        PublicWitnesses(log.database, cosignatures, ["http://127.0.0.1:1"]).run()
