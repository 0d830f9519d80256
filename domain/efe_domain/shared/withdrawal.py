"""Withdrawal of an irregular act that created rights: a new act that annuls it."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any, Final
from uuid import UUID

from efe_domain.law.rules import WITHDRAWAL_DAYS, Rule
from efe_domain.shared.aggregate import Aggregate
from efe_domain.shared.correction import Correction, replay_with
from efe_domain.shared.days import check_not_before
from efe_domain.shared.errors import DomainError, NotFound
from efe_domain.shared.event import Event, effective_on
from efe_domain.shared.messages import KindWords
from efe_domain.shared.record_events import WithdrawalProposed
from efe_domain.shared.replay_decisions import Correctable, EntityLoader, Withdrawable

WITHDRAWAL_PERIOD: Final = timedelta(days=WITHDRAWAL_DAYS)


class NotWithdrawable(DomainError, rule=Rule.REGISTRE_RETRAIT):
    """Only an act that created rights can be withdrawn (REGISTRE-RETRAIT)."""


class WithdrawnTooLate(DomainError, rule=Rule.REGISTRE_RETRAIT):
    """An act can be withdrawn within sixty days of its effective date (REGISTRE-RETRAIT)."""


class WithdrawalPending(DomainError, rule=Rule.REGISTRE_RETRAIT):
    """Only one withdrawal of an act can be pending: confirm it or drop it first (REGISTRE-RETRAIT)."""


def plan_withdrawal[A: Aggregate[Any]](
    correctable: Correctable[A], stream: UUID, facts: Sequence[Event], act: int, entities: EntityLoader, *, on: date
) -> Correction[A]:
    """Returns the correction that annuls the act at that version and the facts that depend on it.

    `facts` are the effective facts. Raises `NotFound` if no fact has that version, `NotWithdrawable`, `TooEarly` or
    `WithdrawnTooLate`. If a later act breaks a rule without this one, raises the refusal of that rule; it names the
    later act.
    """
    fact = next((candidate for candidate in facts if candidate.originator_version == act), None)
    if fact is None:
        raise NotFound("Fait", act)
    rules = _check_withdrawable(correctable, fact, on)
    annulments = {
        other.originator_version: None for other in facts if other is fact or rules.depends_on_act(other, fact)
    }
    changed_facts, entity = replay_with(correctable, stream, facts, annulments, entities)
    return Correction(changed_facts, entity, confirmed=True)


def pending_withdrawal(entity: Aggregate[Any], act: int) -> int | None:
    """Returns the version of the pending proposal to withdraw the act."""
    return next(
        (
            version
            for version, proposal in entity.proposals.items()
            if isinstance(proposal, WithdrawalProposed) and proposal.patches[0].version == act
        ),
        None,
    )


def _check_withdrawable(correctable: Correctable[Any], fact: Event, on: date) -> Withdrawable:
    rules, day = correctable.withdrawable, effective_on(fact)
    if rules is None or day is None or type(fact) not in rules.acts:
        raise NotWithdrawable("Un fait « {kind} » n'est pas un acte qui se retire.", kind=KindWords(fact.TOPIC))
    check_not_before(on, day, "l'acte retiré")
    if on > (last := day + WITHDRAWAL_PERIOD):
        raise WithdrawnTooLate("L'acte du {day} pouvait être retiré jusqu'au {last}.", day=day, last=last)
    return rules
