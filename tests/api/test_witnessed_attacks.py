"""Answers by columns under attack: what many requests share, inputs that differ a little, and half an answer."""

import json
from collections import Counter
from functools import partial
from typing import Any

import pytest
from anyio import to_thread

from efe_domain.access.grants import Role
from efe_domain.shared.bassins import Bassin
from efe_graphql.request import ports
from efe_infra.read_model.reads.reads import PooledReads
from tests.api.given import Api, Client, a_pole
from tests.api.remembered import COLUMNS, TRAIL_BY_COLUMNS, WARM, compiled, forgetful, names, warmed

pytestmark = pytest.mark.platform("module")

DOCUMENT = """
    query A($n: Int = 2, $all: Boolean = true, $at: AsOf, $after: String) {
        meta(asOf: $at) { position }
        poles(first: $n, after: $after, asOf: $at) @include(if: $all) { ...Found }
        more: poles(first: 1) @skip(if: $all) { totalCount }
    }
    query B($n: Int = 2, $all: Boolean = true, $at: AsOf, $after: String) {
        meta(asOf: $at) { version }
        poles(first: $n, after: $after, asOf: $at) @include(if: $all) { ...Found }
    }
    fragment Found on PoleConnection { totalCount edges { cursor node { id title: name } } }
"""
VARIABLES: list[dict[str, Any]] = [
    {},
    *({"n": value} for value in (None, 1, 1.0, "1", True, 2, 10**12, [1])),
    *({"all": value} for value in (True, False, 1, "true", None)),
    *({"at": value} for value in (None, {"position": "2"}, {"position": 2}, {"position": "999999"}, {})),
    *({"after": value} for value in (None, "", "x", "\ud800")),
    {"n": 1, "all": False},
    {"unknown": 1},
]


def test_what_ports_keep_for_all_requests_is_not_made_anew_for_one(
    liege: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The aggregates of guards, and the threads that examine commands at the same time."""
    made = Counter[str]()

    def counted(name: str) -> Any:
        make = getattr(ports, name)

        def making(*args: Any) -> Any:
            made[name] += 1
            return make(*args)

        return making

    for name in ("Guards", "CapacityLimiter"):
        monkeypatch.setattr(ports, name, counted(name))
    poles = [a_pole(liege, f"Gardé {number}") for number in range(WARM)]
    for pole in poles:
        for _ in range(2):
            liege.ask("query ($id: ID!) { pole(id: $id) { availableCommands { name } } }", id=pole)

    assert [name for name, times in made.items() if times > 1] == []


def test_inputs_that_differ_a_little_have_answers_of_their_own(api: Api, liege: Client) -> None:
    """As a platform that remembers nothing gives them, refusals too; in a second round, all are warm."""
    for number in range(3):
        a_pole(liege, f"Variante {number}")
    before = compiled.tally.repeated
    with forgetful(api) as http:
        plain = Client(http, liege.headers)
        for asked in [(operation, each) for operation in "AB" for each in VARIABLES] * 2:
            found = [answered(liege, *asked) for _ in range(WARM)]
            assert (asked, found) == (asked, [answered(plain, *asked)] * WARM)

    assert compiled.tally.repeated > before


def test_what_is_recorded_while_an_answer_is_read_is_in_the_next(
    liege: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The answer is one of the state before its first read, whatever its later reads find."""
    a_pole(liege, "Avant")
    warmed(liege, COLUMNS)
    a_pole(liege, "Juste avant")
    fetch = PooledReads.fetch
    recorded: list[str] = []

    async def fetch_and_record(reads: PooledReads, query: Any) -> Any:
        rows = await fetch(reads, query)
        if "read.pole" in query.sql and not recorded:
            recorded.append("Au milieu")
            await to_thread.run_sync(a_pole, liege, "Au milieu")
        return rows

    monkeypatch.setattr(PooledReads, "fetch", fetch_and_record)
    during, after = (names(liege.ask(COLUMNS)) for _ in range(2))

    assert recorded == [*(after - during)] == ["Au milieu"]


def answered(client: Client, operation: str, variables: dict[str, Any]) -> dict[str, Any]:
    content = json.dumps({"query": DOCUMENT, "operationName": operation, "variables": variables})
    headers = {**client.headers, "Content-Type": "application/json"}
    body: dict[str, Any] = client.http.portal.call(
        partial(client.http.client.post, "/graphql", content=content, headers=headers)
    ).json()
    return body


def test_a_reading_beside_a_refusal_is_recorded_once_each_time(api: Api, liege: Client) -> None:
    """The refusal ends the run of the columns: what they have read is not read again."""
    auditor, account = api.granted("temoin-audit", Role.AUDITOR, Bassin.LIEGE), api.account("temoin-audit")
    query = f'{{ pole(id: "none") {{ id }} {TRAIL_BY_COLUMNS[1:]}'

    def readings() -> int:
        return len(api.installation.journal.readings_of([account]))

    before, times = readings(), []
    for _ in range(WARM + 1):
        assert auditor.refusal(query) == "BAD_USER_INPUT"
        times.append(readings() - before)

    assert times == [*range(1, WARM + 2)]
