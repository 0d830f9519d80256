"""Row of an opinion of a pôle or an Instance: its last version, its state and its follow-up."""

from datetime import date
from enum import StrEnum
from typing import Any
from uuid import UUID

import msgspec
from msgspec.structs import replace

from efe_domain.operator.events import OperatorKind
from efe_domain.opinion.content import OpinionCriterion, OpinionKind, OpinionSubjectKind, Seen, Target
from efe_domain.opinion.events import (
    EffectObserved,
    OpinionAcknowledged,
    OpinionAdopted,
    OpinionAmended,
    OpinionAnswered,
    OpinionDrafted,
    OpinionErratumNoted,
    OpinionEvent,
    OpinionRequested,
    OpinionTransmitted,
    OpinionUndertaken,
)
from efe_projections.annexes.documents import ErratumNote
from efe_projections.engine.projection import Projection, RecordedEvent, originator, topics_of_union
from efe_projections.engine.row import Access, Row
from efe_projections.engine.row_values import new_row


class OpinionState(StrEnum):
    """States of an opinion."""

    REQUESTED = "requested"
    DRAFTED = "drafted"
    ADOPTED = "adopted"
    TRANSMITTED = "transmitted"
    ACKNOWLEDGED = "acknowledged"
    ANSWERED = "answered"
    EFFECT_OBSERVED = "effect-observed"


class FollowUpKind(StrEnum):
    """Kinds of follow-up to a transmitted opinion."""

    ACKNOWLEDGED = "acknowledged"
    ANSWERED = "answered"
    EFFECT_OBSERVED = "effect-observed"


class FollowUpEntry(msgspec.Struct, frozen=True, kw_only=True):
    """Reply or effect, and the operator it came from; without one, the target body or the requester."""

    kind: FollowUpKind
    on: date
    operator: UUID | None = None
    text: str = ""


class OpinionRow(
    Row,
    table="opinion",
    indexes=(
        ("bassin", "begun_on", "begun_position"),
        ("begun_on", "begun_position"),
        ("pole",),
        ("project",),
        ("theme",),
        ("follows",),
    ),
    access=Access.PUBLISHABLE,
    reserved=("project", "theme", "themes", "decision", "follow_ups"),
):
    """An opinion: public once transmitted, before that visible to its author.

    `awaited_on` is the last day for the next step: the transmission to the requester, then the answer to the author.
    It is None without a due day, or once answered. `begun_position` is the place in the ledger of what began it: it
    orders the opinions of one day.
    """

    id: UUID
    bassins: tuple[str, ...]
    bassin: str
    kind: OpinionKind
    pole: UUID | None
    body: UUID | None
    subject_kind: OpinionSubjectKind
    project: UUID | None
    theme: UUID | None
    themes: UUID | None
    file: str | None
    target: Target | None
    follows: UUID | None
    requester: str | None
    due_on: date | None
    begun_on: date
    begun_position: int
    title: str | None
    impact: str | None
    criteria: tuple[OpinionCriterion, ...]
    conclusion: str | None
    errata: tuple[ErratumNote, ...]
    operators: tuple[str, ...]
    operator_kinds: tuple[OperatorKind, ...]
    seen: Seen | None
    number: int
    content_hash: str | None
    decision: UUID | None
    adopted_on: date | None
    transmitted_on: date | None
    answer_due_on: date | None
    acknowledged_on: date | None
    answered_on: date | None
    effect_on: date | None
    follow_ups: tuple[FollowUpEntry, ...]
    state: OpinionState
    awaited_on: date | None
    published: bool
    illustrative: bool
    version: int


