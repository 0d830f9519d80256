"""Texts and documents in corrections, found as those of the facts themselves."""

import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any
from uuid import UUID

from msgspec.structs import replace

from efe_domain.shared.effective_facts import fact_of, state_of, with_envelope_of
from efe_domain.shared.event import Event
from efe_domain.shared.record_events import Change, Patch, RectificationProposed, Rectified

type Topics = Mapping[tuple[UUID, int], str]
"""By the stream and the version of a fact."""

FINGERPRINT = re.compile(r"[0-9a-f]{64}")


def facts_in(event: Event) -> Iterator[Event]:
    """Yields the facts that a rectification puts in the place of others."""
    if isinstance(event, Rectified):
        for change in event.changes:
            yield from _facts_of(event, change)


def with_those(event: Event) -> Iterator[Event]:
    yield event
    yield from facts_in(event)


def _facts_of(event: Rectified, change: Change) -> Iterator[Event]:
    place = replace(event, originator_version=change.version)
    yield from (with_envelope_of(fact_of(state), place) for state in change.events)


def with_facts(event: Rectified, marked: Callable[[Event], Event]) -> Rectified:
    changes = (
        replace(change, events=tuple(state_of(marked(fact)) for fact in _facts_of(event, change)))
        for change in event.changes
    )
    return replace(event, changes=tuple(changes))


def with_fields(event: RectificationProposed, topics: Topics, word: Callable[[str, str, str], str]) -> Event:
    """`word` makes a text of what stands at a path of a fact of that topic."""

    def within(topic: str, path: str, value: Any) -> Any:
        match value:
            case str():
                return word(topic, path, value)
            case dict():
                return {name: within(topic, f"{path}.{name}".lstrip("."), each) for name, each in value.items()}
            case list():
                return [within(topic, path, each) for each in value]
            case _:
                return value

    def of(patch: Patch) -> Patch:
        return replace(patch, fields=within(topics[event.originator_id, patch.version], "", patch.fields))

    return replace(event, patches=tuple(map(of, event.patches)))


def leaves(fields: Any) -> Iterator[str]:
    """Every string of a patch."""
    match fields:
        case str():
            yield fields
        case dict():
            for each in fields.values():
                yield from leaves(each)
        case list():
            for each in fields:
                yield from leaves(each)


def digests(event: Event) -> Iterator[str]:
    """Yields the digests that an event cites, itself, in its facts or in its patches."""
    for each in with_those(event):
        if found := getattr(each, "document", None):
            yield found.sha256
    for patch in getattr(event, "patches", ()):
        yield from filter(FINGERPRINT.fullmatch, leaves(patch.fields))
