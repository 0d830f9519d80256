"""From the events of `/graphql` (graphql-sse) to those that a page understands."""

from collections.abc import Iterator
from typing import Final, NamedTuple

import msgspec

from efe_infra.console.register.answers import Answers
from efe_infra.console.register.client import Answer
from efe_infra.console.register.documents import Document


class Told(Answers, frozen=True):
    position: int
    sentence: str


class Followed(Answers, frozen=True):
    audit_entries: Told


FOLLOWED: Final = Document("followed", Followed)
_READ: Final = msgspec.json.Decoder(Answer[Followed], strict=False)


class Piece(NamedTuple):
    """One event: an entry, why the stream ends, or neither: how far it has come, or a sign of life."""

    passed: int | None = None
    told: Told | None = None
    ends: str | None = None


class Reading:
    """The pieces of a stream as its bytes come."""

    def __init__(self) -> None:
        self._rest = b""

    def pieces(self, content: bytes) -> Iterator[Piece]:
        *events, self._rest = (self._rest + content).split(b"\n\n")
        return map(piece, events)


def piece(event: bytes) -> Piece:
    fields = dict(line.split(b": ", 1) for line in event.split(b"\n") if b": " in line and not line.startswith(b":"))
    passed = int(fields[b"id"]) if b"id" in fields else None
    if fields.get(b"event") == b"complete":
        return Piece(passed, ends="")
    if b"data" not in fields:
        return Piece(passed)
    answer = _READ.decode(fields[b"data"])
    if answer.errors or answer.data is None:
        return Piece(passed, ends=answer.errors[0].extensions.code if answer.errors else "")
    return Piece(passed, told=answer.data.audit_entries)


def entry(told: Told, safe: int | None) -> bytes:
    """`safe` is the position after which a browser resumes that is cut off now."""
    return b"%sevent: acte\ndata: %s\n\n" % (mark(safe), msgspec.json.encode(told))


def life(safe: int | None) -> bytes:
    return b"%s:\n\n" % mark(safe)


def last(code: str) -> bytes:
    return b"event: fin\ndata: %s\n\n" % (code or "COMPLETE").encode()


def mark(safe: int | None) -> bytes:
    return b"" if safe is None else b"id: %d\n" % safe
