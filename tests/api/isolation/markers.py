"""The same history with a word of its own in every text, so that a leak is found wherever it comes out."""

import re
from collections.abc import Iterable, Iterator, Sequence
from enum import Enum
from functools import partial
from hashlib import sha256
from types import MappingProxyType
from typing import Any, NamedTuple
from uuid import UUID

import msgspec
from msgspec.structs import replace

from efe_domain.shared.event import Event
from efe_domain.shared.record_events import RectificationProposed, Rectified
from efe_projections.engine.projection import RecordedEvent
from tests.api.isolation.corrected import FINGERPRINT, Topics, leaves, with_facts, with_fields, with_those
from tests.api.isolation.policy_texts import HASHES, KEYS, TEXTS
from tests.api.isolation.sight import Sight, Thing

MARK = re.compile(r"zq[0-9a-f]{12}")
REPLACED = {"decision.objection-maintained.v2"}
"""Of the last words on an objection, the contract keeps the last only."""
ASKED = {"patches.fields"}
EMPTY: Topics = MappingProxyType({})
ENVELOPE = {"originator_id", "originator_version", "bassins", "metadata"}


class Text(NamedTuple):
    """A text of an event, and the dotted path of its field."""

    path: str
    value: str


def word(*parts: object) -> str:
    return "zq" + sha256("|".join(map(str, parts)).encode()).hexdigest()[:12]


def document(stream: UUID, digest: str) -> bytes:
    """Makes a document of a stream, in place of the one with that fingerprint."""
    return f"Document {word(stream, digest)}".encode()


def marked(event: Event, topics: Topics = EMPTY) -> Event:
    """A text that comes back in the same field of the same stream has the same word; `topics` are those of facts."""
    if isinstance(event, Rectified):
        event = with_facts(event, marked)
    elif isinstance(event, RectificationProposed):
        event = with_fields(event, topics, partial(_asked_word, event))
    return replace(event, **{name: _with_words(event, name, getattr(event, name)) for name in _own_fields(event)})


def _asked_word(event: Event, topic: str, path: str, value: str) -> str:
    """Returns the word of a patch that the text has once it stands in the fact."""
    text = path in TEXTS.get(topic, ()) or path == "document.sha256"
    return str(_with_words(event, path, value)) if text else value


def _with_words(event: Event, path: str, value: Any) -> Any:
    match value:
        case Enum():
            return value
        case str() if path == "document.sha256":
            return sha256(document(event.originator_id, value)).hexdigest()
        case str() if value and path not in KEYS | HASHES:
            return f"{value} {word(event.originator_id, path, value)}"
        case tuple():
            return tuple(_with_words(event, path, item) for item in value)
        case msgspec.Struct():
            fields = value.__struct_fields__
            return replace(value, **{n: _with_words(event, f"{path}.{n}", getattr(value, n)) for n in fields})
        case _:
            return value


def texts(event: Event) -> Iterator[Text]:
    for name in _own_fields(event):
        yield from _texts(name, getattr(event, name))


def _texts(path: str, value: Any) -> Iterator[Text]:
    match value:
        case Enum():
            return
        case str() if value and path not in KEYS:
            yield Text(path, value)
        case dict() if path in ASKED:
            yield from (
                Text(path, each) for each in leaves(value) if MARK.search(each) or FINGERPRINT.fullmatch(each)
            )
        case tuple():
            for item in value:
                yield from _texts(path, item)
        case msgspec.Struct():
            for name in value.__struct_fields__:
                yield from _texts(f"{path}.{name}", getattr(value, name))


def _own_fields(event: Event) -> list[str]:
    return [name for name in event.__struct_fields__ if name not in ENVELOPE]


def needle_of(text: Text) -> str:
    """The word in it; a fingerprint is its own."""
    found = MARK.search(text.value)
    return found.group() if found else text.value


def told(recorded: Sequence[RecordedEvent[Event]]) -> Iterator[Thing]:
    """Every text of the marked history, and who may see it."""
    for number, each in enumerate(recorded):
        later, concerned = recorded[number + 1 :], frozenset(map(str, each.event.bassins))
        for event in with_those(each.event):
            rectified = _rectified(event, later)
            for text in texts(event):
                sight = TEXTS[event.TOPIC][text.path]
                lasting = sight is not Sight.PUBLISHABLE and event.TOPIC not in REPLACED
                replaced = rectified if lasting else _replaced(event, text.path, sight, later)
                yield Thing(needle_of(text), sight, event.originator_id, each.position, concerned, replaced)


def _rectified(event: Event, later: Iterable[RecordedEvent[Event]]) -> int | None:
    """The position from which another fact stands in its place."""
    version = event.originator_version
    same = (each for each in later if each.event.originator_id == event.originator_id)
    told = ((each.position, each.event) for each in same)
    return next(
        (position for position, fact in told if isinstance(fact, Rectified) and _changes(fact, version)), None
    )


def _changes(fact: Rectified, version: int) -> bool:
    return version in {each.version for each in fact.changes}


def _replaced(event: Event, path: str, sight: Sight, later: Iterable[RecordedEvent[Event]]) -> int | None:
    """The position at which another text took its place in the object."""
    same = (each for each in later if each.event.originator_id == event.originator_id)
    told = (each.position for each in same for fact in with_those(each.event) if _tells(fact, path, sight))
    return next(told, None)


def _tells(event: Event, path: str, sight: Sight) -> bool:
    return TEXTS.get(event.TOPIC, {}).get(path) is sight
