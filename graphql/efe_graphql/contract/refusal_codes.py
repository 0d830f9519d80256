"""The codes of the refusals that a payload carries, as an enumeration: a client that names one is checked."""

from collections.abc import Iterator, Mapping
from enum import Enum
from typing import Any, Final, cast

import strawberry

import efe_domain.platform  # noqa: F401 - it imports every refusal of a command
from efe_domain.law.rules import Rule
from efe_domain.shared.errors import CommandReused, DomainError, Invalid, NotFound, Refusal, VersionConflict

_OURS: Final = ("efe_domain.", "efe_projections.", "efe_graphql.")
_CARRIED: Final = (DomainError, VersionConflict, NotFound, Invalid, CommandReused)
_WITHOUT_RULE: Final[Mapping[type[Refusal], str]] = {
    VersionConflict: "L'objet a changé depuis la version attendue.",
    NotFound: "Ce dont l'acte parle n'existe pas, ou n'est pas visible pour qui agit.",
    Invalid: "Une valeur que la demande ne peut contenir.",
    CommandReused: "La même commande du même compte est déjà venue avec une autre demande.",
}


def refusals(base: type[Refusal] = Refusal) -> Iterator[type[Refusal]]:
    """Of the platform only: a test may have its own."""
    for each in base.__subclasses__():
        if each.__module__.startswith(_OURS):
            if each is not DomainError:
                yield each
            yield from refusals(each)


def rule_of(refusal: type[Refusal]) -> Rule | None:
    return getattr(refusal, "rule", None)


CARRIED: Final[Mapping[str, type[Refusal]]] = {
    each.code(): each for each in sorted(refusals(), key=lambda each: each.code()) if issubclass(each, _CARRIED)
}
"""By their codes: those that a `UserError` may have."""


def _described(refusal: type[Refusal]) -> str:
    if rule := rule_of(refusal):
        return f"Refus au titre de la règle {rule.value}."
    return next(text for base, text in _WITHOUT_RULE.items() if issubclass(refusal, base))


_MEMBERS: Final = {code: strawberry.enum_value(code, description=_described(each)) for code, each in CARRIED.items()}
RefusalCode: Final[Any] = strawberry.enum(
    cast("Any", Enum("RefusalCode", _MEMBERS)),
    description="Pourquoi un acte est refusé : les codes qu'une `UserError` peut avoir. Il peut s'en ajouter.",
)


def code_named(code: str) -> Any:
    """The member of `RefusalCode`; None for a code that it does not name."""
    return RefusalCode.__members__.get(code)
