"""Effective facts of a stream: its facts after rectifications and withdrawals.

Pure functions, shared by aggregates, read models and auditors.
"""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import Any
from uuid import UUID

import msgspec
from msgspec.structs import replace

from efe_domain.law.rules import Rule
from efe_domain.shared.codec import decode, encode
from efe_domain.shared.document import Document
from efe_domain.shared.event import Event

ENVELOPE = frozenset(Event.__struct_fields__)


class FactState(msgspec.Struct, frozen=True):
    """Stored form of an event without its envelope: its topic and its fields."""

    topic: str
    state: dict[str, Any]


class Change(msgspec.Struct, frozen=True):
    """The facts that replace the fact at a version of the stream: none if annulled, several if it has companions."""

    version: int
    events: tuple[FactState, ...]


class Patch(msgspec.Struct, frozen=True):
    """Requested change of the fact at a version: new values of some fields, or its annulment if `fields` is null."""

    version: int
    fields: dict[str, Any] | None = None


class RecordEvent(Event):
    """Event about the record itself, not a fact of the entity.

    The classes of this module are bases: each kind of entity defines subclasses with its own topics.
    """

    RULE = Rule.REGISTRE
    SINCE = "0.3.0"


class Rectified(RecordEvent):
    """Correction that replaces the facts at some versions of the stream, for all later readers.

    It has no effective date: each replaced fact has its own. `proposal` is the version of the proposal if a second
    coordinator confirmed one.
    """

    changes: tuple[Change, ...]
    reason: str
    document: Document | None
    proposal: int | None


class RectificationProposed(RecordEvent):
    """Proposal of a rectification; another coordinator of the same Instance must confirm it."""

    patches: tuple[Patch, ...]
    reason: str
    document: Document | None


class RectificationDropped(RecordEvent):
    """Abandonment of the rectification that was proposed at the version `proposal`."""

    proposal: int
    reason: str


class Withdrawn(Rectified):
    """Withdrawal of the irregular act at the version `act`, by a new act with its own effective date.

    Stored as a rectification that annuls the act and the facts that depend on it.
    """

    RULE = Rule.REGISTRE_RETRAIT

    act: int
    effective_on: date


class WithdrawalProposed(RectificationProposed):
    """Proposal of a withdrawal; another coordinator of the same Instance must confirm it. Its patch names the act."""

    RULE = Rule.REGISTRE_RETRAIT


class WithdrawalDropped(RectificationDropped):
    """Abandonment of the withdrawal that was proposed at the version `proposal`."""

    RULE = Rule.REGISTRE_RETRAIT


class Questioned(RecordEvent):
    """Notice that a correction of another stream affects decisions of this one; a coordinator must review them.

    `cause` and `cause_version` identify the correction. `findings` holds the error codes and the field names in which
    a replay of this stream differs.
    """

    cause: UUID
    cause_kind: str
    cause_version: int
    findings: tuple[str, ...]


class Confirmed(RecordEvent):
    """Outcome of the review of the notice at the version `question`: decisions stay unchanged, for that reason."""

    question: int
    reason: str


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
