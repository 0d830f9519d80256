"""Rules as the contract shows them."""

from efe_infra.console.register.answers import Answers
from efe_infra.console.web.layout import Frame


class LegalBasis(Answers, frozen=True):
    title: str
    verified: bool


class Rule(Answers, frozen=True):
    key: str
    text: str
    why: str | None
    reading: str
    legal_basis: LegalBasis


class Rules(Answers, frozen=True):
    rules: tuple[Rule, ...]

    def of(self, key: str) -> Rule:
        return next(each for each in self.rules if each.key == key)


class FormFrame(Frame, frozen=True):
    """The base of what the document of a form answers: the fragments `Frame` and `Law`."""

    law: Rules
