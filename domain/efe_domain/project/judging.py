"""Methods of the project aggregate for the Instances concerned: submission, verdicts, conditions, support."""

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from efe_domain.pole.pole import Pole
from efe_domain.project.events import (
    ConditionMet,
    ProjectSubmitted,
    SupportGranted,
    VerdictExpected,
    VerdictGiven,
    VerdictKind,
    VerdictRevised,
)
from efe_domain.project.refusals import AlreadySubmitted, ContentChanged, SameVerdict
from efe_domain.project.state import ProjectState
from efe_domain.project.verdicts import Sitting, Verdict, check_quorum, check_sat, checked, checked_due
from efe_domain.shared import texts
from efe_domain.shared.bassins import Bassin
from efe_domain.shared.days import check_not_before
from efe_domain.zone.zone import Zone


class JudgedProject(ProjectState):
    """Project with the methods of its Instances. A submission and a verdict hold for one content."""

    def submit(self, carriers: Sequence[Pole], zone: Zone, *, on: date) -> None:
        """Submits the content to each Instance concerned that has not got it yet; `carriers` are its pôles.

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

    def expect_verdict(self, bassin: Bassin, expected_on: date, *, on: date) -> None:
        """Announces the day by which the Instance expects to judge the current content."""
        self.life.check_going(on)
        self.carriers.check_concerned(bassin)
        self.verdicts.check_expected(bassin, expected_on, on)
        number = self.content_number
        self.record(VerdictExpected(bassin=bassin, expected_on=expected_on, number=number, effective_on=on))

    def give_verdict(
        self,
        bassin: Bassin,
        verdict: Verdict,
        judged_hash: str,
        *,
        due: tuple[date | None, ...] = (),
        sitting: Sitting | None = None,
        on: date,
    ) -> None:
        """Gives a verdict on the content with that hash; a changed content must be read again first.

        `due` are the last days for its conditions, `sitting` is the meeting that it cites. Raises what `check_sat`
        does too, and last `QuorumNotReached`.
        """
        self._check_judged(bassin, judged_hash, on)
        self.verdicts.check_awaited(bassin, on)
        check_sat(verdict, sitting, on)
        verdict, due = checked(verdict), checked_due(verdict, due, on)
        check_quorum(sitting)
        self.record(
            VerdictGiven(
                bassin=bassin,
                verdict=verdict.kind,
                conditions=verdict.conditions,
                due=due,
                reasons=verdict.reasons,
                meeting=verdict.meeting,
                without_meeting=verdict.without_meeting,
                number=self.content_number,
                content_hash=judged_hash,
                effective_on=on,
            )
        )

    def revise_verdict(  # noqa: PLR0913 - the fields of the verdict
        self,
        bassin: Bassin,
        verdict: Verdict,
        why: str,
        judged_hash: str,
        *,
        due: tuple[date | None, ...] = (),
        ends_supports: bool = True,
        sitting: Sitting | None = None,
        on: date,
    ) -> None:
        """Revises the verdict from that day on. Raises `NoVerdictYet` or `SameVerdict`.

        A refusal ends the supports that the Instance gave to that content, unless `ends_supports` is false.
        """
        self._check_judged(bassin, judged_hash, on)
        current = self.verdicts.standing(bassin)
        check_not_before(on, current.on, "le verdict de l'Instance")
        check_sat(verdict, sitting, on)
        verdict, due = checked(verdict), checked_due(verdict, due, on)
        if (verdict, due) == (current.verdict, current.due):
            raise SameVerdict("Ce verdict est déjà celui de l'Instance.")
        ends_supports, why = ends_supports and verdict.kind is VerdictKind.REFUSED, texts.text(why, "why")
        check_quorum(sitting)
        self.record(
            VerdictRevised(
                bassin=bassin,
                revises=current.version,
                previous=current.verdict.kind,
                verdict=verdict.kind,
                conditions=verdict.conditions,
                due=due,
                ends_supports=ends_supports,
                reasons=verdict.reasons,
                meeting=verdict.meeting,
                without_meeting=verdict.without_meeting,
                why=why,
                number=self.content_number,
                content_hash=judged_hash,
                effective_on=on,
            )
        )
        if ends_supports:
            self._end_supports(bassin, why, on)

    def _end_supports(self, bassin: Bassin, reason: str, on: date) -> None:
        """Ends the supports of an Instance to the current content, which its verdict refuses."""
        by_verdict = self.verdicts.standing(bassin).version
        for ended in self.supports.ends_by_verdict(by_verdict, bassin, self.content_number, reason, on):
            self.record(ended)

    def meet_condition(self, bassin: Bassin, number: int, finding: str, *, on: date) -> None:
        """Meets a condition of the current verdict, counted from 1; possible after the end of the project too."""
        current = self.verdicts.check_unmet(bassin, number, on)
        self.record(
            ConditionMet(
                bassin=bassin,
                verdict=current.version,
                condition=number,
                text=current.verdict.conditions[number - 1],
                finding=texts.text(finding, "finding"),
                effective_on=on,
            )
        )

    def _check_judged(self, bassin: Bassin, judged_hash: str, on: date) -> None:
        """Raises `ProjectIsOver`, `NotConcerned` or `ContentChanged`."""
        self.life.check_going(on)
        self.carriers.check_concerned(bassin)
        if judged_hash != self.content_hash:
            raise ContentChanged("Le contenu jugé n'est pas celui que le projet a maintenant : il est à relire.")

    def grant_support(self, event: SupportGranted) -> None:
        """Grants a support once the Instance agreed to the current content (PS-PHASES). Raises `NotAgreed`."""
        self.life.check_going(event.effective_on)
        self.carriers.check_concerned(event.bassin)
        self.verdicts.check_agreed(event.bassin, event.effective_on)
        self.record(self.supports.checked_grant(event))

    def end_support(self, support: UUID, bassin: Bassin, reason: str, *, on: date) -> None:
        self.record(self.supports.checked_end(support, bassin, reason, on))
