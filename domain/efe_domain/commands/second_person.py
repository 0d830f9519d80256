"""The second person of a correction: another account, of another person, independent of the first.

The checks are on the account that confirms what another proposed, or answers a question that another caused.
A coordinator of the Instance confirms. Without an independent one, an administrator of the platform does.
"""

from collections.abc import Iterable

from efe_domain.access.grants import account_of
from efe_domain.commands.authorization import administers, coordinates
from efe_domain.commands.handler import UseCases
from efe_domain.commands.independence import are_independent, are_same_person, causers, granters_of, others_confirm
from efe_domain.instance.instance import InstanceBassin
from efe_domain.shared.aggregate import Aggregate
from efe_domain.shared.bassins import Bassin
from efe_domain.shared.command_context import IMPORTED, current_context
from efe_domain.shared.correction import NotIndependent, SameCoordinator
from efe_domain.shared.event import Event
from efe_domain.shared.ids import instance_id
from efe_domain.shared.record_events import RectificationProposed


def is_history(events: Iterable[Event]) -> bool:
    """Tells whether a replay, a signed log, or a file that speaks of imported events alone gives the command.

    What was recorded live needs the second person, also where a line of a file corrects it.
    """
    context = current_context()
    if context.sealed or not context.by_clock:
        return True
    return bool(context.reprise) and all(IMPORTED in each.metadata for each in events)


def check_another(
    uow: UseCases, proposed: RectificationProposed, changed: Iterable[Event], bassins: Iterable[Bassin]
) -> None:
    """Checks who confirms a proposal that changes those facts. Raises `SameCoordinator` or `NotIndependent`."""
    proposer = proposed.metadata.get("actor", "")
    if proposer == current_context().actor:
        raise SameCoordinator("Ce qui est proposé est confirmé par un autre compte.")
    if is_history((proposed, *changed)):
        return
    _check_no_file()
    if _second_is_coordinator(uow, proposer, bassins):
        return
    if proposed.document is None:
        raise NotIndependent(
            "Un administrateur confirme ce qui cite un procès-verbal ou un autre document ; rien n'est cité ici."
        )


def check_closes(uow: UseCases, entity: Aggregate[Event], question: int, bassins: Iterable[Bassin]) -> None:
    """Checks that the account did not cause the question. Raises `SameCoordinator` or `NotIndependent`."""
    if is_history((entity.questions[question],)):
        return
    for actor in {*causers(uow, entity, question)}:
        if actor == current_context().actor:
            raise SameCoordinator("Ce qu'un compte a remis en question est revu par un autre compte.")
        _check_no_file()
        _second_is_coordinator(uow, actor, bassins)


def _check_no_file() -> None:
    """Raises `NotIndependent` for a line of a file: one hand wrote all its accounts."""
    if current_context().reprise:
        raise NotIndependent(
            "Un fichier ne confirme rien de ce qu'un compte a enregistré : le second compte confirme lui-même."
        )


def _second_is_coordinator(uow: UseCases, first: str, bassins: Iterable[Bassin]) -> bool:
    """Tells whether the account confirms as a coordinator; else it does as an administrator.

    Raises `NotIndependent`. The command line is not checked.
    """
    context, first_account = current_context(), account_of(first)
    if first_account is None or context.account is None:
        return True
    instances = [uow.load(InstanceBassin, instance_id(bassin)) for bassin in bassins]
    if are_same_person(first_account, context.account):
        raise NotIndependent("Les deux comptes sont ceux de la même personne.")
    coordinated = [each for each in instances if coordinates(uow, each)]
    if any(are_independent(uow, each, first_account, context.account) for each in coordinated):
        return True
    if administers(uow) and not others_confirm(uow, instances, (first,)):
        if first_account in granters_of(uow, instances[0], context.account):
            raise NotIndependent("Le compte qui confirme tient son rôle de celui qui propose.")
        return False
    raise NotIndependent(
        "L'un des deux comptes tient son rôle de l'autre : un autre coordinateur confirme ou, sans lui, un"
        " administrateur de la plateforme."
    )
