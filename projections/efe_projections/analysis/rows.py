"""Row of an analysis of an Instance: request, contributions and syntheses."""

from datetime import date
from typing import Any, Final
from uuid import UUID

import msgspec
from msgspec.structs import replace

from efe_domain.analysis.events import (
    AnalysisEvent,
    AnalysisSource,
    AnalysisSubject,
    ContributionReceived,
    DataRequested,
    ReminderRecorded,
    SynthesisAdopted,
    SynthesisWritten,
)
from efe_domain.shared.documents import Document
from efe_projections.engine.projection import Projection, RecordedEvent, originator, topics_of_union
from efe_projections.engine.row import Access, PendingWork, Row
from efe_projections.engine.row_values import new_row


class ReminderEntry(msgspec.Struct, frozen=True, kw_only=True):
    """A reminder to the provider."""

    on: date
    note: str


class ContributionEntry(msgspec.Struct, frozen=True, kw_only=True):
    """A document that the provider sent."""

    on: date
    document: Document
    reference: str


class SynthesisEntry(msgspec.Struct, frozen=True, kw_only=True):
    """A version of the synthesis; `adopted_on` is there once the Instance adopted that one."""

    number: int
    on: date
    text: str
    crosses: tuple[UUID, ...]
    adopted_on: date | None = None


UNRECEIVED: Final = "received_on is null"


class AnalysisRow(
    Row,
    table="analysis",
    indexes=(("bassin", "due_on", "id"), ("due_on", "id")),
    waiting=(PendingWork(UNRECEIVED, ("bassin",)),),
    access=Access.DOSSIER,
):
    """Analysis. `received_on` is the day of the first contribution; `crosses` are of the last synthesis.

    `remind_on` is the day from which a reminder is due; None after a contribution.
    """

    id: UUID
    bassins: tuple[str, ...]
    bassin: str
    subject: AnalysisSubject
    source: AnalysisSource
    provider: str
    question: str
    requested_on: date
    due_on: date
    remind_on: date | None
    reminders: tuple[ReminderEntry, ...]
    received_on: date | None
    contributions: tuple[ContributionEntry, ...]
    syntheses: tuple[SynthesisEntry, ...]
    crosses: tuple[str, ...]
    adopted_on: date | None
    illustrative: bool
    version: int


def evolve(row: AnalysisRow | None, record: RecordedEvent[Any]) -> AnalysisRow | None:
    event = record.event
    if row is None:
        return _requested(record) if isinstance(event, DataRequested) else None
    row = replace(row, version=event.originator_version)
    match event:
        case ReminderRecorded(note=note, remind_on=remind_on, effective_on=on):
            return replace(row, remind_on=remind_on, reminders=(*row.reminders, ReminderEntry(on=on, note=note)))
        case ContributionReceived(document=document, reference=reference, effective_on=on):
            came = ContributionEntry(on=on, document=document, reference=reference)
            first = min(on, row.received_on or on)
            return replace(row, remind_on=None, received_on=first, contributions=(*row.contributions, came))
        case SynthesisWritten(number=number, text=text, crosses=crosses, effective_on=on):
            synthesis = SynthesisEntry(number=number, on=on, text=text, crosses=crosses)
            return replace(row, syntheses=(*row.syntheses, synthesis), crosses=tuple(map(str, crosses)))
        case SynthesisAdopted(number=number, effective_on=on):
            syntheses = tuple(
                replace(each, adopted_on=on) if each.number == number else each for each in row.syntheses
            )
            return replace(row, syntheses=syntheses, adopted_on=on)
        case _:
            return row


def _requested(record: RecordedEvent[DataRequested]) -> AnalysisRow:
    event = record.event
    return new_row(
        AnalysisRow,
        record,
        id=event.originator_id,
        subject=event.request.subject,
        source=event.request.source,
        provider=event.request.provider,
        question=event.request.question,
        requested_on=event.effective_on,
        due_on=event.request.due_on,
        remind_on=event.request.remind_on,
        reminders=(),
        contributions=(),
        syntheses=(),
        crosses=(),
    )


ANALYSES = Projection(
    row=AnalysisRow,
    topics=topics_of_union(AnalysisEvent),
    keys=originator,
    evolve=evolve,
)
