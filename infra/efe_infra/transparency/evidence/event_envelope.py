"""Envelope of an event of an Instance as a CloudEvent 1.0, for exports, feeds and webhooks."""

from datetime import UTC, datetime
from urllib.parse import quote
from uuid import UUID

import msgspec

from efe_domain.transparency.routed_log import SUFFIX

SEQUENCE_DIGITS = 19
"""Width of a sequence, so that texts sort as numbers."""


class EventEnvelope(msgspec.Struct, frozen=True, kw_only=True):
    """Context attributes of CloudEvents 1.0.2 that every form of an event has.

    `source` and `id` together name the event in each of them. `sequence`, of the extension of that name, is the
    number of the event in the Instance.
    """

    specversion: str = "1.0"
    id: str
    source: str
    type: str
    subject: str
    time: str
    sequence: str


class ThinEvent(EventEnvelope, frozen=True, kw_only=True):
    """Event without data: what happened to which object, without a name. `position` is its place in the register."""

    position: str


def log_address(origin: str) -> str:
    """Returns the URI of the log, with the origin of its checkpoints."""
    return f"https://{quote(origin.removesuffix(SUFFIX))}"


def thin_event(
    origin: str, bassin: str, *, position: int, sequence: int, topic: str, subject: UUID, recorded_at: datetime
) -> ThinEvent:
    """Makes the thin form of an event, as feeds and webhooks send it. `subject` is the object of the event.

    The position identifies the event within the log of `origin`, and so within each source.
    """
    return ThinEvent(
        id=str(position),
        source=f"{log_address(origin)}/{bassin}",
        type=topic,
        subject=str(subject),
        time=time_of(recorded_at),
        sequence=sequence_of(sequence),
        position=str(position),
    )


def time_of(recorded_at: datetime) -> str:
    """Returns an instant in RFC 3339."""
    return recorded_at.astimezone(UTC).isoformat(timespec="microseconds")


def sequence_of(number: int | None) -> str:
    return f"{number:0{SEQUENCE_DIGITS}}"
