"""Commands of an Instance on its pôles: creation, members, modalities, terms, dissolution.

Each is done by a coordinator of the pôle's own Instance (PS-DESIGN). `on` is today when None.
"""

from datetime import date
from uuid import UUID

from efe_domain.access.person import Person
from efe_domain.commands.authorization import (
    candidates,
    check_cited,
    check_nameable,
    check_separate,
    coordinating,
    decision_for,
    lifts_rules,
)
from efe_domain.commands.handler import CommandResult, UseCases, use_case
from efe_domain.commands.previous_poles import check_not_recorded, check_previous, next_pole
from efe_domain.decision.decision import Decision
from efe_domain.decision.events import DecisionKind
from efe_domain.decision.refusals import NotCarried
from efe_domain.instance.instance import InstanceBassin
from efe_domain.operator.operator import Operator
from efe_domain.pole.events import Criterion
from efe_domain.pole.modalities import Modalities
from efe_domain.pole.pole import Pole
from efe_domain.pole.refusals import NameTaken
from efe_domain.pole.taking_over import Opening, take_over
from efe_domain.shared.axis import Axis
from efe_domain.shared.bassins import bassin as bassin_of
from efe_domain.shared.command_context import current_context
from efe_domain.shared.days import check_not_before
from efe_domain.shared.documents import Document
from efe_domain.shared.ids import instance_id


@use_case
def create_pole(uow: UseCases, bassin: str, axis: Axis, name: str, *, on: date | None = None) -> CommandResult:
    instance, day = coordinating(uow, bassin), uow.day(on)
    pole, freed_on = next_pole(uow, bassin_of(bassin), axis, name)
    uow.target(pole)
    pole.create(bassin_of(bassin), instance.identified(axis, day), name, freed_on=freed_on, on=day)
    return uow.record(pole)


@use_case
def take_over_pole(
    uow: UseCases, opening: Opening, members: tuple[tuple[UUID, UUID | None], ...], *, on: date | None = None
) -> CommandResult:
    """`members` are operators, each with the person who represents it, if one does."""
    instance, day = coordinating(uow, opening.bassin), uow.day(on)
    pole, freed_on = next_pole(uow, opening.bassin, opening.axis, opening.name)
    uow.target(pole)
    persons = [person for _, person in members]
    check_nameable(uow, *persons)
    check_separate(uow, bassin_of(opening.bassin), *persons)
    seats = [(uow.require(Operator, operator).as_candidate(), person) for operator, person in members]
    identified = opening._replace(axis=instance.identified(opening.axis, day))
    take_over(pole, identified, seats, freed_on=freed_on, on=day)
    if current_context().is_live:
        for operator, person in members:
            pole.members.check_one_college(person, operator, day)
        check_not_recorded(uow, pole, opening.bassin, identified.axis, [each for each, _ in members], day)
    return uow.record(pole)


@use_case
def rename_pole(uow: UseCases, pole_id: UUID, name: str, *, on: date | None = None) -> CommandResult:
    """Renames the pôle, and reserves the id that a new pôle of that name would have."""
    pole, day = uow.target(coordinated(uow, pole_id)), uow.day(on)
    namesake, freed_on = next_pole(uow, pole.bassin, pole.axis, name)
    if namesake.exists and namesake.id != pole.id:
        raise NameTaken("Cette Instance a déjà un pôle « {pole} » pour cet axe.", pole=namesake.name)
    pole.rename(name, freed_on=freed_on, on=day)
    if pole.id in {namesake.id, namesake.bearer}:
        return uow.record(pole)
    namesake.reserve_for(pole, on=day)
    return uow.record(pole, namesake)


@use_case
def designate_member(
    uow: UseCases,
    pole_id: UUID,
    operator_id: UUID,
    *,
    representative: UUID | None = None,
    meeting_id: UUID | None = None,
    on: date | None = None,
) -> CommandResult:
    """`meeting_id` is a meeting of a body of the Instance that the act cites, here as below."""
    pole, operator = uow.target(coordinated(uow, pole_id)), uow.require(Operator, operator_id)
    day = uow.day(on)
    check_nameable(uow, representative)
    check_separate(uow, pole.bassin, representative)
    pole.designate(operator.as_candidate(), representative, meeting=meeting_id, on=day)
    check_one_college(uow, pole, operator_id, representative, day)
    check_cited(uow, meeting_id, pole.bassin, day)
    return uow.record(pole)


@use_case
def replace_representative(
    uow: UseCases,
    pole_id: UUID,
    operator_id: UUID,
    *,
    representative: UUID | None,
    document: Document | None = None,
    on: date | None = None,
) -> CommandResult:
    """`document` is the one in which the operator says so."""
    pole = uow.target(coordinated(uow, pole_id))
    check_nameable(uow, representative)
    check_separate(uow, pole.bassin, representative)
    day = uow.day(on)
    needs_document = not lifts_rules(uow, pole)
    pole.replace_representative(operator_id, representative, document=document, needs_document=needs_document, on=day)
    check_one_college(uow, pole, operator_id, representative, day)
    return uow.record(pole)


@use_case
def name_substitute(
    uow: UseCases, pole_id: UUID, operator_id: UUID, *, substitute: UUID | None, on: date | None = None
) -> CommandResult:
    pole = uow.target(coordinated(uow, pole_id))
    check_nameable(uow, substitute)
    check_separate(uow, pole.bassin, substitute)
    pole.name_substitute(operator_id, substitute, on=uow.day(on))
    return uow.record(pole)


