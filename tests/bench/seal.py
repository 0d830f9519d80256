"""Sealing a history that is there, one event more after it, and proofs of single events."""

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from random import Random
from statistics import median
from tempfile import TemporaryDirectory
from time import perf_counter

import msgspec

from efe_domain.transparency.merkle import leaf_hash, verify_inclusion
from efe_domain.transparency.proofs import LedgerProof
from efe_infra.transparency.sealing.keys import KeyFiles
from efe_infra.transparency.sealing.proofs import ProofStore
from efe_infra.transparency.sealing.sealer import Sealer
from efe_infra.transparency.sealing.signing import Signing
from tests.bench.stage import Chronicle, Stage

PROOFS = 200


class Proving(msgspec.Struct, frozen=True, kw_only=True):
    """Bytes count all evidence: entry, path and signed note."""

    bytes: float
    prove_ms: float
    verify_ms: float


class Seal(msgspec.Struct, frozen=True, kw_only=True):
    """`one_more_ms` is a whole run for one new event, signature and all."""

    events_per_second: float
    one_more_ms: float
    inclusion: Proving


def measure(stage: Stage, lengths: Sequence[int]) -> Mapping[str, Seal]:
    """By number of events."""
    return {str(length): _of_length(stage, length) for length in lengths}


def _of_length(stage: Stage, length: int) -> Seal:
    chronicle = Chronicle(stage.fresh())
    chronicle.write(length)
    with TemporaryDirectory() as home, ProofStore(chronicle.database) as proofs:
        sealer = Sealer(chronicle.database, Signing(KeyFiles(Path(home)), "bench.example/efe"))
        rate = length / _seconds(sealer.run)
        more = [_seconds_of_one_more(chronicle, sealer) for _ in range(20)]
        return Seal(events_per_second=rate, one_more_ms=1000 * median(more), inclusion=proving(proofs, length))


def _seconds_of_one_more(chronicle: Chronicle, sealer: Sealer) -> float:
    chronicle.write(1)
    return _seconds(sealer.run)


def proving(proofs: ProofStore, length: int) -> Proving:
    """Measures proofs of random events among that many sealed ones."""
    draw = Random(9162)
    given, proving, verifying = [], [], []
    for position in [draw.randint(1, length) for _ in range(PROOFS)]:
        started = perf_counter()
        proof = proofs.ledger_event(position)
        proving.append(perf_counter() - started)
        assert proof is not None
        verifying.append(_seconds(lambda proof=proof: _verify(proof)))  # type: ignore[misc]
        given.append(_bytes(proof))
    return Proving(bytes=median(given), prove_ms=1000 * median(proving), verify_ms=1000 * median(verifying))


def _verify(proof: LedgerProof) -> None:
    """The path; the signature is the same for all proofs of a checkpoint."""
    log = proof.checkpoint
    assert verify_inclusion(leaf_hash(proof.entry), proof.position, log.size, proof.path, log.root)


def _bytes(proof: LedgerProof) -> int:
    return sum(map(len, [proof.entry, *proof.path, proof.checkpoint.note.encode()]))


def _seconds(work: Callable[[], object]) -> float:
    started = perf_counter()
    work()
    return perf_counter() - started
