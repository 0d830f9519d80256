"""An invitation is confirmed at once by an address that a trusted issuer has verified, and by nothing less."""

from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest

from efe_domain.access.grants import Role
from efe_domain.shared.bassins import Bassin
from efe_domain.shared.command_context import SYSTEM_CLI, CommandContext, in_context
from efe_infra.identity.openid_verifier import OpenIdVerifier
from efe_infra.postgres.database import Database
from tests.api.given import TODAY, Api, Client
from tests.api.person_invitations import accept, invited, marie, state
from tests.infra.identity.small_provider import AUDIENCE, SmallProvider, a_key, small_provider
from tests.running import serving

KEY = a_key("signing")
ACCEPT = "mutation ($link: String!) { acceptPersonInvitation(input: { link: $link }) { isConfirmed } }"


class Issued:
    """A platform whose tokens come from a provider."""

    def __init__(self, api: Api, provider: SmallProvider) -> None:
        self.api, self.provider = api, provider
        self.inviter = f"coordination-{uuid4().hex}"
        vault, platform = api.installation.vault, api.installation.platform
        self.account = vault.account_for(provider.issuer, self.inviter)
        with in_context(CommandContext(actor=SYSTEM_CLI, today=TODAY)):
            platform.establish_instance(Bassin.LIEGE, on=TODAY)
            platform.grant_access(Bassin.LIEGE, self.account, Role.COORDINATOR, on=TODAY)
        api.catch_up()

    def client(self, subject: str, **claims: Any) -> Client:
        token = self.provider.token(KEY, sub=subject, **claims)
        return Client(self.api.http, {"Authorization": f"Bearer {token}"})

    def accepted(self, invited_email: str, /, **claims: Any) -> tuple[bool, str]:
        """Returns whether a newcomer with these claims is confirmed at once, and the state for the inviter."""
        by = self.client(self.inviter)
        [(invitation, link)] = invited(by, marie(email=invited_email, role="READER"))
        guest = self.client(f"invitée-{uuid4().hex}", **claims)
        return accept(guest, link)["isConfirmed"], state(by, invitation)["state"]


@pytest.mark.parametrize("trusts_email", [True, False])
def test_an_equal_and_verified_address_of_a_trusted_issuer_confirms(
    database: Database, tmp_path: Path, trusts_email: bool
) -> None:
    with small_provider() as provider:
        provider.publish(KEY)
        tokens = OpenIdVerifier(
            issuer=provider.issuer, audience=AUDIENCE, algorithms=["ES256"], leeway=0, trusts_email=trusts_email
        )
        with serving(database, tmp_path, tokens=tokens) as api:
            it, email = Issued(api, provider), "Élise.Dupont@Exemple.be"
            at_once = it.accepted(email, email="élise.dupont@exemple.be", email_verified=True)
            waiting = [
                it.accepted(email, email=email),
                it.accepted(email, email=email, email_verified="true"),
                it.accepted(email, email=email, email_verified=False),
                it.accepted(email, email=[email], email_verified=True),
                it.accepted(email, email=f"x{email}", email_verified=True),
            ]
            with small_provider() as other:
                other.publish(KEY)
                claims: dict[str, Any] = {"email": email, "email_verified": True}
                foreign = Client(api.http, {"Authorization": f"Bearer {other.token(KEY, sub='invitée', **claims)}"})
                untrusted = foreign.refusal(ACCEPT, link=invited(it.client(it.inviter), marie(email=email))[0][1])
            by = it.client(it.inviter)
            [(_, link)] = invited(by, marie(email=email))
            with in_context(CommandContext(actor=SYSTEM_CLI, today=TODAY)):
                api.installation.platform.revoke_access(Bassin.LIEGE, it.account, Role.COORDINATOR, on=TODAY)
            api.catch_up()
            guest = it.client("invitée", email=email, email_verified=True)
            without_inviter = accept(guest, link)

    assert at_once == ((True, "CONFIRMED") if trusts_email else (False, "ACCEPTED"))
    assert untrusted == "UNAUTHENTICATED"
    assert waiting == [(False, "ACCEPTED")] * len(waiting)
    assert without_inviter["isConfirmed"] is False
