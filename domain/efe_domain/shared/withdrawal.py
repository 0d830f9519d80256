"""The withdrawal of an irregular act that created rights: an act of its own, after which the other has no effect."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any, Final
from uuid import UUID

from efe_domain.law.rules import Rule
from efe_domain.shared.aggregate import Aggregate
from efe_domain.shared.correction import Correction, decided_again
from efe_domain.shared.days import check_not_before
from efe_domain.shared.errors import DomainError, NotFound
from efe_domain.shared.event import Event, effective_on
from efe_domain.shared.redo import Correctable, Withdrawable, World
from efe_domain.shared.standing import WithdrawalProposed

WITHDRAWN_WITHIN: Final = timedelta(days=60)
"""From the day of the act to that of its withdrawal, both in law."""


class NotWithdrawable(DomainError):
    """Only an act that created rights is withdrawn (REGISTRE-RETRAIT)."""

    rule = Rule.REGISTRE_RETRAIT


class WithdrawnTooLate(DomainError):
    """An act is withdrawn within sixty days of its day (REGISTRE-RETRAIT)."""

    rule = Rule.REGISTRE_RETRAIT


class WithdrawalPending(DomainError):
    """The withdrawal of an act is proposed once, then confirmed or given up (REGISTRE-RETRAIT)."""

    rule = Rule.REGISTRE_RETRAIT


def withdrawn[A: Aggregate[Any]](
    correctable: Correctable[A], stream: UUID, facts: Sequence[Event], act: int, world: World, *, on: date
) -> Correction[A]:
    """What reads otherwise once the act at that version is withdrawn. `facts` are those that stand.

    What only spoke of the act falls with it. Raises `NotFound` for a version that is none of a fact,
    `NotWithdrawable`, `TooEarly`, `WithdrawnTooLate`, or the refusal of a rule that a later act no longer keeps,
    which it names.
    """
    fact = next((each for each in facts if each.originator_version == act), None)
    if fact is None:
        raise NotFound("Fait", act)
    known = _checked(correctable, fact, on)
    patched = {each.originator_version: None for each in facts if each is fact or known.falls(each, fact)}
    differing, entity = decided_again(correctable, stream, facts, patched, world)
    return Correction(differing, entity, confirmed=True)


def pending(entity: Aggregate[Any], act: int) -> int | None:
    """The version at which the withdrawal of that act is proposed already."""
    return next(
        (
            version
            for version, proposed in entity.proposals.items()
            if isinstance(proposed, WithdrawalProposed) and proposed.patches[0].version == act
        ),
        None,
    )


def _checked(correctable: Correctable[Any], fact: Event, on: date) -> Withdrawable:
    known, day = correctable.withdrawable, effective_on(fact)
    if known is None or day is None or type(fact) not in known.acts:
        raise NotWithdrawable("Un fait « {topic} » n'est pas un acte qui se retire.", topic=fact.TOPIC)
    check_not_before(on, day, "l'acte retiré")
    if on > (last := day + WITHDRAWN_WITHIN):
        raise WithdrawnTooLate("L'acte du {day} pouvait être retiré jusqu'au {last}.", day=day, last=last)
    return known
