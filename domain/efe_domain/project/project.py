"""A project: emerged in a pôle, carried by one or several, put to each Instance concerned, supported, done."""

from collections.abc import Sequence
from datetime import date
from typing import assert_never
from uuid import UUID

from msgspec.structs import replace

from efe_domain.decision.decision import Decision
from efe_domain.pole.pole import Pole
from efe_domain.project.carriers import Carriers, check_decided, check_entry, check_zone
from efe_domain.project.content import ProjectContent, clean
from efe_domain.project.events import (
    AmendmentCarried,
    FundingAppliedFor,
    FundingOutcomeRecorded,
    PoleJoined,
    PoleLeft,
    ProgressReported,
    ProjectAbandoned,
    ProjectAmended,
    ProjectCompleted,
    ProjectEmerged,
    ProjectEvent,
    ProjectStarted,
    ProjectSubmitted,
    SupportEnded,
    SupportGranted,
    VerdictGiven,
)
from efe_domain.project.life import Life
from efe_domain.project.means import Applications, Supports
from efe_domain.project.refusals import (
    AlreadyEmerged,
    AlreadySubmitted,
    ContentChanged,
    SameContent,
)
from efe_domain.project.verdicts import Verdict, Verdicts, checked
from efe_domain.shared import texts
from efe_domain.shared.aggregate import Aggregate
from efe_domain.shared.bassins import Bassin
from efe_domain.shared.codec import content_hash
from efe_domain.shared.days import check_not_before
from efe_domain.zone.zone import Zone


