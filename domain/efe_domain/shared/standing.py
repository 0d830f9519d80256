"""What a stream says once its rectifications are heeded. Pure: aggregates, read models and auditors share it."""

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
    """An event without its envelope: the topic, and the fields as they would be stored under it."""

    topic: str
    state: dict[str, Any]


class Change(msgspec.Struct, frozen=True):
    """What stands at a version of the stream: nothing once annulled, two facts where one follows from the other."""

    version: int
    events: tuple[FactState, ...]


class Patch(msgspec.Struct, frozen=True):
    """What is asked for a version: other values of some fields, or the annulment of the fact when there are none."""

    version: int
    fields: dict[str, Any] | None = None


class RecordEvent(Event):
    """Says something of the record itself; it is no fact of the entity, and never stands among the facts.

    The subclasses of this module are bases: each kind of entity has its own topics.
    """

    RULE = Rule.REGISTRE
    SINCE = "0.3.0"


class Rectified(RecordEvent):
    """From its position on, these versions read otherwise. It has no day in law: each fact has its own.

    `proposal` is the version at which it was proposed, where a second coordinator confirmed it.
    """

    changes: tuple[Change, ...]
    reason: str
    document: Document | None
    proposal: int | None


class RectificationProposed(RecordEvent):
    """A rectification that another coordinator of the same Instance is to confirm."""

    patches: tuple[Patch, ...]
    reason: str
    document: Document | None


class RectificationDropped(RecordEvent):
    """The rectification proposed at the version `proposal` is given up."""

    proposal: int
    reason: str


class Withdrawn(Rectified):
    """The irregular act at the version `act` is withdrawn by an act of its own, of that day.

    The record heeds it as it does a rectification: from its position on the act has no effect, nor what only spoke
    of it.
    """

    RULE = Rule.REGISTRE_RETRAIT

    act: int
    effective_on: date


class WithdrawalProposed(RectificationProposed):
    """A withdrawal that another coordinator of the same Instance is to confirm; one patch names the act."""

    RULE = Rule.REGISTRE_RETRAIT


class WithdrawalDropped(RectificationDropped):
    """The withdrawal proposed at the version `proposal` is given up."""

    RULE = Rule.REGISTRE_RETRAIT


class Questioned(RecordEvent):
    """The rectification or the withdrawal at `cause_version` of the stream `cause` touches what was decided here.

    `findings` names what differs: a code of the refusal that deciding it again meets, or fields of frozen copies.
    """

    cause: UUID
    cause_kind: str
    cause_version: int
    findings: tuple[str, ...]


class Confirmed(RecordEvent):
    """What was questioned at the version `question` was looked at and stays, for that reason."""

    question: int
    reason: str


def is_rectified(events: Iterable[Event]) -> bool:
    return any(isinstance(event, Rectified) for event in events)


def standing(events: Iterable[Event]) -> list[Event]:
    """The facts of a stream from its first event on, as they stand. The last change of a version counts.

    A fact keeps its original version, bassins and metadata.
    """
    recorded = list(events)
    changed = {
        change.version: change.events
        for event in recorded
        if isinstance(event, Rectified)
        for change in event.changes
    }
    facts = (event for event in recorded if not isinstance(event, RecordEvent))
    return [fact for event in facts for fact in _standing_at(event, changed)]


def _standing_at(event: Event, changed: Mapping[int, tuple[FactState, ...]]) -> Iterator[Event]:
    if event.originator_version not in changed:
        yield event
        return
    for state in changed[event.originator_version]:
        yield enveloped(fact_of(state), event)


def enveloped(fact: Event, original: Event) -> Event:
    """The fact at the place of the original."""
    return replace(
        fact,
        originator_id=original.originator_id,
        originator_version=original.originator_version,
        bassins=original.bassins,
        metadata=original.metadata,
    )


def fact_of(state: FactState) -> Event:
    """Without an envelope. Raises as `decode`."""
    return decode(state.topic, encode(state.state))


def state_of(event: Event) -> FactState:
    fields: dict[str, Any] = msgspec.json.decode(encode(event))
    return FactState(event.TOPIC, {name: value for name, value in fields.items() if name not in ENVELOPE})


def bare(event: Event) -> Event:
    """The fact alone."""
    return enveloped(event, Event())
