"""The names that something bore before the one of today."""

from datetime import date

import strawberry
from strawberry import field

from efe_projections.names import FormerName as FormerNameFact


@strawberry.type(description="Un nom porté jusqu'à un jour.")
class FormerName:
    name: str = field(description="Le nom.")
    until: date = field(description="Le jour du changement, où il n'est plus porté.")

    @classmethod
    def of(cls, fact: FormerNameFact) -> "FormerName":
        return cls(name=fact.name, until=fact.until)
