"""Rights to commands, checked on the day of recording against the histories of access.

Each function loads what the right depends on, whose versions the append guards, and refuses accounts without it.
"""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from efe_domain.access.grants import Grants, Role
from efe_domain.access.person import Person
from efe_domain.access.powers import RESERVED_TO_PERSONS, Standing, opens
from efe_domain.access.register import Register
from efe_domain.commands.handler import UseCases
from efe_domain.commands.unit_of_work import current_unit
from efe_domain.decision.decision import Decision
from efe_domain.decision.refusals import AdoptedWithoutMeeting
from efe_domain.instance.instance import InstanceBassin
from efe_domain.meeting.meeting import Meeting
from efe_domain.operator.candidate import Candidate
from efe_domain.operator.operator import Operator
from efe_domain.pole.pole import Pole
from efe_domain.pole.refusals import CoordinatorRepresents
from efe_domain.shared.aggregate import Aggregate
from efe_domain.shared.bassins import Bassin, instance_name
from efe_domain.shared.bassins import bassin as bassin_of
from efe_domain.shared.command_context import IMPORTED, SYSTEM_CLI, current_context
from efe_domain.shared.days import check_source
from efe_domain.shared.errors import Forbidden, NotFound
from efe_domain.shared.ids import REGISTER, instance_id
from efe_domain.shared.messages import Message


def check_late_source(_: UseCases, __: Sequence[Aggregate[Any]]) -> None:
    """Checks the source of a late act, by the règlement of each Instance that grants the right to it.

    A file that is imported attests its lines: its SHA-256 stays with their events. Raises `LateWithoutSource`.
    """
    unit, context = current_unit(), current_context()
    if unit.day and unit.day < context.today:
        for after_days in unit.late_after_days.values():
            check_source(unit.day, context.today, context.source or context.reprise, after_days)


def coordinating(uow: UseCases, bassin: str) -> InstanceBassin:
    """Returns the Instance of a bassin code, for its coordinator. Raises `Invalid`, `NotFound` or `Forbidden`."""
    instance = uow.require(InstanceBassin, instance_id(bassin_of(bassin)))
    otherwise = Message("Ce compte ne coordonne pas l'{instance}.", instance=instance_name(bassin_of(bassin)))
    uow.admit(right=coordinates(uow, instance), otherwise=otherwise)
    _act_under(instance)
    return instance


def coordinating_one_of(uow: UseCases, bassins: tuple[Bassin, ...]) -> InstanceBassin:
    """Returns the first of the Instances that the account coordinates. Raises `Forbidden`."""
    instances = [uow.load(InstanceBassin, instance_id(bassin)) for bassin in bassins]
    coordinated = [instance for instance in instances if coordinates(uow, instance)]
    names = ", ".join(instance_name(bassin) for bassin in bassins)
    otherwise = Message("Ce compte ne coordonne aucune des Instances concernées : {names}.", names=names)
    uow.admit(right=bool(coordinated), otherwise=otherwise)
    for instance in coordinated:
        _act_under(instance)
    return coordinated[0]


def granting(uow: UseCases, bassin: str) -> InstanceBassin:
    """Returns the Instance for an account that may grant access to it: a coordinator or an administrator."""
    instance = uow.require(InstanceBassin, instance_id(bassin_of(bassin)))
    otherwise = Message("Seuls un coordinateur de l'Instance ou un administrateur y donnent accès.")
    uow.admit(right=coordinates(uow, instance) or administers(uow), otherwise=otherwise)
    _act_under(instance)
    return instance


def administering(uow: UseCases) -> Register:
    """Returns the register of access, for an administrator. Raises `Forbidden`."""
    uow.admit(right=administers(uow), otherwise=Message("Ce compte n'administre pas la plateforme."))
    return load_register(uow)


def acting_in(uow: UseCases, pole_id: UUID) -> Pole:
    """Returns the pôle, for a coordinator of its Instance or a representative of one of its members today.

    Raises `NotFound` or `Forbidden`.
    """
    pole = uow.require(Pole, pole_id)
    otherwise = Message("Ce compte ne représente aucun membre de ce pôle et n'en coordonne pas l'Instance.")
    uow.admit(right=acts_in(uow, pole), otherwise=otherwise)
    _act_under(uow.require(InstanceBassin, instance_id(pole.bassin)))
    return pole


def seat(uow: UseCases, pole: Pole, operator: UUID) -> str:
    """Returns the member for which `record` keeps the command, or an empty text. Raises `Forbidden`.

    The text is empty if the account represents the member today. If a coordinator of the Instance records the
    statement of a member, it is that member.
    """
    if operator in represented_members(uow, pole):
        return ""
    if coordinates_pole(uow, pole):
        return str(operator)
    raise Forbidden("Ce compte ne représente pas ce membre du pôle.")


def decision_for(uow: UseCases, pole: Pole, decision_id: UUID) -> Decision:
    """Returns the decision on which a new act of the pôle rests.

    Raises `NotFound`, also for a hidden one, or `Contested`.
    """
    decision = visible_decision(uow, pole, decision_id)
    if decision.pole == pole.id:
        decision.check_uncontested()
    return decision


