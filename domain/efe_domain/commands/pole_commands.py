"""Commands of an Instance on its pôles: creation, members, modalities, terms, dissolution."""

from datetime import date
from itertools import count
from uuid import UUID

from efe_domain.access.person import Person
from efe_domain.commands.handler import CommandResult, use_case
from efe_domain.commands.previous_poles import PreviousPoles
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
from efe_domain.shared import texts
from efe_domain.shared.axis import Axis
from efe_domain.shared.bassins import Bassin
from efe_domain.shared.bassins import bassin as bassin_of
from efe_domain.shared.command_context import current_context
from efe_domain.shared.days import check_not_before
from efe_domain.shared.documents import Document
from efe_domain.shared.ids import instance_id, pole_id


class PoleCommands(PreviousPoles):
    """Each is done by a coordinator of the pôle's own Instance (PS-DESIGN). `on` is today when None."""

    @use_case
    def create_pole(self, bassin: str, axis: Axis, name: str, *, on: date | None = None) -> CommandResult:
        instance, day = self.coordinating(bassin), self.day(on)
        pole, freed_on = self._next_pole(bassin_of(bassin), axis, name)
        self.target(pole)
        pole.create(bassin_of(bassin), instance.identified(axis, day), name, freed_on=freed_on, on=day)
        return self.record(pole)

    @use_case
    def take_over_pole(
        self, opening: Opening, members: tuple[tuple[UUID, UUID | None], ...], *, on: date | None = None
    ) -> CommandResult:
        """`members` are operators, each with the person who represents it, if one does."""
        instance, day = self.coordinating(opening.bassin), self.day(on)
        pole, freed_on = self._next_pole(opening.bassin, opening.axis, opening.name)
        self.target(pole)
        persons = [person for _, person in members]
        self.check_nameable(*persons)
        self.check_separate(bassin_of(opening.bassin), *persons)
        seats = [(self.require(Operator, operator).as_candidate(), person) for operator, person in members]
        identified = opening._replace(axis=instance.identified(opening.axis, day))
        take_over(pole, identified, seats, freed_on=freed_on, on=day)
        if current_context().is_live:
            for operator, person in members:
                pole.members.check_one_college(person, operator, day)
            self.check_not_recorded(pole, opening.bassin, identified.axis, [each for each, _ in members], day)
        return self.record(pole)

    @use_case
    def rename_pole(self, pole_id: UUID, name: str, *, on: date | None = None) -> CommandResult:
        """Renames the pôle, and reserves the id that a new pôle of that name would have."""
        pole, day = self.target(self.coordinated(pole_id)), self.day(on)
        namesake, freed_on = self._next_pole(pole.bassin, pole.axis, name)
        if namesake.exists and namesake.id != pole.id:
            raise NameTaken("Cette Instance a déjà un pôle « {pole} » pour cet axe.", pole=namesake.name)
        pole.rename(name, freed_on=freed_on, on=day)
        if pole.id in {namesake.id, namesake.bearer}:
            return self.record(pole)
        namesake.reserve_for(pole, on=day)
        return self.record(pole, namesake)

    @use_case
    def designate_member(
        self,
        pole_id: UUID,
        operator_id: UUID,
        *,
        representative: UUID | None = None,
        meeting_id: UUID | None = None,
        on: date | None = None,
    ) -> CommandResult:
        """`meeting_id` is a meeting of a body of the Instance that the act cites, here as below."""
        pole, operator = self.target(self.coordinated(pole_id)), self.require(Operator, operator_id)
        day = self.day(on)
        self.check_nameable(representative)
        self.check_separate(pole.bassin, representative)
        pole.designate(operator.as_candidate(), representative, meeting=meeting_id, on=day)
        self.check_one_college(pole, operator_id, representative, day)
        self.check_cited(meeting_id, pole.bassin, day)
        return self.record(pole)

    @use_case
    def replace_representative(
        self,
        pole_id: UUID,
        operator_id: UUID,
        *,
        representative: UUID | None,
        document: Document | None = None,
        on: date | None = None,
    ) -> CommandResult:
        """`document` is the one in which the operator says so."""
        pole = self.target(self.coordinated(pole_id))
        self.check_nameable(representative)
        self.check_separate(pole.bassin, representative)
        day = self.day(on)
        needs_document = not self.lifts_rules(pole)
        pole.replace_representative(
            operator_id, representative, document=document, needs_document=needs_document, on=day
        )
        self.check_one_college(pole, operator_id, representative, day)
        return self.record(pole)

    @use_case
    def name_substitute(
        self, pole_id: UUID, operator_id: UUID, *, substitute: UUID | None, on: date | None = None
    ) -> CommandResult:
        pole = self.target(self.coordinated(pole_id))
        self.check_nameable(substitute)
        self.check_separate(pole.bassin, substitute)
        pole.name_substitute(operator_id, substitute, on=self.day(on))
        return self.record(pole)

    @use_case
    def end_membership(
        self, pole_id: UUID, operator_id: UUID, reason: str, *, on: date | None = None
    ) -> CommandResult:
        pole, day = self.target(self.coordinated(pole_id)), self.day(on)
        members = self.candidates(pole.members_on(pole.weighing_day(day)))
        pole.end_membership(operator_id, reason, members=members, on=day)
        return self.record(pole)

    @use_case
    def agree_modalities(
        self,
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
        pole, day = self.target(self.coordinated(pole_id)), self.day(on)
        modalities = Modalities(
            meeting_every_months=meeting_every_months,
            quorum_percent=quorum_percent,
            remote_allowed=remote_allowed,
            agreement_per_college=agreement_per_college,
        )
        if decision_id is None:
            pole.propose_modalities(modalities, on=day)
            return self.record(pole)
        self.decision_for(pole, decision_id)
        self.check_carried(pole, modalities, decision_id, day)
        if decision_id in pole.modalities.decisions and modalities != pole.modalities.in_force:
            raise NotCarried("Cette décision a déjà mis des modalités en vigueur : le pôle en prend une autre.")
        pole.agree_modalities(modalities, decision_id, on=day)
        return self.record(pole)

    @use_case
    def constitute_pole(
        self,
        pole_id: UUID,
        *,
        ends: date | None = None,
        continues: UUID | None = None,
        why: str | None = None,
        meeting_id: UUID | None = None,
        on: date | None = None,
    ) -> CommandResult:
        """`continues` is the pôle of the same axis that it follows; `why`, why that one is not evaluated."""
        pole, day = self.target(self.coordinated(pole_id)), self.day(on)
        pole.constitute(
            self.candidates(pole.members_on(day)),
            ends=ends,
            forgotten=self._forgotten(pole, day),
            continues=continues,
            why=why,
            meeting=meeting_id,
            on=day,
        )
        if self._is_decided_now(pole):
            pole.members.check_own_persons(day, self._forgotten(pole, day))
            self.check_previous(pole, continues, why, day)
        self.check_cited(meeting_id, pole.bassin, day)
        return self.record(pole)

    @use_case
    def evaluate_pole(
        self,
        pole_id: UUID,
        criteria: tuple[Criterion, ...],
        conclusion: str,
        *,
        meeting_id: UUID | None = None,
        on: date | None = None,
    ) -> CommandResult:
        pole, day = self.target(self.coordinated(pole_id)), self.day(on)
        pole.evaluate(criteria, conclusion, meeting=meeting_id, on=day)
        self.check_cited(meeting_id, pole.bassin, day)
        return self.record(pole)

    @use_case
    def renew_pole(
        self, pole_id: UUID, *, ends: date | None = None, meeting_id: UUID | None = None, on: date | None = None
    ) -> CommandResult:
        pole, day = self.target(self.coordinated(pole_id)), self.day(on)
        pole.renew(
            self.candidates(pole.members_on(day)),
            ends=ends,
            forgotten=self._forgotten(pole, day),
            window_days=self._window(pole, day),
            meeting=meeting_id,
            on=day,
        )
        self.check_cited(meeting_id, pole.bassin, day)
        return self.record(pole)

    @use_case
    def dissolve_pole(self, pole_id: UUID, reason: str, *, on: date | None = None) -> CommandResult:
        pole = self.target(self.coordinated(pole_id))
        pole.dissolve(reason, on=self.day(on))
        return self.record(pole)

    def check_one_college(self, pole: Pole, operator: UUID, person: UUID | None, day: date) -> None:
        """Raises `OnePersonTwoColleges`; a replayed history and an imported pôle keep their persons."""
        if self._is_decided_now(pole):
            pole.members.check_one_college(person, operator, day)

    def _is_decided_now(self, pole: Pole) -> bool:
        return current_context().by_clock and not self.lifts_rules(pole)

    def coordinated(self, pole_id: UUID) -> Pole:
        """Returns the pôle, for a coordinator of its Instance. Raises `NotFound` or `Forbidden`."""
        pole = self.require(Pole, pole_id)
        self.coordinating(pole.bassin)
        return pole

    def check_carried(self, pole: Pole, modalities: Modalities, decision_id: UUID, day: date) -> None:
        """Checks that the pôle adopted a decision on exactly these modalities. Raises `NotCarried` or `TooEarly`."""
        decision = self.require(Decision, decision_id)
        decision.check_carries(DecisionKind.MODALITIES, pole.id, modalities.hash_for(pole.id))
        check_not_before(day, decision.adopted_on or day, "l'adoption de la décision")

    def _window(self, pole: Pole, day: date) -> int | None:
        return self.require(InstanceBassin, instance_id(pole.bassin)).settings_on(day).renewal_window_days

    def _forgotten(self, pole: Pole, day: date) -> list[UUID]:
        """Returns the persons who represented a member that day and are forgotten since."""
        representatives = {pole.members.representative_on(operator, day) for operator in pole.members_on(day)}
        return [person for person in representatives if person and self.load(Person, person).is_forgotten]

    def _next_pole(self, bassin: Bassin, axis: Axis, name: str, *, but: UUID | None = None) -> tuple[Pole, date]:
        """Returns the pôle that bears the name, or a new one, and the day since which the name is free.

        The pôle of an id bears another name since it was renamed or rectified; an id may be reserved for a pôle that
        bears this name since then. What `but` bears is left aside.
        """
        freed_on = date.min
        for nth in count(1):
            pole = self.load(Pole, pole_id(bassin, axis, name, nth))
            bearer = self.load(Pole, pole.bearer) if pole.bearer else pole
            if not bearer.exists:
                break
            if bearer.id == but:
                continue
            if texts.slug(bearer.name) != texts.slug(name):
                freed_on = max(freed_on, bearer.renamed_on)
            elif bearer.dissolved_on is None:
                return bearer, freed_on
            else:
                freed_on = max(freed_on, bearer.dissolved_on)
        return pole, freed_on
