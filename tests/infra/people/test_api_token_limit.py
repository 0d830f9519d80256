"""The number of valid API tokens of one account is bounded, also by requests at the same moment."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from threading import Barrier
from uuid import UUID, uuid4

import pytest

from efe_domain.access.api_token import MAX_TOKENS, NewApiToken, TokenRight, TooManyTokens
from efe_infra.people.closed_accounts import AccountClosure
from efe_infra.people.vault import PersonVault
from efe_infra.postgres.database import Database

AT_ONCE = 4
"""Requests at once: as many as the vault has connections."""
ROUNDS = 5


@pytest.fixture
def vault(database: Database) -> Iterator[PersonVault]:
    with PersonVault(database, AccountClosure(bytes)) as opened:
        yield opened


def new_token(account: UUID) -> NewApiToken:
    return NewApiToken(
        id=uuid4(),
        account=account,
        name="Tableur",
        rights=(TokenRight(None, "liege"),),
        is_read_only=True,
        expires_at=datetime.now(UTC) + timedelta(days=1),
    )


def added(vault: PersonVault, token: NewApiToken) -> bool | None:
    """Returns what the vault answers; None for one token too many."""
    try:
        return vault.add_api_token(token, secret=str(token.id) + str(uuid4()))
    except TooManyTokens:
        return None


def at_once(vault: PersonVault, tokens: list[NewApiToken]) -> list[bool | None]:
    """Adds the tokens at the same moment."""
    start = Barrier(len(tokens), timeout=10)

    def add(token: NewApiToken) -> bool | None:
        vault.api_token(token.id)  # each thread has used a connection
        start.wait()
        return added(vault, token)

    with ThreadPoolExecutor(len(tokens)) as threads:
        return list(threads.map(add, tokens, timeout=30))


def valid(vault: PersonVault, account: UUID) -> int:
    return sum(each.is_valid for each in vault.api_tokens_of([account]))


def test_of_several_at_once_only_as_many_are_stored_as_the_account_may_have(vault: PersonVault) -> None:
    for nth in range(ROUNDS):
        account = vault.account_for("https://issuer.example", f"account-{nth}")
        for _ in range(MAX_TOKENS - 1):
            assert added(vault, new_token(account))

        answers = at_once(vault, [new_token(account) for _ in range(AT_ONCE)])

        assert sorted(answers, key=str) == [None] * (AT_ONCE - 1) + [True]
        assert valid(vault, account) == MAX_TOKENS


def test_of_one_token_sent_several_times_at_once_the_last_place_is_taken_once(vault: PersonVault) -> None:
    account = vault.account_for("https://issuer.example", "account")
    for _ in range(MAX_TOKENS - 1):
        assert added(vault, new_token(account))
    same = new_token(account)

    answers = at_once(vault, [same] * AT_ONCE)

    assert sorted(answers, key=str) == [False] * (AT_ONCE - 1) + [True]
    assert valid(vault, account) == MAX_TOKENS


def test_an_account_that_is_gone_gets_no_token(vault: PersonVault) -> None:
    assert added(vault, new_token(uuid4())) is False
