"""Events about the record itself: corrections, withdrawals and reviews, with one class for each kind of entity."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final, cast
from uuid import UUID

import msgspec

from efe_domain.law.rules import Rule
from efe_domain.shared.documents import Document
from efe_domain.shared.event import Event, EventMeta


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


class RecordEvent(Event, rule=Rule.REGISTRE, since="0.3.0"):
    """Event about the record itself, not a fact of the entity.

    The classes below are bases. `correction_events` and `withdrawal_events` make subclasses for each kind of entity.
    """


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


class Withdrawn(Rectified, rule=Rule.REGISTRE_RETRAIT):
    """Withdrawal of the irregular act at the version `act`, by a new act with its own effective date.

    Stored as a rectification that annuls the act and the facts that depend on it.
    """

    act: int
    effective_on: date


class WithdrawalProposed(RectificationProposed, rule=Rule.REGISTRE_RETRAIT):
    """Proposal of a withdrawal; another coordinator of the same Instance must confirm it. Its patch names the act."""


class WithdrawalDropped(RectificationDropped, rule=Rule.REGISTRE_RETRAIT):
    """Abandonment of the withdrawal that was proposed at the version `proposal`."""


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


@dataclass(frozen=True)
class CorrectionEvents:
    """Event classes for the corrections of one kind of entity."""

    rectified: type[Rectified]
    proposed: type[RectificationProposed]
    dropped: type[RectificationDropped]
    questioned: type[Questioned]
    confirmed: type[Confirmed]


@dataclass(frozen=True)
class WithdrawalEvents:
    """Event classes for the withdrawals of acts on one kind of entity."""

    withdrawn: type[Withdrawn]
    proposed: type[WithdrawalProposed]
    dropped: type[WithdrawalDropped]


_VERBS_AND_TEXTS: Final[Mapping[type[RecordEvent], tuple[str, str]]] = {
    Rectified: (
        "rectified",
        "Facts of {noun} were corrected to agree with the written acts; the original facts stay in the record.",
    ),
    RectificationProposed: (
        "rectification-proposed",
        "A coordinator proposed to correct facts of {noun}; another one of the same Instance must confirm it.",
    ),
    RectificationDropped: ("rectification-dropped", "A coordinator dropped a proposed correction of {noun}."),
    Questioned: (
        "questioned",
        "A correction of another entity affects {noun}; a coordinator must review its decisions.",
    ),
    Confirmed: (
        "confirmed",
        "A coordinator reviewed {noun} that another correction affects, and confirmed it unchanged.",
    ),
    Withdrawn: (
        "withdrawn",
        "A coordinator withdrew an irregular act on {noun}; the act has no effect from then on.",
    ),
    WithdrawalProposed: (
        "withdrawal-proposed",
        "A coordinator proposed to withdraw an act on {noun}; another one of the same Instance must confirm it.",
    ),
    WithdrawalDropped: ("withdrawal-dropped", "A coordinator dropped the proposed withdrawal of an act on {noun}."),
}
"""Verb of the topic and description, by base class. `{noun}` is the entity with its article."""


def correction_events(kind: str, noun: str) -> CorrectionEvents:
    """Defines the classes for the topics `<kind>.rectified.v1` and so on. `noun` has its article: "a pôle"."""
    return CorrectionEvents(
        rectified=_define(Rectified, kind, noun),
        proposed=_define(RectificationProposed, kind, noun),
        dropped=_define(RectificationDropped, kind, noun),
        questioned=_define(Questioned, kind, noun),
        confirmed=_define(Confirmed, kind, noun),
    )


def withdrawal_events(kind: str, noun: str) -> WithdrawalEvents:
    """Defines the classes for the topics `<kind>.withdrawn.v1` and so on."""
    return WithdrawalEvents(
        withdrawn=_define(Withdrawn, kind, noun),
        proposed=_define(WithdrawalProposed, kind, noun),
        dropped=_define(WithdrawalDropped, kind, noun),
    )


def _define[E: RecordEvent](base: type[E], kind: str, noun: str) -> type[E]:
    """Defines a subclass, for example `PoleRectified` with the topic `pole.rectified.v1`."""
    verb, text = _VERBS_AND_TEXTS[base]
    members = {"TOPIC": f"{kind}.{verb}.v1", "__doc__": text.format(noun=noun), "__module__": __name__}
    return cast("type[E]", EventMeta(f"{kind.capitalize()}{base.__name__}", (base,), members))
