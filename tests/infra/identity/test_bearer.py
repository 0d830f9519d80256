from collections.abc import Iterator
from pathlib import Path

import pytest
from anyio import run

from efe_infra.http.refusal import RequestRefused
from efe_infra.identity.bearer import Bearer
from efe_infra.identity.local_issuer import ISSUER, LocalIssuer
from efe_infra.identity.tokens import IssuerUnreachable, Verified
from efe_infra.postgres.database import Database
from efe_infra.vault import Vault


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
