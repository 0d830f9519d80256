"""Attacks on checkpoints: keys, witnesses, and what an auditor kept."""

import base64
import struct
from collections.abc import Iterator
from dataclasses import replace

from tests.infra.transparency.evidence.attacks_given import (
    AHEAD,
    DAY,
    LARGE,
    LIEGE,
    NOTE,
    OTHER_WITNESS,
    SMALL,
    Case,
    cosigned,
)
from tests.infra.transparency.evidence.histories import by_chance
from tests.infra.transparency.evidence.synthetic import (
    BEGAN,
    CODES,
    KEY,
    ORIGIN,
    PLATFORM,
    WITNESS,
    YOUNG,
    Ledger,
    Signer,
    note,
    sha256,
)


def honest() -> Iterator[Case]:
    sizes = range(1, len(SMALL.events) + 2)
    for bassin in CODES:
        yield Case(f"honest: {bassin}", SMALL.bundle(bassin), None, since=tuple(SMALL.note(size) for size in sizes))
    for size in range(3):
        yield Case(f"honest: {size} events in all", SMALL.up_to(size).bundle("namur"), None)
        yield Case(f"honest: {size} events in all, none of them its own", SMALL.up_to(size).bundle("verviers"), None)
    for seed in range(3):
        ledger = by_chance(150, seed)
        kept = tuple(ledger.note(size) for size in (1, 2, 64, 65, 151))
        for bassin in CODES:
            yield Case(f"honest: by chance {seed}, {bassin}", ledger.bundle(bassin), None, since=kept)
    first = SMALL.events[0]._replace(recorded_at=0)
    early = replace(SMALL, events=(first, *SMALL.events[1:]))
    yield Case("honest: recorded at the instant 0", early.bundle(LIEGE), None)
    sixteen = replace(Ledger(), codes=tuple(f"code-{number:02}" for number in range(16)))
    yield Case("honest: sixteen Instances", sixteen.bundle("code-15"), None)
    yield Case("honest: conveniences beside", SMALL.bundle(LIEGE) | {"keys/x.vkey": b"x", "LISEZMOI.txt": b""}, None)


