"""Rights to commands, checked on the day of recording against the histories of access."""

from collections.abc import Iterable
from datetime import date
from typing import Any
from uuid import UUID

from efe_domain.access.grants import Grants, Role
from efe_domain.access.person import Person
from efe_domain.access.powers import RESERVED_TO_PERSONS, Standing, opens
from efe_domain.access.register import Register
from efe_domain.commands.handler import CommandResult, UseCases
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


class Rights(UseCases):
    """Loads the aggregates of a command and refuses accounts without the right. Loaded versions are guarded."""

    def record(self, entity: Aggregate[Any], *others: Aggregate[Any], on_behalf_of: str = "") -> CommandResult:
        """Records as any use case. Raises `LateWithoutSource` by the règlement of an Instance that grants the right.

        A file that is imported attests its lines: its SHA-256 stays with their events.
        """
        unit, context = current_unit(), current_context()
        if unit.day and unit.day < context.today:
            for after_days in unit.late_after_days.values():
                check_source(unit.day, context.today, context.source or context.reprise, after_days)
        return super().record(entity, *others, on_behalf_of=on_behalf_of)

    def coordinating(self, bassin: str) -> InstanceBassin:
        """Returns the Instance of a bassin code, for its coordinator. Raises `Invalid`, `NotFound` or `Forbidden`."""
        instance = self.require(InstanceBassin, instance_id(bassin_of(bassin)))
        otherwise = Message("Ce compte ne coordonne pas l'{instance}.", instance=instance_name(bassin_of(bassin)))
        self.admit(right=self._coordinates(instance), otherwise=otherwise)
        _act_under(instance)
        return instance

    def coordinating_one_of(self, bassins: tuple[Bassin, ...]) -> InstanceBassin:
        """Returns the first of the Instances that the account coordinates. Raises `Forbidden`."""
        instances = [self.load(InstanceBassin, instance_id(bassin)) for bassin in bassins]
        coordinated = [instance for instance in instances if self._coordinates(instance)]
        names = ", ".join(instance_name(bassin) for bassin in bassins)
        otherwise = Message("Ce compte ne coordonne aucune des Instances concernées : {names}.", names=names)
        self.admit(right=bool(coordinated), otherwise=otherwise)
        for instance in coordinated:
            _act_under(instance)
        return coordinated[0]

    def granting(self, bassin: str) -> InstanceBassin:
        """Returns the Instance for an account that may grant access to it: a coordinator or an administrator."""
        instance = self.require(InstanceBassin, instance_id(bassin_of(bassin)))
        otherwise = Message("Seuls un coordinateur de l'Instance ou un administrateur y donnent accès.")
        self.admit(right=self._coordinates(instance) or self._administers(), otherwise=otherwise)
        _act_under(instance)
        return instance

    def administering(self) -> Register:
        """Returns the register of access, for an administrator. Raises `Forbidden`."""
        self.admit(right=self._administers(), otherwise=Message("Ce compte n'administre pas la plateforme."))
        return self._register()

    def acting_in(self, pole_id: UUID) -> Pole:
        """Returns the pôle, for a coordinator of its Instance or a representative of one of its members today.

        Raises `NotFound` or `Forbidden`.
        """
        pole = self.require(Pole, pole_id)
        otherwise = Message("Ce compte ne représente aucun membre de ce pôle et n'en coordonne pas l'Instance.")
        self.admit(right=self._acts_in(pole), otherwise=otherwise)
        _act_under(self.require(InstanceBassin, instance_id(pole.bassin)))
        return pole

    def seat(self, pole: Pole, operator: UUID) -> str:
        """Returns the member for which `record` keeps the command, or an empty text. Raises `Forbidden`.

        The text is empty if the account represents the member today. If a coordinator of the Instance records the
        statement of a member, it is that member.
        """
        if operator in self._represented(pole):
            return ""
        if self.coordinates_pole(pole):
            return str(operator)
        raise Forbidden("Ce compte ne représente pas ce membre du pôle.")

    def decision_for(self, pole: Pole, decision_id: UUID) -> Decision:
        """Returns the decision on which a new act of the pôle rests.

        Raises `NotFound`, also for a hidden one, or `Contested`.
        """
        decision = self.visible_decision(pole, decision_id)
        if decision.pole == pole.id:
            decision.check_uncontested()
        return decision

    def visible_decision(self, pole: Pole, decision_id: UUID) -> Decision:
        """Returns a decision that a command of the pôle names. Raises `NotFound`, also for a hidden one."""
        decision = self.require(Decision, decision_id)
        visible = decision.pole == pole.id or decision.communicated_on is not None
        if not (visible or self._acts_in(self.require(Pole, decision.pole))):
            raise NotFound(Decision.NOUN, decision_id)
        return decision

    def lifts_rules(self, entity: Aggregate[Any]) -> bool:
        """Tells whether the command is a line of a file, on an entity that an import began.

        Such a line keeps the rules of its own time. On any other entity, no file lifts a rule.
        """
        return bool(current_context().reprise) and IMPORTED in self.whole_stream(entity.id)[0].metadata

    def candidates(self, operators: Iterable[UUID]) -> list[Candidate]:
        """Returns the operators as the rules on composition look at them."""
        return [self.require(Operator, operator).as_candidate() for operator in operators]

    def check_cited(self, meeting_id: UUID | None, bassin: Bassin | None, on: date) -> None:
        """Checks a meeting that an act of the Instance cites. Raises `NotFound` or `MeetingNotHeld`."""
        if meeting_id and bassin:
            self.require(Meeting, meeting_id).check_decided(bassin, on)

    def check_adopted_in_meeting(self, meeting_id: UUID | None, day: date) -> None:
        """Checks that a meeting of that very day is cited. Raises `AdoptedWithoutMeeting`."""
        if meeting_id is None or self.require(Meeting, meeting_id).held_on != day:
            raise AdoptedWithoutMeeting(
                "Une décision adoptée un jour passé cite la réunion que le pôle a tenue ce jour-là, le {day}.",
                day=day,
            )

    def check_nameable(self, *persons: UUID | None) -> None:
        """Raises `PersonIsForgotten` if one of the persons was forgotten."""
        for person in filter(None, persons):
            self.load(Person, person).check_known()

    def _acting_person(self) -> UUID | None:
        """Returns the person of the account, unless it was forgotten since the interface read it.

        A file speaks for no person: None for an imported line, unless a signed log has its event. An application
        speaks for none either.
        """
        context = current_context()
        person = None if context.is_coordinator_only or context.is_application else context.person
        return None if person is None or self.load(Person, person).is_forgotten else person

    def _represented(self, pole: Pole) -> tuple[UUID, ...]:
        """Returns the members that the person of the account represents today.

        A person who coordinates the Instance of the pôle represents none of its members.
        """
        if not opens(Standing.REPRESENTATIVE, self.command_name()):
            return ()
        seats = pole.seats_of(person := self._acting_person(), current_context().today)
        return () if seats and person and self._is_coordinator(person, pole.bassin) else seats

    def check_separate(self, bassin: Bassin, *persons: UUID | None) -> None:
        """Raises `CoordinatorRepresents` if one of the persons coordinates the Instance; not for an imported line."""
        if current_context().reprise:
            return
        for person in filter(None, persons):
            if self._is_coordinator(person, bassin):
                raise CoordinatorRepresents("Un coordinateur de l'Instance ne représente aucun membre de ses pôles.")

    def _is_coordinator(self, person: UUID, bassin: Bassin) -> bool:
        """Says whether an account of the person coordinates the Instance today."""
        context = current_context()
        person_of = context.person_of or (lambda account: context.person if account == context.account else None)
        grants = self.require(InstanceBassin, instance_id(bassin)).grants
        coordinators = grants.holders(Role.COORDINATOR, context.today)
        return any(person_of(account) == person for account in coordinators)

    def _acts_in(self, pole: Pole) -> bool:
        return bool(self._represented(pole)) or self.coordinates_pole(pole)

    def coordinates_pole(self, pole: Pole) -> bool:
        return self._coordinates(self.require(InstanceBassin, instance_id(pole.bassin)))

    def _coordinates(self, instance: InstanceBassin) -> bool:
        narrowed_to = current_context().coordinates_in
        if narrowed_to is not None and not narrowed_to & {*instance.bassins}:
            return False
        return self._holds(instance.grants, Role.COORDINATOR)

    def _administers(self) -> bool:
        if current_context().actor == SYSTEM_CLI:
            return opens(Standing.ADMINISTRATOR, self.command_name())
        if current_context().is_coordinator_only:
            return False
        return self._holds(self._register().grants, Role.ADMINISTRATOR)

    def _holds(self, grants: Grants, role: Role) -> bool:
        """Tells whether the account holds the role today and the role opens the command.

        An application holds no role for what is reserved to persons.
        """
        context = current_context()
        if context.is_application and self.command_name() in RESERVED_TO_PERSONS:
            return False
        has_grant = context.account is not None and grants.hold(context.account, role, context.today)
        return has_grant and opens(Standing(role), self.command_name())

    def _register(self) -> Register:
        return self.load(Register, REGISTER)


def _act_under(instance: InstanceBassin) -> None:
    """Keeps the current limit for late facts: the command itself may adopt another."""
    unit, today = current_unit(), current_context().today
    unit.late_after_days.setdefault(instance.id, instance.settings_on(today).late_after_days)
