"""Documents that go with an act."""

from datetime import date
from uuid import UUID

import strawberry
from strawberry import field

from efe_graphql.contract.as_of import ResolvedAsOf
from efe_graphql.request.context import Context
from efe_graphql.types.document import Document
from efe_graphql.types.node import Node
from efe_projections.annexes.documents import AttachmentRow, ProjectAttachmentRow
from efe_projections.engine.batch import by


def document_of(row: AttachmentRow | ProjectAttachmentRow, as_of: ResolvedAsOf) -> Document:
    return Document(sha256=row.sha256, size=row.size, media_type=row.media_type, as_of=as_of)


@strawberry.type(description="Un document joint à une réunion, à une décision ou à un avis.")
class Attachment(Node):
    ROW = AttachmentRow

    row: strawberry.Private[AttachmentRow]
    number: int = field(description="Son rang, à partir de 1.")
    title: str = field(description="Ce que c'est.")
    attached_on: date = field(description="Le jour où il a été joint.")
    illustrative: bool = field(description="S'il est là pour une démonstration.")

    @field(description="Le document.")
    def document(self) -> Document:
        return document_of(self.row, self.as_of)


@strawberry.type(description="Un document joint à un projet.")
class ProjectAttachment(Node):
    ROW = ProjectAttachmentRow

    row: strawberry.Private[ProjectAttachmentRow]
    number: int = field(description="Son rang, à partir de 1.")
    title: str = field(description="Ce que c'est.")
    attached_on: date = field(description="Le jour où il a été joint.")
    illustrative: bool = field(description="S'il est là pour une démonstration.")

    @field(description="Le document.")
    def document(self) -> Document:
        return document_of(self.row, self.as_of)


async def attachments_of(context: Context, subject: UUID, as_of: ResolvedAsOf) -> list[Attachment]:
    rows = await context.rows.all(by(AttachmentRow, "subject"), (subject,), at=as_of.position)
    return [Attachment.of(row, as_of) for row in rows]


async def attachments_of_project(context: Context, project: UUID, as_of: ResolvedAsOf) -> list[ProjectAttachment]:
    rows = await context.rows.all(by(ProjectAttachmentRow, "project"), (project,), at=as_of.position)
    return [ProjectAttachment.of(row, as_of) for row in rows]
