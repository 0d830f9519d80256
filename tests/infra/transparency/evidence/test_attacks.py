"""Attacks on bundles that were exported from a real ledger, each refused with a named fault."""

import base64
import json
from collections.abc import Iterator, Mapping, Sequence

import pytest

from efe_domain.shared.bassins import Bassin
from efe_infra.transparency.evidence.verify import Fault, check_one_log, verify
from tests.infra.transparency.evidence.attack_table import mutations
from tests.infra.transparency.evidence.given import ORIGIN, Sealed, evidence
from tests.infra.transparency.evidence.synthetic import Signer, canonical, entries_of, root, sha256

type Files = Mapping[str, bytes]

EVERY = 7
"""Of so many mutations one is tried: all of them on small bundles is the table's."""


@pytest.fixture(scope="module")
def files(sealed: Sealed) -> dict[str, bytes]:
    return evidence(sealed.bundle())


def refused(sealed: Sealed, files: Files, *since: bytes) -> str:
    """The code of the fault; fails when there is none."""
    with pytest.raises(Fault) as raised:
        verify(files, sealed.key, since)
    return raised.value.code


def accepted(sealed: Sealed, files: Files) -> bool:
    try:
        verify(files, sealed.key, sealed.notes[:1])
    except Fault:
        return False
    return True


def test_the_bundle_that_is_attacked_is_whole(sealed: Sealed, files: Files) -> None:
    proof = verify(files, sealed.key, sealed.notes)

    assert (proof.bassin, proof.origin, proof.annexed) == ("namur", f"{ORIGIN}/ledger", 4)
    assert proof.size + proof.annexed == files["events.jsonl"].count(b"\n")
    assert [kept.size for kept in proof.kept][-1] == proof.position + 1
    assert proof.unread == []
    assert set(files) == {"checkpoint.note", "events.jsonl", "genesis.json", "instance.json", "others.bin"}


def test_the_log_is_what_other_code_makes_of_the_bundle(sealed: Sealed, files: dict[str, bytes]) -> None:
    leaves = [sha256(b"\x00" + each) for each in [files["genesis.json"], *entries_of(files)]]
    [(stored,)] = sealed.rows("select note from seal.ledger_checkpoint order by size desc limit 1")

    assert files["checkpoint.note"] == stored.encode()
    assert f"\n{len(leaves)}\n" in stored
    assert verify(files, sealed.key).checkpoint.split(b"\n")[2] == base64.b64encode(root(leaves))


def test_the_ten_bundles_are_one_ledger(sealed: Sealed) -> None:
    bundles = [evidence(sealed.bundle(bassin)) for bassin in Bassin]

    proofs = [verify(each, sealed.key) for each in bundles]

    check_one_log(proofs)
    assert {proof.bassin for proof in proofs} == set(proofs[0].bassins) == set(Bassin)
    assert len({b"".join(entries_of(each)) for each in bundles}) == 1


def test_whatever_is_flipped_cut_dropped_doubled_or_swapped_is_refused(
    sealed: Sealed, files: dict[str, bytes]
) -> None:
    tried = [each for number, each in enumerate(mutations(files, step=97)) if number % EVERY == 0]

    passed = [each.name for each in tried if accepted(sealed, each.files)]

    assert len(tried) > 1000
    assert passed == []


def test_a_file_that_is_missing_is_refused(sealed: Sealed, files: Files) -> None:
    codes = {refused(sealed, {name: data for name, data in files.items() if name != gone}) for gone in files}

    assert codes == {"FILE_MISSING"}


def renumbered(lines: Sequence[bytes]) -> Iterator[bytes]:
    """As somebody does who covers his tracks."""
    seq = 0
    for line in lines:
        said = json.loads(line)
        if "seq" in said:
            seq += 1
            said["seq"] = seq
        yield canonical(said) + b"\n"


def test_a_forged_event_is_refused_wherever_it_is(sealed: Sealed, files: dict[str, bytes]) -> None:
    lines = files["events.jsonl"].splitlines(keepends=True)
    forged = lines[3].replace(b'"effective_on":"2026', b'"effective_on":"2025')
    assert forged != lines[3]

    for at in range(len(lines) + 1):
        inserted = b"".join(renumbered([*lines[:at], forged, *lines[at:]]))
        assert not accepted(sealed, {**files, "events.jsonl": inserted})
    replaced = {**files, "events.jsonl": b"".join([*lines[:3], forged, *lines[4:]])}
    assert refused(sealed, replaced) == "EVENTS_ALTERED"
    assert refused(sealed, replaced, sealed.notes[0]) == "PAST_REWRITTEN"


def test_parts_of_the_bundle_of_another_instance_are_refused(sealed: Sealed, files: dict[str, bytes]) -> None:
    liege = evidence(sealed.bundle(Bassin.LIEGE))
    shared = {"genesis.json", "checkpoint.note"}

    assert verify(liege, sealed.key, sealed.notes).bassin == "liege"
    assert {name for name in liege if liege[name] == files.get(name)} == shared
    for name in set(files) - shared:
        assert not accepted(sealed, {**files, name: liege[name]})


def test_another_key_of_the_same_name_is_refused(files: Files) -> None:
    with pytest.raises(Fault) as raised:
        verify(files, Signer(f"{ORIGIN}/ledger", 1, seed=3).vkey)

    assert raised.value.code == "SIGNATURE_MISSING"
