"""Attacks on the files of a bundle, and on how they are written."""

import json
import struct
from collections.abc import Iterator
from dataclasses import replace

from tests.infra.transparency.evidence.attacks_given import EVENTS, LIEGE, OTHERS, SMALL, Case, lied, put
from tests.infra.transparency.evidence.histories import PROJECT
from tests.infra.transparency.evidence.synthetic import CODES, KEY, ORIGIN, PLATFORM, Files, canonical, note, sha256


def written() -> Iterator[Case]:
    """Yields states and lines as the holder of the key writes them, who seals them so."""
    plain = b'"metadata":{}'

    def sealed(new: bytes) -> Files:
        return replace(SMALL, states={1: SMALL.events[0].state.replace(plain, new)}).bundle(LIEGE)

    for name, (code, new) in {
        "a space": ("NOT_CANONICAL", b'"metadata": {}'),
        "a key twice": ("NOT_CANONICAL", b'"metadata":{},"metadata":{}'),
        "a key twice, the second empty": ("NOT_CANONICAL", b'"metadata":{"a":1,"a":1}'),
        "keys out of order": ("NOT_CANONICAL", b'"metadata":{"b":1,"a":1}'),
        "a fraction": ("MALFORMED", b'"metadata":1.0'),
        "a half": ("MALFORMED", b'"metadata":0.5'),
        "an exponent": ("MALFORMED", b'"metadata":1e3'),
        "minus nought": ("NOT_CANONICAL", b'"metadata":-0'),
        "a number of 2^53": ("MALFORMED", b'"metadata":9007199254740992'),
        "a number below -2^53": ("MALFORMED", b'"metadata":-9007199254740993'),
        "an endless number": ("MALFORMED", b'"metadata":' + 5000 * b"9"),
        "not a number": ("MALFORMED", b'"metadata":NaN'),
        "infinity": ("MALFORMED", b'"metadata":Infinity'),
        "a number with a nought before": ("MALFORMED", b'"metadata":01'),
        "brackets without end": ("MALFORMED", b'"metadata":' + 200_000 * b"["),
        "no UTF-8": ("MALFORMED", b'"metadata":"\xff"'),
        "an overlong form": ("MALFORMED", b'"metadata":"\xc0\xaf"'),
        "a surrogate in UTF-8": ("MALFORMED", b'"metadata":"\xed\xa0\x80"'),
        "half a surrogate": ("NOT_CANONICAL", b'"metadata":"\\ud800"'),
        "a letter escaped": ("NOT_CANONICAL", b'"metadata":"\\u00e9"'),
        "a pair escaped": ("NOT_CANONICAL", b'"metadata":"\\ud83d\\ude00"'),
        "an escape in capitals": ("NOT_CANONICAL", b'"metadata":"\\u001B"'),
        "a slash escaped": ("NOT_CANONICAL", b'"metadata":"\\/"'),
        "a tab as it is": ("MALFORMED", b'"metadata":"\t"'),
        "a line end inside": ("MALFORMED", b'"metadata":\n{}'),
        "a byte order mark": ("NOT_CANONICAL", b'"metadata":"\\ufeff"'),
        "nothing": ("MALFORMED", b'"metadata":'),
        "names in the order of code points": ("NOT_CANONICAL", '"metadata":{"\ue000":1,"\U00010000":2}'.encode()),
        "201 lists within each other": ("MALFORMED", b'"metadata":' + 200 * b"[" + 200 * b"]"),
    }.items():
        yield Case(f"a state has {name}", sealed(new), {code, "MALFORMED"})
    for name, new in {
        "an escape that must be": b'"metadata":"\\u001b[31m \\" \\\\ \\n"',
        "letters of all planes": '"metadata":"é € 😀 \u2028 \u202e \x7f"'.encode(),
        "no letter in a key": b'"metadata":{"":0}',
        "names in the order of UTF-16": '"metadata":[{"\U00010000":2,"\ue000":1}]'.encode(),
        "200 lists within each other": b'"metadata":' + 199 * b"[" + 199 * b"]",
        "many lists beside each other": b'"metadata":[' + 300 * b"[]," + b"[]]",
        "the largest numbers": b'"metadata":[9007199254740991,-9007199254740991,0]',
        "what looks like the end of a line": b'"metadata":"},\\"topic\\":\\"x\\"}"',
    }.items():
        yield Case(f"a state has {name}: as it must be", sealed(new), None)
    elsewhere, anew = lied(1, originator_id=str(PROJECT)), lied(1, originator_version=2)
    yield Case("a state says another entity", elsewhere.bundle(LIEGE), {"EVENT_MISNAMED"})
    yield Case("a state says another version", anew.bundle(LIEGE), {"EVENT_MISNAMED"})
    yield Case("a state says a true version", lied(1, originator_version=True).bundle(LIEGE), {"EVENT_MISNAMED"})
    yield Case("a first version is 2", lied(1, 2, originator_version=2).bundle(LIEGE), {"STREAM_BROKEN"})
    yield Case("a version is nought", lied(1, 0, originator_version=0).bundle(LIEGE), {"STREAM_BROKEN"})


