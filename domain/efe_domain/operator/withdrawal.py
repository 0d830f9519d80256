"""Acts on an operator that create rights: the Instance of a bassin recognises its competence there."""

from efe_domain.operator.events import CompetenceRecognised, CompetenceWithdrawn
from efe_domain.shared.event import Event
from efe_domain.shared.replay_decisions import Withdrawable
from efe_domain.shared.standing import WithdrawalDropped, WithdrawalProposed, Withdrawn


class OperatorWithdrawn(Withdrawn):
    """An act on an operator that created rights is withdrawn, as irregular: from then on it has no effect."""

    TOPIC = "operator.withdrawn.v1"


class OperatorWithdrawalProposed(WithdrawalProposed):
    """A coordinator proposed to withdraw an act on an operator; another one of the same Instance is to confirm it."""

    TOPIC = "operator.withdrawal-proposed.v1"


class OperatorWithdrawalDropped(WithdrawalDropped):
    """The withdrawal of an act on an operator was proposed, and is given up."""

    TOPIC = "operator.withdrawal-dropped.v1"


def depends_on_act(later: Event, act: Event) -> bool:
    """The end of that competence. One of before 0.3.0 is of the ten bassins, and each ends it for its own."""
    match later, act:
        case CompetenceWithdrawn(), CompetenceRecognised():
            same = act.bassin is None or later.bassin == act.bassin
            return same and (later.key, later.since) == (act.key, act.effective_on)
        case _:
            return False


WITHDRAWABLE = Withdrawable(
    acts=frozenset({CompetenceRecognised}),
    depends_on_act=depends_on_act,
    withdrawn=OperatorWithdrawn,
    proposed=OperatorWithdrawalProposed,
    dropped=OperatorWithdrawalDropped,
)
