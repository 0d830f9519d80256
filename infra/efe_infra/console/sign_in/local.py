"""Signing in with the development issuer, on this machine only: whoever is there chooses who they are."""

import secrets
import time
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final
from urllib.parse import urlencode

from starlette.requests import Request

from efe_infra.console.sign_in.provider import Return, SignInFailed, challenge_of
from efe_infra.console.web.origin import name_of
from efe_infra.console.web.session import Session
from efe_infra.identity.local_issuer import ISSUER, LocalIssuer, LocalPerson
from efe_infra.process.addresses import is_loopback

CLIENT: Final = "efe-console"
AUTHORIZE: Final = "/dev/authorize"
TOKEN: Final = "/dev/token"  # noqa: S105 - an address
CODE_LASTS: Final = 60
TOKEN_LASTS: Final = 12 * 3600
"""Seconds. A token outlasts the session."""
MOST_CODES: Final = 100


@dataclass(frozen=True, kw_only=True)
class Grant:
    """What a code stands for."""

    person: LocalPerson
    challenge: str
    nonce: str
    redirect_uri: str
    ends: float


class LocalProvider:
    """A `Provider`, with the endpoints of one; `people` are those offered, beside any subject that is typed."""

    def __init__(self, issuer: LocalIssuer, people: tuple[LocalPerson, ...]) -> None:
        self.people = people
        self._issuer = issuer
        self._grants: dict[str, Grant] = {}

    def serves(self, request: Request) -> bool:
        """Only who is on this machine, and means it: a page from elsewhere may name a host that leads here."""
        client = request.client.host if request.client else ""
        return is_loopback(client) and is_loopback(name_of(request.headers.get("host", "")))

    async def sign_in_url(self, *, state: str, nonce: str, challenge: str, redirect_uri: str) -> str:
        asked = {
            "response_type": "code",
            "client_id": CLIENT,
            "redirect_uri": redirect_uri,
            "state": state,
            "nonce": nonce,
            "code_challenge": challenge,
            "code_challenge_method": "S256",
        }
        return f"{AUTHORIZE}?{urlencode(asked)}"

    def grant(self, subject: str, *, challenge: str, nonce: str, redirect_uri: str) -> str:
        """A code, good once and for a minute."""
        person = next((each for each in self.people if each.subject == subject), LocalPerson(subject, subject))
        now = time.monotonic()
        self._grants = {code: each for code, each in self._grants.items() if each.ends > now}
        while len(self._grants) >= MOST_CODES:
            self._grants.pop(next(iter(self._grants)))
        code = secrets.token_urlsafe(32)
        self._grants[code] = Grant(
            person=person, challenge=challenge, nonce=nonce, redirect_uri=redirect_uri, ends=now + CODE_LASTS
        )
        return code

    def redeemed(self, code: str, *, verifier: str, redirect_uri: str) -> Grant:
        """Raises `SignInFailed`."""
        grant = self._grants.pop(code, None)
        if (
            grant is None
            or grant.ends <= time.monotonic()
            or grant.redirect_uri != redirect_uri
            or not secrets.compare_digest(grant.challenge.encode(), challenge_of(verifier).encode())
        ):
            raise SignInFailed
        return grant

    def tokens(self, grant: Grant) -> dict[str, object]:
        """As a token endpoint answers (RFC 6749, 5.1)."""
        subject, label = grant.person
        return {
            "access_token": self._issuer.mint(subject, lasting=TOKEN_LASTS),
            "token_type": "Bearer",
            "expires_in": TOKEN_LASTS,
            "id_token": self._issuer.mint_id(subject, name=label, client=CLIENT, nonce=grant.nonce),
        }

    async def session(self, back: Return) -> Session:
        """Raises `SignInFailed`."""
        if back.issuer not in {None, ISSUER}:
            raise SignInFailed
        grant = self.redeemed(back.code, verifier=back.verifier, redirect_uri=back.redirect_uri)
        if grant.nonce != back.nonce:
            raise SignInFailed
        token = self._issuer.mint(grant.person.subject, lasting=TOKEN_LASTS)
        return Session(label=grant.person.label, access_token=token, expires_at=datetime.now(UTC))

    async def renewed(self, _: Session) -> Session | None:
        return None

    async def sign_out_url(self, _: Session, *, back: str) -> str | None:  # noqa: ARG002 - of the protocol
        return None
