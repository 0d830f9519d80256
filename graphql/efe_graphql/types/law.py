"""The rules of the decree, and the texts that they come from."""

from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any

import strawberry
from strawberry import field

from efe_domain.law import rules as law
from efe_domain.law.rules import Reading
from efe_domain.law.texts import BASES, NUMBERS, PLATFORM, RULES
from efe_domain.shared.messages import Language, Message, in_language
from efe_graphql.contract.refusal_codes import CARRIED, RefusalCode, code_named, rule_of


@strawberry.type(description="Un texte dont des règles viennent.")
class LegalBasis:
    key: str = field(description="Clé stable.")
    title: str = field(description="Intitulé.")
    numac: str | None = field(description="Numéro de publication, s'il est connu.")
    verified: bool = field(description="Si l'acte publié a été retrouvé.")


@strawberry.type(description="Une règle, dans les mots du texte.")
class Rule:
    key: str = field(description="Clé stable, comme `PS-COMPO`.")
    text: str = field(description="Ce que dit le texte, en français : une traduction n'aurait pas son autorité.")
    reading: Reading = field(description="Comment la règle se lit.")
    why: str | None = field(
        description="Pourquoi elle se lit ainsi, quand le texte seul ne le dit pas ; dans la langue demandée."
    )
    legal_basis: LegalBasis = field(description="Le texte dont elle vient.")


@strawberry.type(description="Un refus qu'un acte peut recevoir.")
class RefusalKind:
    code: strawberry.Private[str]
    rule: Rule | None = field(description="La règle qui le fonde, s'il en a une.")

    @field(graphql_type=RefusalCode, description="Son code.")
    def code_name(self) -> Any:
        return code_named(self.code)


@cache
def legal_bases(language: Language) -> Mapping[str, LegalBasis]:
    """Returns the legal bases by key. Only the title of the platform's own rules is translated."""
    return {
        key: LegalBasis(
            key=key,
            title=in_language(Message(basis.title), language) if basis is PLATFORM else basis.title,
            numac=basis.numac,
            verified=basis.verified,
        )
        for key, basis in BASES.items()
    }


def rule_message(template: str, rule: law.RuleText, language: Language) -> str:
    figures = {name: Message(NUMBERS[figure]) for name, figure in rule.figures.items() if f"{{{name}}}" in template}
    return in_language(Message(template, **figures), language)


@cache
def rules(language: Language) -> Mapping[law.Rule, Rule]:
    """Returns the rules by key. The law stays in French, because a translation would have no authority."""
    return {
        key: Rule(
            key=key.value,
            text=rule_message(rule.text, rule, language) if rule.basis is PLATFORM else rule.text,
            reading=rule.reading,
            why=rule_message(rule.why, rule, language) or None,
            legal_basis=legal_bases(language)[rule.basis.key],
        )
        for key, rule in RULES.items()
    }


@cache
def refusal_kinds(language: Language) -> Sequence[RefusalKind]:
    rules_by_key = rules(language)
    return [
        RefusalKind(code=code, rule=rules_by_key[rule] if (rule := rule_of(refusal)) else None)
        for code, refusal in CARRIED.items()
    ]
