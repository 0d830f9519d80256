"""Errata, beside the text that they are about: whoever reads the one reads the other."""

from datetime import date
from typing import Self

import msgspec

from efe_domain.decision.events import DecisionErratumNoted
from efe_domain.opinion.events import OpinionErratumNoted
from efe_domain.project.events import ProjectErratumNoted

type ErratumNoted = DecisionErratumNoted | OpinionErratumNoted | ProjectErratumNoted


class Erratum(msgspec.Struct, frozen=True, kw_only=True):
    """What is to be read otherwise in the `number`-th version of a text."""

    number: int
    text: str
    on: date

    @classmethod
    def of(cls, event: ErratumNoted) -> Self:
        return cls(number=event.number, text=event.text, on=event.effective_on)