def on_keys() -> Iterator[Case]:
    files, other, alike = SMALL.bundle(LIEGE), Signer("example.org/other"), Signer(ORIGIN, seed=3)
    rotating, rotated = SMALL.signed_by(KEY, YOUNG), SMALL.signed_by(YOUNG)
    short, both = KEY.called(PLATFORM), (KEY.vkey, YOUNG.vkey)
    unknown = SMALL.signed_by(Signer("unknown", seed=9), KEY, WITNESS)
    yield Case("the key of the installation, whose name the ledger log derives", files, None, (short.vkey,))
    yield Case("a key of another log", files, {"ORIGIN_DIFFERS"}, (other.vkey,))
    yield Case("another key of the same name", files, {"SIGNATURE_MISSING"}, (alike.vkey,))
    yield Case("another key of the same name signed", SMALL.signed_by(alike).bundle(LIEGE), {"SIGNATURE_MISSING"})
    yield Case(
        "signed under the name of the installation", SMALL.signed_by(short).bundle(LIEGE), {"SIGNATURE_MISSING"}
    )
    yield Case("signatures of unknown keys are ignored", unknown.bundle(LIEGE), None)
    yield Case("in rotation: the old key", rotating.bundle(LIEGE), None, (KEY.vkey,))
    yield Case("in rotation: the young key", rotating.bundle(LIEGE), None, (YOUNG.vkey,))
    yield Case("after rotation: the old key alone", rotated.bundle(LIEGE), {"SIGNATURE_MISSING"}, (KEY.vkey,))
    yield Case("after rotation: both", rotated.bundle(LIEGE), None, both, (SMALL.note(5), rotating.note(9)))
    old, young = (signer.called(PLATFORM).vkey for signer in (KEY, YOUNG))
    for name, keys in {
        "each twice": (KEY.vkey, *both, YOUNG.vkey),
        "each under both names": (old, young, *both),
        "the old one under its other name again": (*both, old),
    }.items():
        yield Case(f"the retired key goes on, given {name}", files, {"KEY_RETIRED"}, keys, (rotated.note(9),))
    for name, kept in {"young": rotated.note(9), "in rotation": rotating.note(9)}.items():
        yield Case(f"the retired key goes on ({name} kept)", files, {"KEY_RETIRED"}, both, (SMALL.note(5), kept))
    signed = NOTE, files[NOTE]
    yield Case("a signature of another text", files | {NOTE: rename_size(signed[1])}, {"SIGNATURE_INVALID"})
    body = signed[1].partition(b"\n\n")[0] + b"\n"
    identity = body + b"\n" + KEY.identity_line(body)
    yield Case("a signature whose point is the identity", files | {NOTE: identity}, {"SIGNATURE_INVALID"})
    yield Case("no signature", files | {NOTE: signed[1].partition(b"\n\n")[0] + b"\n\n"}, {"MALFORMED"})
    yield Case("the signature is cut", files | {NOTE: signed[1][:-1]}, {"MALFORMED"})
    yield Case("a line after the signatures", files | {NOTE: signed[1] + b"unsigned\n"}, {"MALFORMED"})
    yield Case("base64 has spare bits", files | {NOTE: spare_bits(signed[1])}, {"MALFORMED"})
    for name in ("a\x85b", "a\ufeffb", "a\x1cb", "a\x1b[31m", "a\0", "a b", "a+b"):
        line = f"— {name} AAAAAAAA\n".encode()
        yield Case(f"a signature by {name!r}", files | {NOTE: signed[1] + line}, {"MALFORMED"})
    for data in (b"xyz", b"wxyz"):
        line = f"— other {base64.b64encode(data).decode()}\n".encode()
        yield Case(f"a signature of {len(data)} bytes", files | {NOTE: signed[1] + line}, {"MALFORMED"})
    for beside, expected in {
        b"extension: 1\n": None,
        b"one\nand another \xc3\xa9\n": None,
        b"\n": {"MALFORMED"},
        b"a\x1b[31m\n": {"MALFORMED"},
        b"\xff\n": {"MALFORMED"},
    }.items():
        signed_note = {NOTE: SMALL.note(None, KEY, beside=beside)}
        yield Case(f"extension lines {beside!r}", files | signed_note, expected)
    for said in (b"0", b"018", b"+18", b"18 ", b"9007199254740992", b"99999999999999999999", b""):
        body = b"%b\n%b\n%b\n" % (ORIGIN.encode(), said, base64.b64encode(SMALL.root()))
        yield Case(f"signed, the size {said!r}", files | {NOTE: body + b"\n" + KEY.line(body)}, {"MALFORMED"})
    for name, of in {"short": SMALL.root()[:-1], "long": SMALL.root() + b"x"}.items():
        yield Case(f"signed, a root too {name}", files | {NOTE: note(ORIGIN, 18, of, [KEY])}, {"MALFORMED"})


def rename_size(signed: bytes) -> bytes:
    return signed.replace(b"\n18\n", b"\n17\n")


def spare_bits(signed: bytes) -> bytes:
    """The last character before the padding of a signature, so that the same bytes are written otherwise."""
    at = signed.rindex(b"=") - 1
    return signed[:at] + bytes([signed[at] + 1]) + signed[at + 1 :]


