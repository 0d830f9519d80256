"""Erasure of a person: the register records it, then the vault erases the person."""

from datetime import date
from uuid import UUID

from efe_domain.access.person import ForgettingReason, PersonIsForgotten
from efe_domain.commands.handler import CommandResult
from efe_domain.platform import Platform
from efe_domain.shared.errors import NotFound
from efe_graphql.request.ports import Vault


def forget(
    platform: Platform,
    vault: Vault,
    person: UUID,
    *,
    reason: ForgettingReason | None,
    instead: UUID | None = None,
    on: date | None,
) -> CommandResult:
    """Erases a person, inside `in_context`. Raises `NotFound`, `Forbidden` or `PersonIsForgotten`. It blocks.

    The register comes first: it decides who may, and once it has spoken the vault can be brought to agree, by the
    same command repeated or at the next start, wherever this was cut off. Nothing is answered before both are done.
    """
    if not vault.knows(person):
        raise NotFound("Personne", person)
    try:
        replaced = {"instead": instead} if instead else {}
        outcome = platform.forget_person(person, reason=reason, on=on, **replaced)
    except PersonIsForgotten:
        vault.forget(person)
        raise
    vault.forget(person)
    return outcome
