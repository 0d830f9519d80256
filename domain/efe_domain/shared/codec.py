"""Codec of events: canonical JSON, content hashes and event upcasting.

Without floats and with ASCII keys, sorted JSON equals RFC 8785 canonical JSON byte for byte. The same bytes are
stored, hashed and exported.
"""

import hashlib
from threading import Lock
from typing import Any, Final

import msgspec

from efe_domain.shared.event import UPCASTERS, Event, Upcaster, topics

__all__ = ["UPCASTERS", "UnknownTopic", "Upcaster", "content_hash", "decode", "encode"]

_ENCODER = msgspec.json.Encoder(order="sorted")
_DECODERS: Final[dict[str, msgspec.json.Decoder[Event]]] = {}
_DECODERS_LOCK = Lock()


class UnknownTopic(LookupError):
    """Raised for a topic in the ledger that this release does not define."""


def topic_lineage(topic: str) -> tuple[str, ...]:
    """Returns the topic and the topics that replaced it, so that a filter on an old topic finds new events too."""
    lineage = [topic]
    while lineage[-1] in UPCASTERS:
        lineage.append(UPCASTERS[lineage[-1]][0])
    return tuple(lineage)


def encode(value: Any) -> bytes:
    """Encodes an event, or any value without floats and with ASCII keys, as RFC 8785 canonical JSON."""
    return _ENCODER.encode(value)


def content_hash(*parts: Any) -> str:
    """Returns the SHA-256 of the canonical bytes, in hexadecimal. Positions and verdicts cite contents by hash."""
    return hashlib.sha256(encode(parts)).hexdigest()


def decode(topic: str, state: bytes) -> Event:
    """Decodes stored bytes; upcasts an old topic to its current event class first.

    Raises `UnknownTopic`, or the errors of msgspec for damaged bytes.
    """
    if topic not in UPCASTERS:
        return _decoder(topic).decode(state)
    fields: dict[str, Any] = msgspec.json.decode(state)
    while topic in UPCASTERS:
        topic, upcast = UPCASTERS[topic]
        fields = upcast(fields)
    return _decoder(topic).decode(_ENCODER.encode(fields))


def _decoder(topic: str) -> msgspec.json.Decoder[Event]:
    """Returns the decoder of a topic. Raises `UnknownTopic`.

    msgspec crashes if two threads inspect one type at the same time. So the first thread builds the decoders of all
    topics while it holds the lock.
    """
    if topic not in _DECODERS:
        with _DECODERS_LOCK:
            decoders = {name: msgspec.json.Decoder(kind) for name, kind in list(topics().items())}
            _DECODERS.update(decoders)
    try:
        return _DECODERS[topic]
    except KeyError:
        raise UnknownTopic(topic) from None
