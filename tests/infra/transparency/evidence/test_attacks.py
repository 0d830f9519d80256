"""Attacks on a bundle that was exported from a real ledger, each refused with a named fault."""

import json
from collections.abc import Callable, Mapping, Sequence
from uuid import UUID

import pytest

from efe_domain.shared.bassins import Bassin
from efe_infra.transparency.evidence.verify import Fault, verify
from tests.infra.transparency.evidence.given import Sealed, evidence
from tests.infra.transparency.evidence.synthetic import Event, Signer, canonical, root

EVENTS = "events.jsonl"
SMALL = 1000
"""Bytes of a file on which every bit is tried, and not one bit of each byte."""

type Files = Mapping[str, bytes]
type Lines = list[bytes]


@pytest.fixture(scope="module")
def files(sealed: Sealed) -> Files:
    return evidence(sealed.bundle(since=sealed.notes[0]))


@pytest.fixture(scope="module")
def annex(files: Files) -> str:
    [name] = [name for name in files if name.startswith("annex/") and name.endswith(".jsonl")]
    return name


def refused(sealed: Sealed, files: Files, since: bytes | None = None) -> str:
    """The code of the fault; fails when there is none."""
    with pytest.raises(Fault) as raised:
        verify(files, sealed.key, since or sealed.notes[0])
    return raised.value.code


def accepted(sealed: Sealed, files: Files) -> bool:
    try:
        verify(files, sealed.key, sealed.notes[0])
    except Fault:
        return False
    return True


def test_the_bundle_that_is_attacked_is_whole(sealed: Sealed, files: Files, annex: str) -> None:
    proof = verify(files, sealed.key, sealed.notes[0])

    assert (proof.bassin, proof.size, proof.since) == ("namur", files[EVENTS].count(b"\n"), 4)
    assert proof.size > 40
    assert files[annex].count(b"\n") == 4
    assert proof.unread == []
    assert set(files) == {
        *("checkpoint.note", "consistency.proof", EVENTS, "header.json", "header.proof", "heads.proof"),
        *("instance.json", annex, annex.replace(".jsonl", ".proof")),
    }


def test_a_bit_that_is_flipped_in_any_byte_is_refused(sealed: Sealed, files: Files) -> None:
    passed = []
    for name, data in files.items():
        for at in range(len(data)):
            for bit in range(8) if len(data) <= SMALL else [at % 8]:
                flipped = data[:at] + bytes([data[at] ^ 1 << bit]) + data[at + 1 :]
                if accepted(sealed, {**files, name: flipped}):
                    passed.append((name, at, bit))

    assert passed == []


def test_a_file_that_is_cut_anywhere_is_refused(sealed: Sealed, files: Files) -> None:
    passed = [
        (name, length)
        for name, data in files.items()
        for length in range(0, len(data), 1 if len(data) <= SMALL else 17)
        if accepted(sealed, {**files, name: data[:length]})
    ]

    assert passed == []


def test_a_file_that_is_missing_is_refused(sealed: Sealed, files: Files) -> None:
    codes = {refused(sealed, {name: data for name, data in files.items() if name != gone}) for gone in files}

    assert codes == {"FILE_MISSING"}


REARRANGED: Mapping[str, Callable[[Lines, int], Lines]] = {
    "dropped": lambda lines, at: lines[:at] + lines[at + 1 :],
    "told twice": lambda lines, at: [*lines[:at], lines[at], *lines[at:]],
    "swapped": lambda lines, at: [*lines[:at], *lines[at : at + 2][::-1], *lines[at + 2 :]],
}


def renumbered(lines: Sequence[bytes]) -> list[bytes]:
    """As somebody does who covers his tracks."""
    return [canonical({**json.loads(line), "seq": seq}) + b"\n" for seq, line in enumerate(lines, start=1)]


