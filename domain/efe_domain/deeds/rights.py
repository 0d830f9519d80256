"""Who may do which deed, judged on the day of recording from the histories of access themselves."""

from uuid import UUID

from efe_domain.access import Grants, Role
from efe_domain.act import SYSTEM_CLI, current_act
from efe_domain.bassins import bassin as bassin_of
from efe_domain.bassins import instance_name
from efe_domain.deeds.use_case import UseCases
from efe_domain.errors import Forbidden
from efe_domain.ids import REGISTER, instance_id
from efe_domain.instance import InstanceBassin
from efe_domain.person import Person
from efe_domain.pole import Pole
from efe_domain.register import Register


class Rights(UseCases):
    """Loads what a deed needs, and refuses who may not act. What is read here is guarded too."""

    def coordinating(self, bassin: str) -> InstanceBassin:
        """The Instance of a bassin code, for a coordinator of it. Raises `Invalid`, `NotFound` or `Forbidden`."""
        instance = self.existing(InstanceBassin, instance_id(bassin_of(bassin)))
        if not self._coordinates(instance):
            raise Forbidden("Ce compte ne coordonne pas l'{instance}.", instance=instance_name(bassin_of(bassin)))
        return instance

    def granting(self, bassin: str) -> InstanceBassin:
        """The Instance, for whoever may open it to others: its coordinators and the administrators."""
        instance = self.existing(InstanceBassin, instance_id(bassin_of(bassin)))
        if not (self._coordinates(instance) or self._administers()):
            raise Forbidden("Seuls un coordinateur de l'Instance ou un administrateur y donnent accès.")
        return instance

    def administering(self) -> Register:
        """The register of access, for an administrator. Raises `Forbidden`."""
        if not self._administers():
            raise Forbidden("Ce compte n'administre pas la plateforme.")
        return self._register()

    def acting_in(self, pole_id: UUID) -> Pole:
        """The pôle, for a coordinator of its Instance or a representative of one of its members today.

        Raises `NotFound` or `Forbidden`.
        """
        pole = self.existing(Pole, pole_id)
        act = current_act()
        if not (pole.seats_of(self._acting_person(), act.today) or self._coordinates_pole(pole)):
            raise Forbidden("Ce compte ne représente aucun membre de ce pôle et n'en coordonne pas l'Instance.")
        return pole

    def seat(self, pole: Pole, operator: UUID) -> str:
        """For whom a deed of one member is recorded, as `record` takes it. Raises `Forbidden`.

        Nobody when who acts represents the member today; the member itself when a coordinator of the Instance
        records what the member said.
        """
        act = current_act()
        if operator in pole.seats_of(self._acting_person(), act.today):
            return ""
        if self._coordinates_pole(pole):
            return str(operator)
        raise Forbidden("Ce compte ne représente pas ce membre du pôle.")

    def check_nameable(self, *persons: UUID | None) -> None:
        """Whoever is given a seat or a voice can still be named. Raises `PersonIsForgotten`."""
        for person in filter(None, persons):
            self.load(Person, person).check_known()

    def _acting_person(self) -> UUID | None:
        """Who acts with the account, unless it was forgotten since the door saw it."""
        person = current_act().person
        return None if person is None or self.load(Person, person).is_forgotten else person

    def _coordinates_pole(self, pole: Pole) -> bool:
        return self._coordinates(self.existing(InstanceBassin, instance_id(pole.bassin)))

    def _coordinates(self, instance: InstanceBassin) -> bool:
        return _holds(instance.grants, Role.COORDINATOR)

    def _administers(self) -> bool:
        return current_act().actor == SYSTEM_CLI or _holds(self._register().grants, Role.ADMINISTRATOR)

    def _register(self) -> Register:
        return self.load(Register, REGISTER)


def _holds(grants: Grants, role: Role) -> bool:
    act = current_act()
    return act.account is not None and grants.hold(act.account, role, act.today)
