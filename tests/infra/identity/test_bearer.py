import time
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any

import psycopg
import pytest
from anyio import run
from graphql import parse
from joserfc import jwt
from starlette.requests import HTTPConnection

from efe_graphql.execution.operation import MutationOperation, Operation
from efe_graphql.limits.fair_share import FairShares
from efe_graphql.request.context import Context
from efe_infra.composition import Installation
from efe_infra.following.live_trail import LiveTrail
from efe_infra.http.errors.refusals import RequestRefused
from efe_infra.identity.local_issuer import ALGORITHM, AUDIENCE, ISSUER
from efe_infra.identity.principals import TokenPrincipals
from efe_infra.identity.tokens import IssuerUnreachable, TokenVerifier, Verified
from efe_infra.people.closed_accounts import AccountClosure
from efe_infra.people.vault import PersonVault
from efe_infra.postgres.database import Database, DatabaseRole
from efe_infra.read_model.position_watch import PositionWatch
from efe_infra.read_model.reads.reads import PooledReads
from efe_infra.read_model.tables.schema import create_read_tables
from efe_infra.web_application import READ_ERRORS, ports_of
from efe_projections.catalogue import PROJECTIONS
from efe_projections.engine.query import ReadQuery
from efe_projections.engine.viewer import VISITOR
from tests.infra.http.demonstration import schema
from tests.running import installation

SHARES = FairShares(operations=0, statements=1)
SCHEMA = schema()


class Unreachable:
    """A provider that cannot be asked."""

    issuer = "https://nowhere.example"

    async def verify(self, token: str) -> Verified:
        raise IssuerUnreachable(token)


@pytest.fixture
def vault(module_database: Database) -> Iterator[PersonVault]:
    with PersonVault(module_database, AccountClosure(bytes)) as vault:
        yield vault


async def opened(
    tokens: TokenVerifier, running: Installation, *headers: str | None, meanwhile: Callable[[], object] = bool
) -> list[Context]:
    """The context of a request with each header, one after the other; `meanwhile` is called after each."""
    async with PooledReads(running.database, errors=READ_ERRORS) as reads:
        ports = ports_of(running, reads, LiveTrail(reads, PositionWatch()), PositionWatch().wait_async)
        principals = TokenPrincipals(tokens, running.vault, SHARES, ports, lambda: 0)
        found = []
        for header in headers:
            found.append(await principals.resolve(request(header)))
            meanwhile()
    return found


class CountedReads(PooledReads):
    round_trips = 0

    async def together(self, *queries: ReadQuery[Any]) -> tuple[list[list[Any]], int]:
        self.round_trips += 1
        return await super().together(*queries)


async def asked_again(running: Installation, operation: Operation | None) -> tuple[Context, int]:
    """The context of one who asked before, and the round trips that it took."""
    async with CountedReads(running.database, errors=READ_ERRORS) as reads:
        ports = ports_of(running, reads, LiveTrail(reads, PositionWatch()), PositionWatch().wait_async)
        principals = TokenPrincipals(running.local_issuer, running.vault, SHARES, ports, lambda: 0)
        asked = request(f"Bearer {running.local_issuer.mint('again', lasting=60)}")
        await principals.resolve(asked)
        reads.round_trips = 0
        found = await principals.resolve(asked, operation)
        return found, reads.round_trips


def request(header: str | None) -> HTTPConnection:
    headers = [(b"authorization", header.encode())] if header is not None else []
    return HTTPConnection({"type": "http", "headers": headers, "client": None, "state": {"correlation_id": ""}})


@pytest.fixture
def running(module_database: Database, tmp_path: Path) -> Iterator[Installation]:
    create_read_tables(module_database, PROJECTIONS)
    with installation(module_database, tmp_path) as running:
        yield running


def test_a_request_is_of_the_account_of_its_token_until_that_expires(
    vault: PersonVault, running: Installation
) -> None:
    issuer = running.local_issuer
    token = issuer.mint("coordination-liege", lasting=60)

    [stranger, known] = run(opened, issuer, running, f"bearer {token}", f"Bearer {token}")

    assert stranger.viewer.account == known.viewer.account == vault.account_for(ISSUER, "coordination-liege")
    assert known.expires_at == run(issuer.verify, token).expires_at


