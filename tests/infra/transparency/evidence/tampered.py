"""A sealed history of an Instance that joins a project late, and what may be done to its bundle."""

from collections.abc import Callable, Mapping, Sequence
from uuid import UUID

from tests.infra.transparency.evidence.synthetic import Log, Signer, canonical

PROJECT, ANNEX = UUID(int=5), "annex/00000000-0000-0000-0000-000000000005-10"
WITNESS = Signer("namur.example.org/witness", 4, seed=7)

type Files = dict[str, bytes]
type Tampering = Callable[[Files], object]


def a_history(*signers: Signer) -> Log:
    """Three blocks; Liège joins in the last one a project that Namur began in the first two."""
    log = Log(*signers)
    for number in range(6):
        log.write("pole.created.v1", UUID(int=100 + number), "liege", "namur")
    log.write("project.emerged.v1", PROJECT, "namur")
    log.seal()
    log.write("project.amended.v1", PROJECT, "namur", reason="Autre idée.")
    log.write("pole.created.v1", UUID(int=200), "verviers")
    log.seal()
    log.write("project.pole-joined.v1", PROJECT, "liege", "namur", bassin="liege", **log.past_of(PROJECT))
    log.write("pole.created.v1", UUID(int=300), "liege")
    log.seal()
    return log


LOG = a_history()
KEY = LOG.signers[0].vkey
OLD = LOG.note_of(1)


def lines(files: Files, name: str) -> list[bytes]:
    return files[name].splitlines(keepends=True)


def set_lines(name: str, change: Callable[[list[bytes]], Sequence[bytes]]) -> Tampering:
    return lambda files: files.update({name: b"".join(change(lines(files, name)))})


def swap(name: str, old: bytes, new: bytes) -> Tampering:
    def tamper(files: Files) -> None:
        assert old in files[name]
        files[name] = files[name].replace(old, new, 1)

    return tamper


def of_namur(name: str) -> Tampering:
    return lambda files: files.update({name: LOG.bundle("namur", since=1)[name]})


EVENTS, PAST, SEALED = "events.jsonl", f"{ANNEX}.jsonl", f"{ANNEX}.proof"


def spare_bits(note: bytes) -> bytes:
    """The last character before the padding of a signature, so that the same bytes are written otherwise."""
    at = note.rindex(b"=") - 1
    return note[:at] + bytes([note[at] + 1]) + note[at + 1 :]


