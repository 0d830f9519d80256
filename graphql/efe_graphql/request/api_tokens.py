"""API tokens: their text, the part of the account's rights that each gives, and the port that stores them."""

import secrets
import zlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final, Protocol
from uuid import UUID

import msgspec

from efe_domain.access.api_token import NewApiToken, TokenRight
from efe_domain.access.grants import Role
from efe_projections.access.rows import GrantRow
from efe_projections.instance.mandates import MandateRow
from efe_projections.pole.memberships import MembershipRow

PREFIX: Final = "efe_pat_"
"""Beginning of every API token, by which a scanner for secrets finds one that was published by mistake."""
ALPHABET: Final = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
RANDOM_CHARACTERS: Final = 43
"""Characters of the random part: 256 bits of entropy."""
CHECKSUM_CHARACTERS: Final = 6


def new_secret() -> str:
    """Returns a new token: the prefix, 256 random bits in base 62, and their CRC-32 in base 62."""
    random = "".join(secrets.choice(ALPHABET) for _ in range(RANDOM_CHARACTERS))
    return f"{PREFIX}{random}{checksum_of(random)}"


def checksum_of(random: str) -> str:
    """Returns the CRC-32 of the random part, in base 62: it tells a token from a text that only looks like one."""
    rest, digits = zlib.crc32(random.encode()), ""
    for _ in range(CHECKSUM_CHARACTERS):
        rest, digit = divmod(rest, len(ALPHABET))
        digits = ALPHABET[digit] + digits
    return digits


def is_well_formed(token: str) -> bool:
    """Tells whether a text may be an API token, by its length, its alphabet and its checksum."""
    body = token.removeprefix(PREFIX)
    random, checksum = body[:RANDOM_CHARACTERS], body[RANDOM_CHARACTERS:]
    return (
        token.startswith(PREFIX)
        and len(random) == RANDOM_CHARACTERS
        and body.isascii()
        and body.isalnum()
        and checksum == checksum_of(random)
    )


@dataclass(frozen=True)
class TokenScope:
    """Scope of the API token of a request. `rights` narrow those of the account, which are read at each request."""

    token: UUID
    account: UUID
    person: UUID | None
    rights: tuple[TokenRight, ...]
    is_read_only: bool

    @property
    def coordinates_in(self) -> frozenset[str]:
        """The Instances where the token may do commands, if its account coordinates them."""
        if self.is_read_only:
            return frozenset()
        return frozenset(
            each.bassin for each in self.rights if each.role is Role.COORDINATOR and each.bassin and not each.pole
        )

    def narrow(self, grants: Iterable[GrantRow]) -> list[GrantRow]:
        """Returns the part of these grants that the token gives."""
        return [part for grant in grants for right in self.rights if (part := narrowed(grant, right))]

    def narrow_seats(self, seats: Iterable[MembershipRow]) -> list[MembershipRow]:
        poles = {each.pole for each in self.rights if each.role is None}
        return [seat for seat in seats if seat.pole in poles]

    def narrow_sittings(self, sittings: Iterable[MandateRow]) -> list[MandateRow]:
        bassins = {each.bassin for each in self.rights if each.role is None and not each.pole}
        return [sitting for sitting in sittings if bassins & {*sitting.bassins}]


def narrowed(grant: GrantRow, right: TokenRight) -> GrantRow | None:
    """Returns the part of a grant that a right of a token gives; None if it gives none.

    A coordinator's role in one pôle is that of a reader there: commands are of a whole Instance.
    """
    if grant.role is not right.role:
        return None
    if grant.pole is not None:
        return grant if grant.pole == right.pole else None
    if right.bassin is None:
        return grant if right.pole is None else None
    if right.bassin not in grant.bassins:
        return None
    if right.pole is None:
        return msgspec.structs.replace(grant, bassins=(right.bassin,))
    role = Role.AUDITOR if grant.role is Role.AUDITOR else Role.READER
    return msgspec.structs.replace(grant, role=role, bassins=(right.bassin,), pole=right.pole)


class ApiTokenOnFile(Protocol):
    """API token, without its text, which is never stored. `is_valid`: neither revoked nor ended, when it was read."""

    @property
    def id(self) -> UUID: ...
    @property
    def account(self) -> UUID: ...
    @property
    def name(self) -> str: ...
    @property
    def rights(self) -> Sequence[TokenRight]: ...
    @property
    def is_read_only(self) -> bool: ...
    @property
    def created_at(self) -> datetime: ...
    @property
    def expires_at(self) -> datetime: ...
    @property
    def last_used_on(self) -> date | None: ...
    @property
    def revoked_at(self) -> datetime | None: ...
    @property
    def is_valid(self) -> bool: ...


class ApiTokens(Protocol):
    """The API tokens. Calls block: make them on a thread. Each change is atomic."""

    def add_api_token(self, new: NewApiToken, *, secret: str) -> bool:
        """Stores a token by the hash of its text. Returns False if its id is stored already, or the account is gone.

        Raises `TooManyTokens`.
        """
        ...

    def delete_old_api_tokens(self, now: datetime) -> None:
        """Deletes the tokens that ended too long before an instant."""
        ...

    def api_token(self, token: UUID) -> ApiTokenOnFile | None: ...

    def api_tokens_of(self, accounts: Sequence[UUID]) -> Sequence[ApiTokenOnFile]: ...

    def all_api_tokens(self) -> Sequence[ApiTokenOnFile]:
        """Returns the latest tokens of all accounts, the latest first."""
        ...

    def revoke_api_token(self, token: UUID, *, by: UUID) -> bool:
        """Ends a token. Returns False if it was revoked before."""
        ...
