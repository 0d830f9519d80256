"""Files and ledgers altered by chance: bytes, words of JSON, lines, and what an operator may sign."""

import random
from collections.abc import Callable, Sequence
from dataclasses import replace

from tests.infra.transparency.evidence.synthetic import JOIN, Event, Ledger

WORDS: Sequence[bytes] = (
    *(b"null", b"true", b"NaN", b"-0", b"0", b"00", b"01", b"1", b"1.0", b"1e3"),
    *(b"9007199254740991", b"9007199254740992", b"9999999999999999", b"-9007199254740992", b"1" * 5000),
    *(b"\\u0041", b"\\ud800", b"\\", "\U0001f600".encode(), "\uffff".encode()),
    *(b"\xef\xbb\xbf", b"\xff", b"\xed\xa0\x80", b"\xc2\x85", b"\xe2\x80\xa8"),
    *(b"{}", b"[]", b"[[", b" ", b"\t", b"\n", b"\r", b"\0", b'"', b",", b":", b"\x7f"),
    *(b'"bassin":null,', b'"bassins":["liege"],', b'"__proto__":{},', b'"seq":0,', b'"seq":9007199254740993,'),
    *(300 * b"[" + 300 * b"]", b"- \n", "— x AAAAAAAA\n".encode(), b"liege", b"namur", b"project."),
)
CODES = ("liege", "Liege", "liège", "", "\uffff", "\U0001f600", "namur", "a" * 65, "x\n", "-", "0")

TOPICS = (JOIN, "project.", "é" * 100, "x" * 201)
FIELDS = ("bassin", "bassins", "past_events", "past_root", "\U0001f600", "\uffff", "__proto__")
VALUES: Sequence[object] = (
    *(None, 0, 1, True, "liege", "", "\U0001f600", {}, [], ["liege"]),
    *(["namur", "liege"], ["liege", "liege"], 2**53 - 1),
)

type Chance = random.Random


def altered(data: bytes, chance: Chance) -> bytes:
    at = chance.randrange(len(data) + 1)
    lines, word = data.splitlines(keepends=True), chance.choice(WORDS)
    digit = next((place for place in range(at, len(data)) if data[place : place + 1].isdigit()), at)
    one, other = (chance.randrange(len(lines) or 1) for _ in range(2))
    changes: Sequence[Callable[[], bytes]] = (
        lambda: data[:at] + bytes(each ^ 1 << chance.randrange(8) for each in data[at : at + 1]) + data[at + 1 :],
        lambda: data[:at] + word + data[at:],
        lambda: data[:at] + word + data[at + len(word) :],
        lambda: data[:at] + data[at + chance.choice((1, 2, 34)) :],
        lambda: data[:digit] + b"%d" % chance.randrange(10) + data[digit + 1 :],
        lambda: data[:digit] + word + data[digit + 1 :],
        lambda: b"".join([*lines[:one], *lines[one + 1 :]]),
        lambda: b"".join([*lines[:one], *lines[one : one + 1], *lines[one:]]),
        lambda: b"".join(_swapped(lines, one, other)),
        lambda: data + word,
        lambda: word + data,
        lambda: b"",
        lambda: data.rstrip(b"\n"),
    )
    return chance.choice(changes)()


def _swapped(lines: Sequence[bytes], one: int, other: int) -> list[bytes]:
    found = list(lines)
    if found:
        found[one], found[other] = found[other], found[one]
    return found


def forged_ledger(ledger: Ledger, chance: Chance) -> Ledger:
    """Ledger that the holder of the key signs, whatever it says."""
    position = chance.randrange(1, len(ledger.events) + 1)
    event = ledger.events[position - 1]
    stored = altered(event.state, chance).replace(b"\n", b" ")
    states = {position: event.saying(**{chance.choice([*event.says, *FIELDS]): chance.choice(VALUES)}).state}
    later = event._replace(recorded_at=chance.choice((0, 1, event.recorded_at // 2)))
    renamed = event._replace(topic=chance.choice(TOPICS))
    changes: Sequence[Callable[[], Ledger]] = (
        lambda: replace(ledger, states=states),
        lambda: replace(ledger, states={position: stored}),
        lambda: _with_event(ledger, position, later),
        lambda: _with_event(ledger, position, renamed),
        lambda: ledger.routed(position, *chance.sample(ledger.codes, chance.randint(1, 3))),
        lambda: replace(ledger, codes=_codes(ledger.codes, chance)),
        lambda: replace(ledger, past=chance.choice(({}, {"last": 1, "origin": "x", "root": "0" * 64, "size": 1}))),
        lambda: replace(ledger, events=_from_zero(ledger.events)),
        lambda: ledger.up_to(position),
    )
    return chance.choice(changes)()


def _from_zero(events: Sequence[Event]) -> tuple[Event, ...]:
    """The first event was recorded at the instant 0."""
    return events[0]._replace(recorded_at=0), *events[1:]


def _with_event(ledger: Ledger, position: int, event: Event) -> Ledger:
    return replace(ledger, events=(*ledger.events[: position - 1], event, *ledger.events[position:]))


def _codes(codes: Sequence[str], chance: Chance) -> tuple[str, ...]:
    """Codes of Instances, of which one is odd; in the order of Python, of UTF-16, or in none."""
    found = [*codes, *chance.sample(CODES, 2)]
    orders: Sequence[Callable[[list[str]], list[str]]] = (
        sorted,
        lambda each: sorted(each, key=lambda code: code.encode("utf-16-be")),
        list,
    )
    return tuple(chance.choice(orders)(found))
