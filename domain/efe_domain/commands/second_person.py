"""The second person of a correction: another account, of another person, independent of the first."""

from collections.abc import Iterable
from uuid import UUID

from efe_domain.commands.correction_subjects import CorrectionSubjects
from efe_domain.commands.independence import account_of
from efe_domain.instance.instance import InstanceBassin
from efe_domain.shared.aggregate import Aggregate
from efe_domain.shared.bassins import Bassin
from efe_domain.shared.command_context import current_context
from efe_domain.shared.correction import NotIndependent, SameCoordinator
from efe_domain.shared.event import Event
from efe_domain.shared.ids import instance_id
from efe_domain.shared.record_events import RectificationProposed


class SecondPersons(CorrectionSubjects):
    """Checks on the account that confirms what another proposed, or answers a question that another caused.

    A coordinator of the Instance confirms. Without an independent one, an administrator of the platform does.
    """

    def proves_alone(self, minutes: UUID | None) -> bool:
        """Tells whether minutes stand for a second person: in a replayed history or an imported file only."""
        return minutes is not None and not current_context().is_live

    def check_another(self, proposed: RectificationProposed, bassins: Iterable[Bassin]) -> None:
        """Raises `SameCoordinator` or `NotIndependent`."""
        proposer = proposed.metadata.get("actor", "")
        if proposer == current_context().actor:
            raise SameCoordinator("Ce qui est proposé est confirmé par un autre compte.")
        if self._second_is_coordinator(proposer, bassins) or not current_context().is_live:
            return
        if proposed.document is None:
            raise NotIndependent(
                "Un administrateur confirme ce qui cite un procès-verbal ou un autre document ; rien n'est cité ici."
            )

    def check_closes(self, entity: Aggregate[Event], question: int, bassins: Iterable[Bassin]) -> None:
        """Checks that the account did not cause the question. Raises `SameCoordinator` or `NotIndependent`."""
        if not current_context().is_live:
            return
        for actor in {*self.causers(entity, question)}:
            if actor == current_context().actor:
                raise SameCoordinator("Ce qu'un compte a remis en question est revu par un autre compte.")
            self._second_is_coordinator(actor, bassins)

    def _second_is_coordinator(self, first: str, bassins: Iterable[Bassin]) -> bool:
        """Tells whether the account confirms as a coordinator; else it does as an administrator.

        Raises `NotIndependent`. A replayed history is not checked.
        """
        context, first_account = current_context(), account_of(first)
        if not context.is_live or first_account is None or context.account is None:
            return True
        instances = [self.load(InstanceBassin, instance_id(bassin)) for bassin in bassins]
        if self._same_person(first_account, context.account):
            raise NotIndependent("Les deux comptes sont ceux de la même personne.")
        coordinated = [each for each in instances if self._coordinates(each)]
        if any(self._are_independent(each, first_account, context.account) for each in coordinated):
            return True
        if self._administers() and not self.others_confirm(instances, (first,)):
            if first_account in self._granters(instances[0], context.account):
                raise NotIndependent("Le compte qui confirme tient son rôle de celui qui propose.")
            return False
        raise NotIndependent(
            "L'un des deux comptes tient son rôle de l'autre : un autre coordinateur confirme ou, sans lui, un"
            " administrateur de la plateforme."
        )
