"""Table of attacks on a bundle, with or without the real key, and the verdict that every verifier must give.

`cases` names each attack; `mutations` are the flips, cuts, drops and swaps of one small bundle. Both need nothing of
the product: whoever verifies bundles can run them. Notes are really signed, also by whoever rewrites the past.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass, field

from tests.infra.transparency.evidence.attacks_given import EVENTS, OTHERS, Case
from tests.infra.transparency.evidence.attacks_on_events import joined, rewritten, routed
from tests.infra.transparency.evidence.attacks_on_files import begun_in_blocks, in_files, written
from tests.infra.transparency.evidence.attacks_on_notes import honest, on_kept_checkpoints, on_keys, on_witnesses
from tests.infra.transparency.evidence.synthetic import Files, canonical

__all__ = ["Case", "Mutation", "cases", "mutations"]


def cases() -> Iterator[Case]:
    """Every named attack, and the honest bundles that they are made from."""
    for part in (
        honest,
        on_keys,
        on_witnesses,
        on_kept_checkpoints,
        rewritten,
        routed,
        joined,
        written,
        in_files,
        begun_in_blocks,
    ):
        yield from part()


@dataclass(frozen=True)
class Mutation:
    """One bundle in which one file is another; every one is refused."""

    name: str
    files: Files = field(repr=False)


def mutations(files: Files, small: int = 200, step: int = 29) -> Iterator[Mutation]:
    """Flips, cuts, drops, doubles and swaps: of small files every bit and every length."""
    for name, data in files.items():
        few = len(data) <= small
        for at in range(len(data)):
            for each in range(8) if few else [at % 8]:
                flipped = data[:at] + bytes([data[at] ^ 1 << each]) + data[at + 1 :]
                yield Mutation(f"{name}: bit {each} of byte {at}", files | {name: flipped})
        for length in range(0, len(data), 1 if few else step):
            yield Mutation(f"{name}: cut to {length}", files | {name: data[:length]})
        yield Mutation(f"{name}: a byte more", files | {name: data + b"\0"})
    for name in (EVENTS, OTHERS):
        parts = files[name].splitlines(keepends=True) if name == EVENTS else entries_in(files[name])
        for at in range(len(parts)):
            for how, told in {
                "dropped": [*parts[:at], *parts[at + 1 :]],
                "twice": [*parts[:at], parts[at], *parts[at:]],
                "swapped": [*parts[:at], *parts[at : at + 2][::-1], *parts[at + 2 :]],
            }.items():
                if told != parts:
                    yield Mutation(f"{name}: {at} {how}", files | {name: b"".join(told)})
                    if name == EVENTS:
                        yield Mutation(f"{name}: {at} {how}, renumbered", files | {name: renumbered(told)})


def entries_in(data: bytes) -> list[bytes]:
    return [data[at : at + 34] for at in range(0, len(data), 34)]


def renumbered(told: list[bytes]) -> bytes:
    """As somebody does who covers his tracks."""
    seq, found = 0, b""
    for line in told:
        said = json.loads(line)
        if "seq" in said:
            seq += 1
            said["seq"] = seq
        found += canonical(said) + b"\n"
    return found