def in_files() -> Iterator[Case]:
    """By somebody without the key."""
    files, lines = SMALL.bundle(LIEGE), SMALL.lines(LIEGE)
    for name in files:
        yield Case(f"no {name}", {each: data for each, data in files.items() if each != name}, {"FILE_MISSING"})
    for name, change in {
        "an event is dropped": (lines[1:], {"EVENTS_MISSING", "EVENT_OUT_OF_SEQUENCE", "EVENT_WITHHELD"}),
        "the last event is dropped": (lines[:-1], {"EVENTS_MISSING"}),
        "an event is told twice": ([lines[0], *lines], {"EVENT_MISPLACED"}),
        "an event is appended": ([*lines, lines[-1].replace(b'"seq":12', b'"seq":13')], {"EVENT_MISPLACED"}),
        "no event": ([], {"EVENTS_MISSING"}),
        "an empty line": ([b"\n", *lines], {"MALFORMED"}),
        "the last line has no end": ([*lines[:-1], lines[-1][:-1]], {"MALFORMED"}),
        "lines end as in Windows": ([line[:-1] + b"\r\n" for line in lines], {"MALFORMED"}),
        "a line is too long": ([lines[0].replace(b"{}", b'"' + 5_000_000 * b"x" + b'"')], {"FILE_TOO_LARGE"}),
    }.items():
        yield Case(f"events: {name}", files | {EVENTS: b"".join(change[0])}, change[1])
    for name, old, new, code in (
        ("a state is altered", b'"metadata":{}', b'"metadata":{"actor":"x"}', "EVENTS_ALTERED"),
        (
            "an instant is altered",
            b'"recorded_at":1764000001000000',
            b'"recorded_at":1764000001000001',
            "EVENTS_ALTERED",
        ),
        ("a topic is altered", b"pole.created", b"pole.abolished", "EVENTS_ALTERED"),
        ("a position goes back", b'"position":2', b'"position":1', "EVENT_MISPLACED"),
        ("a position is 0", b'"position":1,', b'"position":0,', "EVENT_MISPLACED"),
        ("a position is after the end", b'"position":16', b'"position":18', "EVENT_SURPLUS"),
        ("a position is far after the end", b'"position":16', b'"position":9007199254740991', "EVENT_SURPLUS"),
        ("a position is of 2^53", b'"position":16', b'"position":9007199254740992', "MALFORMED"),
        ("a position has 21 digits", b'"position":1,', b'"position":1' + 20 * b"0" + b",", "MALFORMED"),
        ("a position has a nought before", b'"position":1,', b'"position":01,', "MALFORMED"),
        (
            "the line names another version",
            b'"originator_version":1,"pos',
            b'"originator_version":2,"pos',
            "EVENT_MISNAMED",
        ),
        (
            "the line names another entity",
            b'"originator_id":"00000000-0',
            b'"originator_id":"10000000-0',
            "EVENT_MISNAMED",
        ),
        ("an identifier in capitals", b'"originator_id":"00000000-0000-0000-0000-0000000000c8', b"", "MALFORMED"),
        ("a number is skipped", b'"seq":3', b'"seq":4', "EVENT_OUT_OF_SEQUENCE"),
        ("a number is nought", b'"seq":1,', b'"seq":0,', "MALFORMED"),
        ("a field is added", b'"position":1,', b'"place":1,"position":1,', "MALFORMED"),
        ("a field is there twice", b'"position":1,', b'"position":1,"position":1,', "MALFORMED"),
        ("a topic of two lines", b"pole.created", b"pole\\ncreated", "MALFORMED"),
        ("a topic of no letters", b'"topic":"pole.created.v1"', b'"topic":""', "MALFORMED"),
        ("a topic of 200 bytes", b"pole.created.v1", b"\xc3\xa9" * 100, "EVENTS_ALTERED"),
        ("a topic of 202 bytes", b"pole.created.v1", b"\xc3\xa9" * 101, "MALFORMED"),
        ("a topic is no UTF-8", b'"topic":"pole.created.v1"', b'"topic":"\xff"', "MALFORMED"),
    ):
        if new:
            yield Case(f"events: {name}", put(EVENTS, old, new), {code})
    third = lines[2].replace(b',"seq":3', b"")
    yield Case(
        "events: an own one has no number",
        files | {EVENTS: b"".join([*lines[:2], third, *lines[3:]])},
        {"EVENT_OUT_OF_SEQUENCE"},
    )
    of_namur = SMALL.bundle("namur")
    yield Case(
        "the events of Namur",
        files | {EVENTS: of_namur[EVENTS]},
        {"EVENTS_MISSING", "EVENT_FOREIGN", "EVENT_WITHHELD", "EVENT_OUT_OF_SEQUENCE"},
    )
    yield Case(
        "the Instance is Namur",
        files | {"instance.json": of_namur["instance.json"]},
        {"EVENT_FOREIGN", "EVENT_OUT_OF_SEQUENCE"},
    )
    yield from _in_others(files)
    yield from _in_json(files)


