"""Commands of an Instance on submitted projects (verdicts, support), and on its representatives in the zone."""

from datetime import date
from uuid import UUID

from efe_domain.commands.handler import CommandResult, use_case
from efe_domain.commands.resolution_checks import ResolutionChecks
from efe_domain.project.events import SupportGranted, SupportKind, SupportPhase, VerdictKind
from efe_domain.project.project import Project
from efe_domain.project.verdicts import Verdict, sitting_of
from efe_domain.shared.bassins import bassin as bassin_of
from efe_domain.shared.ids import ZONE
from efe_domain.zone.zone import Zone


class VerdictCommands(ResolutionChecks):
    """Commands of a coordinator of the Instance with the code `bassin`. `on` is today when None."""

    @use_case
    def give_verdict(
        self,
        bassin: str,
        project_id: UUID,
        verdict: Verdict,
        content_hash: str,
        *,
        due: tuple[date | None, ...] = (),
        on: date | None = None,
    ) -> CommandResult:
        """Gives a verdict on the content with that hash; a retry decides on the same content.

        `due` are the last days for its conditions.
        """
        project, sitting = self._put_to(bassin, project_id), sitting_of(bassin_of(bassin), verdict.meeting, self)
        project.give_verdict(bassin_of(bassin), verdict, content_hash, due=due, sitting=sitting, on=self.day(on))
        if verdict.kind is not VerdictKind.REFUSED:
            self.check_communes(project)
        return self.record(project)

    @use_case
    def revise_verdict(
        self,
        bassin: str,
        project_id: UUID,
        verdict: Verdict,
        why: str,
        content_hash: str,
        *,
        due: tuple[date | None, ...] = (),
        on: date | None = None,
    ) -> CommandResult:
        """Revises the verdict on the content with that hash, from that day on.

        A refusal ends the supports that the Instance gave to that content; a line on an imported project ends none.
        """
        project, sitting = self._put_to(bassin, project_id), sitting_of(bassin_of(bassin), verdict.meeting, self)
        project.revise_verdict(
            bassin_of(bassin),
            verdict,
            why,
            content_hash,
            due=due,
            ends_supports=not self.lifts_rules(project),
            sitting=sitting,
            on=self.day(on),
        )
        if verdict.kind is not VerdictKind.REFUSED:
            self.check_communes(project)
        return self.record(project)

    @use_case
    def expect_verdict(
        self, bassin: str, project_id: UUID, expected_on: date, *, on: date | None = None
    ) -> CommandResult:
        project = self._put_to(bassin, project_id)
        project.expect_verdict(bassin_of(bassin), expected_on, on=self.day(on))
        return self.record(project)

    @use_case
    def meet_condition(
        self, bassin: str, project_id: UUID, condition: int, finding: str, *, on: date | None = None
    ) -> CommandResult:
        """Meets a condition of the current verdict; conditions count from 1."""
        project = self._put_to(bassin, project_id)
        project.meet_condition(bassin_of(bassin), condition, finding, on=self.day(on))
        return self.record(project)

    @use_case
    def grant_support(  # noqa: PLR0913 - the fields of the support
        self,
        bassin: str,
        project_id: UUID,
        support_id: UUID,
        kind: SupportKind,
        phase: SupportPhase,
        description: str,
        *,
        hours: int | None = None,
        starts: date | None = None,
        ends: date | None = None,
        on: date | None = None,
    ) -> CommandResult:
        """Grants a support, with its hours and its first and last days where the Instance foresees them.

        Callers omit what it does not say: commands recorded before 0.6.0 keep their digest.
        """
        project = self._put_to(bassin, project_id)
        project.grant_support(
            SupportGranted(
                support=support_id,
                bassin=bassin_of(bassin),
                kind=kind,
                phase=phase,
                description=description,
                number=project.content_number,
                hours=hours,
                starts=starts,
                ends=ends,
                effective_on=self.day(on),
            )
        )
        self.check_communes(project)
        return self.record(project)

    @use_case
    def end_support(
        self, bassin: str, project_id: UUID, support_id: UUID, reason: str, *, on: date | None = None
    ) -> CommandResult:
        project = self._put_to(bassin, project_id)
        project.end_support(support_id, bassin_of(bassin), reason, on=self.day(on))
        return self.record(project)

    @use_case
    def designate_zone_representative(self, bassin: str, person: UUID, *, on: date | None = None) -> CommandResult:
        self.coordinating(bassin).check_established(self.day(on))
        zone = self._zone(bassin)
        self.check_nameable(person)
        zone.designate(bassin_of(bassin), person, on=self.day(on))
        return self.record(zone)

    @use_case
    def end_zone_representative(self, bassin: str, person: UUID, *, on: date | None = None) -> CommandResult:
        zone = self._zone(bassin)
        zone.end(bassin_of(bassin), person, on=self.day(on))
        return self.record(zone)

    def _put_to(self, bassin: str, project_id: UUID) -> Project:
        """Returns the project, for a coordinator of the Instance."""
        self.coordinating(bassin)
        return self.target(self.require(Project, project_id))

    def _zone(self, bassin: str) -> Zone:
        self.coordinating(bassin)
        return self.target(self.load(Zone, ZONE))