def on_witnesses() -> Iterator[Case]:
    files, asked, both = SMALL.bundle(LIEGE), (WITNESS.vkey,), (WITNESS.vkey, OTHER_WITNESS.vkey)
    seen, old = files | {NOTE: cosigned(SMALL, namur=BEGAN)}, files | {NOTE: cosigned(SMALL, namur=BEGAN - DAY)}
    yield Case("a witness cosigned", seen, None, witnesses=asked)
    yield Case("a witness did not", files, {"WITNESS_MISSING"}, witnesses=asked)
    yield Case("one of two witnesses did not", seen, {"WITNESS_MISSING"}, witnesses=both)
    signed = seen[NOTE]
    line = signed.splitlines()[-1].split(b" ")
    data = base64.b64decode(line[2])
    moved = base64.b64encode(data[:4] + struct.pack(">q", BEGAN + 1) + data[12:])
    backdated = seen | {NOTE: signed.replace(line[2], moved)}
    yield Case("the time of a cosignature is altered", backdated, {"SIGNATURE_INVALID"}, witnesses=asked)
    late = files | {NOTE: cosigned(SMALL, namur=253_402_300_800)}
    yield Case("a cosignature of the year 10000", late, {"SIGNATURE_INVALID"}, witnesses=asked)
    endless = files | {NOTE: cosigned(SMALL, namur=(1 << 62))}
    yield Case("a cosignature of the year 146 billion", endless, {"SIGNATURE_INVALID", "MALFORMED"}, witnesses=asked)
    yield Case("fresh enough", seen, None, witnesses=asked, max_age=DAY, now=BEGAN + DAY)
    soon = files | {NOTE: cosigned(SMALL, namur=BEGAN + AHEAD)}
    yield Case("cosigned by a clock that is ahead of ours", soon, None, witnesses=asked, max_age=DAY)
    hence = files | {NOTE: cosigned(SMALL, namur=BEGAN + AHEAD + 1)}
    yield Case("cosigned in the future", hence, {"COSIGNED_AHEAD"}, witnesses=asked, max_age=DAY)
    far = files | {NOTE: cosigned(SMALL, namur=BEGAN, other=253_402_300_799)}
    yield Case("one of two witnesses cosigned in 9999", far, {"COSIGNED_AHEAD"}, witnesses=both, max_age=DAY)
    yield Case("cosigned in the future, and no age was asked for", hence, None, witnesses=asked)
    yield Case("a second too old", seen, {"STALE"}, witnesses=asked, max_age=DAY, now=BEGAN + DAY + 1)
    again = files | {NOTE: cosigned(SMALL, namur=BEGAN - 9 * DAY, later=BEGAN)}
    yield Case("the latest of two lines of a witness counts", again, None, witnesses=asked, max_age=DAY)
    half = files | {NOTE: cosigned(SMALL, namur=BEGAN, other=BEGAN - 9 * DAY)}
    yield Case("one of two witnesses is stale", half, {"STALE"}, witnesses=both, max_age=DAY)
    yield Case("both cosigned", half, None, witnesses=both)
    yield Case("old, and no age was asked for", old, None, witnesses=asked)
    split = SMALL.altered(3, on="2020-01-01")
    kept = (cosigned(SMALL, namur=BEGAN),)
    yield Case("a split view, the kept one cosigned", split.bundle(LIEGE), {"SPLIT_VIEW"}, since=kept)


def on_kept_checkpoints() -> Iterator[Case]:
    files, foreign = SMALL.bundle(LIEGE), Signer("example.org/other/ledger")
    yield Case("shorter than the kept one", SMALL.up_to(10).bundle(LIEGE), {"LOG_SHORTER"}, since=(SMALL.note(),))
    yield Case("empty, and a kept one of two", SMALL.up_to(0).bundle(LIEGE), {"LOG_SHORTER"}, since=(SMALL.note(2),))
    forged = (rename_size(SMALL.note()),)
    yield Case("the kept one is not signed", files, {"SIGNATURE_INVALID"}, since=forged)
    marked = (b"\xef\xbb\xbf" + SMALL.note(3),)
    yield Case("the kept one begins with a byte order mark", files, {"ORIGIN_DIFFERS"}, since=marked)
    yield Case("the kept one is no note", files, {"MALFORMED"}, since=(b"x",))
    other = (note(foreign.name, 3, sha256(b"x"), [foreign]),)
    yield Case("the kept one is of another log", files, {"ORIGIN_DIFFERS"}, since=other)
    blocks = note(PLATFORM, 4, sha256(b"x"), [KEY.called(PLATFORM)])
    yield Case("the kept one is of the blocks of release 0.1", files, {"SINCE_FOREIGN"}, since=(blocks,))
    clone = SMALL.up_to(14)
    diverged = replace(clone, events=(*clone.events, *SMALL.altered(15, pole="of the clone").events[14:]))
    tail = clone.remade([*clone.events, *LARGE.events[:40]])
    for size in (16, 17, 18):
        kept = (SMALL.note(size),)
        expected = {"SPLIT_VIEW"} if size == 18 else {"PAST_REWRITTEN"}
        yield Case(
            f"a clone restored from backup seals on, kept {size}", diverged.bundle(LIEGE), expected, since=kept
        )
        yield Case(
            f"a clone restored and grown larger, kept {size}", tail.bundle("verviers"), {"PAST_REWRITTEN"}, since=kept
        )
    yield Case("a clone, kept before it was made", diverged.bundle(LIEGE), None, since=(SMALL.note(15),))
    second = (SMALL.note(9), diverged.note(17), SMALL.note(17))
    yield Case("two kept ones that no log holds", files, {"PAST_REWRITTEN"}, since=second)
