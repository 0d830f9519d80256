"""Cosignatures that the log accepts of its witnesses, over HTTP."""

import httpx
import pytest

from efe_domain.transparency.notes import Note
from efe_infra.transparency.sealing.cosignatures import trusted_witnesses
from efe_infra.transparency.sealing.errors import WitnessKeyInvalid
from tests.infra.transparency.sealing.given import Ledger
from tests.infra.transparency.witness.conftest import Databases
from tests.infra.transparency.witness.given import Address, Watcher, a_checkpoint, twin


def cosigned(log: Ledger, watcher: Watcher) -> str:
    root = log.rows("select decode(split_part(note, E'\\n', 3), 'base64') from seal.ledger_checkpoint")[0][0]
    done = watcher.memory.cosign(a_checkpoint(log, root), after=None)
    assert done
    return str(done.note)


def posted(url: str, text: str | bytes) -> tuple[int, str]:
    answer = httpx.post(f"{url}/cosignatures", content=text)
    found = answer.json()
    return answer.status_code, found["errors"][0]["extensions"]["code"] if "errors" in found else ""


def kept(log: Ledger) -> int:
    count: int = log.rows("select count(*) from seal.ledger_cosignature")[0][0]
    return count


def test_a_line_of_a_trusted_witness_is_kept_once(address: Address, log: Ledger, watcher: Watcher) -> None:
    note = cosigned(log, watcher)

    with address.serving(log, [watcher.memory.key()]) as url:
        done = [posted(url, note), posted(url, note)]
        answer = httpx.post(f"{url}/cosignatures", content=note).json()

    assert done == [(201, ""), (200, "")]
    assert answer == {"size": 4, "witnesses": ["namur.example/witness"]}
    assert log.rows("select size, witness from seal.ledger_cosignature") == [(4, str(watcher.memory.key()))]


def test_the_lines_of_several_witnesses_are_published_together(
    address: Address, log: Ledger, watcher: Watcher, databases: Databases
) -> None:
    with Watcher(databases.fresh(), watcher.ledger.home, "mons.example/witness") as second:
        keys = [watcher.memory.key(), second.memory.key()]
        with address.serving(log, keys) as url:
            posted(url, cosigned(log, watcher))
            posted(url, cosigned(log, second))
            query = {"query": "{ ledgerCheckpoint { note } }"}
            note = httpx.post(f"{url}/graphql", json=query).json()["data"]["ledgerCheckpoint"]["note"]

    assert Note.parse(note).verified([*log.keys, *keys]) == [*log.keys, *keys]
    assert len(Note.parse(note).signatures) == 3


def test_a_witness_that_is_not_trusted_is_refused(
    address: Address, log: Ledger, watcher: Watcher, databases: Databases
) -> None:
    with (
        Watcher(databases.fresh(), watcher.ledger.home) as stranger,
        address.serving(log, [watcher.memory.key()]) as url,
    ):
        refused = posted(url, cosigned(log, stranger))

    assert refused == (403, "WITNESS_UNTRUSTED")
    assert kept(log) == 0


def test_a_log_without_witnesses_takes_nothing(address: Address, log: Ledger, watcher: Watcher) -> None:
    with address.serving(log) as url:
        assert posted(url, cosigned(log, watcher)) == (403, "WITNESS_UNTRUSTED")

    assert kept(log) == 0


def test_a_cosignature_of_another_second_is_refused(address: Address, log: Ledger, watcher: Watcher) -> None:
    note = Note.parse(cosigned(log, watcher))
    line = note.signatures[-1]
    later = (int.from_bytes(line.value[:8]) + 1).to_bytes(8) + line.value[8:]
    forged = Note(note.text, (type(line)(line.name, line.key_hash, later),))

    with address.serving(log, [watcher.memory.key()]) as url:
        assert posted(url, str(forged)) == (403, "COSIGNATURE_INVALID")

    assert kept(log) == 0


def test_a_checkpoint_that_the_log_did_not_sign_is_refused(
    address: Address, log: Ledger, watcher: Watcher, databases: Databases
) -> None:
    other = twin(log, databases.fresh(), events=3)
    first = cosigned(other, watcher)
    last = watcher.memory.last(log.keys[0].name)
    beyond = watcher.memory.cosign(a_checkpoint(log, bytes(32), 99), after=last)
    assert beyond

    with address.serving(log, [watcher.memory.key()]) as url:
        assert posted(url, first) == (409, "CHECKPOINT_DIFFERS")
        assert posted(url, str(beyond.note)) == (404, "CHECKPOINT_UNKNOWN")

    assert kept(log) == 0


@pytest.mark.parametrize("body", ["", "nonsense", b"\xff\xfe", "a\nb\n\n— c AAAAAAAA\n"])
def test_what_is_no_note_is_refused(address: Address, log: Ledger, watcher: Watcher, body: str | bytes) -> None:
    with address.serving(log, [watcher.memory.key()]) as url:
        assert posted(url, body) == (400, "BAD_USER_INPUT")


def test_a_body_too_large_is_refused(address: Address, log: Ledger) -> None:
    with address.serving(log) as url:
        assert posted(url, "x" * 64_001) == (413, "CONTENT_TOO_LARGE")


def test_only_keys_of_witnesses_are_trusted(log: Ledger, watcher: Watcher) -> None:
    key = watcher.memory.key()

    assert trusted_witnesses(f" {key}\n{key} ") == [key, key]
    assert trusted_witnesses("") == []
    for wrong in (str(log.keys[0]), "nonsense"):
        with pytest.raises(WitnessKeyInvalid):
            trusted_witnesses(wrong)
