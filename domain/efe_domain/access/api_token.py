"""API tokens of accounts: a part of their rights, until a day. The vault has them; the ledger has no event of it."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

import msgspec

from efe_domain.access.grants import Role
from efe_domain.law.rules import Rule
from efe_domain.shared.errors import DomainError

DEFAULT_LIFETIME: Final = timedelta(days=90)
MAX_LIFETIME: Final = timedelta(days=365)
MAX_TOKENS: Final = 20
"""Valid tokens of one account at most."""
MAX_RIGHTS: Final = 20
"""Rights of one token at most."""


class TokenRight(msgspec.Struct, frozen=True, omit_defaults=True):
    """Right of an API token: a role of its account, in all its scope, in one Instance or in one pôle of it.

    Without a role, it is the seats of the person of the account: in the bodies of the Instance, or in the pôle.
    """

    role: Role | None = None
    bassin: str | None = None
    pole: UUID | None = None


class NewApiToken(msgspec.Struct, frozen=True, kw_only=True):
    """API token to store. It ends by itself at `expires_at`."""

    id: UUID
    account: UUID
    name: str
    rights: Sequence[TokenRight]
    is_read_only: bool
    expires_at: datetime


class TokenExceedsAccount(DomainError, rule=Rule.REGISTRE):
    """A token has a right that its account does not have (REGISTRE)."""


class TooManyTokens(DomainError, rule=Rule.REGISTRE):
    """The account has as many valid tokens as it may have (REGISTRE)."""


def check_number_of_tokens(valid: int) -> None:
    """Checks that an account with so many valid tokens may have another. Raises `TooManyTokens`."""
    if valid >= MAX_TOKENS:
        raise TooManyTokens("Ce compte a déjà {most} jetons d'accès valables : révoquez-en un.", most=MAX_TOKENS)


class AccountOfPerson(DomainError, rule=Rule.REGISTRE):
    """The account is linked to a person, so it is not that of an application (REGISTRE)."""


class AccountIsClosed(DomainError, rule=Rule.REGISTRE):
    """The account of a forgotten person stays closed while a token of before the erasure may work (REGISTRE)."""

    def __init__(self) -> None:
        super().__init__(
            "Ce compte est celui d'une personne oubliée : il reste fermé tant qu'un ancien jeton peut servir."
        )
