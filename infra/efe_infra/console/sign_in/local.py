"""Development identity provider: on this machine only, a person chooses any account."""

import secrets
import time
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final
from urllib.parse import urlencode

from starlette.requests import Request

from efe_infra.console.sign_in.provider import Return, SignInFailed, challenge_of
from efe_infra.console.web.session import Session
from efe_infra.http.origin import name_of
from efe_infra.identity.local_issuer import ISSUER, LocalIssuer, LocalPerson
from efe_infra.process.addresses import is_loopback

CLIENT: Final = "efe-console"
AUTHORIZE: Final = "/dev/authorize"
TOKEN: Final = "/dev/token"  # noqa: S105 - an address
CODE_LIFETIME_S: Final = 60
TOKEN_LIFETIME_S: Final = 12 * 3600
"""Lifetime of a token, longer than a session."""
MAX_CODES: Final = 100


@dataclass(frozen=True, kw_only=True)
class CodeGrant:
    """Account and request of an authorization code."""

    person: LocalPerson
    challenge: str
    nonce: str
    redirect_uri: str
    ends: float


class LocalProvider:
    """A `Provider` with its own endpoints. It offers `people`, and accepts any other subject."""

    def __init__(self, issuer: LocalIssuer, people: tuple[LocalPerson, ...]) -> None:
        self.people = people
        self._issuer = issuer
        self._grants: dict[str, CodeGrant] = {}

    def serves(self, request: Request) -> bool:
        """Tells whether a request is from this machine and to a loopback host (no DNS rebinding)."""
        client = request.client.host if request.client else ""
        return is_loopback(client) and is_loopback(name_of(request.headers.get("host", "")))

    async def sign_in_url(self, *, state: str, nonce: str, challenge: str, redirect_uri: str) -> str:
        parameters = {
            "response_type": "code",
            "client_id": CLIENT,
            "redirect_uri": redirect_uri,
            "state": state,
            "nonce": nonce,
            "code_challenge": challenge,
            "code_challenge_method": "S256",
        }
        return f"{AUTHORIZE}?{urlencode(parameters)}"

    def grant(self, subject: str, *, challenge: str, nonce: str, redirect_uri: str) -> str:
        """Returns a code, valid once and for a minute."""
        person = next((each for each in self.people if each.subject == subject), LocalPerson(subject, subject))
        now = time.monotonic()
        self._grants = {code: each for code, each in self._grants.items() if each.ends > now}
        while len(self._grants) >= MAX_CODES:
            self._grants.pop(next(iter(self._grants)))
        code = secrets.token_urlsafe(32)
        self._grants[code] = CodeGrant(
            person=person, challenge=challenge, nonce=nonce, redirect_uri=redirect_uri, ends=now + CODE_LIFETIME_S
        )
        return code

    def redeem(self, code: str, *, verifier: str, redirect_uri: str) -> CodeGrant:
        """Consumes a code. Raises `SignInFailed`."""
        grant = self._grants.pop(code, None)
        if (
            grant is None
            or grant.ends <= time.monotonic()
            or grant.redirect_uri != redirect_uri
            or not secrets.compare_digest(grant.challenge.encode(), challenge_of(verifier).encode())
        ):
            raise SignInFailed
        return grant

    def tokens(self, grant: CodeGrant) -> dict[str, object]:
        """Returns the answer of a token endpoint (RFC 6749, 5.1)."""
        subject, label = grant.person
        return {
            "access_token": self._issuer.mint(subject, lasting=TOKEN_LIFETIME_S),
            "token_type": "Bearer",
            "expires_in": TOKEN_LIFETIME_S,
            "id_token": self._issuer.mint_id(subject, name=label, client=CLIENT, nonce=grant.nonce),
        }

    async def session(self, back: Return) -> Session:
        """Raises `SignInFailed`."""
        if back.issuer not in {None, ISSUER}:
            raise SignInFailed
        grant = self.redeem(back.code, verifier=back.verifier, redirect_uri=back.redirect_uri)
        if grant.nonce != back.nonce:
            raise SignInFailed
        token = self._issuer.mint(grant.person.subject, lasting=TOKEN_LIFETIME_S)
        return Session(label=grant.person.label, access_token=token, expires_at=datetime.now(UTC))

    async def renew(self, _: Session) -> Session | None:
        return None

    async def sign_out_url(self, _: Session, *, back: str) -> str | None:  # noqa: ARG002 - of the protocol
        return None
