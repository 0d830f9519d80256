"""An erratum, beside a text whose hash stays."""

from datetime import date

import strawberry
from strawberry import field

from efe_projections.annexes.errata import Erratum as ErratumFact


@strawberry.type(description="Ce qui est à lire autrement dans un texte qui, lui, ne change pas.")
class Erratum:
    number: int = field(description="Le rang de la version du texte dont il s'agit.")
    text: str = field(description="Ce qui est à lire, et où.")
    on: date = field(description="Le jour où il a été noté.")

    @classmethod
    def of(cls, fact: ErratumFact) -> "Erratum":
        return cls(number=fact.number, text=fact.text, on=fact.on)
