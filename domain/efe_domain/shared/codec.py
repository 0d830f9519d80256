"""Canonical bytes of an event, and how old bytes stay readable.

Without floats and with ASCII keys, sorted JSON is RFC 8785 canonical JSON byte for byte: what is stored is what
is hashed is what is exported.
"""

import hashlib
from threading import Lock
from typing import Any, Final

import msgspec

from efe_domain.shared.event import UPCASTERS, Event, Upcaster, topics

__all__ = ["UPCASTERS", "UnknownTopic", "Upcaster", "content_hash", "decode", "encode"]

_ENCODER = msgspec.json.Encoder(order="sorted")
_DECODERS: Final[dict[str, msgspec.json.Decoder[Event]]] = {}
_MAKING = Lock()


class UnknownTopic(LookupError):
    """The ledger holds a topic that this version of the code does not know."""


def succession(topic: str) -> tuple[str, ...]:
    """The topic, and those that replaced it since: who asks for its events means theirs too."""
    found = [topic]
    while found[-1] in UPCASTERS:
        found.append(UPCASTERS[found[-1]][0])
    return tuple(found)


def encode(value: Any) -> bytes:
    """RFC 8785 bytes of an event, or of any value without floats and with ASCII keys."""
    return _ENCODER.encode(value)


def content_hash(*parts: Any) -> str:
    """SHA-256, in hexadecimal, over the canonical bytes of a content: what a position or a verdict says it judged."""
    return hashlib.sha256(encode(parts)).hexdigest()


def decode(topic: str, state: bytes) -> Event:
    """The event as today's code knows it. Raises `UnknownTopic`, or msgspec's errors for damaged bytes."""
    if topic not in UPCASTERS:
        return _decoder(topic).decode(state)
    raw: dict[str, Any] = msgspec.json.decode(state)
    while topic in UPCASTERS:
        topic, upcast = UPCASTERS[topic]
        raw = upcast(raw)
    return _decoder(topic).decode(_ENCODER.encode(raw))


def _decoder(topic: str) -> msgspec.json.Decoder[Event]:
    """Raises `UnknownTopic`. What msgspec finds out about a type, two threads must not find out at once: it crashes.

    So the first thread that comes makes the decoders of all topics, and the others wait for it.
    """
    if topic not in _DECODERS:
        with _MAKING:
            made = {name: msgspec.json.Decoder(kind) for name, kind in list(topics().items())}
            _DECODERS.update(made)
    try:
        return _DECODERS[topic]
    except KeyError:
        raise UnknownTopic(topic) from None
