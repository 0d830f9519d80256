"""Commands on annexes of acts: documents, errata; and the purge of a document."""

from uuid import UUID

import strawberry
from strawberry import ID, field

from efe_domain.commands.handler import CommandResult
from efe_domain.document.document import KeptDocument
from efe_domain.platform import Platform
from efe_domain.project.project import Project as ProjectAggregate
from efe_domain.shared.bassins import Bassin
from efe_domain.shared.ids import document_id
from efe_graphql.contract.global_id import uuid_of
from efe_graphql.mutations.decision_mutations import OneDecisionCommandInput
from efe_graphql.mutations.execute import CommandInput
from efe_graphql.mutations.inputs import About, DocumentCommandInput, EntityCommandInput, SharedDocumentInput
from efe_graphql.mutations.meeting_mutations import MeetingCommandInput
from efe_graphql.mutations.opinion_mutations import OpinionCommandInput
from efe_graphql.request.context import Context
from efe_graphql.types.payloads import DecisionPayload, MeetingPayload, OpinionPayload, ProjectPayload
from efe_graphql.types.project.project import Project

TITLE = "Ce que c'est."
TEXT = "Ce qui est à lire, et où."


@strawberry.input(
    description="Joindre à une réunion un document déposé auparavant par PUT /documents (coordinateur), ou joint au"
    " projet dont le pôle tient ainsi une réunion conjointe (PS-RENCONTRE)."
)
class AttachToMeetingInput(SharedDocumentInput, MeetingCommandInput):
    PAYLOAD = MeetingPayload

    title: str = field(description=TITLE)

    def do(self, context: Context, _: UUID) -> CommandResult:
        document, shared = self.document(context), self.shared(context)
        return context.ports.platform.attach_to_meeting(
            self.meeting, document, self.title, on=self.effective_on, **shared
        )


@strawberry.input(description="Joindre à une décision un document déposé auparavant (coordinateur).")
class AttachToDecisionInput(DocumentCommandInput, OneDecisionCommandInput):
    PAYLOAD = DecisionPayload

    title: str = field(description=TITLE)

    def do(self, context: Context, _: UUID) -> CommandResult:
        document = self.document(context)
        return context.ports.platform.attach_to_decision(self.decision, document, self.title, on=self.effective_on)


@strawberry.input(description="Joindre à un avis un document déposé auparavant (coordinateur).")
class AttachToOpinionInput(DocumentCommandInput, OpinionCommandInput):
    PAYLOAD = OpinionPayload

    title: str = field(description=TITLE)

    def do(self, context: Context, _: UUID) -> CommandResult:
        document = self.document(context)
        return context.ports.platform.attach_to_opinion(self.opinion, document, self.title, on=self.effective_on)


@strawberry.input(
    description="Joindre à un projet un document déposé auparavant (coordinateur d'une Instance concernée)."
)
class AttachToProjectInput(EntityCommandInput, DocumentCommandInput):
    PAYLOAD = ProjectPayload

    project_id: ID = field(description="Le projet.")
    title: str = field(description=TITLE)

    def about(self) -> About:
        return Project, ProjectAggregate.NOUN, uuid_of("Project", self.project_id)

    def do(self, context: Context, _: UUID) -> CommandResult:
        project, document = uuid_of("Project", self.project_id), self.document(context)
        return context.ports.platform.attach_to_project(project, document, self.title, on=self.effective_on)


@strawberry.input(description="Noter un erratum à côté d'une décision adoptée ou close, dont le texte reste.")
class NoteDecisionErratumInput(OneDecisionCommandInput):
    PAYLOAD = DecisionPayload

    text: str = field(description=TEXT)

    def dispatch(self, platform: Platform, _: UUID) -> CommandResult:
        return platform.note_decision_erratum(self.decision, self.text, on=self.effective_on)


@strawberry.input(description="Noter un erratum à côté d'un avis adopté, dont le texte reste.")
class NoteOpinionErratumInput(OpinionCommandInput):
    PAYLOAD = OpinionPayload

    text: str = field(description=TEXT)

    def dispatch(self, platform: Platform, _: UUID) -> CommandResult:
        return platform.note_opinion_erratum(self.opinion, self.text, on=self.effective_on)


@strawberry.input(
    description="Noter un erratum à côté du contenu d'un projet, qui reste : aucun verdict n'est rouvert."
)
class NoteProjectErratumInput(EntityCommandInput):
    PAYLOAD = ProjectPayload

    project_id: ID = field(description="Le projet.")
    text: str = field(description=TEXT)

    def about(self) -> About:
        return Project, ProjectAggregate.NOUN, uuid_of("Project", self.project_id)

    def dispatch(self, platform: Platform, _: UUID) -> CommandResult:
        return platform.note_project_erratum(uuid_of("Project", self.project_id), self.text, on=self.effective_on)


@strawberry.input(
    description=(
        "Purger les octets d'un document que l'Instance garde par erreur ; son empreinte reste partout "
        "où un acte le cite, et qui le demande apprend quand et pourquoi (coordinateur)."
    )
)
class PurgeDocumentInput(CommandInput):
    bassin: Bassin = field(description="Le bassin de l'Instance.")
    sha256: str = field(description="L'empreinte SHA-256 du document, en hexadécimal.")
    reason: str = field(description="Pourquoi.")

    def dispatch(self, platform: Platform, _: UUID) -> CommandResult:
        return platform.purge_document(self.bassin, self.sha256, self.reason, on=self.effective_on)

    def settle(self, context: Context, _: CommandResult) -> None:
        """Removes the bytes after the register recorded the purge; a client without an answer repeats the command."""
        context.ports.documents.purge(self.sha256, self.bassin)

    def check_last(self, context: Context) -> None:
        is_stored = context.ports.documents.find(self.sha256, [self.bassin]) is not None
        KeptDocument(document_id(self.sha256, self.bassin)).check_kept(is_kept=is_stored)