def evolve(row: OpinionRow | None, record: RecordedEvent[Any]) -> OpinionRow | None:  # noqa: PLR0911 - one a case
    event = record.event
    if row is None:
        return _begun(record) if isinstance(event, OpinionRequested | OpinionUndertaken) else None
    row = replace(row, version=event.originator_version)
    match event:
        case OpinionDrafted() | OpinionAmended():
            return _written(row, event)
        case OpinionAdopted(decision=decision, effective_on=on):
            return replace(row, decision=decision, adopted_on=on, state=OpinionState.ADOPTED)
        case OpinionTransmitted(answer_due_on=due_on, effective_on=on):
            return replace(
                row,
                transmitted_on=on,
                answer_due_on=due_on,
                awaited_on=due_on,
                state=OpinionState.TRANSMITTED,
                published=True,
            )
        case OpinionErratumNoted():
            return replace(row, errata=(*row.errata, ErratumNote.of(event)))
        case OpinionAcknowledged() | OpinionAnswered() | EffectObserved():
            return _followed(row, event)
        case _:
            return row


def _followed(row: OpinionRow, event: OpinionAcknowledged | OpinionAnswered | EffectObserved) -> OpinionRow:
    on = event.effective_on
    match event:
        case OpinionAcknowledged(operator=operator):
            heard = FollowUpEntry(kind=FollowUpKind.ACKNOWLEDGED, on=on, operator=operator)
            row = replace(row, acknowledged_on=_first(row.acknowledged_on, on))
        case OpinionAnswered(operator=operator, answer=answer):
            heard = FollowUpEntry(kind=FollowUpKind.ANSWERED, on=on, operator=operator, text=answer)
            row = replace(row, answered_on=_first(row.answered_on, on), awaited_on=None)
        case EffectObserved(effect=effect):
            heard = FollowUpEntry(kind=FollowUpKind.EFFECT_OBSERVED, on=on, text=effect)
            row = replace(row, effect_on=_first(row.effect_on, on))
    return replace(row, follow_ups=(*row.follow_ups, heard), state=_furthest(row))


def _first(current: date | None, on: date) -> date:
    return min(on, current or on)


def _furthest(row: OpinionRow) -> OpinionState:
    if row.effect_on:
        return OpinionState.EFFECT_OBSERVED
    return OpinionState.ANSWERED if row.answered_on else OpinionState.ACKNOWLEDGED


def _written(row: OpinionRow, event: OpinionDrafted | OpinionAmended) -> OpinionRow:
    content = event.content
    return replace(
        row,
        title=content.title,
        impact=content.impact or None,
        criteria=content.criteria,
        conclusion=content.conclusion,
        operators=tuple(map(str, content.operators)),
        operator_kinds=content.operator_kinds,
        seen=event.seen,
        number=event.number if isinstance(event, OpinionAmended) else 1,
        content_hash=event.content_hash,
        state=OpinionState.DRAFTED,
    )


def _begun(record: RecordedEvent[OpinionRequested | OpinionUndertaken]) -> OpinionRow:
    event = record.event
    brief, subject = event.brief, event.brief.subject
    requester, due_on = (event.requester, event.due_on) if isinstance(event, OpinionRequested) else (None, None)
    return new_row(
        OpinionRow,
        record,
        id=event.originator_id,
        bassin=brief.bassin,
        kind=brief.kind,
        pole=brief.pole,
        body=brief.body,
        subject_kind=subject.kind,
        project=subject.id if subject.kind is OpinionSubjectKind.PROJECT else None,
        theme=subject.id if subject.kind is OpinionSubjectKind.THEME else None,
        themes=subject.themes,
        file=subject.file or None,
        target=brief.target,
        follows=brief.follows,
        requester=requester,
        due_on=due_on,
        begun_on=event.effective_on,
        begun_position=record.position,
        criteria=(),
        errata=(),
        operators=(),
        operator_kinds=(),
        number=0,
        follow_ups=(),
        state=OpinionState.REQUESTED,
        awaited_on=due_on,
        published=False,
    )


OPINIONS = Projection(
    row=OpinionRow,
    topics=topics_of_union(OpinionEvent),
    keys=originator,
    evolve=evolve,
)
