"""Why a command on an analysis is refused, each refusal named after the rule it holds."""

from efe_domain.law.rules import Rule
from efe_domain.shared.errors import DomainError


class DataAlreadyRequested(DomainError, rule=Rule.M2):
    """An analysis begins with one request of data (M2)."""


class NothingToRemind(DomainError, rule=Rule.M2):
    """A provider who has contributed is not reminded (M2)."""


class SameContribution(DomainError, rule=Rule.M2):
    """A document is received once for an analysis (M2)."""


class NothingToSynthesise(DomainError, rule=Rule.M2):
    """A synthesis rests on contributions received, here and in every analysis that it crosses (M2)."""


class SameSynthesis(DomainError, rule=Rule.M2):
    """A version of a synthesis changes something (M2)."""


class NoSynthesis(DomainError, rule=Rule.M2):
    """Only a synthesis that was written is adopted (M2)."""


class SynthesisIsAdopted(DomainError, rule=Rule.M2):
    """A version of a synthesis is adopted once (M2)."""
