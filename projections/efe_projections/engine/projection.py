"""Projections: a row type, the keys that an event touches, and a pure fold with its helpers."""

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from typing import Any, TypeAliasType, get_args

import msgspec
from msgspec.structs import replace

from efe_domain.shared.effective_facts import effective_facts
from efe_domain.shared.event import Event
from efe_projections.engine.row import Row

type Key = tuple[object, ...]


class RecordedEvent[E: Event](msgspec.Struct, frozen=True, gc=False):
    """An event with its place in the ledger."""

    event: E
    position: int
    recorded_at: datetime
    topic: str
    leaf: bytes


class Projection[R: Row](msgspec.Struct, frozen=True, kw_only=True):
    """A row type with its fold. `keys` returns the rows that an event touches, each once; `evolve` the next version
    of one.

    `evolve` is pure and never refuses a fact: an exception is a defect, and stops the runner. The returned row is the
    next version; the same object means no change, None that the row ends. `part` returns the event as it concerns one
    key, where it begins several rows.
    """

    row: type[R]
    topics: frozenset[str]
    keys: Callable[[Event], Iterable[Key]]
    evolve: Callable[[R | None, RecordedEvent[Event]], R | None]
    part: Callable[[RecordedEvent[Any], Key], RecordedEvent[Any]] | None = None


def standing_facts(stream: Sequence[RecordedEvent[Event]]) -> list[RecordedEvent[Event]]:
    """Returns the effective facts of a stream, read from its first event. A derived fact shares the place of its
    cause."""
    places = {record.event.originator_version: record for record in stream}
    return [
        replace(places[fact.originator_version], event=fact, topic=fact.TOPIC)
        for fact in effective_facts(record.event for record in stream)
    ]


def topics_of(*events: type[Event]) -> frozenset[str]:
    return frozenset(event.TOPIC for event in events)


def topics_of_union(events: Any) -> frozenset[str]:
    """Returns the topics of a union of events, such as all those of an aggregate."""
    if isinstance(events, TypeAliasType):
        return topics_of_union(events.__value__)
    parts = get_args(events)
    return frozenset().union(*map(topics_of_union, parts)) if parts else topics_of(events)


def originator(event: Event) -> list[Key]:
    """Returns the key of the entity itself."""
    return [(event.originator_id,)]


def is_illustrative(record: RecordedEvent[Event]) -> bool:
    """Tells whether the command was played for a demonstration; the row then says so."""
    return record.event.metadata.get("illustrative") == "yes"


def is_invented(record: RecordedEvent[Event]) -> bool:
    """Tells whether the name and bassins of the thing are invented for a demonstration, too."""
    return is_illustrative(record) and record.event.metadata.get("documented") != "yes"