@pytest.mark.parametrize("rearrange", REARRANGED.values(), ids=REARRANGED)
def test_an_event_that_is_rearranged_is_refused(
    sealed: Sealed, files: Files, annex: str, rearrange: Callable[[Lines, int], Lines]
) -> None:
    for name in (EVENTS, annex, annex.replace(".jsonl", ".proof")):
        lines = files[name].splitlines(keepends=True)
        for changed in (rearrange(lines, at) for at in range(len(lines))):
            for told in [changed, renumbered(changed)] if name == EVENTS else [changed]:
                assert changed == lines or not accepted(sealed, {**files, name: b"".join(told)})


def test_a_forged_event_is_refused_wherever_it_is(sealed: Sealed, files: Files) -> None:
    lines = files[EVENTS].splitlines(keepends=True)
    forged = lines[3].replace(b'"effective_on":"2026', b'"effective_on":"2025')
    assert forged != lines[3]

    for at in range(len(lines) + 1):
        files_with = {**files, EVENTS: b"".join(renumbered([*lines[:at], forged, *lines[at:]]))}
        assert not accepted(sealed, files_with)
    replaced = {**files, EVENTS: b"".join([*lines[:3], forged, *lines[4:]])}
    assert refused(sealed, replaced) == "EVENTS_ALTERED"


def test_a_forged_event_with_a_head_of_its_own_is_refused(sealed: Sealed, files: Files) -> None:
    lines = files[EVENTS].splitlines(keepends=True)
    longer = [*lines, *renumbered([*lines, lines[-1]])[-1:]]
    head = {"bassin": "namur", "root": root([leaf_of(line) for line in longer]).hex(), "size": len(longer)}

    assert refused(sealed, {**files, EVENTS: b"".join(longer), "instance.json": canonical(head)}) == "HEAD_UNPROVEN"


def leaf_of(line: bytes) -> bytes:
    fields = json.loads(line)
    ids = UUID(fields["originator_id"]), fields["originator_version"]
    return Event(fields["position"], fields["recorded_at"], *ids, fields["topic"], canonical(fields["state"])).leaf


def test_proofs_of_another_instance_are_refused(sealed: Sealed, files: Files) -> None:
    liege = evidence(sealed.bundle(Bassin.LIEGE, since=sealed.notes[0]))
    shared = {"header.json", "header.proof", "checkpoint.note", "consistency.proof"}

    assert verify(liege, sealed.key, sealed.notes[0]).bassin == "liege"
    assert {name for name in liege if liege[name] == files.get(name)} == shared
    for name in ("heads.proof", "instance.json"):
        assert refused(sealed, {**files, name: liege[name]}) == "HEAD_UNPROVEN"
    both = {name: liege[name] for name in ("heads.proof", "instance.json")}
    assert refused(sealed, {**files, **both}) == "EVENT_FOREIGN"
    assert refused(sealed, {**files, **both, EVENTS: liege[EVENTS]}) == "ANNEX_UNEXPECTED"


def test_an_event_of_another_instance_is_refused(sealed: Sealed, files: Files) -> None:
    lines = files[EVENTS].splitlines(keepends=True)
    liege = sealed.bundle(Bassin.LIEGE)[EVENTS].splitlines(keepends=True)
    foreign = next(line for line in liege if b'"bassins":["liege"]' in line)
    place = sum(json.loads(line)["position"] < json.loads(foreign)["position"] for line in lines)

    among = renumbered([*lines[:place], foreign, *lines[place:]])

    assert refused(sealed, {**files, EVENTS: b"".join(among)}) == "EVENT_FOREIGN"


def test_another_key_of_the_same_name_is_refused(sealed: Sealed, files: Files) -> None:
    with pytest.raises(Fault) as raised:
        verify(files, Signer("tests.example/efe", 1, seed=3).vkey, sealed.notes[0])

    assert raised.value.code == "SIGNATURE_MISSING"


def test_an_annex_of_another_project_is_refused(sealed: Sealed, files: Files, annex: str) -> None:
    other = {annex: files[EVENTS].splitlines(keepends=True)[0].replace(b'"seq":1,', b"")}

    assert refused(sealed, {**files, **other}) == "ANNEX_FOREIGN"
