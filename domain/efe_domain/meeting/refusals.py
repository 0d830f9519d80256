"""Why a command on a meeting is refused, each refusal named after the rule it holds."""

from efe_domain.law.rules import Rule
from efe_domain.shared.errors import DomainError


class AlreadyConvened(DomainError, rule=Rule.M1):
    """A meeting is convened once (M1)."""


class SameAgenda(DomainError, rule=Rule.M1):
    """An agenda that changes nothing is not set again (M1)."""


class SameSchedule(DomainError, rule=Rule.M1):
    """A postponement that changes nothing is not recorded (M1)."""


class MeetingIsHeld(DomainError, rule=Rule.M1):
    """A meeting that took place is not held again, nor cancelled, nor given another agenda (M1)."""


class MeetingIsCancelled(DomainError, rule=Rule.M1):
    """Nothing more happens to a meeting that was cancelled (M1)."""


class MeetingNotHeld(DomainError, rule=Rule.M1):
    """Minutes are those of a meeting that took place, and what an act or a verdict cites is one (M1)."""


class MinutesAlreadyAdopted(DomainError, rule=Rule.M1):
    """The minutes of a meeting are adopted once (M1)."""