def _in_others(files: Files) -> Iterator[Case]:
    others = files[OTHERS]
    first, second = others[:34], others[34:68]
    for name, data, codes in (
        ("one entry short", others[:-34], {"EVENTS_MISSING"}),
        ("one byte short", others[:-1], {"EVENTS_MISSING"}),
        ("nothing", b"", {"EVENTS_MISSING"}),
        ("one entry too many", others + struct.pack(">H", 1) + sha256(b"x"), {"EVENT_SURPLUS"}),
        ("one byte too many", others + b"\0", {"EVENT_SURPLUS"}),
        ("many too many", others + 5000 * first, {"EVENT_SURPLUS"}),
        (
            "an entry that is addressed to Liège at the end",
            others + struct.pack(">H", 32) + sha256(b"x"),
            {"EVENT_SURPLUS"},
        ),
        ("two entries swapped", second + first + others[68:], {"EVENTS_ALTERED"}),
        ("an entry twice", first + first + others[68:], {"EVENTS_ALTERED"}),
        ("addressed to nobody", b"\0\0" + others[2:], {"ROUTE_INVALID"}),
        ("addressed to Liège", struct.pack(">H", 32) + others[2:], {"EVENT_WITHHELD"}),
        ("addressed to Liège and an unknown one", struct.pack(">H", 32 | 1 << 11) + others[2:], {"ROUTE_INVALID"}),
    ):
        yield Case(f"others: {name}", files | {OTHERS: data}, codes)


