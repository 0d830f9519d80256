"""Mutants of bundles and of what an auditor gives with them: one number makes one mutant, always the same."""

import base64
import random
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from functools import cache
from typing import Any

from tests.infra.transparency.evidence.attacks_given import OTHER_WITNESS, cosigned
from tests.infra.transparency.evidence.fuzz_contents import altered, forged_ledger
from tests.infra.transparency.evidence.histories import a_history
from tests.infra.transparency.evidence.page import Given
from tests.infra.transparency.evidence.synthetic import BEGAN, KEY, PLATFORM, WITNESS, YOUNG, Files, Ledger, Signer
from tests.infra.transparency.evidence.zip_writer import FORMS, FULL, Member, archive, members, wide

SMALL = a_history()
NUMBERS = (0, 1, 2, 8, 20, 21, 22, 30, 33, 34, 45, 46, 255, 256, 2048, 0xFFFE, 0xFFFF, 0x7FFFFFFF, FULL - 1, FULL)
NAMES = (
    b"x",
    b"\xef\xbb\xbfx",
    b"events.jsonl",
    b"EVENTS.jsonl",
    b"others.bin",
    b"a/b",
    b"../a",
    b"a.",
    b"\xc3\xa9",
)
EXTRAS = (
    b"",
    b"\0",
    bytes(4),
    wide(),
    wide(1),
    wide(1, 2),
    wide(1, 2, 3),
    b"\x75\x70\5\0\1abcd",
    b"\x55\x54\5\0\1abcd",
)
SIZES = {"B": 8, "H": 16, "L": 32, "Q": 64}
AGES = ("", "1h", "59m", "3599", "0", "36h", "1x", " 1h", "7d\n", "1e3", "9" * 10)
BLANKS = ("", " ", "\n", "\t", "\xa0", "\ufeff", "\x85", "\x1c", "\u2003", "\0")

type Chance = random.Random


def mutant(number: int) -> Given:
    chance = random.Random(number)
    [how] = chance.choices(
        (_of_bytes, _of_fields, _of_contents, _of_a_forger, _of_requests, _of_several), (20, 25, 25, 15, 12, 3)
    )
    given: Given = how(chance)
    return given


def mutants(first: int, count: int) -> Iterator[Given]:
    yield from map(mutant, range(first, first + count))


@cache
def bundles() -> tuple[Files, ...]:
    plain = [SMALL.bundle(code) for code in ("liege", "verviers", "namur")]
    noted = plain[0] | {"checkpoint.note": cosigned(SMALL, namur=BEGAN - 3600, other=BEGAN)}
    return (*plain, noted, plain[0] | {"LISEZMOI.txt": b"Bonjour", "keys/1.vkey": KEY.vkey.encode()})


def _written(files: Files, chance: Chance) -> bytes:
    """Archive of a form that verifiers read."""
    parts = members(files)
    if chance.random() < 0.3:
        parts = [_widened(each) if chance.random() < 0.5 else each for each in parts]
    return archive(parts, end64={} if chance.random() < 0.2 else None)


def _widened(each: Member) -> Member:
    extra = wide(each.honest["size"], each.honest["packed"])
    full = {"size": FULL, "packed": FULL, "needed": 45}
    return replace(each, local=full, local_extra=extra, record={"made": 45, "needed": 45})


def _of_bytes(chance: Chance) -> Given:
    data = _written(chance.choice(bundles()), chance)
    for _ in range(chance.randint(1, 3)):
        table = data.rfind(b"PK\x01\x02", 0, -300) if chance.random() < 0.6 else 0
        data = _cut(data, chance, max(table, 0))
    return Given((data,))


def _cut(data: bytes, chance: Chance, first: int) -> bytes:
    at = chance.randrange(first, len(data) + 1) if len(data) > first else 0
    length = chance.choice((1, 1, 2, 4, 12, 16, 24, 25, 40, 64, 65, 200))
    part = data[at : at + length]
    return chance.choice(
        (
            data[:at] + bytes(each ^ 1 << chance.randrange(8) for each in part[:1]) + data[at + 1 :],
            data[:at] + chance.randbytes(len(part)) + data[at + len(part) :],
            data[:at] + chance.randbytes(length) + data[at:],
            data[:at] + bytes(length) + data[at:],
            data[:at] + data[at + length :],
            data[: at + length] + part + data[at + length :],
            data[:at],
        )
    )


def _of_fields(chance: Chance) -> Given:
    parts = members(chance.choice(bundles()))
    if chance.random() < 0.4:
        parts = [_widened(each) for each in parts]
    ends: dict[str, Any] = {"end64": {}} if chance.random() < 0.4 else {}
    for _ in range(chance.choice((1, 1, 1, 2))):
        number = chance.randrange(len(parts))
        if chance.random() < 0.3:
            ends |= _odd_end(chance)
        else:
            parts[number] = _odd_member(parts[number], chance)
    return Given((archive(parts, **ends),))


def _odd_end(chance: Chance) -> dict[str, Any]:
    form = chance.choice(("end", "end64", "locator"))
    gap = bytes(chance.choice((1, 4, 20, 24, 25, 64, 76)))
    part: dict[str, Any] = {form: _odd_fields(form, chance)}
    if form == "locator":
        part["end64"] = {}
    return chance.choice((part, part, {chance.choice(("between", "after_table", "comment", "after")): gap}))


def _odd_fields(form: str, chance: Chance) -> dict[str, int]:
    fields, code = FORMS[form]
    name = chance.choice([each for each in fields if each not in {"name", "extra"}])
    width = SIZES[_codes(code)[list(fields).index(name)]]
    return {name: chance.choice((*NUMBERS, chance.getrandbits(64), fields[name] ^ 1)) & (1 << width) - 1}


