"""Aggregate of a project: emerged in a pôle, carried, put to each Instance concerned, supported, funded, ended."""

from datetime import date
from uuid import UUID

from msgspec.structs import replace

from efe_domain.decision.decision import Decision
from efe_domain.decision.events import DecisionKind
from efe_domain.pole.pole import Pole
from efe_domain.project.carriers import check_zone
from efe_domain.project.content import ProjectContent, clean
from efe_domain.project.events import (
    FundingAppliedFor,
    ProjectAbandoned,
    ProjectAmended,
    ProjectCompleted,
    ProjectDocumentAttached,
    ProjectEmerged,
    ProjectErratumNoted,
    ProjectStarted,
)
from efe_domain.project.joining import CarriedProject
from efe_domain.project.judging import JudgedProject
from efe_domain.project.meeting_together import MeetingProject
from efe_domain.project.planning import PlannedProject
from efe_domain.project.refusals import AlreadyEmerged, SameContent
from efe_domain.shared import texts
from efe_domain.shared.codec import content_hash
from efe_domain.shared.days import check_not_before
from efe_domain.shared.documents import Document


class Project(CarriedProject, JudgedProject, PlannedProject, MeetingProject):
    """Project. It concerns the Instances of its lead and of its carriers; with several it is joint.

    Decisions of carriers, submissions and verdicts hold for one content; an amendment begins them anew.
    """

    def emerge(self, pole: Pole, content: ProjectContent, *, on: date) -> None:
        """Begins the project with the axis of the pôle, which is in its term (PS-3ANS)."""
        if self.exists:
            raise AlreadyEmerged("Le projet « {title} » a déjà émergé.", title=self.title)
        pole.check_in_term(on)
        content = clean(replace(content, axis=pole.axis.key))
        check_zone(content, (pole.bassin,))
        hashed = content_hash(content)
        self.record(
            ProjectEmerged(lead=pole.id, bassin=pole.bassin, content=content, content_hash=hashed, effective_on=on)
        )

    def amend(
        self,
        content: ProjectContent,
        reason: str,
        *,
        decision: Decision | None = None,
        recorded_on: date | None = None,
        on: date,
    ) -> None:
        """Replaces the content, which re-opens every verdict. A support stands, to be confirmed by another agreement.

        `recorded_on` is the day of the recording. Raises `NotDecided` for a decision on something else.
        """
        self.life.check_may_end(on)
        content = clean(replace(content, axis=self.content.axis))
        check_zone(content, self.concerned)
        if content == self.content:
            raise SameContent("Ce contenu est déjà celui du projet.")
        reason, number, hashed = texts.text(reason, "reason"), self.content_number + 1, content_hash(content)
        cited = self.checked_decision(DecisionKind.AMENDMENT, self.lead, decision, on)
        self.record(
            ProjectAmended(
                number=number,
                content=content,
                content_hash=hashed,
                reason=reason,
                decision=cited,
                recorded_on=recorded_on,
                effective_on=on,
            )
        )

    def apply_for_funding(self, event: FundingAppliedFor, *, decision: Decision | None = None) -> None:
        self.life.check_going(event.effective_on)
        bassin = self.carriers.of(event.pole).bassin
        applied = self.applications.checked_application(replace(event, bassin=bassin))
        cited = self.checked_decision(DecisionKind.FUNDING, event.pole, decision, event.effective_on)
        self.record(replace(applied, decision=cited))

    def applicant(self, application: UUID) -> UUID:
        """Returns the pôle that applied, or the lead once that one has left. Raises `NotFound`."""
        pole = self.applications.pole_of(application)
        return pole if pole in self.carriers else self.lead

    def record_funding_outcome(self, application: UUID, granted_cents: int | None, comment: str, *, on: date) -> None:
        """Records the outcome of an application, after the end of the project too."""
        self.record(self.applications.checked_outcome(application, granted_cents, comment, on))

    def start(self, *, on: date) -> None:
        """Starts; a joint project only once it is submitted to each Instance. Raises `NotSubmittedToAll`."""
        self.life.check_not_started(on)
        self.carriers.check_carried(self.content_hash, on)
        if len(self.concerned) > 1:
            self.verdicts.check_put_to_all(self.concerned, on)
        self.record(ProjectStarted(effective_on=on))

    def complete(self, result: str, *, decision: Decision | None = None, on: date) -> None:
        self.life.check_started(on)
        self.life.check_may_end(on)
        result = texts.text(result, "result")
        cited = self.checked_decision(DecisionKind.COMPLETION, self.lead, decision, on)
        self.record(ProjectCompleted(result=result, decision=cited, effective_on=on))

    def abandon(self, reason: str, *, decision: Decision | None = None, on: date) -> None:
        self.life.check_may_end(on)
        reason = texts.text(reason, "reason")
        cited = self.checked_decision(DecisionKind.ABANDONMENT, self.lead, decision, on)
        self.record(ProjectAbandoned(reason=reason, decision=cited, effective_on=on))

    def attach(self, document: Document, title: str, *, on: date) -> None:
        check_not_before(on, self.life.emerged_on, "l'émergence du projet")
        self.record(ProjectDocumentAttached(**self.annexes.attached(document, title), effective_on=on))

    def note_erratum(self, text: str, *, on: date) -> None:
        """Notes an error in the current content, which stays as it is: to amend it would re-open every verdict."""
        check_not_before(on, self.content_since, "le contenu du projet")
        self.record(ProjectErratumNoted(**self.annexes.erratum(self.content_number, text), effective_on=on))