def test_who_was_forgotten_a_moment_ago_has_a_closed_account(running: Installation) -> None:
    vault, header = running.vault, f"Bearer {running.local_issuer.mint('forgotten', lasting=60)}"
    person = vault.register_person(given_name="Claude", family_name="Exemple")
    vault.link(vault.account_for(ISSUER, "forgotten"), person)

    asked = partial(opened, running.local_issuer, running, header, header, meanwhile=partial(vault.forget, person))
    with pytest.raises(RequestRefused) as refused:
        run(asked)

    assert (refused.value.status_code, refused.value.code) == (403, "ACCOUNT_IS_CLOSED")
    assert vault.known_account(ISSUER, "forgotten") is None


@pytest.mark.parametrize("is_known", [True, False])
def test_a_token_older_than_any_closure_creates_no_account(running: Installation, *, is_known: bool) -> None:
    """Its issuer lets it work for longer than a renewed one: no erasure keeps the account closed for so long."""
    issuer, subject = running.local_issuer, f"long-lived-{is_known}"
    issued = int(time.time()) - running.settings.oidc_token_lifetime - 60
    claims = {"iss": ISSUER, "aud": AUDIENCE, "sub": subject, "iat": issued, "exp": issued + 1_000_000}
    header = f"Bearer {jwt.encode({'alg': ALGORITHM}, claims, issuer._key, algorithms=[ALGORITHM])}"
    if is_known:
        running.vault.account_for(ISSUER, subject)
        [context] = run(opened, issuer, running, header)
        assert context.viewer.account == running.vault.account_for(ISSUER, subject)
        return

    with pytest.raises(RequestRefused) as refused:
        run(opened, issuer, running, header)

    assert (refused.value.status_code, refused.value.code) == (401, "UNAUTHENTICATED")
    assert running.vault.known_account(ISSUER, subject) is None


@pytest.mark.parametrize(
    ("operation", "round_trips", "confirmed"),
    [
        (None, 1, True),
        (MutationOperation.of(SCHEMA, parse('mutation { rename(name: "a") }'), None), 1, True),
        (Operation.of(SCHEMA, parse("{ greeting }"), None), 0, False),
        (Operation.of(SCHEMA, parse("{ __typename }"), None), 0, False),
    ],
)
def test_who_asked_before_is_looked_up_unless_a_query_can_do_without(
    running: Installation, operation: Operation | None, round_trips: int, *, confirmed: bool
) -> None:
    found, counted = run(asked_again, running, operation)

    assert (counted, found.is_confirmed) == (round_trips, confirmed)


def test_a_request_without_a_token_is_of_a_visitor(running: Installation) -> None:
    [visitor] = run(opened, running.local_issuer, running, None)

    assert visitor.viewer == VISITOR


@pytest.mark.parametrize("scheme", ["Basic", "Bearerer", ""])
def test_a_token_under_another_scheme_is_refused(running: Installation, scheme: str) -> None:
    token = running.local_issuer.mint("coordination-liege", lasting=60)

    with pytest.raises(RequestRefused) as refused:
        run(opened, running.local_issuer, running, f"{scheme} {token}")

    assert (refused.value.status_code, refused.value.code) == (401, "UNAUTHENTICATED")
    assert refused.value.headers == {"WWW-Authenticate": 'Bearer error="invalid_token"'}


def test_a_token_that_cannot_be_judged_now_is_not_called_false(running: Installation) -> None:
    with pytest.raises(RequestRefused) as refused:
        run(opened, Unreachable(), running, "Bearer x.y.z")

    assert (refused.value.status_code, refused.value.code) == (503, "SERVICE_UNAVAILABLE")
    assert refused.value.headers
    assert refused.value.headers["Retry-After"].isdecimal()


def test_the_role_that_reads_is_told_of_one_account_and_nobody_else(
    vault: PersonVault, module_database: Database
) -> None:
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
