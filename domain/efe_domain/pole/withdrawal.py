"""Acts of an Instance on a pôle that create rights: it lives for a term, an operator sits in it."""

from efe_domain.pole.events import (
    MemberDesignated,
    MembershipEnded,
    PoleConstituted,
    PoleEvaluated,
    PoleRenewed,
    RepresentativeReplaced,
    SubstituteNamed,
)
from efe_domain.shared.event import Event
from efe_domain.shared.replay_decisions import Withdrawable
from efe_domain.shared.standing import WithdrawalDropped, WithdrawalProposed, Withdrawn


class PoleWithdrawn(Withdrawn):
    """An act on a pôle that created rights is withdrawn, as irregular: from then on it has no effect."""

    TOPIC = "pole.withdrawn.v1"


class PoleWithdrawalProposed(WithdrawalProposed):
    """A coordinator proposed to withdraw an act on a pôle; another one of the same Instance is to confirm it."""

    TOPIC = "pole.withdrawal-proposed.v1"


class PoleWithdrawalDropped(WithdrawalDropped):
    """The withdrawal of an act on a pôle was proposed, and is given up."""

    TOPIC = "pole.withdrawal-dropped.v1"


def depends_on_act(later: Event, act: Event) -> bool:
    """Of a seat: who speaks for it, and its end. Of a term: how it was evaluated."""
    match later, act:
        case RepresentativeReplaced() | SubstituteNamed() | MembershipEnded(), MemberDesignated():
            return (later.operator, later.since) == (act.operator, act.effective_on)
        case PoleEvaluated(), PoleConstituted() | PoleRenewed():
            return later.term_starts == act.starts
        case _:
            return False


WITHDRAWABLE = Withdrawable(
    acts=frozenset({MemberDesignated, PoleConstituted, PoleRenewed}),
    depends_on_act=depends_on_act,
    withdrawn=PoleWithdrawn,
    proposed=PoleWithdrawalProposed,
    dropped=PoleWithdrawalDropped,
)
