"""Composite commands that others overtake: one is whole, no guess is lost, and no name is searched for nothing."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any
from uuid import UUID, uuid4

import psycopg
import pytest

from efe_domain.access.grants import Role
from efe_domain.shared.bassins import Bassin
from efe_graphql.limits.name_guesses import ALLOWED
from efe_infra.people.vault import PersonVault
from tests.api.given import CREATED, Api, Client, a_pole, an_operator
from tests.api.lost_races import CLEAN, NAMED, SPENT, accomplice, api, code_of, processes, version_of
from tests.api.recorded_meetings import events

__all__ = ["accomplice", "api", "processes"]

ROUNDS = 12
COMPOSE = "mutation ($input: ComposePoleInput!) { composePole(input: $input) { userErrors { code } } }"
PERSONS = "select count(*) from vault.person where family_name like 'Vanden%'"


def composed(
    by: Client, pole: str, operators: list[str], source: str, version: int, command: str | None = None
) -> str:
    """The first code of the refusal of a composition with new persons; empty if it is recorded."""
    members: list[dict[str, Any]] = [
        {
            "operatorId": each,
            "representative": {"newPerson": {"givenName": "Odile", "familyName": f"Vanden{number}"}},
        }
        for number, each in enumerate(operators)
    ]
    answer = by.post(
        COMPOSE,
        {
            "input": {
                "poleId": pole,
                "members": members,
                "effectiveOn": CREATED,
                "source": source,
                "expectedVersion": version,
                "commandId": command,
            }
        },
    )
    for error in answer.get("errors", ()):
        return str(error["extensions"]["code"])
    return next((each["code"] for each in answer["data"]["composePole"]["userErrors"]), "")


def test_compositions_at_once_cost_no_guesses_and_leave_one_whole(processes: list[Api], liege: Client) -> None:
    clients = [liege, Client(processes[1].http, liege.headers), liege]
    operators = [an_operator(liege, kind) for kind in ("CEFA", "FORMATION")]
    codes, recorded = list[str](), list[str]()

    def compose(client: Client, pole: str, source: str, version: int, barrier: Barrier) -> str:
        barrier.wait(20)
        return composed(client, pole, operators, source, version)

    with ThreadPoolExecutor(3) as threads:
        for number in range(ROUNDS):
            pole, before = a_pole(liege, f"Pôle {number}"), len(events(processes[0]))
            version, barrier = version_of(liege, pole), Barrier(3)
            acts = [
                threads.submit(compose, each, pole, f"Note {number} {n}", version, barrier)
                for n, each in enumerate(clients)
            ]
            codes += [each.result(60) for each in acts]
            recorded += [topic.partition(".v")[0] for topic in events(processes[0], before)]

    assert set(codes) == {"", "VERSION_CONFLICT"}
    assert codes.count("") == ROUNDS
    assert recorded == ["pole.member-designated"] * 2 * ROUNDS
    with psycopg.connect(processes[0].installation.database.admin) as connection:
        assert connection.execute(PERSONS).fetchall() == [(2 * ROUNDS,)]
    assert composed(liege, a_pole(liege), operators, CLEAN.format("après"), 1) == ""


@pytest.mark.parametrize("acts", [0, 3])
def test_compositions_that_lose_on_purpose_search_no_more_texts_than_recorded_acts(
    api: Api, accomplice: str, liege: Client, acts: int
) -> None:
    spy, operators = api.granted("espion", Role.COORDINATOR, Bassin.LIEGE), [an_operator(liege)]

    def guess(text: str) -> str:
        return composed(spy, accomplice, operators, text, version_of(spy, accomplice))

    recorded = [code_of(spy, accomplice, f"Acte {each}", version_of(spy, accomplice)) for each in range(acts)]
    codes = [guess(CLEAN.format(number)) for number in range(2 * ALLOWED)]

    assert recorded == [""] * acts
    assert codes == ["VERSION_CONFLICT"] * (ALLOWED + acts) + [SPENT] * (ALLOWED - acts)
    assert guess(NAMED) == SPENT


def test_a_command_sent_twice_keeps_the_persons_that_its_events_name(
    api: Api, liege: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its first sending is refused between the registrations of the second one and its append."""
    pole, operators, key = a_pole(liege), [an_operator(liege)], str(uuid4())
    vault = type(api.installation.vault)
    register = vault.register_person

    def register_and_be_refused(self: PersonVault, **person: Any) -> UUID:
        registered: UUID = register(self, **person)
        if not removed:
            removed.append(registered)
            self.withdraw_registrations([registered])
        return registered

    removed = list[UUID]()
    monkeypatch.setattr(vault, "register_person", register_and_be_refused)
    code = composed(liege, pole, operators, "Note.", version_of(liege, pole), command=key)

    assert code == ""
    assert removed
    assert [*api.installation.vault.persons(removed)] == removed
