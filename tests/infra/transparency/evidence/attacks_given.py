"""Starting points of the attacks: honest ledgers, a changed bundle, and a case of the table."""

from collections.abc import Collection
from dataclasses import dataclass, replace

from tests.infra.transparency.evidence.histories import a_history, by_chance
from tests.infra.transparency.evidence.synthetic import BEGAN, KEY, WITNESS, Event, Files, Ledger, Signer

LIEGE = "liege"


EVENTS, OTHERS, NOTE = "events.jsonl", "others.bin", "checkpoint.note"


DAY = 86_400


AHEAD = 300
"""Seconds by which two clocks may differ."""


@dataclass(frozen=True)
class Case:
    """`expected` are the codes one of which the fault has; None: the bundle is accepted."""

    name: str
    files: Files
    expected: Collection[str] | None
    keys: tuple[str, ...] = (KEY.vkey,)
    since: tuple[bytes, ...] = ()
    witnesses: tuple[str, ...] = ()
    max_age: int | None = None
    now: int = BEGAN


SMALL = a_history()
"""Seventeen events, of which Liège has twelve."""


LARGE = by_chance(240, 6)


CUT = 120
"""Events that a checkpoint covers which the auditor kept."""


OLD = LARGE.note(CUT + 1)


OWN = sorted(LARGE.own(LIEGE))


def put(name: str, old: bytes, new: bytes) -> Files:
    """One bundle in which some bytes of a file are others."""
    files = SMALL.bundle(LIEGE)
    assert old in files[name], (name, old)
    return files | {name: files[name].replace(old, new, 1)}


def last_alone(ledger: Ledger, bassin: str, after: int = 0, until: int = 1 << 62) -> Event:
    """The last event of a stream that concerns the Instance alone."""
    return next(
        event
        for event in reversed(ledger.events[:until])
        if event.bassins == [bassin]
        and event.position > after
        and not any(e.originator_id == event.originator_id for e in ledger.events[event.position :])
    )


def swapped[T](items: Collection[T], one: int, other: int) -> list[T]:
    found = list(items)
    found[one], found[other] = found[other], found[one]
    return found


def lied(position: int, version: int | None = None, **fields: object) -> Ledger:
    """One event of the small history says something else, and nothing that follows is made to fit."""
    event = SMALL.events[position - 1].saying(**fields)
    event = event._replace(originator_version=event.originator_version if version is None else version)
    return replace(SMALL, events=(*SMALL.events[: position - 1], event, *SMALL.events[position:]))


def cosigned(ledger: Ledger, *, size: int | None = None, **witnesses: int) -> bytes:
    """The note with the lines of these witnesses; `namur` is the one that is asked for."""
    signed = ledger.note(size)
    body = signed.partition(b"\n\n")[0] + b"\n"
    keys = {"namur": WITNESS, "later": WITNESS, "other": OTHER_WITNESS}
    return signed + b"".join(keys[name].line(body, at) for name, at in witnesses.items())


OTHER_WITNESS = Signer("liege.example.org/witness", 4, seed=8)
