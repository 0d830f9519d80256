"""Response classes of the GraphQL documents beside this module, written by `efe schema`."""

from datetime import date
from typing import Any, Final

import msgspec

from efe_infra.console.document.generated import CitedDocument
from efe_infra.console.register.documents import Document
from efe_infra.console.register.generated import ObjectName, Refused
from efe_infra.console.register.responses import Connection, Edges, Response
from efe_infra.console.web.generated import FrameAndLaw, Standing


class MeetingsToCiteBody(Response):
    name: str


class MeetingsToCitePole(Response):
    name: str


class MeetingsToCiteMeeting(Response):
    id: str
    day: date
    held_on: date | None
    minutes_adopted_on: date | None
    body: MeetingsToCiteBody | None
    pole: MeetingsToCitePole | None


class MeetingsToCiteResponse(Response):
    meetings: Connection[MeetingsToCiteMeeting]


class CorrectionAccount(Response):
    id: str
    display_name: str | None


class Correction(Response):
    kind: str
    version: int
    reason: str | None
    findings: tuple[str, ...]
    asked: Any
    document: CitedDocument | None
    actor: CorrectionAccount | None
    entity: ObjectName | None


class CorrectionsWaiting(Response):
    rectifications_to_confirm: Connection[Correction]
    withdrawals_to_confirm: Connection[Correction]
    to_reconsider: Connection[Correction]


class CorrectionsInstanceDossier(Response):
    waiting: CorrectionsWaiting


class CorrectionsInstance(Response):
    dossier: CorrectionsInstanceDossier | None


class CorrectionsResponse(FrameAndLaw):
    viewer: Standing | None
    instance: CorrectionsInstance | None


class AdministratorCorrectionsCorrection(Correction):
    bassins: tuple[str, ...]
    entity_id: str
    document_sha256: str | None


class AdministratorCorrectionsViewer(Standing):
    corrections_to_confirm: tuple[AdministratorCorrectionsCorrection, ...]


class AdministratorCorrectionsResponse(FrameAndLaw):
    viewer: AdministratorCorrectionsViewer | None


class ProposedPersonPerson(Response):
    id: str
    display_name: str


class ProposedPersonResponse(Response):
    person: ProposedPersonPerson | None


class ProposedObjectsResponse(Response):
    nodes: tuple[ObjectName | None, ...]


class CorrectableSealedEvent(Response):
    state: str


class CorrectableEntity(Response):
    typename: str = msgspec.field(name="__typename")
    id: str
    version: int | None = None


class CorrectableAuditEntry(Response):
    position: int
    version: int
    kind: str
    kind_label: str
    sentence: str
    told: str | None
    sealed: CorrectableSealedEvent | None
    subject: CorrectableEntity | None


class CorrectableResponse(FrameAndLaw):
    viewer: Standing | None
    audit_trail: Edges[CorrectableAuditEntry]


class RectificationPreviewRectifiedFact(Response):
    version: int
    changed: tuple[str, ...]
    before: Any
    after: Any


class RectificationPreviewEntity(Response):
    typename: str = msgspec.field(name="__typename")
    id: str


class RectificationPreviewRectificationConsequence(Response):
    entity: RectificationPreviewEntity
    findings: tuple[str, ...]
    rectified: tuple[int, ...]


class RectificationPreview(Response):
    facts: tuple[RectificationPreviewRectifiedFact, ...]
    consequences: tuple[RectificationPreviewRectificationConsequence, ...]
    hidden_consequences: int | None
    second_coordinator_needed: bool | None
    awaits_confirmation: bool | None
    document_needed: bool | None
    user_errors: tuple[Refused, ...]


class RectificationPreviewResponse(Response):
    preview_rectification: RectificationPreview


MEETINGS_TO_CITE: Final = Document("meetings_to_cite", MeetingsToCiteResponse)
CORRECTIONS: Final = Document("corrections", CorrectionsResponse)
ADMINISTRATOR_CORRECTIONS: Final = Document("administrator_corrections", AdministratorCorrectionsResponse)
PROPOSED_PERSON: Final = Document("proposed_person", ProposedPersonResponse)
PROPOSED_OBJECTS: Final = Document("proposed_objects", ProposedObjectsResponse)
CORRECTABLE: Final = Document("correctable", CorrectableResponse)
RECTIFICATION_PREVIEW: Final = Document("rectification_preview", RectificationPreviewResponse)