def _in_json(files: Files) -> Iterator[Case]:
    genesis, instance = json.loads(files["genesis.json"]), json.loads(files["instance.json"])
    whole = f"{ORIGIN}"
    for name, said, codes in (
        ("of format 1", genesis | {"format": 1}, {"GENESIS_FOREIGN"}),
        ("of format true", genesis | {"format": True}, {"MALFORMED", "GENESIS_FOREIGN"}),
        ("of another log", genesis | {"origin": "example.org/other/ledger"}, {"GENESIS_FOREIGN"}),
        ("without Instances", genesis | {"bassins": []}, {"GENESIS_FOREIGN"}),
        ("of Instances not in order", genesis | {"bassins": CODES[::-1]}, {"GENESIS_FOREIGN"}),
        ("of an Instance twice", genesis | {"bassins": sorted([*CODES, LIEGE])}, {"GENESIS_FOREIGN"}),
        ("of seventeen", genesis | {"bassins": sorted([*CODES, *"abcdefg"])}, {"GENESIS_FOREIGN"}),
        ("without Liège", genesis | {"bassins": [each for each in CODES if each != LIEGE]}, {"INSTANCE_UNKNOWN"}),
        ("of numbers", genesis | {"bassins": [1]}, {"MALFORMED", "GENESIS_FOREIGN"}),
        ("with a field more", genesis | {"sealed_at": 1}, {"MALFORMED"}),
        ("with a past that is none", genesis | {"past": {}}, {"MALFORMED"}),
        (
            "with a past of no block",
            genesis | {"past": {"last": 0, "origin": PLATFORM, "root": 64 * "0", "size": 0}},
            {"MALFORMED"},
        ),
        ("of one Instance less", genesis | {"bassins": CODES[1:]}, {"EVENTS_ALTERED", "ROUTE_INVALID"}),
        ("a list", [genesis], {"MALFORMED"}),
    ):
        yield Case(f"genesis: {name}", files | {"genesis.json": canonical(said)}, codes)
    for name, listed in {
        "in the order of code points": sorted([*CODES, "\uffff", "\U0001f600"]),
        "in the order of UTF-16": sorted([*CODES, "\uffff", "\U0001f600"], key=lambda code: code.encode("utf-16-be")),
        "with an empty one": ["", *CODES],
        "with a capital": sorted([*CODES, "Liege"]),
        "with 65 letters": sorted([*CODES, "a" * 65]),
    }.items():
        ledger = replace(SMALL, codes=tuple(listed))
        yield Case(f"genesis: codes {name}, signed", ledger.bundle(LIEGE), {"GENESIS_FOREIGN"})
    installation = replace(SMALL, origin=PLATFORM, signers=(KEY.called(PLATFORM),)).bundle(LIEGE)
    yield Case("genesis: a log under the name of the installation", installation, {"GENESIS_FOREIGN"})
    twice = f"{ORIGIN}/ledger"
    second = replace(SMALL, origin=twice, signers=(KEY.called(twice),)).bundle(LIEGE)
    yield Case("genesis: a second log that the same key is good for", second, {"GENESIS_FOREIGN"})
    yield Case("genesis: spaces", files | {"genesis.json": json.dumps(genesis).encode()}, {"NOT_CANONICAL"})
    for name, before, after, code in (
        ("a line end", b"", b"\n", "NOT_CANONICAL"),
        ("a space before", b" ", b"", "NOT_CANONICAL"),
        ("a form feed before", b"\f", b"", "MALFORMED"),
        ("a no-break space after", b"", b"\xc2\xa0", "MALFORMED"),
        ("a byte order mark", b"\xef\xbb\xbf", b"", "MALFORMED"),
        ("a letter after", b"", b"x", "MALFORMED"),
        ("itself again", b"", files["genesis.json"], "MALFORMED"),
    ):
        yield Case(f"genesis: {name}", files | {"genesis.json": before + files["genesis.json"] + after}, {code})
    yield Case("genesis: too long", files | {"genesis.json": 100_000 * b" "}, {"FILE_TOO_LARGE"})
    yield Case(
        "genesis: another that is signed beside",
        files | {"genesis.json": replace(SMALL, codes=(*CODES, "zone")).genesis},
        {"EVENTS_ALTERED"},
    )
    assert genesis["origin"] == whole
    for name, said, codes in (
        ("of an unknown one", instance | {"bassin": "zone"}, {"INSTANCE_UNKNOWN"}),
        ("of a name that steers terminals", instance | {"bassin": "\x1b[2J\u202eliege"}, {"INSTANCE_UNKNOWN"}),
        ("of a name in markup", instance | {"bassin": "[bold]liege[/]:smile:"}, {"INSTANCE_UNKNOWN"}),
        ("of format 1", instance | {"format": 1}, {"MALFORMED"}),
        ("of format true", instance | {"format": True}, {"MALFORMED"}),
        ("of one event less", instance | {"size": 11}, {"EVENT_SURPLUS"}),
        ("of one event more", instance | {"size": 13}, {"EVENTS_MISSING"}),
        ("of true events", instance | {"size": True}, {"MALFORMED"}),
        ("of minus one event", instance | {"size": -1}, {"MALFORMED"}),
        ("of 2^53 events", instance | {"size": 1 << 53}, {"MALFORMED"}),
        ("with a field more", instance | {"root": 64 * "0"}, {"MALFORMED"}),
    ):
        yield Case(f"instance: {name}", files | {"instance.json": canonical(said)}, codes)
    repeated = files["instance.json"].replace(b'"format":2', b'"format":2,"format":2')
    yield Case("instance: a key twice", files | {"instance.json": repeated}, {"NOT_CANONICAL"})
    fraction = files["instance.json"].replace(b'"size":12', b'"size":12.0')
    yield Case("instance: a fraction", files | {"instance.json": fraction}, {"MALFORMED"})
    escaped = files["instance.json"].replace(b"liege", b"li\\u0065ge")
    yield Case("instance: an escape", files | {"instance.json": escaped}, {"NOT_CANONICAL"})


