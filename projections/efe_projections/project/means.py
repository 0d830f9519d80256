"""The means of a project: the support of Instances, and the money that its pôles applied for."""

from collections.abc import Iterable
from datetime import date
from typing import Any
from uuid import UUID

from msgspec.structs import replace

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
from efe_projections.engine.projection import Key, Projection, RecordedEvent, is_illustrative, topics_of
from efe_projections.engine.row import Access, Row


class SupportRow(Row, table="support", indexes=(("project",),), access=Access.PROJECT):
    """Support from `since` up to, not including, `until`, granted on the content of that number."""

    id: UUID
    project: UUID
    bassin: str
    kind: SupportKind
    phase: SupportPhase
    description: str
    number: int
    since: date
    until: date | None
    end_reason: str | None
    illustrative: bool


class FundingRow(Row, table="funding", indexes=(("project",),), access=Access.PROJECT):
    """An application; once `decided_on`, `granted_cents` is what was granted, or None when it was refused."""

    id: UUID
    project: UUID
    pole: UUID
    bassin: str
    authority: FundingAuthority
    procedure: str
    amount_cents: int
    applied_on: date
    decided_on: date | None
    granted_cents: int | None
    comment: str
    illustrative: bool


def evolve_support(row: SupportRow | None, record: RecordedEvent[Any]) -> SupportRow | None:
    match record.event:
        case SupportGranted() as event:
            return SupportRow(
                id=event.support,
                project=event.originator_id,
                bassin=event.bassin,
                kind=event.kind,
                phase=event.phase,
                description=event.description,
                number=event.number,
                since=event.effective_on,
                until=None,
                end_reason=None,
                illustrative=is_illustrative(record),
            )
        case SupportEnded(reason=reason, effective_on=on) if row:
            return replace(row, until=on, end_reason=reason)
        case _:
            return row


def evolve_funding(row: FundingRow | None, record: RecordedEvent[Any]) -> FundingRow | None:
    match record.event:
        case FundingAppliedFor() as event:
            return FundingRow(
                id=event.application,
                project=event.originator_id,
                pole=event.pole,
                bassin=event.bassin,
                authority=event.authority,
                procedure=event.procedure,
                amount_cents=event.amount_cents,
                applied_on=event.effective_on,
                decided_on=None,
                granted_cents=None,
                comment="",
                illustrative=is_illustrative(record),
            )
        case FundingOutcomeRecorded(granted_cents=granted, comment=comment, effective_on=on) if row:
            return replace(row, decided_on=on, granted_cents=granted, comment=comment)
        case _:
            return row


def support_keys(event: Event) -> Iterable[Key]:
    match event:
        case SupportGranted(support=support) | SupportEnded(support=support):
            return [(support,)]
        case _:
            return []


def funding_keys(event: Event) -> Iterable[Key]:
    match event:
        case FundingAppliedFor(application=application) | FundingOutcomeRecorded(application=application):
            return [(application,)]
        case _:
            return []


SUPPORTS = Projection(
    row=SupportRow, topics=topics_of(SupportGranted, SupportEnded), keys=support_keys, evolve=evolve_support
)
FUNDINGS = Projection(
    row=FundingRow,
    topics=topics_of(FundingAppliedFor, FundingOutcomeRecorded),
    keys=funding_keys,
    evolve=evolve_funding,
)
