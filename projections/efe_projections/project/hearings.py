"""Rows of the board of a project: the hearing of each Instance concerned, and every verdict."""

from collections.abc import Iterable
from datetime import date
from itertools import zip_longest
from typing import Any, Final
from uuid import UUID

import msgspec
from msgspec.structs import replace

from efe_domain.project.carrier_events import PoleJoined, PoleLeft
from efe_domain.project.events import (
    ConditionMet,
    ProjectAmended,
    ProjectEmerged,
    ProjectSubmitted,
    VerdictExpected,
    VerdictGiven,
    VerdictKind,
    VerdictRevised,
)
from efe_domain.shared.event import Event
from efe_projections.engine.projection import Key, Projection, RecordedEvent, topics_of
from efe_projections.engine.row import Access, PendingWork, Row
from efe_projections.engine.row_values import new_row

NOT_AGREED: Final = f"until is null and (verdict is null or verdict = '{VerdictKind.REFUSED}')"
CONDITIONAL: Final = f"until is null and verdict = '{VerdictKind.CONDITIONS}'"


class HearingRow(
    Row,
    table="hearing",
    key=("project", "bassin"),
    indexes=(("bassin",),),
    waiting=(PendingWork(NOT_AGREED, ("bassin",)), PendingWork(CONDITIONAL, ("bassin",))),
    access=Access.PROJECT,
):
    """Hearing of a project by an Instance, which is concerned from `since` up to, not including, `until`.

    `expected_on` is the day by which it said that it expects to judge the content of now.
    `submitted_number` is of the content of now, once it is submitted; `verdict` is on that. `verdict_version` is of
    the verdict among the events of the project. An amendment empties both, for `reopened_reason`.
    """

    project: UUID
    bassin: str
    since: date
    until: date | None
    submitted_number: int | None
    submitted_on: date | None
    expected_on: date | None
    verdict: VerdictKind | None
    verdict_on: date | None
    verdict_version: int | None
    reopened_on: date | None
    reopened_reason: str | None
    illustrative: bool


class AgreementCondition(msgspec.Struct, frozen=True, kw_only=True):
    """A condition of an agreement, open while it has no `met_on`."""

    number: int
    text: str
    due_on: date | None = None
    met_on: date | None = None
    finding: str | None = None


class VerdictRow(Row, table="verdict", key=("project", "version"), access=Access.PROJECT):
    """Verdict on the content of that number and hash; it is kept. A revision replaces it from `until` on.

    `conditions` is their text, one a line; `why` is the reason of a revision.
    """

    project: UUID
    version: int
    bassin: str
    kind: VerdictKind
    conditions: str
    condition_list: tuple[AgreementCondition, ...]
    reasons: str
    meeting: UUID | None
    without_meeting: str | None
    why: str | None
    number: int
    content_hash: str
    given_on: date
    until: date | None
    illustrative: bool


def evolve_hearing(row: HearingRow | None, record: RecordedEvent[Any]) -> HearingRow | None:
    event = record.event
    match event:
        case ProjectEmerged(bassin=bassin) | PoleJoined(bassin=bassin):
            return row if row and row.until is None else _begun(record, bassin)
        case PoleLeft(bassin=bassin, concerned=concerned, effective_on=on) if row and bassin not in concerned:
            return replace(row, until=on)
        case ProjectAmended(reason=reason, effective_on=on) if row:
            reopened = {"reopened_on": on, "reopened_reason": reason} if row.verdict else {}
            return replace(_unheard(row), **reopened)
        case ProjectSubmitted(number=number, effective_on=on) if row:
            return replace(row, submitted_number=number, submitted_on=on)
        case VerdictExpected() | VerdictGiven() | VerdictRevised() if row:
            return _heard(row, event)
        case _:
            return row


def _heard(row: HearingRow, event: VerdictExpected | VerdictGiven | VerdictRevised) -> HearingRow:
    if isinstance(event, VerdictExpected):
        return replace(row, expected_on=event.expected_on)
    version = event.originator_version
    return replace(row, verdict=event.verdict, verdict_on=event.effective_on, verdict_version=version)


def _begun(record: RecordedEvent[ProjectEmerged] | RecordedEvent[PoleJoined], bassin: str) -> HearingRow:
    event = record.event
    return new_row(HearingRow, record, project=event.originator_id, bassin=bassin, since=event.effective_on)


def _unheard(row: HearingRow) -> HearingRow:
    return replace(
        row,
        submitted_number=None,
        submitted_on=None,
        expected_on=None,
        verdict=None,
        verdict_on=None,
        verdict_version=None,
    )


def evolve_verdict(row: VerdictRow | None, record: RecordedEvent[Any]) -> VerdictRow | None:
    match record.event:
        case VerdictRevised(effective_on=on) if row:
            return replace(row, until=on)
        case VerdictGiven() | VerdictRevised():
            return _said(record)
        case ConditionMet(condition=number, text=text, finding=finding, effective_on=on) if row:
            conditions = [
                replace(each, text=text or each.text, met_on=on, finding=finding) if each.number == number else each
                for each in row.condition_list
            ]
            return replace(row, condition_list=tuple(conditions))
        case _:
            return row


def _said(record: RecordedEvent[VerdictGiven] | RecordedEvent[VerdictRevised]) -> VerdictRow:
    event = record.event
    conditions = enumerate(zip_longest(event.conditions, event.due), start=1)
    return new_row(
        VerdictRow,
        record,
        project=event.originator_id,
        kind=event.verdict,
        conditions="\n".join(event.conditions),
        condition_list=tuple(
            AgreementCondition(number=number, text=text, due_on=due) for number, (text, due) in conditions
        ),
        without_meeting=event.without_meeting or None,
        why=event.why if isinstance(event, VerdictRevised) else None,
        given_on=event.effective_on,
    )


def hearing_keys(event: Event) -> Iterable[Key]:
    match event:
        case (
            ProjectEmerged(bassin=bassin)
            | PoleJoined(bassin=bassin)
            | PoleLeft(bassin=bassin)
            | VerdictExpected(bassin=bassin)
            | VerdictGiven(bassin=bassin)
            | VerdictRevised(bassin=bassin)
        ):
            return [(event.originator_id, bassin)]
        case ProjectAmended(bassins=bassins) | ProjectSubmitted(instances=bassins):
            return [(event.originator_id, bassin) for bassin in bassins]
        case _:
            return []


def verdict_keys(event: Event) -> Iterable[Key]:
    match event:
        case ConditionMet(verdict=version):
            return [(event.originator_id, version)]
        case VerdictRevised(revises=version):
            return [(event.originator_id, version), (event.originator_id, event.originator_version)]
        case _:
            return [(event.originator_id, event.originator_version)]


HEARINGS = Projection(
    row=HearingRow,
    topics=topics_of(
        ProjectEmerged,
        PoleJoined,
        PoleLeft,
        ProjectAmended,
        ProjectSubmitted,
        VerdictExpected,
        VerdictGiven,
        VerdictRevised,
    ),
    keys=hearing_keys,
    evolve=evolve_hearing,
)
VERDICTS = Projection(
    row=VerdictRow,
    topics=topics_of(VerdictGiven, VerdictRevised, ConditionMet),
    keys=verdict_keys,
    evolve=evolve_verdict,
)
