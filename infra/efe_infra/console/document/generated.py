"""Response classes of the GraphQL documents beside this module, written by `efe schema`."""

from datetime import date
from typing import Final

from efe_infra.console.register.documents import Document
from efe_infra.console.register.responses import Response
from efe_infra.console.web.generated import CommandOffer, Frame, FrameAndLaw, Standing


class CitedDocumentPurgedDocument(Response):
    purged_on: date
    reason: str


class NamedDocument(Response):
    sha256: str
    name: str | None
    media_type: str
    size: int
    deposited_on: date | None
    depositor: str | None


class CitedDocument(NamedDocument):
    purges: tuple[CitedDocumentPurgedDocument, ...]


class Noted(Response):
    number: int
    text: str
    on: date


class Attached(Response):
    title: str
    attached_on: date
    document: CitedDocument


class DocumentsInstanceDossier(Response):
    recent_documents: tuple[NamedDocument, ...]


class DocumentsInstance(Response):
    dossier: DocumentsInstanceDossier | None


class DocumentsResponse(Frame):
    viewer: Standing | None
    instance: DocumentsInstance | None


class RecentDocumentsInstanceDossier(Response):
    recent_documents: tuple[NamedDocument, ...]


class RecentDocumentsInstance(Response):
    dossier: RecentDocumentsInstanceDossier | None


class RecentDocumentsResponse(Response):
    instance: RecentDocumentsInstance | None


class PurgeCommandInstanceDossier(Response):
    recent_documents: tuple[NamedDocument, ...]


class PurgeCommandInstance(Response):
    available_commands: tuple[CommandOffer, ...]
    dossier: PurgeCommandInstanceDossier | None


class PurgeCommandResponse(FrameAndLaw):
    instance: PurgeCommandInstance | None


class SharedDocumentsPole(Response):
    id: str


class SharedDocumentsProjectCarrier(Response):
    until: date | None
    pole: SharedDocumentsPole | None


class SharedDocumentsDocument(Response):
    sha256: str


class SharedDocumentsProjectAttachment(Response):
    title: str
    document: SharedDocumentsDocument


class SharedDocumentsProjectDossier(Response):
    lead: SharedDocumentsPole | None
    carriers: tuple[SharedDocumentsProjectCarrier, ...]
    attachments: tuple[SharedDocumentsProjectAttachment, ...]


class SharedDocumentsProject(Response):
    dossier: SharedDocumentsProjectDossier | None


class SharedDocumentsResponse(Response):
    project: SharedDocumentsProject | None


DOCUMENTS: Final = Document("documents", DocumentsResponse)
RECENT_DOCUMENTS: Final = Document("recent_documents", RecentDocumentsResponse)
PURGE_COMMAND: Final = Document("purge_command", PurgeCommandResponse)
SHARED_DOCUMENTS: Final = Document("shared_documents", SharedDocumentsResponse)