@use_case
def end_membership(
    uow: UseCases, pole_id: UUID, operator_id: UUID, reason: str, *, on: date | None = None
) -> CommandResult:
    pole, day = uow.target(coordinated(uow, pole_id)), uow.day(on)
    members = candidates(uow, pole.members_on(pole.weighing_day(day)))
    pole.end_membership(operator_id, reason, members=members, on=day)
    return uow.record(pole)


@use_case
def agree_modalities(
    uow: UseCases,
    pole_id: UUID,
    meeting_every_months: int,
    *,
    quorum_percent: int | None = None,
    remote_allowed: bool = False,
    agreement_per_college: bool = False,
    decision_id: UUID | None = None,
    on: date | None = None,
) -> CommandResult:
    """Puts modalities in force with an adopted decision of the pôle; without one, records the agreement of the
    Instance.
    """
    pole, day = uow.target(coordinated(uow, pole_id)), uow.day(on)
    modalities = Modalities(
        meeting_every_months=meeting_every_months,
        quorum_percent=quorum_percent,
        remote_allowed=remote_allowed,
        agreement_per_college=agreement_per_college,
    )
    if decision_id is None:
        pole.propose_modalities(modalities, on=day)
        return uow.record(pole)
    decision_for(uow, pole, decision_id)
    check_carried(uow, pole, modalities, decision_id, day)
    if decision_id in pole.modalities.decisions and modalities != pole.modalities.in_force:
        raise NotCarried("Cette décision a déjà mis des modalités en vigueur : le pôle en prend une autre.")
    pole.agree_modalities(modalities, decision_id, on=day)
    return uow.record(pole)


@use_case
def constitute_pole(
    uow: UseCases,
    pole_id: UUID,
    *,
    ends: date | None = None,
    continues: UUID | None = None,
    why: str | None = None,
    meeting_id: UUID | None = None,
    on: date | None = None,
) -> CommandResult:
    """`continues` is the pôle of the same axis that it follows; `why`, why that one is not evaluated."""
    pole, day = uow.target(coordinated(uow, pole_id)), uow.day(on)
    pole.constitute(
        candidates(uow, pole.members_on(day)),
        ends=ends,
        forgotten=_forgotten(uow, pole, day),
        continues=continues,
        why=why,
        meeting=meeting_id,
        on=day,
    )
    if _is_decided_now(uow, pole):
        pole.members.check_own_persons(day, _forgotten(uow, pole, day))
        check_previous(uow, pole, continues, why, day)
    check_cited(uow, meeting_id, pole.bassin, day)
    return uow.record(pole)


@use_case
def evaluate_pole(
    uow: UseCases,
    pole_id: UUID,
    criteria: tuple[Criterion, ...],
    conclusion: str,
    *,
    meeting_id: UUID | None = None,
    on: date | None = None,
) -> CommandResult:
    pole, day = uow.target(coordinated(uow, pole_id)), uow.day(on)
    pole.evaluate(criteria, conclusion, meeting=meeting_id, on=day)
    check_cited(uow, meeting_id, pole.bassin, day)
    return uow.record(pole)


@use_case
def renew_pole(
    uow: UseCases, pole_id: UUID, *, ends: date | None = None, meeting_id: UUID | None = None, on: date | None = None
) -> CommandResult:
    pole, day = uow.target(coordinated(uow, pole_id)), uow.day(on)
    pole.renew(
        candidates(uow, pole.members_on(day)),
        ends=ends,
        forgotten=_forgotten(uow, pole, day),
        window_days=_window(uow, pole, day),
        meeting=meeting_id,
        on=day,
    )
    check_cited(uow, meeting_id, pole.bassin, day)
    return uow.record(pole)


@use_case
def dissolve_pole(uow: UseCases, pole_id: UUID, reason: str, *, on: date | None = None) -> CommandResult:
    pole = uow.target(coordinated(uow, pole_id))
    pole.dissolve(reason, on=uow.day(on))
    return uow.record(pole)


def check_one_college(uow: UseCases, pole: Pole, operator: UUID, person: UUID | None, day: date) -> None:
    """Raises `OnePersonTwoColleges`; a replayed history and an imported pôle keep their persons."""
    if _is_decided_now(uow, pole):
        pole.members.check_one_college(person, operator, day)


def _is_decided_now(uow: UseCases, pole: Pole) -> bool:
    return current_context().by_clock and not lifts_rules(uow, pole)


def coordinated(uow: UseCases, pole_id: UUID) -> Pole:
    """Returns the pôle, for a coordinator of its Instance. Raises `NotFound` or `Forbidden`."""
    pole = uow.require(Pole, pole_id)
    coordinating(uow, pole.bassin)
    return pole


def check_carried(uow: UseCases, pole: Pole, modalities: Modalities, decision_id: UUID, day: date) -> None:
    """Checks that the pôle adopted a decision on exactly these modalities. Raises `NotCarried` or `TooEarly`."""
    decision = uow.require(Decision, decision_id)
    decision.check_carries(DecisionKind.MODALITIES, pole.id, modalities.hash_for(pole.id))
    check_not_before(day, decision.adopted_on or day, "l'adoption de la décision")


def _window(uow: UseCases, pole: Pole, day: date) -> int | None:
    return uow.require(InstanceBassin, instance_id(pole.bassin)).settings_on(day).renewal_window_days


def _forgotten(uow: UseCases, pole: Pole, day: date) -> list[UUID]:
    """Returns the persons who represented a member that day and are forgotten since."""
    representatives = {pole.members.representative_on(operator, day) for operator in pole.members_on(day)}
    return [person for person in representatives if person and uow.load(Person, person).is_forgotten]
