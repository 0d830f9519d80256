"""Acts of an Instance on a project that create rights: its verdict, and the support that it grants."""

from efe_domain.project.events import SupportEnded, SupportGranted, VerdictGiven
from efe_domain.project.verdict_events import ConditionMet, VerdictRevised
from efe_domain.shared.event import Event
from efe_domain.shared.replay_decisions import Withdrawable
from efe_domain.shared.standing import WithdrawalDropped, WithdrawalProposed, Withdrawn


class ProjectWithdrawn(Withdrawn):
    """An act on a project that created rights is withdrawn, as irregular: from then on it has no effect."""

    TOPIC = "project.withdrawn.v1"


class ProjectWithdrawalProposed(WithdrawalProposed):
    """A coordinator proposed to withdraw an act on a project; another one of the same Instance is to confirm it."""

    TOPIC = "project.withdrawal-proposed.v1"


class ProjectWithdrawalDropped(WithdrawalDropped):
    """The withdrawal of an act on a project was proposed, and is given up."""

    TOPIC = "project.withdrawal-dropped.v1"


def depends_on_act(later: Event, act: Event) -> bool:
    """Of a verdict: how its conditions were met. Of a support: its end."""
    match later, act:
        case ConditionMet(), VerdictGiven() | VerdictRevised():
            return later.verdict == act.originator_version
        case SupportEnded(), SupportGranted():
            return later.support == act.support
        case _:
            return False


WITHDRAWABLE = Withdrawable(
    acts=frozenset({SupportGranted, VerdictGiven, VerdictRevised}),
    depends_on_act=depends_on_act,
    withdrawn=ProjectWithdrawn,
    proposed=ProjectWithdrawalProposed,
    dropped=ProjectWithdrawalDropped,
)
