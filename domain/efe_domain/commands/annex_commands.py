"""Commands that attach documents and errata to an act without changing it, or purge the bytes of a document."""

from datetime import date
from uuid import UUID

from efe_domain.commands.handler import CommandResult, use_case
from efe_domain.commands.late_word_checks import LateWordChecks
from efe_domain.commands.shared_documents import SharedDocuments
from efe_domain.decision.decision import Decision
from efe_domain.document.document import KeptDocument
from efe_domain.meeting.meeting import Meeting
from efe_domain.opinion.opinion import Opinion
from efe_domain.project.project import Project
from efe_domain.shared.bassins import bassin as bassin_of
from efe_domain.shared.documents import Document
from efe_domain.shared.ids import document_id


class AnnexCommands(LateWordChecks, SharedDocuments):
    """Commands on annexes. Coordinators attach documents; errata are noted by those who may amend the text.

    `on` is today when None.
    """

    @use_case
    def attach_to_meeting(
        self, meeting_id: UUID, document: Document, title: str, *, shared: bool = False, on: date | None = None
    ) -> CommandResult:
        """Attaches a document of the Instance; a `shared` one is of the project of the joint meeting."""
        meeting = self.require(Meeting, meeting_id)
        self.coordinating_one_of(meeting.assembly.bassins)
        if shared:
            document = self.shared_document(meeting, document.sha256)
        self.target(meeting).attach(document, title, on=self.day(on))
        return self.record(meeting)

    @use_case
    def attach_to_decision(
        self, decision_id: UUID, document: Document, title: str, *, on: date | None = None
    ) -> CommandResult:
        decision = self.require(Decision, decision_id)
        self.coordinating(decision.bassin)
        self.target(decision).attach(document, title, on=self.day(on))
        return self.record(decision)

    @use_case
    def attach_to_opinion(
        self, opinion_id: UUID, document: Document, title: str, *, on: date | None = None
    ) -> CommandResult:
        opinion = self.require(Opinion, opinion_id)
        self.coordinating(opinion.brief.bassin)
        self.target(opinion).attach(document, title, on=self.day(on))
        return self.record(opinion)

    @use_case
    def attach_to_project(
        self, project_id: UUID, document: Document, title: str, *, on: date | None = None
    ) -> CommandResult:
        """Attaches a document to a project; for a coordinator of any Instance that the project concerns."""
        project = self.require(Project, project_id)
        self.coordinating_one_of(project.concerned)
        self.target(project).attach(document, title, on=self.day(on))
        return self.record(project)

    @use_case
    def note_decision_erratum(self, decision_id: UUID, text: str, *, on: date | None = None) -> CommandResult:
        decision = self.require(Decision, decision_id)
        self.acting_in(decision.pole)
        self.target(decision).note_erratum(text, on=self.day(on))
        return self.record(decision)

    @use_case
    def note_opinion_erratum(self, opinion_id: UUID, text: str, *, on: date | None = None) -> CommandResult:
        opinion = self.require(Opinion, opinion_id)
        if opinion.brief.pole:
            self.acting_in(opinion.brief.pole)
        else:
            self.coordinating(opinion.brief.bassin)
        self.target(opinion).note_erratum(text, on=self.day(on))
        return self.record(opinion)

    @use_case
    def note_project_erratum(self, project_id: UUID, text: str, *, on: date | None = None) -> CommandResult:
        """Notes an erratum to the content of a project; for the pôle that leads it."""
        project = self.require(Project, project_id)
        self.acting_in(project.lead)
        self.target(project).note_erratum(text, on=self.day(on))
        return self.record(project)

    @use_case
    def purge_document(self, bassin: str, sha256: str, reason: str, *, on: date | None = None) -> CommandResult:
        """Records the purge; the caller then deletes the bytes (`efe_graphql.mutations.annex_mutations`)."""
        self.coordinating(bassin)
        document = self.target(self.load(KeptDocument, document_id(sha256, bassin_of(bassin))))
        document.purge(bassin_of(bassin), sha256, reason, on=self.day(on))
        return self.record(document, *self.purged_statements(document.id, bassin_of(bassin), sha256, self.day(on)))
