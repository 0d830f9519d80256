"""Attacks on a ledger that format 1 had sealed in blocks."""

import json
from collections.abc import Iterator
from dataclasses import replace

from tests.infra.transparency.evidence.attacks_given import CUT, HEADERS, LARGE, LIEGE, OWN, Case, last_alone, swapped
from tests.infra.transparency.evidence.synthetic import KEY, PLATFORM, Blocks, Files, Ledger, canonical, in_blocks


def migrated() -> Iterator[Case]:
    """Format 1 had sealed the first 120 events, in blocks of seven or of one."""
    short, asked = KEY.called(PLATFORM), (KEY.vkey,)
    for size in (1, 7, 120):
        blocks = in_blocks(LARGE.events[:CUT], size)
        ledger = replace(LARGE, past=blocks)
        many = len(blocks.headers)
        kept = (
            blocks.note(1),
            blocks.note(many // 2 or 1),
            blocks.note(),
            ledger.note(1),
            ledger.note(90),
            ledger.note(200),
        )
        for bassin in (LIEGE, "namur", "verviers"):
            yield Case(f"migrated: honest, blocks of {size}, {bassin}", ledger.bundle(bassin), None, asked, kept)
        yield Case(
            f"migrated: honest, blocks of {size}, by the old key", ledger.bundle(LIEGE), None, (short.vkey,), kept
        )
    blocks = in_blocks(LARGE.events[:CUT], 1)
    ledger, old = replace(LARGE, past=blocks), blocks.note(60)
    files, at = ledger.bundle(LIEGE), OWN[3]
    altered = replace(LARGE.altered(at, on="2020-01-01"), past=blocks)
    yield Case(
        "migrated: altered at the upgrade, the old blocks shown",
        altered.bundle(LIEGE),
        {"PAST_UNBOUND"},
        since=(old,),
    )
    resealed = replace(altered, past=in_blocks(altered.events[:CUT], 1))
    yield Case("migrated: altered, blocks too", resealed.bundle(LIEGE), {"PAST_REWRITTEN"}, since=(old,))
    yield Case("migrated: altered, blocks too, nothing kept", resealed.bundle(LIEGE), None)
    beyond = (replace(blocks, headers=(*blocks.headers, b"x")).note(),)
    yield Case("migrated: the old log goes on beside", files, {"PAST_LOG_CONTINUED"}, since=beyond)
    alone = last_alone(LARGE, LIEGE, until=CUT)
    hidden = replace(ledger.routed(alone.position, "namur"), past=blocks)
    without = LARGE.opened(LIEGE) - {alone.position}
    for name, sizes in {"nothing kept": [], "a block kept": [alone.position]}.items():
        yield Case(
            f"migrated: addresses change at the upgrade, {name}",
            hidden.bundle(LIEGE, without),
            {"ROUTES_REWRITTEN"},
            since=tuple(map(blocks.note, sizes)),
        )
        yield Case(
            f"migrated: the same, {name}, Verviers",
            hidden.bundle("verviers"),
            {"ROUTES_REWRITTEN"},
            since=tuple(map(blocks.note, sizes)),
        )
    before = alone.position
    lying = in_blocks(LARGE.events[:CUT], 1, {before: ["namur"]}, honest=before)
    readdressed = replace(hidden, past=lying).bundle(LIEGE, without)
    kept_block = (lying.note(before),)
    yield Case("migrated: addresses change in later blocks too, nothing kept", readdressed, None)
    yield Case("migrated: the same, a block kept before", readdressed, {"ROUTES_REWRITTEN"}, since=kept_block)
    dropped = replace(LARGE.remade(LARGE.events[: at - 1] + LARGE.events[at:]), past=blocks)
    yield Case("migrated: an event is dropped at the upgrade", dropped.bundle(LIEGE), {"PAST_UNBOUND"})
    yield from _in_headers(ledger, files, old)
    few = ledger.up_to(100)
    yield Case("migrated: less than the blocks held", replace(few, past=blocks).bundle(LIEGE), {"PAST_UNBOUND"})
    elsewhere = replace(blocks, origin="example.org/other")
    foreign = replace(LARGE, past=elsewhere).bundle(LIEGE)
    yield Case("migrated: the blocks of another installation", foreign, {"GENESIS_FOREIGN"})
    yield Case("migrated: the same, one kept", foreign, {"SINCE_FOREIGN"}, since=(old,))
    yield Case("blocks, and no past", LARGE.bundle(LIEGE) | {HEADERS: files[HEADERS]}, {"PAST_UNEXPECTED"})
    yield Case("an empty file of blocks, and no past", LARGE.bundle(LIEGE) | {HEADERS: b""}, {"PAST_UNEXPECTED"})
    unrouted = replace(LARGE, past=rerouted(blocks))
    yield Case("migrated: a map of heads that is another", unrouted.bundle(LIEGE), {"ROUTES_REWRITTEN"})


def rerouted(blocks: Blocks) -> Blocks:
    """The last block says another map, and the log of blocks is made to fit."""
    last = json.loads(blocks.headers[-1]) | {"heads_root": 64 * "a"}
    return replace(blocks, headers=(*blocks.headers[:-1], canonical(last)))


def _in_headers(ledger: Ledger, files: Files, old: bytes) -> Iterator[Case]:
    assert ledger.past
    headers = [header + b"\n" for header in ledger.past.headers]

    def changed(number: int, **fields: object) -> list[bytes]:
        said = canonical(json.loads(headers[number]) | fields) + b"\n"
        return [*headers[:number], said, *headers[number + 1 :]]

    for name, told, codes in (
        ("a block overlaps the one before", changed(50, first=50), {"PAST_UNBOUND"}),
        ("two blocks of one range", [*headers[:51], headers[50], *headers[51:]], {"PAST_UNBOUND"}),
        ("a block of no event", changed(50, last=50), {"PAST_UNBOUND"}),
        ("a block without end", changed(50, last=1 << 52), {"PAST_UNBOUND"}),
        ("a block of another number", changed(50, block=52), {"PAST_UNBOUND"}),
        ("a block after another", changed(50, previous=64 * "0"), {"PAST_UNBOUND"}),
        ("a block of other events", changed(50, events_root=64 * "0"), {"PAST_UNBOUND"}),
        ("a block of another time", changed(50, sealed_at=1), {"PAST_UNBOUND"}),
        ("the last block of another time", changed(CUT - 1, sealed_at=1), {"PAST_UNBOUND"}),
        ("the last block is left out", headers[:-1], {"PAST_UNBOUND"}),
        ("the first block is left out", headers[1:], {"PAST_UNBOUND"}),
        ("a block too many", [*headers, headers[-1]], {"PAST_UNBOUND"}),
        ("blocks change places", swapped(headers, 3, 4), {"PAST_UNBOUND"}),
        ("no block", [], {"PAST_UNBOUND"}),
        ("a block has a space", [headers[0].replace(b":", b": ", 1), *headers[1:]], {"NOT_CANONICAL"}),
        ("a block has a field more", changed(0, bassin=LIEGE), {"MALFORMED"}),
        ("a block is of true", changed(0, block=True), {"MALFORMED"}),
        ("the last block has no end", [*headers[:-1], headers[-1][:-1]], {"MALFORMED"}),
        ("a block is too long", [5_000_000 * b"x"], {"FILE_TOO_LARGE"}),
    ):
        yield Case(f"blocks: {name}", files | {HEADERS: b"".join(told)}, codes)
    yield Case("blocks: none are there", {name: files[name] for name in files if name != HEADERS}, {"FILE_MISSING"})
    kept = changed(59, heads_root=64 * "0")
    yield Case(
        "blocks: the kept one says another map", files | {HEADERS: b"".join(kept)}, {"PAST_REWRITTEN"}, since=(old,)
    )
