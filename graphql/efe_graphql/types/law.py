"""The rules of the decree, and the texts that they come from."""

from typing import Final

import strawberry
from strawberry import field

from efe_domain import law
from efe_domain.law import Reading
from efe_domain.law_texts import BASES, RULES


@strawberry.type(description="Un texte dont des règles viennent.")
class LegalBasis:
    key: str = field(description="Clé stable.")
    title: str = field(description="Intitulé.")
    numac: str | None = field(description="Numéro de publication, s'il est connu.")
    verified: bool = field(description="Si l'acte publié a été retrouvé.")


@strawberry.type(description="Une règle, dans les mots du texte.")
class Rule:
    key: str = field(description="Clé stable, comme `PS-COMPO`.")
    text: str = field(description="Ce que dit le texte.")
    reading: Reading = field(description="Comment la règle se lit.")
    why: str | None = field(description="Pourquoi elle se lit ainsi, quand le texte seul ne le dit pas.")
    legal_basis: LegalBasis = field(description="Le texte dont elle vient.")


LEGAL_BASES: Final = {
    key: LegalBasis(key=key, title=basis.title, numac=basis.numac, verified=basis.verified)
    for key, basis in BASES.items()
}
LAW: Final[dict[law.Rule, Rule]] = {
    key: Rule(
        key=key.value,
        text=rule.text,
        reading=rule.reading,
        why=rule.why or None,
        legal_basis=LEGAL_BASES[rule.basis.key],
    )
    for key, rule in RULES.items()
}
