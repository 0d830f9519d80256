"""Whoever holds the bundles of all federations: `verify.py` on each, with the checkpoints that the others copied."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import NamedTuple

import msgspec

from efe_domain.transparency.notes import VerifierKey
from efe_infra.transparency.evidence.verify import Fault, verify
from tests.bench.federations.ledger import ACT, Copy, CopyRefused, Ledger, copies_in


class Held(NamedTuple):
    """A bundle, and the key of its ledger, which was handed over in person."""

    files: dict[str, bytes]
    key: VerifierKey


def held(ledgers: Sequence[Ledger]) -> list[Held]:
    return [Held(ledger.bundle(), ledger.key) for ledger in ledgers]


def fault(bundles: Sequence[Held], kept: Sequence[str] = ()) -> str | None:
    """The code of the first fault, None where there is none. `kept` are checkpoints from elsewhere.

    Each bundle verifies, and extends every checkpoint of its ledger that another bundle holds. Each copy is proven by
    the ledger that it names, and each act is copied by all others.
    """
    copies = {each.key.name: list(copies_in(each.files["events.jsonl"])) for each in bundles}
    try:
        for each in bundles:
            verify(each.files, str(each.key), [note.encode() for note in _notes(each.key.name, copies, kept)])
        _check_copies(bundles, copies)
    except (Fault, CopyRefused) as found:
        return found.code if isinstance(found, Fault) else str(found)
    return None


def _notes(origin: str, copies: dict[str, list[Copy]], kept: Sequence[str]) -> Iterator[str]:
    yield from (note for note in kept if note.startswith(f"{origin}\n"))
    for holder, found in copies.items():
        yield from (copy.note for copy in found if copy.origin == origin and holder != origin)


def _check_copies(bundles: Sequence[Held], copies: dict[str, list[Copy]]) -> None:
    """Raises `CopyRefused`."""
    keys = {each.key.name: each.key for each in bundles}
    copied = defaultdict[str, set[tuple[str, int]]](set)
    for holder, found in copies.items():
        for copy in found:
            copy.checkpoint(keys[copy.origin])
            copied[holder].add((copy.origin, copy.position))
    for each in bundles:
        acts = {(each.key.name, position) for position in _acts(each.files["events.jsonl"])}
        for other in keys:
            if other != each.key.name and not acts <= copied[other]:
                raise CopyRefused("COPY_MISSING")


def _acts(lines: bytes) -> Iterator[int]:
    for line in lines.splitlines():
        told = msgspec.json.decode(line)
        if told["topic"] == ACT:
            yield told["position"]