def _codes(code: str) -> str:
    """`<4s2H` as one letter for each field."""
    letters, count = "", ""
    for each in code[1:]:
        if each.isdigit():
            count += each
        else:
            letters += each * int(count or 1)
            count = ""
    return letters


def _odd_member(each: Member, chance: Chance) -> Member:
    content = {"size": each.honest["size"] + chance.choice((-1, 1, 100)), "crc": each.honest["crc"] ^ 1}
    packed = each.data + chance.choice((b"\0", b"\3\0", bytes(30)))
    gap = bytes(chance.choice((1, 16, 24, 25, 64)))
    both = _odd_fields("local", chance)
    changes: Sequence[Callable[[], dict[str, Any]]] = (
        lambda: {"local": {**each.local, **_odd_fields("local", chance)}},
        lambda: {"record": {**each.record, **_odd_fields("record", chance)}},
        lambda: {"local": {**each.local, **both}, "record": {**each.record, **both}},
        lambda: {"local_extra": chance.choice(EXTRAS)},
        lambda: {"extra": chance.choice(EXTRAS)},
        lambda: {"name": chance.choice(NAMES)},
        lambda: {"local_name": chance.choice(NAMES)},
        lambda: {chance.choice(("before", "after", "comment")): gap},
        lambda: {"honest": {**each.honest, **dict([chance.choice(list(content.items()))])}},
        lambda: {"data": packed, "honest": {**each.honest, "packed": len(packed)}},
        lambda: {"data": each.data[:-1], "honest": {**each.honest, "packed": len(each.data) - 1}},
    )
    found: Member = replace(each, **chance.choice(changes)())
    return found


def _of_contents(chance: Chance) -> Given:
    files = dict(chance.choice(bundles()))
    for _ in range(chance.choice((1, 1, 2))):
        name = chance.choice(list(files))
        files[name] = altered(files[name], chance)
        if chance.random() < 0.05:
            del files[name]
    return Given((_written(files, chance),), since=_kept(chance))


def _of_a_forger(chance: Chance) -> Given:
    """The operator signs what was altered."""
    ledger = forged_ledger(SMALL, chance)
    files = ledger.bundle(chance.choice(("liege", "liege", "verviers")))
    if chance.random() < 0.2:
        files["events.jsonl"] = altered(files["events.jsonl"], chance)
    return Given((_written(files, chance),), since=_kept(chance, ledger))


def _kept(chance: Chance, ledger: Ledger = SMALL) -> tuple[bytes, ...]:
    if chance.random() < 0.6:
        return ()
    note = chance.choice((SMALL, ledger)).note(chance.randint(1, len(SMALL.events) + 1))
    return (altered(note, chance) if chance.random() < 0.3 else note,)


def _of_requests(chance: Chance) -> Given:
    keys = [
        chance.choice((KEY, KEY, KEY, YOUNG, KEY.called(PLATFORM), WITNESS)) for _ in range(chance.choice((1, 1, 2)))
    ]
    witnesses = [chance.choice((WITNESS, OTHER_WITNESS, KEY)) for _ in range(chance.choice((0, 1, 1, 2)))]
    files = chance.choice(bundles())
    if chance.random() < 0.4:
        files = files | {"checkpoint.note": _noted(chance)}
    return Given(
        (_written(files, chance),),
        tuple(_spoilt(key, chance) for key in keys),
        _kept(chance),
        tuple(_spoilt(witness, chance) for witness in witnesses),
        chance.choice(AGES) if chance.random() < 0.3 else "",
    )


def _spoilt(signer: Signer, chance: Chance) -> str:
    """Verifier key, mostly as it is."""
    text = signer.vkey
    if chance.random() < 0.6:
        return text
    at, blank = chance.randrange(len(text)), chance.choice(BLANKS)
    point = Signer.of_point(signer.name, signer.kind, chance.choice(POINTS))
    return chance.choice(
        (blank, blank + text, text + blank, text[:at] + blank + text[at:], text[:at] + text[at + 1 :], point)
    )


PRIME = (1 << 255) - 19
SMALL_ORDER = bytes.fromhex("26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05")
POINTS = (
    bytes(32),
    b"\1" + bytes(31),
    b"\1" + bytes(30) + b"\x80",
    (PRIME - 1).to_bytes(32, "little"),
    PRIME.to_bytes(32, "little"),
    (PRIME + 1).to_bytes(32, "little"),
    SMALL_ORDER,
    SMALL_ORDER[:31] + b"\x85",
    b"\2" + bytes(31),
    b"\xff" * 32,
)
"""Bytes of points of small order, of others that are written in two ways, and of none at all."""


def _noted(chance: Chance) -> bytes:
    """Checkpoint with lines that are no honest signatures."""
    note = cosigned(SMALL, namur=chance.choice((0, 5, BEGAN, 253402300799, 253402300800)), other=BEGAN)
    if chance.random() < 0.5:
        return altered(note, chance)
    signer, length = chance.choice((KEY, WITNESS)), chance.choice((0, 8))
    mark = bytes.fromhex(signer.vkey.split("+")[1])
    signature = (
        bytes(length) + chance.choice(POINTS) + chance.choice((bytes(32), bytes(31) + b"\x10", chance.randbytes(32)))
    )
    return note + f"— {signer.name} ".encode() + base64.b64encode(mark + signature) + b"\n"


def _of_several(chance: Chance) -> Given:
    first, *others = (_written(chance.choice(bundles()), chance) for _ in range(chance.choice((2, 3))))
    other = replace(SMALL, events=SMALL.events[:-1]).bundle("liege")
    if chance.random() < 0.5:
        others.append(_written(other, chance))
    if chance.random() < 0.3:
        others[0] = others[0][:-1]
    return Given((first, *others))
