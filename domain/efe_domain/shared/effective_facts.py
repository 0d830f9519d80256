"""Effective facts of a stream: its facts after rectifications and withdrawals.

Pure functions, shared by aggregates, read models and auditors.
"""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final

import msgspec
from msgspec.structs import replace

from efe_domain.shared.codec import decode, encode
from efe_domain.shared.event import Event
from efe_domain.shared.record_events import FactState, RecordEvent, Rectified

ENVELOPE: Final = frozenset(Event.__struct_fields__)
"""Fields that every event has."""


def is_rectified(events: Iterable[Event]) -> bool:
    return any(isinstance(event, Rectified) for event in events)


def effective_facts(events: Iterable[Event]) -> list[Event]:
    """Returns the facts of a stream with all corrections applied. The last change of a version wins.

    `events` must begin with the first event of the stream. A replaced fact keeps its version, bassins and metadata.
    """
    stream = list(events)
    replacements = {
        change.version: change.events for event in stream if isinstance(event, Rectified) for change in event.changes
    }
    facts = (event for event in stream if not isinstance(event, RecordEvent))
    return [effective for fact in facts for effective in _apply_replacements(fact, replacements)]


def _apply_replacements(fact: Event, replacements: Mapping[int, tuple[FactState, ...]]) -> Iterator[Event]:
    if fact.originator_version not in replacements:
        yield fact
        return
    for state in replacements[fact.originator_version]:
        yield with_envelope_of(fact_of(state), fact)


def with_envelope_of(fact: Event, original: Event) -> Event:
    """Returns the fact with the ids, version, bassins and metadata of the original."""
    return replace(
        fact,
        originator_id=original.originator_id,
        originator_version=original.originator_version,
        bassins=original.bassins,
        metadata=original.metadata,
    )


def fact_of(state: FactState) -> Event:
    """Decodes a fact without an envelope. Raises the errors of `decode`."""
    return decode(state.topic, encode(state.state))


def state_of(event: Event) -> FactState:
    fields: dict[str, Any] = msgspec.json.decode(encode(event))
    return FactState(event.TOPIC, {name: value for name, value in fields.items() if name not in ENVELOPE})


def without_envelope(event: Event) -> Event:
    return with_envelope_of(event, Event())
