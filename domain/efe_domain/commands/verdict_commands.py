"""Commands of an Instance on submitted projects (verdicts, support), and on its representatives in the zone.

They are for a coordinator of the Instance with the code `bassin`. `on` is today when None.
"""

from datetime import date
from uuid import UUID

from efe_domain.commands.authorization import check_nameable, coordinating, lifts_rules
from efe_domain.commands.handler import CommandResult, UseCases, use_case
from efe_domain.commands.resolution_checks import check_communes
from efe_domain.project.events import SupportGranted, SupportKind, SupportPhase, VerdictKind
from efe_domain.project.project import Project
from efe_domain.project.verdicts import Verdict, sitting_of
from efe_domain.shared.bassins import bassin as bassin_of
from efe_domain.shared.ids import ZONE
from efe_domain.zone.zone import Zone


@use_case
def give_verdict(
    uow: UseCases,
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
    project, sitting = _put_to(uow, bassin, project_id), sitting_of(bassin_of(bassin), verdict.meeting, uow)
    project.give_verdict(bassin_of(bassin), verdict, content_hash, due=due, sitting=sitting, on=uow.day(on))
    if verdict.kind is not VerdictKind.REFUSED:
        check_communes(uow, project)
    return uow.record(project)


@use_case
def revise_verdict(
    uow: UseCases,
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
    project, sitting = _put_to(uow, bassin, project_id), sitting_of(bassin_of(bassin), verdict.meeting, uow)
    project.revise_verdict(
        bassin_of(bassin),
        verdict,
        why,
        content_hash,
        due=due,
        ends_supports=not lifts_rules(uow, project),
        sitting=sitting,
        on=uow.day(on),
    )
    if verdict.kind is not VerdictKind.REFUSED:
        check_communes(uow, project)
    return uow.record(project)


@use_case
def expect_verdict(
    uow: UseCases, bassin: str, project_id: UUID, expected_on: date, *, on: date | None = None
) -> CommandResult:
    project = _put_to(uow, bassin, project_id)
    project.expect_verdict(bassin_of(bassin), expected_on, on=uow.day(on))
    return uow.record(project)


@use_case
def meet_condition(
    uow: UseCases, bassin: str, project_id: UUID, condition: int, finding: str, *, on: date | None = None
) -> CommandResult:
    """Meets a condition of the current verdict; conditions count from 1."""
    project = _put_to(uow, bassin, project_id)
    project.meet_condition(bassin_of(bassin), condition, finding, on=uow.day(on))
    return uow.record(project)


@use_case
def grant_support(
    uow: UseCases,
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
    project = _put_to(uow, bassin, project_id)
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
            effective_on=uow.day(on),
        )
    )
    check_communes(uow, project)
    return uow.record(project)


@use_case
def end_support(
    uow: UseCases, bassin: str, project_id: UUID, support_id: UUID, reason: str, *, on: date | None = None
) -> CommandResult:
    project = _put_to(uow, bassin, project_id)
    project.end_support(support_id, bassin_of(bassin), reason, on=uow.day(on))
    return uow.record(project)


@use_case
def designate_zone_representative(
    uow: UseCases, bassin: str, person: UUID, *, on: date | None = None
) -> CommandResult:
    coordinating(uow, bassin).check_established(uow.day(on))
    zone = _zone(uow, bassin)
    check_nameable(uow, person)
    zone.designate(bassin_of(bassin), person, on=uow.day(on))
    return uow.record(zone)


@use_case
def end_zone_representative(uow: UseCases, bassin: str, person: UUID, *, on: date | None = None) -> CommandResult:
    zone = _zone(uow, bassin)
    zone.end(bassin_of(bassin), person, on=uow.day(on))
    return uow.record(zone)


def _put_to(uow: UseCases, bassin: str, project_id: UUID) -> Project:
    """Returns the project, for a coordinator of the Instance."""
    coordinating(uow, bassin)
    return uow.target(uow.require(Project, project_id))


def _zone(uow: UseCases, bassin: str) -> Zone:
    coordinating(uow, bassin)
    return uow.target(uow.load(Zone, ZONE))
