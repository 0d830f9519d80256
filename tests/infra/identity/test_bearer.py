from collections.abc import Iterator
from pathlib import Path

import pytest
from anyio import run, to_thread

from efe_infra.http.refusal import RequestRefused
from efe_infra.identity.accounts import Accounts
from efe_infra.identity.bearer import Bearer, Identity
from efe_infra.identity.local_issuer import ISSUER, LocalIssuer
from efe_infra.identity.tokens import IssuerUnreachable, Verified
from efe_infra.postgres.database import Database
from efe_infra.vault import Account, Vault


class Unreachable:
    """A provider that cannot be asked."""

    issuer = "https://nowhere.example"

    async def verify(self, token: str) -> Verified:
        raise IssuerUnreachable(token)


@pytest.fixture
def vault(module_database: Database) -> Iterator[Vault]:
    with Vault(module_database) as vault:
        yield vault


def test_a_request_is_of_the_account_of_its_token_until_that_expires(vault: Vault, tmp_path: Path) -> None:
    issuer = LocalIssuer(tmp_path)
    token = issuer.mint("coordination-liege", lasting=60)

    identity = run(Bearer(issuer, vault).identify, f"bearer {token}")

    assert identity
    assert identity.account.id == vault.account_for(ISSUER, "coordination-liege")
    assert identity.expires_at == run(issuer.verify, token).expires_at


def test_an_account_known_to_the_vault_is_found_on_the_loop(vault: Vault, module_database: Database) -> None:
    known = vault.account_of(ISSUER, "coordination-namur")

    async def found() -> tuple[Account | None, Account | None]:
        async with Accounts(module_database) as accounts:
            return await accounts.find(ISSUER, "coordination-namur"), await accounts.find(ISSUER, "a-stranger")

    assert run(found) == (known, None)


def test_who_was_forgotten_a_moment_ago_is_another_account(
    vault: Vault, module_database: Database, tmp_path: Path
) -> None:
    issuer = LocalIssuer(tmp_path)
    header = f"Bearer {issuer.mint('forgotten', lasting=60)}"
    person = vault.register_person(given_name="Claude", family_name="Exemple")
    vault.link(vault.account_for(ISSUER, "forgotten"), person)

    async def before_and_after() -> list[Identity | None]:
        async with Accounts(module_database) as accounts:
            bearer = Bearer(issuer, vault, accounts)
            before = await bearer.identify(header)
            await to_thread.run_sync(vault.forget, person)
            return [before, await bearer.identify(header)]

    before, after = run(before_and_after)

    assert before
    assert after
    assert before.account.person == person
    assert after.account.id != before.account.id
    assert after.account.person is None


def test_a_request_without_a_token_is_of_a_visitor(vault: Vault, tmp_path: Path) -> None:
    assert run(Bearer(LocalIssuer(tmp_path), vault).identify, None) is None


@pytest.mark.parametrize("scheme", ["Basic", "Bearerer", ""])
def test_a_token_under_another_scheme_is_refused(vault: Vault, tmp_path: Path, scheme: str) -> None:
    issuer = LocalIssuer(tmp_path)

    with pytest.raises(RequestRefused) as refused:
        run(Bearer(issuer, vault).identify, f"{scheme} {issuer.mint('coordination-liege', lasting=60)}")

    assert (refused.value.status_code, refused.value.code) == (401, "UNAUTHENTICATED")
    assert refused.value.headers == {"WWW-Authenticate": 'Bearer error="invalid_token"'}


def test_a_token_that_cannot_be_judged_now_is_not_called_false(vault: Vault) -> None:
    with pytest.raises(RequestRefused) as refused:
        run(Bearer(Unreachable(), vault).identify, "Bearer x.y.z")

    assert (refused.value.status_code, refused.value.code) == (503, "SERVICE_UNAVAILABLE")
    assert refused.value.headers
    assert refused.value.headers["Retry-After"].isdecimal()