def begun_in_blocks() -> Iterator[Case]:
    """A register that release 0.1 began names its last block in the genesis: nothing is read into it."""
    said = {"last": 9, "origin": PLATFORM, "root": 64 * "a", "size": 3}
    ledger = replace(SMALL, past=said)
    files, short = ledger.bundle(LIEGE), KEY.called(PLATFORM)
    for bassin in (LIEGE, "namur", "verviers"):
        kept = (ledger.note(1), ledger.note(9), ledger.note())
        yield Case(f"begun in blocks: honest, {bassin}", ledger.bundle(bassin), None, since=kept)
    yield Case("begun in blocks: honest, by the key under its old name", files, None, (short.vkey,))
    headers = files | {"past/headers.jsonl": b"{}\n"}
    yield Case("begun in blocks: honest, with the headers that release 0.4 adds", headers, None)
    yield Case(
        "headers, and nothing of blocks in the genesis", SMALL.bundle(LIEGE) | {"past/headers.jsonl": b""}, None
    )
    block = (note(PLATFORM, 3, bytes.fromhex(64 * "a"), [short]),)
    yield Case("begun in blocks: a block is kept", files, {"SINCE_FOREIGN"}, since=block)
    genesis = json.loads(files["genesis.json"])
    for name, past, codes in (
        ("another root", said | {"root": 64 * "b"}, {"EVENTS_ALTERED"}),
        ("no blocks", None, {"EVENTS_ALTERED"}),
        ("blocks of another installation", said | {"origin": "example.org/other"}, {"GENESIS_FOREIGN"}),
        ("a field more", said | {"x": 1}, {"MALFORMED"}),
    ):
        told = files | {"genesis.json": canonical(genesis | {"past": past})}
        yield Case(f"begun in blocks: the genesis says {name}", told, codes)
    rewritten = replace(SMALL.altered(5, pole="x"), past=said).bundle(LIEGE)
    yield Case("begun in blocks: the past is rewritten", rewritten, {"PAST_REWRITTEN"}, since=(ledger.note(9),))
