"""Rows of documents attached to acts and of purges, their queries, and the errata that rows of acts list."""

from collections.abc import Collection
from datetime import date
from typing import Any, Self
from uuid import UUID

import msgspec

from efe_domain.decision.events import DecisionDocumentAttached, DecisionErratumNoted
from efe_domain.document.document import DocumentPurged
from efe_domain.meeting.events import MeetingDocumentAttached
from efe_domain.opinion.events import OpinionDocumentAttached, OpinionErratumNoted
from efe_domain.project.events import ProjectDocumentAttached, ProjectErratumNoted
from efe_projections.engine.batch import by
from efe_projections.engine.projection import Projection, RecordedEvent, originator, topics_of
from efe_projections.engine.query import ReadQuery
from efe_projections.engine.row import Access, Row
from efe_projections.engine.row_values import keys_of, new_row, row_fold
from efe_projections.engine.viewer import Viewer


class AttachmentRow(
    Row, table="attachment", key=("subject", "number"), indexes=(("sha256",),), access=Access.DOSSIER
):
    """Document attached to a meeting, a decision or an opinion, `subject`; of a pôle, or of Instances without one."""

    subject: UUID
    number: int
    bassins: tuple[str, ...]
    pole: UUID | None
    title: str
    sha256: str
    size: int
    media_type: str
    attached_on: date
    illustrative: bool


class ProjectAttachmentRow(
    Row, table="project_attachment", key=("project", "number"), indexes=(("sha256",),), access=Access.PROJECT
):
    """Document attached to a project."""

    project: UUID
    number: int
    bassins: tuple[str, ...]
    title: str
    sha256: str
    size: int
    media_type: str
    attached_on: date
    illustrative: bool


class PurgedDocumentRow(Row, table="purged_document", indexes=(("sha256",),), access=Access.DOSSIER):
    """Purge of a document's bytes by an Instance, the last time: day and reason."""

    id: UUID
    bassins: tuple[str, ...]
    bassin: str
    sha256: str
    reason: str
    purged_on: date
    version: int


def evolve_attachment(row: AttachmentRow | None, record: RecordedEvent[Any]) -> AttachmentRow | None:
    event = record.event
    return row or new_row(
        AttachmentRow,
        record,
        subject=event.originator_id,
        sha256=event.document.sha256,
        size=event.document.size,
        media_type=event.document.media_type,
        attached_on=event.effective_on,
    )


def evolve_project_attachment(
    row: ProjectAttachmentRow | None, record: RecordedEvent[Any]
) -> ProjectAttachmentRow | None:
    event = record.event
    return row or new_row(
        ProjectAttachmentRow,
        record,
        project=event.originator_id,
        sha256=event.document.sha256,
        size=event.document.size,
        media_type=event.document.media_type,
        attached_on=event.effective_on,
    )


ATTACHMENTS = Projection(
    row=AttachmentRow,
    topics=topics_of(MeetingDocumentAttached, DecisionDocumentAttached, OpinionDocumentAttached),
    keys=keys_of(AttachmentRow, subject="originator_id"),
    evolve=evolve_attachment,
)
PROJECT_ATTACHMENTS = Projection(
    row=ProjectAttachmentRow,
    topics=topics_of(ProjectDocumentAttached),
    keys=keys_of(ProjectAttachmentRow, project="originator_id"),
    evolve=evolve_project_attachment,
)
PURGED_DOCUMENTS = Projection(
    row=PurgedDocumentRow,
    topics=topics_of(DocumentPurged),
    keys=originator,
    evolve=row_fold(PurgedDocumentRow, DocumentPurged, id="originator_id", purged_on="effective_on"),
)


def attachments_with(sha256: str, at: int, viewer: Viewer) -> ReadQuery[AttachmentRow]:
    """Returns the meetings, decisions and opinions with that document that the viewer may see."""
    return by(AttachmentRow, "sha256").read([(sha256,)], at, viewer)


def project_attachments_with(sha256: str, at: int, viewer: Viewer) -> ReadQuery[ProjectAttachmentRow]:
    """Returns the projects with that document that the viewer may see."""
    return by(ProjectAttachmentRow, "sha256").read([(sha256,)], at, viewer)


def purges_of(sha256: str, at: int, bassins: Collection[str]) -> ReadQuery[PurgedDocumentRow]:
    """Returns the purges of that document by these Instances."""
    return by(PurgedDocumentRow, "sha256").read([(sha256,)], at, Viewer(bassins=tuple(sorted(bassins))))


type ErratumNoted = DecisionErratumNoted | OpinionErratumNoted | ProjectErratumNoted


class ErratumNote(msgspec.Struct, frozen=True, kw_only=True):
    """Correction to read into the `number`-th version of a text."""

    number: int
    text: str
    on: date

    @classmethod
    def of(cls, event: ErratumNoted) -> Self:
        return cls(number=event.number, text=event.text, on=event.effective_on)
