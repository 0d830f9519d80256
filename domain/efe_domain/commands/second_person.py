"""The second person of a correction: another account, of another person, independent of the first."""

from collections.abc import Iterable, Iterator
from uuid import UUID

from efe_domain.access.grants import Grant, Role
from efe_domain.commands.correction_subjects import CorrectionSubjects
from efe_domain.instance.instance import InstanceBassin
from efe_domain.shared.aggregate import Aggregate
from efe_domain.shared.bassins import Bassin
from efe_domain.shared.command_context import current_context
from efe_domain.shared.correction import NotIndependent, SameCoordinator
from efe_domain.shared.event import Event
from efe_domain.shared.ids import instance_id
from efe_domain.shared.record_events import Questioned, RectificationProposed, Rectified


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
        for actor in {*self._causers(entity.questions[question])}:
            if actor == current_context().actor:
                raise SameCoordinator("Ce qu'un compte a remis en question est revu par un autre compte.")
            self._second_is_coordinator(actor, bassins)

    def _causers(self, question: Questioned) -> Iterator[str]:
        """Yields the accounts that recorded the cause and, if it was proposed first, proposed it."""
        yield question.metadata.get("actor", "")
        stream = {event.originator_version: event for event in self.whole_stream(question.cause)}
        cause = stream.get(question.cause_version)
        if isinstance(cause, Rectified) and cause.proposal in stream:
            yield stream[cause.proposal].metadata.get("actor", "")

    def _second_is_coordinator(self, first: str, bassins: Iterable[Bassin]) -> bool:
        """Tells whether the account confirms as a coordinator; else it does as an administrator.

        Raises `NotIndependent`. A replayed history is not checked.
        """
        context, first_account = current_context(), _account(first)
        if not context.is_live or first_account is None or context.account is None:
            return True
        instances = [self.load(InstanceBassin, instance_id(bassin)) for bassin in bassins]
        if self._same_person(first_account, context.account):
            raise NotIndependent("Les deux comptes sont ceux de la même personne.")
        coordinated = [each for each in instances if self._coordinates(each)]
        if any(self._are_independent(each, first_account, context.account) for each in coordinated):
            return True
        if self._administers() and not any(self._others(each, first_account) for each in instances):
            if first_account in self._granters(instances[0], context.account):
                raise NotIndependent("Le compte qui confirme tient son rôle de celui qui propose.")
            return False
        if coordinated:
            raise NotIndependent(
                "L'un des deux comptes tient son rôle de l'autre : un autre coordinateur confirme ou, sans lui, un"
                " administrateur de la plateforme."
            )
        raise NotIndependent("Un coordinateur indépendant de l'Instance peut confirmer : c'est à lui de le faire.")

    def _others(self, instance: InstanceBassin, first: UUID) -> bool:
        """Tells whether another coordinator of today is independent of the account."""
        today = current_context().today
        coordinators = {grant.account for grant in instance.grants if grant.role is Role.COORDINATOR}
        return any(
            instance.grants.hold(each, Role.COORDINATOR, today)
            and self._are_independent(instance, first, each)
            and not self._same_person(first, each)
            for each in coordinators - {first}
        )

    def _are_independent(self, instance: InstanceBassin, one: UUID, other: UUID) -> bool:
        return one not in self._granters(instance, other) and other not in self._granters(instance, one)

    def _granters(self, instance: InstanceBassin, account: UUID) -> set[UUID]:
        """Returns the accounts from which the account holds its role, directly or through others."""
        register, found, pending = self._register(), set[UUID](), [account]
        while pending:
            each = pending.pop()
            by = {
                instance.grants.granter(Grant(each, Role.COORDINATOR)),
                register.grants.granter(Grant(each, Role.ADMINISTRATOR)),
            }
            new = {granter for granter in map(_account, by) if granter} - found - {each}
            found |= new
            pending += new
        return found

    def _same_person(self, one: UUID, other: UUID) -> bool:
        person_of = current_context().person_of
        person = person_of(one) if person_of else None
        return bool(person_of and person and person == person_of(other))


def _account(actor: str) -> UUID | None:
    try:
        return UUID(actor)
    except ValueError:
        return None
