"""Rows of the means of a project: support by Instances, and funding that its pôles applied for."""

from datetime import date
from typing import Any
from uuid import UUID

from msgspec.structs import replace

from efe_domain.project.carrier_events import PoleLeft
from efe_domain.project.events import (
    FundingAppliedFor,
    FundingAuthority,
    FundingOutcomeRecorded,
    SupportEnded,
    SupportGranted,
    SupportKind,
    SupportPhase,
)
from efe_domain.shared.event import Event
from efe_projections.engine.projection import Key, Projection, RecordedEvent, topics_of
from efe_projections.engine.row import Access, Row
from efe_projections.engine.row_values import keys_of, new_row


class SupportRow(Row, table="support", indexes=(("project",),), access=Access.PROJECT):
    """Support from `since` up to, not including, `until`, granted on the content of that number.

    `hours`, `starts` and `ends` are what the Instance foresees, if it says so.
    `by_verdict` is the version of the verdict whose refusal ended it; `by_release`: a silent pôle was released.
    """

    id: UUID
    project: UUID
    bassin: str
    kind: SupportKind
    phase: SupportPhase
    description: str
    number: int
    hours: int | None
    starts: date | None
    ends: date | None
    since: date
    until: date | None
    end_reason: str | None
    by_verdict: int | None
    by_release: bool
    illustrative: bool


class FundingRow(Row, table="funding", indexes=(("project",),), access=Access.PROJECT):
    """An application; once `decided_on`, `granted_cents` is what was granted, or None when it was refused.

    `decision` is that of the pôle, if the application cites one; `call` the call of the register that it chose, with
    the name and the last day that it copied.
    """

    id: UUID
    project: UUID
    pole: UUID
    bassin: str
    authority: FundingAuthority
    procedure: str
    amount_cents: int
    decision: UUID | None
    call: UUID | None
    call_name: str | None
    call_closes: date | None
    applied_on: date
    decided_on: date | None
    granted_cents: int | None
    comment: str
    illustrative: bool


def evolve_funding(row: FundingRow | None, record: RecordedEvent[Any]) -> FundingRow | None:
    match record.event:
        case FundingAppliedFor() as event:
            return new_row(
                FundingRow,
                record,
                id=event.application,
                project=event.originator_id,
                applied_on=event.effective_on,
                comment="",
            )
        case FundingOutcomeRecorded(granted_cents=granted, comment=comment, effective_on=on) if row:
            return replace(row, decided_on=on, granted_cents=granted, comment=comment)
        case _:
            return row


def evolve_support(row: SupportRow | None, record: RecordedEvent[Any]) -> SupportRow | None:
    match record.event:
        case SupportGranted() as event:
            return new_row(
                SupportRow,
                record,
                id=event.support,
                project=event.originator_id,
                since=event.effective_on,
                by_release=False,
            )
        case SupportEnded(reason=reason, by_verdict=verdict, effective_on=on) if row:
            return replace(row, until=on, end_reason=reason, by_verdict=verdict)
        case PoleLeft(reason=reason, effective_on=on) if row:
            return replace(row, until=on, end_reason=reason, by_release=True)
        case _:
            return row


def support_keys(event: Event) -> list[Key]:
    match event:
        case PoleLeft(supports=supports):
            return [(support,) for support in supports]
        case SupportGranted(support=support) | SupportEnded(support=support):
            return [(support,)]
        case _:
            return []


SUPPORTS = Projection(
    row=SupportRow,
    topics=topics_of(SupportGranted, SupportEnded, PoleLeft),
    keys=support_keys,
    evolve=evolve_support,
)
FUNDINGS = Projection(
    row=FundingRow,
    topics=topics_of(FundingAppliedFor, FundingOutcomeRecorded),
    keys=keys_of(FundingRow, id="application"),
    evolve=evolve_funding,
)
