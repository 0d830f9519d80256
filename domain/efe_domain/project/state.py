"""State of a project: its content, its carriers, its verdicts and its progress."""

from datetime import date
from typing import assert_never
from uuid import UUID

from efe_domain.project.carrier_events import AmendmentCarried, LeadHandedOver, LeadOffered, PoleJoined, PoleLeft
from efe_domain.project.carriers import Carriers
from efe_domain.project.content import ProjectContent
from efe_domain.project.events import (
    ConditionMet,
    FundingAppliedFor,
    FundingOutcomeRecorded,
    ProgressReported,
    ProjectAbandoned,
    ProjectAmended,
    ProjectCompleted,
    ProjectDocumentAttached,
    ProjectEmerged,
    ProjectErratumNoted,
    ProjectStarted,
    ProjectSubmitted,
    SupportEnded,
    SupportGranted,
    VerdictExpected,
    VerdictGiven,
    VerdictRevised,
)
from efe_domain.project.joint_meeting_events import JointMeetingAttended, JointMeetingCalled
from efe_domain.project.joint_meetings import JointMeetings
from efe_domain.project.life import Life
from efe_domain.project.means import Applications, Supports
from efe_domain.project.plan import WorkPlan
from efe_domain.project.plan_events import PlanPartWritten
from efe_domain.project.resolutions import Resolutions
from efe_domain.project.verdicts import GivenVerdict, Verdict, Verdicts
from efe_domain.shared.aggregate import Aggregate
from efe_domain.shared.annexes import Annexes
from efe_domain.shared.bassins import Bassin

type ProjectEvent = (
    ProjectEmerged
    | ProjectAmended
    | PoleJoined
    | AmendmentCarried
    | PoleLeft
    | LeadOffered
    | LeadHandedOver
    | ProjectSubmitted
    | VerdictExpected
    | VerdictGiven
    | VerdictRevised
    | ConditionMet
    | SupportGranted
    | SupportEnded
    | FundingAppliedFor
    | FundingOutcomeRecorded
    | ProjectStarted
    | ProgressReported
    | PlanPartWritten
    | JointMeetingCalled
    | JointMeetingAttended
    | ProjectCompleted
    | ProjectAbandoned
    | ProjectDocumentAttached
    | ProjectErratumNoted
)


