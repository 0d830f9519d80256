"""Erasure of a person: the register records it, then the vault erases the person."""

from datetime import date
from typing import Protocol
from uuid import UUID

from efe_domain.access.person import ForgettingReason, PersonIsForgotten
from efe_domain.commands.handler import CommandResult
from efe_domain.platform import Platform
from efe_domain.shared.errors import NotFound
from efe_graphql.request.person_writer import PersonWriter
from efe_graphql.request.ports import Vault


class ErasableVault(Vault, PersonWriter, Protocol):
    """The vault of persons, to read and to write."""


def record_forgetting(
    platform: Platform,
    vault: Vault,
    person: UUID,
    *,
    reason: ForgettingReason | None,
    instead: UUID | None = None,
    on: date | None,
) -> CommandResult:
    """Records the erasure, inside `in_context`; the vault is emptied afterwards. It blocks.

    Raises `NotFound`, `Forbidden` or `PersonIsForgotten`.
    """
    if not vault.knows(person):
        raise NotFound("Personne", person)
    replaced = {"instead": instead} if instead else {}
    return platform.forget_person(person, reason=reason, on=on, **replaced)


def forget(
    platform: Platform, vault: ErasableVault, person: UUID, *, reason: ForgettingReason | None, on: date | None
) -> CommandResult:
    """Erases a person, inside `in_context`. Raises as `record_forgetting`. It blocks.

    The register comes first, because it checks the rights. If the erasure in the vault is cut off, the same command
    or the next start completes it. The answer comes after both.
    """
    try:
        outcome = record_forgetting(platform, vault, person, reason=reason, on=on)
    except PersonIsForgotten:
        vault.forget(person)
        raise
    vault.forget(person)
    return outcome
