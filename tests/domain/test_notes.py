"""Signed notes, against the example of the specification, and what is refused of them."""

import hashlib

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from efe_domain.transparency.notes import Checkpoint, KeyType, Note, NoteInvalid, VerifierKey

NEUMANN = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"
SAYING = (
    "If you think cryptography is the answer to your problem,\n"
    "then you don't know what your problem is.\n"
    "\n"
    "\N{EM DASH} PeterNeumann "
    "x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n"
)
SIGNER = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
WITNESS = Ed25519PrivateKey.from_private_bytes(bytes(range(1, 33)))
LOG_KEY = VerifierKey("example.org/log", KeyType.LOG, SIGNER.public_key().public_bytes_raw())
WITNESS_KEY = VerifierKey("example.org/witness", KeyType.WITNESS, WITNESS.public_key().public_bytes_raw())
CHECKPOINT = Checkpoint("example.org/log", 42, hashlib.sha256(b"root").digest())
NOTE = Note(str(CHECKPOINT)).signed(LOG_KEY, SIGNER)


def test_the_example_of_the_specification_verifies() -> None:
    note, key = Note.parse(SAYING), VerifierKey.parse(NEUMANN)

    assert note.verified([key]) == [key]
    assert str(note) == SAYING
    assert str(key) == NEUMANN


def test_an_altered_text_is_refused() -> None:
    with pytest.raises(NoteInvalid):
        Note.parse(SAYING.replace("answer", "Answer")).verified([VerifierKey.parse(NEUMANN)])


def test_a_signed_note_is_read_as_it_was_written() -> None:
    again = Note.parse(str(NOTE))

    assert again == NOTE
    assert again.verified([LOG_KEY]) == [LOG_KEY]
    assert Checkpoint.parse(again.text) == CHECKPOINT


def test_lines_of_unknown_keys_are_passed_over() -> None:
    other = VerifierKey("example.org/log", KeyType.LOG, WITNESS.public_key().public_bytes_raw())

    assert NOTE.verified([other]) == []
    assert NOTE.signed(other, WITNESS).verified([LOG_KEY]) == [LOG_KEY]


def test_a_witness_signs_what_it_saw_and_when() -> None:
    note = NOTE.cosigned(WITNESS_KEY, WITNESS, at=1_764_000_000)

    line = note.signatures[-1]
    message = b"cosignature/v1\ntime 1764000000\n" + NOTE.text.encode()
    assert line.value[:8] == (1_764_000_000).to_bytes(8, "big")
    WITNESS.public_key().verify(line.value[8:], message)
    assert Note.parse(str(note)).verified([LOG_KEY, WITNESS_KEY]) == [LOG_KEY, WITNESS_KEY]


def test_a_witness_does_not_pass_for_the_log() -> None:
    key = VerifierKey("example.org/log", KeyType.WITNESS, LOG_KEY.public)

    assert NOTE.verified([key]) == []


@pytest.mark.parametrize("place", range(0, 76, 5))
def test_a_flipped_byte_of_a_signature_is_refused(place: int) -> None:
    note = NOTE.cosigned(WITNESS_KEY, WITNESS, at=1_764_000_000)
    values = [bytearray(line.value) for line in note.signatures]
    flipped = values[0] if place < 64 and place % 2 else values[1]
    flipped[min(place, len(flipped) - 1)] ^= 1
    lines = tuple(
        type(line)(line.name, line.key_hash, bytes(value))
        for line, value in zip(note.signatures, values, strict=True)
    )

    with pytest.raises(NoteInvalid):
        Note(note.text, lines).verified([LOG_KEY, WITNESS_KEY])


@pytest.mark.parametrize(
    "text",
    [
        "",
        "text\n",
        "text\n\n",
        "text\n\n\N{EM DASH} name\n",
        "text\n\n\N{EM DASH} name AAAA\n",
        "text\n\n\N{EM DASH} na+me AAAAAAA=\n",
        "text\n\n- name AAAAAAA=\n",
        "text\n\n\N{EM DASH} name AAAAAAB=\n",
        "text\n\n\N{EM DASH} name AAAAAAA=",
        "te\rxt\n\n\N{EM DASH} name AAAAAAA=\n",
    ],
)
def test_what_is_not_a_signed_note_is_refused(text: str) -> None:
    with pytest.raises(NoteInvalid):
        Note.parse(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "PeterNeumann",
        NEUMANN.replace("Peter", "Paul"),
        NEUMANN.replace("c74f20a3", "c74f20a4"),
        NEUMANN.replace("+AR", "+AB"),
        NEUMANN[:-4],
        f" {NEUMANN}",
    ],
)
def test_what_is_not_a_verifier_key_is_refused(text: str) -> None:
    with pytest.raises(NoteInvalid):
        VerifierKey.parse(text)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("42", "042"),
        ("42", "-1"),
        ("42", "+42"),
        ("42", str(2**63)),
        ("42", ""),
        ("42", "４２"),
        ("example.org/log", ""),
        ("=\n", "\n"),
        ("=\n", "=\nmore\n"),
    ],
)
def test_what_is_not_a_checkpoint_is_refused(before: str, after: str) -> None:
    text = str(CHECKPOINT)
    assert before in text

    with pytest.raises(NoteInvalid):
        Checkpoint.parse(text.replace(before, after, 1))
