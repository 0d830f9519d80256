from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from anyio import run
from starlette.requests import HTTPConnection

from efe_graphql.limits.fair_share import FairShares
from efe_graphql.request.context import Context
from efe_infra.composition import Installation, ports_of
from efe_infra.following.live_trail import LiveTrail
from efe_infra.http.refusal import RequestRefused
from efe_infra.identity.bearer import Bearer
from efe_infra.identity.local_issuer import ISSUER
from efe_infra.identity.tokens import IssuerUnreachable, Verified
from efe_infra.people.vault import Vault
from efe_infra.postgres.database import Database, DatabaseRole
from efe_infra.read_model.reads import Reads
from efe_infra.read_model.schema import create_read_tables
from efe_infra.read_model.watch import PositionWatch
from efe_projections.catalogue import PROJECTIONS
from efe_projections.engine.viewer import VISITOR
from tests.running import installation

SHARES = FairShares(operations=0, statements=1)


class Unreachable:
    """A provider that cannot be asked."""

    issuer = "https://nowhere.example"

    async def verify(self, token: str) -> Verified:
        raise IssuerUnreachable(token)


@pytest.fixture
def vault(module_database: Database) -> Iterator[Vault]:
    with Vault(module_database) as vault:
        yield vault


async def opened(bearer: Bearer, running: Installation, *headers: str | None) -> list[Context]:
    """The context of a request with each header, one after the other."""
    async with Reads(running.database) as reads:
        ports = ports_of(running, reads, LiveTrail(reads, PositionWatch()), PositionWatch().wait_async)
        found = [await bearer.context_getter(ports)(request(header)) for header in headers]
    return [each for each in found if isinstance(each, Context)]


def request(header: str | None) -> HTTPConnection:
    headers = [(b"authorization", header.encode())] if header is not None else []
    return HTTPConnection({"type": "http", "headers": headers, "client": None, "state": {"correlation_id": ""}})


@pytest.fixture
def running(module_database: Database, tmp_path: Path) -> Iterator[Installation]:
    create_read_tables(module_database, PROJECTIONS)
    with installation(module_database, tmp_path) as running:
        yield running


def test_a_request_is_of_the_account_of_its_token_until_that_expires(vault: Vault, running: Installation) -> None:
    issuer = running.local_issuer
    token = issuer.mint("coordination-liege", lasting=60)

    [stranger, known] = run(opened, Bearer(issuer, vault, SHARES), running, f"bearer {token}", f"Bearer {token}")

    assert stranger.viewer.account == known.viewer.account == vault.account_for(ISSUER, "coordination-liege")
    assert known.expires_at == run(issuer.verify, token).expires_at


def test_who_was_forgotten_a_moment_ago_is_another_account(vault: Vault, running: Installation) -> None:
    header = f"Bearer {running.local_issuer.mint('forgotten', lasting=60)}"
    person = vault.register_person(given_name="Claude", family_name="Exemple")
    vault.link(vault.account_for(ISSUER, "forgotten"), person)
    bearer = Bearer(running.local_issuer, vault, SHARES)

    [before] = run(opened, bearer, running, header)
    vault.forget(person)
    [after] = run(opened, bearer, running, header)

    assert before.person == person
    assert after.viewer.account != before.viewer.account
    assert after.person is None


def test_a_request_without_a_token_is_of_a_visitor(vault: Vault, running: Installation) -> None:
    [visitor] = run(opened, Bearer(running.local_issuer, vault, SHARES), running, None)

    assert visitor.viewer == VISITOR


@pytest.mark.parametrize("scheme", ["Basic", "Bearerer", ""])
def test_a_token_under_another_scheme_is_refused(vault: Vault, running: Installation, scheme: str) -> None:
    token = running.local_issuer.mint("coordination-liege", lasting=60)

    with pytest.raises(RequestRefused) as refused:
        run(opened, Bearer(running.local_issuer, vault, SHARES), running, f"{scheme} {token}")

    assert (refused.value.status_code, refused.value.code) == (401, "UNAUTHENTICATED")
    assert refused.value.headers == {"WWW-Authenticate": 'Bearer error="invalid_token"'}


def test_a_token_that_cannot_be_judged_now_is_not_called_false(vault: Vault, running: Installation) -> None:
    with pytest.raises(RequestRefused) as refused:
        run(opened, Bearer(Unreachable(), vault, SHARES), running, "Bearer x.y.z")

    assert (refused.value.status_code, refused.value.code) == (503, "SERVICE_UNAVAILABLE")
    assert refused.value.headers
    assert refused.value.headers["Retry-After"].isdecimal()


def test_the_role_that_reads_is_told_of_one_account_and_nobody_else(vault: Vault, module_database: Database) -> None:
    account = vault.account_of(ISSUER, "coordination-namur")

    with psycopg.connect(module_database.conninfo(DatabaseRole.READ), autocommit=True) as reader:
        asked = "select id, person from vault.account_of(%s, %s)"
        known = reader.execute(asked, [ISSUER, "coordination-namur"]).fetchall()
        nobody = [reader.execute(asked, other).fetchall() for other in ([ISSUER, "a-stranger"], [None, None])]
        for table in ("account", "person"):
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                reader.execute(f"select from vault.{table}")

    assert known == [(account.id, None)]
    assert nobody == [[], []]
