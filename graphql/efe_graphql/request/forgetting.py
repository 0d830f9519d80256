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

    The register comes first, because it checks the rights. If the erasure in the vault is cut off, the same command
    or the next start completes it. The answer comes after both.
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