class Project(Aggregate[ProjectEvent]):
    """It concerns the Instances of the pôle that leads it and of those that carry it; of several, it is joint.

    Carried, submitted, judged: each holds for one content, and an amendment begins all of it anew.
    """

    KIND = "project"
    NOUN = "Projet"

    content: ProjectContent

    def __init__(self, aggregate_id: UUID) -> None:
        super().__init__(aggregate_id)
        self.content_hash = ""
        self.content_number = 0
        self.carriers = Carriers()
        self.verdicts = Verdicts()
        self.supports = Supports()
        self.applications = Applications()
        self.life = Life()

    @property
    def concerned(self) -> tuple[Bassin, ...]:
        return self.carriers.concerned

    @property
    def bassins(self) -> tuple[str, ...]:
        return self.concerned

    @property
    def lead(self) -> UUID:
        return self.carriers.lead

    @property
    def title(self) -> str:
        return self.content.title

    @property
    def started_on(self) -> date | None:
        return self.life.started_on

    @property
    def ended_on(self) -> date | None:
        return self.life.ended_on

    def emerge(self, pole: Pole, content: ProjectContent, *, on: date) -> None:
        """The axis of the content is that of the pôle, which is in its term (PS-3ANS)."""
        if self.exists:
            raise AlreadyEmerged("Le projet « {title} » a déjà émergé.", title=self.title)
        pole.check_in_term(on)
        content = clean(replace(content, axis=pole.axis.key))
        check_zone(content, (pole.bassin,))
        hashed = content_hash(content)
        self.record(
            ProjectEmerged(lead=pole.id, bassin=pole.bassin, content=content, content_hash=hashed, effective_on=on)
        )

    def amend(self, content: ProjectContent, reason: str, *, on: date) -> None:
        """Re-opens every verdict. Support already granted stands, to be confirmed by another agreement."""
        self.life.check_turning(on)
        content = clean(replace(content, axis=self.content.axis))
        check_zone(content, self.concerned)
        if content == self.content:
            raise SameContent("Ce contenu est déjà celui du projet.")
        reason, number, hashed = texts.text(reason, "reason"), self.content_number + 1, content_hash(content)
        self.record(
            ProjectAmended(number=number, content=content, content_hash=hashed, reason=reason, effective_on=on)
        )

    def join(self, pole: Pole, decision: Decision, *, past_events: int, past_root: str, on: date) -> None:
        """A pôle carries the content of now by its own decision; who carried an earlier one carries this one too.

        Raises `NotCarried` unless the pôle adopted exactly this content, `TermOver` or `AlreadyCarrying`.
        """
        self.life.check_going(on)
        check_decided(pole, decision, self.id, self.content_hash)
        check_not_before(on, max(decision.adopted_on or on, self.content_since), "l'adoption de la décision")
        carrying = self.carriers.carrying(pole, self.content_hash, on)
        if carrying:
            self.record(
                AmendmentCarried(
                    pole=pole.id,
                    since=carrying.since,
                    decision=decision.id,
                    content_hash=self.content_hash,
                    effective_on=on,
                )
            )
            return
        check_entry(pole, self.content, on)
        self.record(
            PoleJoined(
                pole=pole.id,
                bassin=pole.bassin,
                decision=decision.id,
                content_hash=self.content_hash,
                past_events=past_events,
                past_root=past_root,
                effective_on=on,
            )
        )

    def leave(self, pole: UUID, reason: str, *, on: date) -> None:
        """Raises `NotCarrying`, `LastCarrier` or `SupportStands`."""
        self.life.check_turning(on)
        left, leaver = self.carriers.without(pole), self.carriers.of(pole)
        gone = {*self.concerned} - {*left.concerned}
        self.supports.check_none_of(gone)
        self.record(
            PoleLeft(
                pole=pole,
                bassin=leaver.bassin,
                since=leaver.since,
                concerned=left.concerned,
                lead=left.lead,
                uncounted=self.verdicts.of(leaver.bassin) if leaver.bassin in gone else None,
                reason=texts.text(reason, "reason"),
                effective_on=on,
            )
        )

    def submit(self, carriers: Sequence[Pole], zone: Zone, *, on: date) -> None:
        """To each Instance concerned that has not got this content yet; `carriers` are the pôles that carry it.

        Raises `TermOver`, `ContentNotCarried`, `OutsideTheTerritory`, `OutsideTheZone`, `ZoneNotRepresented` or
        `AlreadySubmitted`.
        """
        self.life.check_going(on)
        for pole in carriers:
            pole.check_in_term(on)
        self.carriers.check_carried(self.content_hash, on)
        self.carriers.check_territory(self.content)
        if self.content.zone:
            zone.check_represented(on)
        instances = self.verdicts.missing(self.concerned)
        if not instances:
            raise AlreadySubmitted("Ce contenu est déjà soumis à chaque Instance concernée.")
        self.record(
            ProjectSubmitted(
                number=self.content_number,
                title=self.title,
                content_hash=self.content_hash,
                instances=instances,
                effective_on=on,
            )
        )

    def give_verdict(self, bassin: Bassin, verdict: Verdict, judged_hash: str, *, on: date) -> None:
        """On the content of that hash: one that has moved is read again, never judged unread."""
        self.life.check_going(on)
        self.carriers.check_concerned(bassin)
        if judged_hash != self.content_hash:
            raise ContentChanged("Le contenu jugé n'est pas celui que le projet a maintenant : il est à relire.")
        self.verdicts.check_awaited(bassin, on)
        verdict = checked(verdict)
        self.record(
            VerdictGiven(
                bassin=bassin,
                verdict=verdict.kind,
                conditions=verdict.conditions,
                reasons=verdict.reasons,
                meeting=verdict.meeting,
                number=self.content_number,
                content_hash=judged_hash,
                effective_on=on,
            )
        )

    def grant_support(self, asked: SupportGranted) -> None:
        """None before the agreement of the Instance to the content of now (PS-PHASES). Raises `NotAgreed`."""
        self.life.check_going(asked.effective_on)
        self.carriers.check_concerned(asked.bassin)
        self.verdicts.check_agreed(asked.bassin, asked.effective_on)
        self.record(self.supports.granted(asked))

    def end_support(self, support: UUID, bassin: Bassin, reason: str, *, on: date) -> None:
        self.record(self.supports.ended(support, bassin, reason, on))

    def apply_for_funding(self, asked: FundingAppliedFor) -> None:
        self.life.check_going(asked.effective_on)
        bassin = self.carriers.of(asked.pole).bassin
        self.record(self.applications.applied(replace(asked, bassin=bassin)))

    def applicant(self, application: UUID) -> UUID:
        """The pôle that applied, or the lead once that one has left. Raises `NotFound`."""
        pole = self.applications.pole_of(application)
        return pole if pole in self.carriers else self.lead

    def record_funding_outcome(self, application: UUID, granted_cents: int | None, comment: str, *, on: date) -> None:
        """Possible after the end of the project too."""
        self.record(self.applications.decided(application, granted_cents, comment, on))

    def start(self, *, on: date) -> None:
        self.life.check_not_started(on)
        self.carriers.check_carried(self.content_hash, on)
        self.record(ProjectStarted(effective_on=on))

    def report_progress(self, pole: UUID, report: str, *, on: date) -> None:
        self.life.check_started(on)
        self.carriers.of(pole)
        self.record(self.life.reported(pole, report, on))

    def complete(self, result: str, *, on: date) -> None:
        self.life.check_started(on)
        self.life.check_turning(on)
        self.record(ProjectCompleted(result=texts.text(result, "result"), effective_on=on))

    def abandon(self, reason: str, *, on: date) -> None:
        self.life.check_turning(on)
        self.record(ProjectAbandoned(reason=texts.text(reason, "reason"), effective_on=on))

    def _apply(self, event: ProjectEvent) -> None:  # noqa: C901, PLR0912 - one case an event
        match event:
            case ProjectEmerged(lead=lead, bassin=bassin, effective_on=on):
                self.life.emerged_on = on
                self.carriers.emerge(lead, bassin)
                self._hold(event, 1)
            case ProjectAmended(number=number):
                self._hold(event, number)
                self.verdicts.reopen()
            case PoleJoined(pole=pole, bassin=bassin, content_hash=carried, effective_on=on):
                self.carriers.carry(pole, bassin, carried, on)
            case AmendmentCarried(pole=pole, content_hash=carried, effective_on=on):
                self.carriers.carry_anew(pole, carried, on)
            case PoleLeft(pole=pole, lead=lead, concerned=concerned):
                self.carriers.leave(pole, lead)
                self.verdicts.keep(concerned)
            case ProjectSubmitted(instances=instances, effective_on=on):
                self.verdicts.submit(instances, on)
            case VerdictGiven(bassin=bassin, verdict=verdict, effective_on=on):
                self.verdicts.give(bassin, verdict, on)
            case SupportGranted():
                self.supports.grant(event)
            case SupportEnded(support=support):
                self.supports.end(support)
            case FundingAppliedFor():
                self.applications.apply(event)
            case FundingOutcomeRecorded(application=application):
                self.applications.decide(application)
            case ProjectStarted(effective_on=on):
                self.life.started_on = on
            case ProgressReported():
                self.life.report(event)
            case ProjectCompleted(effective_on=on) | ProjectAbandoned(effective_on=on):
                self.life.ended_on = on
            case _:
                assert_never(event)
        self.life.latest_on = max(self.life.latest_on, event.effective_on)

    def _hold(self, event: ProjectEmerged | ProjectAmended, number: int) -> None:
        self.content, self.content_hash, self.content_number = event.content, event.content_hash, number
        self.content_since = event.effective_on