TAMPERED: Mapping[str, tuple[str, Tampering]] = {
    "an event is dropped": ("EVENT_OUT_OF_SEQUENCE", set_lines(EVENTS, lambda it: it[1:])),
    "the last event is dropped": ("EVENTS_MISSING", set_lines(EVENTS, lambda it: it[:-1])),
    "an event is told twice": ("EVENT_OUT_OF_SEQUENCE", set_lines(EVENTS, lambda it: [it[0], *it])),
    "an event is appended": (
        "EVENT_SURPLUS",
        set_lines(EVENTS, lambda it: [*it, it[-1].replace(b'"seq":8', b'"seq":9')]),
    ),
    "a state is altered": ("EVENTS_ALTERED", swap(EVENTS, b'"metadata":{}', b'"metadata":{"actor":"x"}')),
    "an instant is altered": ("EVENTS_ALTERED", swap(EVENTS, b'"recorded_at":1', b'"recorded_at":2')),
    "a topic is altered": ("EVENTS_ALTERED", swap(EVENTS, b"pole.created", b"pole.abolished")),
    "a position goes back": ("EVENT_MISPLACED", swap(EVENTS, b'"position":2', b'"position":1')),
    "a position is after the block": ("EVENT_MISPLACED", swap(EVENTS, b'"position":11', b'"position":12')),
    "the line names another version": (
        "EVENT_MISNAMED",
        swap(EVENTS, b'"originator_version":1,"pos', b'"originator_version":2,"pos'),
    ),
    "the event is of another Instance": ("EVENT_FOREIGN", swap(EVENTS, b'["liege","namur"]', b'["namur"]')),
    "a state has a space": ("NOT_CANONICAL", swap(EVENTS, b'"metadata":{}', b'"metadata": {}')),
    "a key is there twice": ("NOT_CANONICAL", swap(EVENTS, b'"metadata":{}', b'"metadata":{},"metadata":{}')),
    "a number has a fraction": ("MALFORMED", swap(EVENTS, b'"metadata":{}', b'"metadata":1.0')),
    "a number is endless": ("MALFORMED", swap(EVENTS, b'"metadata":{}', b'"metadata":' + 5000 * b"9")),
    "a state is nested without end": ("MALFORMED", swap(EVENTS, b'"metadata":{}', b'"metadata":' + 200_000 * b"[")),
    "a position is no 64-bit number": ("MALFORMED", swap(EVENTS, b'"position":1', b'"position":1' + 20 * b"0")),
    "a state is no UTF-8": ("MALFORMED", swap(EVENTS, b'"metadata":{}', b'"metadata":"\xff"')),
    "half a surrogate": ("NOT_CANONICAL", swap(EVENTS, b'"metadata":{}', b'"metadata":"\\ud800"')),
    "the last line has no end": ("MALFORMED", lambda it: it.update({EVENTS: it[EVENTS][:-1]})),
    "a line is too long": (
        "FILE_TOO_LARGE",
        swap(EVENTS, b'"metadata":{}', b'"metadata":"' + 5_000_000 * b"x" + b'"'),
    ),
    "a proof is too long": ("FILE_TOO_LARGE", lambda it: it.update({"heads.proof": 100_000 * b" "})),
    "there are no events": ("FILE_MISSING", lambda it: it.pop(EVENTS)),
    "there is no checkpoint": ("FILE_MISSING", lambda it: it.pop("checkpoint.note")),
    "the proof of the head is of Namur": ("HEAD_UNPROVEN", of_namur("heads.proof")),
    "the head is of Namur": ("HEAD_UNPROVEN", of_namur("instance.json")),
    "the head says less": ("HEAD_UNPROVEN", swap("instance.json", b'"size":8', b'"size":7')),
    "a sibling is spelt as empty": (
        "MALFORMED",
        lambda it: it.update({"heads.proof": canonical({"bitmap": f"{1:064x}", "siblings": [64 * "0"]})}),
    ),
    "siblings are missing": (
        "MALFORMED",
        lambda it: it.update({"heads.proof": canonical({"bitmap": f"{1:064x}", "siblings": []})}),
    ),
    "a field is added": ("MALFORMED", swap("instance.json", b'"bassin"', b'"a":1,"bassin"')),
    "an integer is true": ("MALFORMED", swap("instance.json", b'"size":8', b'"size":true')),
    "the header is another": ("HEADER_UNPROVEN", swap("header.json", b'"last":11', b'"last":12')),
    "the header is of an older block": ("HEADER_UNPROVEN", lambda it: it.update({"header.json": LOG.headers[1]})),
    "the consistency is with another": ("CONSISTENCY_FOREIGN", swap("consistency.proof", b'"first":1', b'"first":2')),
    "the consistency is cut": (
        "LOG_REWRITTEN",
        lambda it: it.update({"consistency.proof": canonical({"first": 1, "path": [], "second": 3})}),
    ),
    "the signature is cut": ("MALFORMED", lambda it: it.update({"checkpoint.note": it["checkpoint.note"][:-1]})),
    "the signature is another": (
        "SIGNATURE_INVALID",
        lambda it: it.update({"checkpoint.note": OLD.replace(b"\n1\n", b"\n3\n")}),
    ),
    "base64 has spare bits": (
        "MALFORMED",
        lambda it: it.update({"checkpoint.note": spare_bits(it["checkpoint.note"])}),
    ),
    "an annex is missing": ("FILE_MISSING", lambda it: it.pop(PAST)),
    "the proofs of an annex are missing": ("FILE_MISSING", lambda it: it.pop(SEALED)),
    "an annex is shorter": (
        "ANNEX_WRONG",
        lambda it: [set_lines(name, lambda all_: all_[:-1])(it) for name in (PAST, SEALED)],
    ),
    "an annex is longer": (
        "ANNEX_WRONG",
        lambda it: [set_lines(name, lambda all_: [*all_, all_[-1]])(it) for name in (PAST, SEALED)],
    ),
    "an annex has a proof too many": ("ANNEX_WRONG", set_lines(SEALED, lambda all_: [*all_, all_[-1]])),
    "an annex has a proof less": ("MALFORMED", set_lines(SEALED, lambda all_: all_[:-1])),
    "an annex is turned round": (
        "ANNEX_FOREIGN",
        lambda it: [set_lines(name, lambda all_: all_[::-1])(it) for name in (PAST, SEALED)],
    ),
    "an annex has another instant": ("ANNEX_UNSEALED", swap(PAST, b'"recorded_at":1', b'"recorded_at":2')),
    "an annex is proven in another block": ("ANNEX_UNSEALED", set_lines(SEALED, lambda all_: [all_[1], all_[1]])),
    "an annex that nobody asked for": ("ANNEX_UNEXPECTED", lambda it: it.update({"annex/x.jsonl": b""})),
}
