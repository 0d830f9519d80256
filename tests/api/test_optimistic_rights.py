"""Optimistic principals: confirmed with the answer of the request; a change of rights is never overlooked."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from threading import Thread
from typing import Any

import pytest

from efe_domain.access.grants import Role
from efe_domain.shared.bassins import Bassin
from efe_graphql.execution.schema import CompiledSchema
from efe_graphql.request import principal
from efe_graphql.request.principal import ActingAccount, rights_of
from efe_graphql.schema import schema
from efe_infra.http.errors.refusals import RequestRefused
from efe_infra.identity.principals import TokenPrincipals
from efe_projections.engine.query import ReadQuery
from tests.api.given import Api, Client, a_composed_pole, a_pole, an_operator

POLES = "{ poles(first: 100) { edges { node { id name dossier { memberships { college } } } } } }"
REVOKE = "revokeAccess"


def names(client: Client) -> list[str]:
    return [edge["node"]["name"] for edge in client.ask(POLES)["poles"]["edges"]]


def opened(client: Client) -> int:
    """Pôles whose dossier is open."""
    return sum(edge["node"]["dossier"] is not None for edge in client.ask(POLES)["poles"]["edges"])


@pytest.fixture
def answered_by_sql() -> CompiledSchema:
    """The schema that is served."""
    assert isinstance(schema, CompiledSchema)
    return schema


def known_to(client: Client, times: int = 4) -> None:
    for _ in range(times):
        client.ask(POLES)


@contextmanager
def optimistic(of: CompiledSchema, *, right: bool) -> Iterator[None]:
    """Answers in the words of PostgreSQL, by a guess that held, or at the second attempt after one that did not."""
    tally = of.tally
    before, in_words, changed = tally.answered, tally.answered_by_sql + tally.repeated, tally.sql_fallbacks["Changed"]
    yield
    assert (tally.answered - before, tally.sql_fallbacks["Changed"] - changed) == (1, 0 if right else 1)
    assert tally.answered_by_sql + tally.repeated > in_words


def test_who_asks_again_is_read_together_with_what_they_ask_for(
    api: Api, liege: Client, answered_by_sql: CompiledSchema
) -> None:
    a_composed_pole(liege)
    known_to(liege)

    with optimistic(answered_by_sql, right=True):
        assert opened(liege) == 1


def test_rights_are_read_again_once_anything_was_recorded(
    api: Api, liege: Client, answered_by_sql: CompiledSchema, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Until then the read model is where it was when they were read: nothing in it is another."""
    namur = api.coordinator(Bassin.NAMUR)
    a_composed_pole(liege)
    known_to(liege)
    read = 0

    def counted(acting: ActingAccount, today: date) -> list[ReadQuery[Any]]:
        nonlocal read
        read += 1
        return rights_of(acting, today)

    monkeypatch.setattr(principal, "rights_of", counted)
    seen = []
    for event in (False, True, False):
        if event:
            an_operator(namur, bassin=Bassin.NAMUR)
            read = 0
        with optimistic(answered_by_sql, right=True):
            opened(liege)
        seen.append(read)

    assert seen == [0, 1, 1]


def test_what_was_recorded_a_moment_ago_is_seen(api: Api, liege: Client, answered_by_sql: CompiledSchema) -> None:
    known_to(liege)

    for number in range(5):
        a_pole(liege, f"Pôle {number}")
        assert f"Pôle {number}" in names(liege)


def test_a_right_that_was_taken_a_moment_ago_opens_nothing(
    api: Api, liege: Client, answered_by_sql: CompiledSchema
) -> None:
    a_composed_pole(liege)
    administrator = api.granted("administration", Role.ADMINISTRATOR)
    reader = api.granted("lecture", Role.READER, Bassin.LIEGE)
    known_to(reader)
    before = opened(reader)

    taken = {"accountId": f"Account:{api.account('lecture')}", "bassin": "LIEGE", "role": "READER"}
    administrator.done(REVOKE, "position", **taken)

    assert (before, opened(reader)) == (1, 0)


def test_a_right_that_was_given_a_moment_ago_opens_what_it_opens(
    api: Api, liege: Client, answered_by_sql: CompiledSchema
) -> None:
    a_composed_pole(liege)
    stranger = api.client("bientot-lecteur")
    known_to(stranger)
    before = opened(stranger)

    api.granted("bientot-lecteur", Role.READER, Bassin.LIEGE)

    assert (before, opened(stranger)) == (0, 1)


def test_who_was_forgotten_a_moment_ago_reads_nothing(api: Api, liege: Client) -> None:
    a_composed_pole(liege)
    vault = api.installation.vault
    person = vault.register_person(given_name="Claude", family_name="Exemple")
    reader = api.granted("oublie", Role.READER, Bassin.LIEGE)
    vault.link(api.account("oublie"), person)
    known_to(reader)
    before = opened(reader)

    vault.forget(person)

    assert (before, reader.refusal(POLES)) == (1, "ACCOUNT_IS_CLOSED")


def test_a_look_up_that_fails_confirms_no_right(api: Api, liege: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    """The right is gone, and who reads it is refused: the answer of before is not given."""
    a_composed_pole(liege)
    subject = "sans-confirmation"
    reader = api.granted(subject, Role.READER, Bassin.LIEGE)
    known_to(reader)
    before = opened(reader)
    liege.done(REVOKE, "instance { id }", bassin="LIEGE", accountId=f"Account:{api.account(subject)}", role="READER")

    async def refused(*_: object) -> None:
        raise RequestRefused(429, "TOO_MANY_OPERATIONS", "Trop d'opérations.")

    with monkeypatch.context() as failing:
        failing.setattr(TokenPrincipals, "_principal", refused)
        answer = reader.refusal(POLES)

    assert (before, answer, opened(reader)) == (1, "TOO_MANY_OPERATIONS", 0)


def test_rights_that_come_and_go_are_never_seen_to_last(
    api: Api, liege: Client, answered_by_sql: CompiledSchema
) -> None:
    """While somebody reads without a pause, whoever is told that a right is gone reads nothing by it."""
    a_composed_pole(liege)
    administrator = api.granted("administration", Role.ADMINISTRATOR)
    readers = [api.client("va-et-vient") for _ in range(3)]
    reading, faults = True, []

    def read(client: Client) -> None:
        while reading:
            try:
                opened(client)
            except Exception as fault:  # noqa: BLE001 - told by the test
                faults.append(fault)

    threads = [Thread(target=read, args=[client]) for client in readers]
    for thread in threads:
        thread.start()
    seen: list[tuple[int, int]] = []
    what: dict[str, Any] = {"accountId": f"Account:{api.account('va-et-vient')}", "bassin": "LIEGE", "role": "READER"}
    for _ in range(10):
        administrator.done("grantAccess", "position", **what)
        given = opened(readers[0])
        administrator.done(REVOKE, "position", **what)
        seen.append((given, opened(readers[0])))
    reading = False
    for thread in threads:
        thread.join()

    assert seen == [(1, 0)] * 10
    assert faults == []