def visible_decision(uow: UseCases, pole: Pole, decision_id: UUID) -> Decision:
    """Returns a decision that a command of the pôle names. Raises `NotFound`, also for a hidden one."""
    decision = uow.require(Decision, decision_id)
    visible = decision.pole == pole.id or decision.communicated_on is not None
    if not (visible or acts_in(uow, uow.require(Pole, decision.pole))):
        raise NotFound(Decision.NOUN, decision_id)
    return decision


def lifts_rules(uow: UseCases, entity: Aggregate[Any]) -> bool:
    """Tells whether the command is a line of a file, on an entity that an import began.

    Such a line keeps the rules of its own time. On any other entity, no file lifts a rule.
    """
    return bool(current_context().reprise) and IMPORTED in uow.whole_stream(entity.id)[0].metadata


def candidates(uow: UseCases, operators: Iterable[UUID]) -> list[Candidate]:
    """Returns the operators as the rules on composition look at them."""
    return [uow.require(Operator, operator).as_candidate() for operator in operators]


def check_cited(uow: UseCases, meeting_id: UUID | None, bassin: Bassin | None, on: date) -> None:
    """Checks a meeting that an act of the Instance cites. Raises `NotFound` or `MeetingNotHeld`."""
    if meeting_id and bassin:
        uow.require(Meeting, meeting_id).check_decided(bassin, on)


def check_adopted_in_meeting(uow: UseCases, meeting_id: UUID | None, day: date) -> None:
    """Checks that a meeting of that very day is cited. Raises `AdoptedWithoutMeeting`."""
    if meeting_id is None or uow.require(Meeting, meeting_id).held_on != day:
        raise AdoptedWithoutMeeting(
            "Une décision adoptée un jour passé cite la réunion que le pôle a tenue ce jour-là, le {day}.",
            day=day,
        )


def check_nameable(uow: UseCases, *persons: UUID | None) -> None:
    """Raises `PersonIsForgotten` if one of the persons was forgotten."""
    for person in filter(None, persons):
        uow.load(Person, person).check_known()


def acting_person(uow: UseCases) -> UUID | None:
    """Returns the person of the account, unless it was forgotten since the interface read it.

    A file speaks for no person: None for an imported line, unless a signed log has its event. An application
    speaks for none either.
    """
    context = current_context()
    person = None if context.is_coordinator_only or context.is_application else context.person
    return None if person is None or uow.load(Person, person).is_forgotten else person


def represented_members(uow: UseCases, pole: Pole) -> tuple[UUID, ...]:
    """Returns the members that the person of the account represents today.

    A person who coordinates the Instance of the pôle represents none of its members.
    """
    if not opens(Standing.REPRESENTATIVE, uow.command_name()):
        return ()
    seats = pole.seats_of(person := acting_person(uow), current_context().today)
    return () if seats and person and is_coordinator(uow, person, pole.bassin) else seats


def check_separate(uow: UseCases, bassin: Bassin, *persons: UUID | None) -> None:
    """Raises `CoordinatorRepresents` if one of the persons coordinates the Instance; not for an imported line."""
    if current_context().reprise:
        return
    for person in filter(None, persons):
        if is_coordinator(uow, person, bassin):
            raise CoordinatorRepresents("Un coordinateur de l'Instance ne représente aucun membre de ses pôles.")


def is_coordinator(uow: UseCases, person: UUID, bassin: Bassin) -> bool:
    """Says whether an account of the person coordinates the Instance today."""
    context = current_context()
    person_of = context.person_of or (lambda account: context.person if account == context.account else None)
    grants = uow.require(InstanceBassin, instance_id(bassin)).grants
    coordinators = grants.holders(Role.COORDINATOR, context.today)
    return any(person_of(account) == person for account in coordinators)


def acts_in(uow: UseCases, pole: Pole) -> bool:
    return bool(represented_members(uow, pole)) or coordinates_pole(uow, pole)


def coordinates_pole(uow: UseCases, pole: Pole) -> bool:
    return coordinates(uow, uow.require(InstanceBassin, instance_id(pole.bassin)))


def coordinates(uow: UseCases, instance: InstanceBassin) -> bool:
    narrowed_to = current_context().coordinates_in
    if narrowed_to is not None and not narrowed_to & {*instance.bassins}:
        return False
    return _holds(uow, instance.grants, Role.COORDINATOR)


def administers(uow: UseCases) -> bool:
    if current_context().actor == SYSTEM_CLI:
        return opens(Standing.ADMINISTRATOR, uow.command_name())
    if current_context().is_coordinator_only:
        return False
    return _holds(uow, load_register(uow).grants, Role.ADMINISTRATOR)


def _holds(uow: UseCases, grants: Grants, role: Role) -> bool:
    """Tells whether the account holds the role today and the role opens the command.

    An application holds no role for what is reserved to persons.
    """
    context = current_context()
    if context.is_application and uow.command_name() in RESERVED_TO_PERSONS:
        return False
    has_grant = context.account is not None and grants.hold(context.account, role, context.today)
    return has_grant and opens(Standing(role), uow.command_name())


def load_register(uow: UseCases) -> Register:
    return uow.load(Register, REGISTER)


def _act_under(instance: InstanceBassin) -> None:
    """Keeps the current limit for late facts: the command itself may adopt another."""
    unit, today = current_unit(), current_context().today
    unit.late_after_days.setdefault(instance.id, instance.settings_on(today).late_after_days)