class ProjectState(Aggregate[ProjectEvent], kind="project", noun="Projet"):
    """State of a project, without checks; subclasses add the methods of its commands."""

    content: ProjectContent

    def __init__(self, aggregate_id: UUID) -> None:
        super().__init__(aggregate_id)
        self.content_hash = ""
        self.content_number = 0
        self.content_hashes = set[str]()
        self.carriers = Carriers()
        self.verdicts = Verdicts()
        self.supports = Supports()
        self.applications = Applications()
        self.life = Life()
        self.plan = WorkPlan()
        self.meetings = JointMeetings()
        self.resolutions = Resolutions()
        self.annexes = Annexes()

    @property
    def concerned(self) -> tuple[Bassin, ...]:
        return self.carriers.concerned

    @property
    def bassins(self) -> tuple[str, ...]:
        return self.concerned

    @property
    def lead(self) -> UUID:
        return self.carriers.lead

    def takes_part(self, pole: UUID) -> bool:
        """Tells whether the pôle leads or carries the project."""
        return self.carriers.takes_part(pole)

    @property
    def title(self) -> str:
        return self.content.title

    @property
    def started_on(self) -> date | None:
        return self.life.started_on

    @property
    def ended_on(self) -> date | None:
        return self.life.ended_on

    @property
    def was_submitted(self) -> bool:
        return self.verdicts.were_awaited

    def _apply_fact(self, fact: ProjectEvent) -> None:
        self.resolutions.use(fact)
        super()._apply_fact(fact)

    def _apply(self, event: ProjectEvent) -> None:  # noqa: C901, PLR0912 - one case an event
        match event:
            case ProjectEmerged(lead=lead, bassin=bassin, effective_on=on):
                self.life.emerged_on = on
                self.carriers.emerge(lead, bassin)
                self._hold(event, 1)
            case ProjectAmended(number=number):
                self._hold(event, number)
                self.verdicts.reopen()
            case PoleJoined(pole=pole, bassin=bassin, content_hash=carried, decision=decision, effective_on=on):
                self.carriers.carry(pole, bassin, carried, decision, on)
            case AmendmentCarried(pole=pole, content_hash=carried, decision=decision, effective_on=on):
                self.carriers.carry_anew(pole, carried, decision, on)
            case LeadOffered(pole=pole, effective_on=on):
                self.carriers.offer_lead(pole, on)
            case LeadHandedOver(lead=lead):
                self.carriers.take_lead(lead)
            case PoleLeft():
                self._apply_departure(event)
            case ProjectSubmitted(instances=instances, effective_on=on):
                self.verdicts.submit(instances, on)
            case VerdictExpected(bassin=bassin, expected_on=expected_on):
                self.verdicts.expect(bassin, expected_on)
            case VerdictGiven(bassin=bassin) | VerdictRevised(bassin=bassin):
                self.verdicts.give(bassin, self._given(event))
            case ConditionMet(verdict=version, condition=number, effective_on=on):
                self.verdicts.meet(version, number, on)
            case SupportGranted() | SupportEnded() | FundingAppliedFor() | FundingOutcomeRecorded():
                self._apply_means(event)
            case ProjectStarted(effective_on=on):
                self.life.started_on = on
            case ProjectCompleted(effective_on=on) | ProjectAbandoned(effective_on=on):
                self.life.ended_on = on
            case ProgressReported() | PlanPartWritten() | ProjectDocumentAttached() | ProjectErratumNoted():
                self._apply_beside(event)
                return
            case JointMeetingCalled() | JointMeetingAttended():
                self._apply_beside(event)
                return
            case _:
                assert_never(event)
        self.life.latest_on = max(self.life.latest_on, event.effective_on)

    def _apply_beside(
        self,
        event: ProgressReported
        | PlanPartWritten
        | JointMeetingCalled
        | JointMeetingAttended
        | ProjectDocumentAttached
        | ProjectErratumNoted,
    ) -> None:
        """Applies an event that does not move `latest_on`: a later act may have an earlier day."""
        match event:
            case ProgressReported():
                self.life.report(event)
            case PlanPartWritten():
                self.plan.write(event)
            case JointMeetingCalled():
                self.meetings.call(event)
            case JointMeetingAttended():
                self.meetings.attend(event)
            case ProjectDocumentAttached(document=document):
                self.annexes.keep_document(document)
            case ProjectErratumNoted(number=number, text=text):
                self.annexes.keep_erratum(number, text)

    def _apply_departure(self, departure: PoleLeft) -> None:
        self.carriers.leave(departure.pole, departure.lead)
        self.plan.leave(departure.pole)
        self.supports.end(*departure.supports)
        self.verdicts.keep(departure.concerned)

    def _apply_means(self, event: SupportGranted | SupportEnded | FundingAppliedFor | FundingOutcomeRecorded) -> None:
        match event:
            case SupportGranted():
                self.supports.grant(event)
            case SupportEnded(support=support):
                self.supports.end(support)
            case FundingAppliedFor():
                self.applications.apply(event)
            case FundingOutcomeRecorded(application=application):
                self.applications.decide(application)

    def _given(self, event: VerdictGiven | VerdictRevised) -> GivenVerdict:
        """Returns the verdict of an event. An event that is not stored yet has the version of the project."""
        verdict = Verdict(
            kind=event.verdict,
            conditions=event.conditions,
            reasons=event.reasons,
            meeting=event.meeting,
            without_meeting=event.without_meeting,
        )
        return GivenVerdict(verdict, event.due, event.effective_on, event.originator_version or self.version)

    def _hold(self, event: ProjectEmerged | ProjectAmended, number: int) -> None:
        self.content, self.content_hash, self.content_number = event.content, event.content_hash, number
        self.content_hashes.add(event.content_hash)
        self.plan.hold(number, event.content)
        self.content_since = event.effective_on
        self.content_recorded_on = (
            event.recorded_on if isinstance(event, ProjectAmended) else None
        ) or event.effective_on
