"""The board of a project: one line for each Instance concerned, and every verdict ever given."""

from collections.abc import Iterable
from datetime import date
from typing import Any
from uuid import UUID

from msgspec.structs import replace

from efe_domain.project.events import (
    PoleJoined,
    PoleLeft,
    ProjectAmended,
    ProjectEmerged,
    ProjectSubmitted,
    VerdictGiven,
    VerdictKind,
)
from efe_domain.shared.event import Event
from efe_projections.engine.folding import is_illustrative, topics_of
from efe_projections.engine.projection import Key, Projection, Recorded
from efe_projections.engine.row import Access, Row


class HearingRow(Row, table="hearing", key=("project", "bassin"), indexes=(("bassin",),), access=Access.PROJECT):
    """An Instance on the board of a project, concerned from `since` up to, not including, `until`.

    `submitted_number` is of the content of now, once it is submitted; `verdict` is on that. `verdict_version` is of
    the verdict among the events of the project. An amendment empties both, for `reopened_reason`.
    """

    project: UUID
    bassin: str
    since: date
    until: date | None
    submitted_number: int | None
    submitted_on: date | None
    verdict: VerdictKind | None
    verdict_on: date | None
    verdict_version: int | None
    reopened_on: date | None
    reopened_reason: str | None
    illustrative: bool


class VerdictRow(Row, table="verdict", key=("project", "version"), access=Access.PROJECT):
    """A verdict on the content of that number and hash, kept whatever came after."""

    project: UUID
    version: int
    bassin: str
    kind: VerdictKind
    conditions: str
    reasons: str
    meeting: UUID | None
    number: int
    content_hash: str
    given_on: date
    illustrative: bool


def evolve_hearing(row: HearingRow | None, recorded: Recorded[Any]) -> HearingRow | None:
    event = recorded.event
    match event:
        case ProjectEmerged(bassin=bassin) | PoleJoined(bassin=bassin):
            return row if row and row.until is None else _begun(recorded, bassin)
        case PoleLeft(bassin=bassin, concerned=concerned, effective_on=on) if row and bassin not in concerned:
            return replace(row, until=on)
        case ProjectAmended(reason=reason, effective_on=on) if row:
            reopened = {"reopened_on": on, "reopened_reason": reason} if row.verdict else {}
            return replace(_unheard(row), **reopened)
        case ProjectSubmitted(number=number, effective_on=on) if row:
            return replace(row, submitted_number=number, submitted_on=on)
        case VerdictGiven(verdict=verdict, effective_on=on, originator_version=version) if row:
            return replace(row, verdict=verdict, verdict_on=on, verdict_version=version)
        case _:
            return row


def _begun(recorded: Recorded[ProjectEmerged] | Recorded[PoleJoined], bassin: str) -> HearingRow:
    event = recorded.event
    return HearingRow(
        project=event.originator_id,
        bassin=bassin,
        since=event.effective_on,
        until=None,
        submitted_number=None,
        submitted_on=None,
        verdict=None,
        verdict_on=None,
        verdict_version=None,
        reopened_on=None,
        reopened_reason=None,
        illustrative=is_illustrative(recorded),
    )


def _unheard(row: HearingRow) -> HearingRow:
    return replace(row, submitted_number=None, submitted_on=None, verdict=None, verdict_on=None, verdict_version=None)


def evolve_verdict(row: VerdictRow | None, recorded: Recorded[Any]) -> VerdictRow | None:
    match recorded.event:
        case VerdictGiven() as event:
            return VerdictRow(
                project=event.originator_id,
                version=event.originator_version,
                bassin=event.bassin,
                kind=event.verdict,
                conditions=event.conditions,
                reasons=event.reasons,
                meeting=event.meeting,
                number=event.number,
                content_hash=event.content_hash,
                given_on=event.effective_on,
                illustrative=is_illustrative(recorded),
            )
        case _:
            return row


def hearing_keys(event: Event) -> Iterable[Key]:
    match event:
        case (
            ProjectEmerged(bassin=bassin)
            | PoleJoined(bassin=bassin)
            | PoleLeft(bassin=bassin)
            | VerdictGiven(bassin=bassin)
        ):
            return [(event.originator_id, bassin)]
        case ProjectAmended(bassins=bassins) | ProjectSubmitted(instances=bassins):
            return [(event.originator_id, bassin) for bassin in bassins]
        case _:
            return []


def verdict_keys(event: Event) -> Iterable[Key]:
    return [(event.originator_id, event.originator_version)]


HEARINGS = Projection(
    row=HearingRow,
    topics=topics_of(ProjectEmerged, PoleJoined, PoleLeft, ProjectAmended, ProjectSubmitted, VerdictGiven),
    keys=hearing_keys,
    evolve=evolve_hearing,
)
VERDICTS = Projection(row=VerdictRow, topics=topics_of(VerdictGiven), keys=verdict_keys, evolve=evolve_verdict)
