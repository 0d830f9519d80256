"""Translation of the events of `/graphql` (graphql-sse) to the events of live pages."""

from collections.abc import Iterator
from typing import Final, NamedTuple

import msgspec

from efe_infra.console.live.generated import FollowedAuditEntry, FollowedResponse
from efe_infra.console.register.client import Answer

_DECODER: Final = msgspec.json.Decoder(Answer[FollowedResponse], strict=False)


class SourceEvent(NamedTuple):
    """Event of a subscription: an entry, the reason of its end, or a heartbeat. `position` is its progress."""

    position: int | None = None
    entry: FollowedAuditEntry | None = None
    ends: str | None = None


class EventStreamParser:
    """Incremental parser of a stream of server-sent events."""

    def __init__(self) -> None:
        self._rest = b""

    def feed(self, content: bytes) -> Iterator[SourceEvent]:
        *events, self._rest = (self._rest + content).split(b"\n\n")
        return map(parse_event, events)


def parse_event(event: bytes) -> SourceEvent:
    fields = dict(line.split(b": ", 1) for line in event.split(b"\n") if b": " in line and not line.startswith(b":"))
    position = int(fields[b"id"]) if b"id" in fields else None
    if fields.get(b"event") == b"complete":
        return SourceEvent(position, ends="")
    if b"data" not in fields:
        return SourceEvent(position)
    answer = _DECODER.decode(fields[b"data"])
    if answer.errors or answer.data is None:
        return SourceEvent(position, ends=answer.errors[0].extensions.code if answer.errors else "")
    return SourceEvent(position, entry=answer.data.audit_entries)


def entry_event(entry: FollowedAuditEntry, safe: int | None) -> bytes:
    """Returns an entry. After an interruption, the browser resumes after the position `safe`."""
    return b"%sevent: acte\ndata: %s\n\n" % (id_field(safe), msgspec.json.encode(entry))


def heartbeat(safe: int | None) -> bytes:
    return b"%s:\n\n" % id_field(safe)


def end_event(code: str) -> bytes:
    return b"event: fin\ndata: %s\n\n" % (code or "COMPLETE").encode()


def id_field(safe: int | None) -> bytes:
    return b"" if safe is None else b"id: %d\n" % safe
