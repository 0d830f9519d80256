"""Commands that attach documents and errata to an act without changing it, or purge the bytes of a document.

Coordinators attach documents; errata are noted by those who may amend the text. `on` is today when None.
"""

from datetime import date
from uuid import UUID

from efe_domain.commands.authorization import acting_in, coordinating, coordinating_one_of
from efe_domain.commands.handler import CommandResult, UseCases, use_case
from efe_domain.commands.joint_attendance import shared_document
from efe_domain.commands.late_word_checks import purged_statements
from efe_domain.decision.decision import Decision
from efe_domain.document.document import KeptDocument
from efe_domain.meeting.meeting import Meeting
from efe_domain.opinion.opinion import Opinion
from efe_domain.project.project import Project
from efe_domain.shared.bassins import bassin as bassin_of
from efe_domain.shared.documents import Document
from efe_domain.shared.ids import document_id


@use_case
def attach_to_meeting(
    uow: UseCases, meeting_id: UUID, document: Document, title: str, *, shared: bool = False, on: date | None = None
) -> CommandResult:
    """Attaches a document of the Instance; a `shared` one is of the project of the joint meeting."""
    meeting = uow.require(Meeting, meeting_id)
    coordinating_one_of(uow, meeting.assembly.bassins)
    if shared:
        document = shared_document(uow, meeting, document.sha256)
    uow.target(meeting).attach(document, title, on=uow.day(on))
    return uow.record(meeting)


@use_case
def attach_to_decision(
    uow: UseCases, decision_id: UUID, document: Document, title: str, *, on: date | None = None
) -> CommandResult:
    decision = uow.require(Decision, decision_id)
    coordinating(uow, decision.bassin)
    uow.target(decision).attach(document, title, on=uow.day(on))
    return uow.record(decision)


@use_case
def attach_to_opinion(
    uow: UseCases, opinion_id: UUID, document: Document, title: str, *, on: date | None = None
) -> CommandResult:
    opinion = uow.require(Opinion, opinion_id)
    coordinating(uow, opinion.brief.bassin)
    uow.target(opinion).attach(document, title, on=uow.day(on))
    return uow.record(opinion)


@use_case
def attach_to_project(
    uow: UseCases, project_id: UUID, document: Document, title: str, *, on: date | None = None
) -> CommandResult:
    """Attaches a document to a project; for a coordinator of any Instance that the project concerns."""
    project = uow.require(Project, project_id)
    coordinating_one_of(uow, project.concerned)
    uow.target(project).attach(document, title, on=uow.day(on))
    return uow.record(project)


@use_case
def note_decision_erratum(uow: UseCases, decision_id: UUID, text: str, *, on: date | None = None) -> CommandResult:
    decision = uow.require(Decision, decision_id)
    acting_in(uow, decision.pole)
    uow.target(decision).note_erratum(text, on=uow.day(on))
    return uow.record(decision)


@use_case
def note_opinion_erratum(uow: UseCases, opinion_id: UUID, text: str, *, on: date | None = None) -> CommandResult:
    opinion = uow.require(Opinion, opinion_id)
    if opinion.brief.pole:
        acting_in(uow, opinion.brief.pole)
    else:
        coordinating(uow, opinion.brief.bassin)
    uow.target(opinion).note_erratum(text, on=uow.day(on))
    return uow.record(opinion)


@use_case
def note_project_erratum(uow: UseCases, project_id: UUID, text: str, *, on: date | None = None) -> CommandResult:
    """Notes an erratum to the content of a project; for the pôle that leads it."""
    project = uow.require(Project, project_id)
    acting_in(uow, project.lead)
    uow.target(project).note_erratum(text, on=uow.day(on))
    return uow.record(project)


@use_case
def purge_document(uow: UseCases, bassin: str, sha256: str, reason: str, *, on: date | None = None) -> CommandResult:
    """Records the purge; the caller then deletes the bytes (`efe_graphql.mutations.annex_mutations`)."""
    coordinating(uow, bassin)
    document = uow.target(uow.load(KeptDocument, document_id(sha256, bassin_of(bassin))))
    document.purge(bassin_of(bassin), sha256, reason, on=uow.day(on))
    return uow.record(document, *purged_statements(uow, document.id, bassin_of(bassin), sha256, uow.day(on)))
