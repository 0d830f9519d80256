"""Heavy documents, texts and uploads of some clients: the server answers the others meanwhile, and stops in time."""

import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from efe_domain.shared.bassins import Bassin
from efe_graphql.limits.computing import COMPUTATIONS
from efe_infra.postgres.database import Database
from tests.api.given import Api, mutation
from tests.api.projects import CONTENT, a_constituted_pole
from tests.hostile.meanwhile import (
    GRACE_S,
    Attack,
    Attackers,
    Measured,
    ServerProcess,
    bodies,
    measured,
    messages,
    server_process,
    texts,
)
from tests.infra.ledger.given import until
from tests.running import served, serving

SECONDS = 3.0
STOP_MARGIN_S = 5.0
"""Time in which a process ends after the time of grace."""
EDGES = "edges{node{name}}" * 280
UNKNOWN = ", ".join(f"inconnu{n}: 1" for n in range(600))
NAMES = " ".join(f"pole{'s' * (n % 7)}Ouvert{n}" for n in range(400))
EQUAL_FIELDS = f"query Q#{{poles(first:1){{{EDGES}}}}}"
DOCUMENTS = [
    EQUAL_FIELDS,
    f"mutation M# {{ createPole(input: {{ {UNKNOWN} }}) {{ position }} }}",
    f"query U# {{ instance(bassin: LIEGE) {{ {NAMES} }} }}",
]

COMMANDS = [{"identifyAxis": {"bassin": "LIEGE", "axis": {}}}] * 15_000
ATTACKS = {
    "fields": texts(DOCUMENTS),
    "values of variables": bodies(
        lambda number: {
            "query": f"mutation P{number}($c: [CommandInput!]!) {{ performAll(commands: $c) {{ position }} }}",
            "variables": {"c": COMMANDS},
        },
        {},
    ),
    "by sockets": messages(EQUAL_FIELDS),
}


@pytest.fixture
def running(database: Database, tmp_path: Path) -> Iterator[ServerProcess]:
    with server_process(database, tmp_path) as server:
        yield server


def others_are_served(found: Measured) -> None:
    print("\n", found, found.rate)
    assert found.under_attack.slowest_health_s <= max(0.3, 30 * found.alone.slowest_health_s)
    assert found.rate >= 0.25


@pytest.mark.timing("Other work takes the processors from the server, its clients or its attackers in turn.")
@pytest.mark.parametrize("attack", [*ATTACKS.values()], ids=ATTACKS)
def test_documents_that_take_long_to_validate_delay_their_clients_only(
    running: ServerProcess, attack: Attack
) -> None:
    attackers = Attackers(running, attack)

    found = measured(attackers, SECONDS)
    with attackers.attacking():
        stopped_after = running.stop()

    others_are_served(found)
    assert stopped_after < GRACE_S + STOP_MARGIN_S


@pytest.fixture
def api(database: Database, tmp_path: Path) -> Iterator[Api]:
    with served(database, tmp_path) as api:
        yield api


def test_a_search_of_long_texts_ends_when_its_client_leaves(api: Api) -> None:
    liege = api.coordinator(Bassin.LIEGE)
    pole, _ = a_constituted_pole(liege)
    before = api.installation.platform.recorder.max_notification_id() or 0
    held = threading.Event()
    holding = COMPUTATIONS.submit("another client", lambda: held.wait(20))
    body = {**a_long_project(pole, 1)}

    with pytest.raises(httpx.ReadTimeout):
        httpx.post(f"{api.http.url}/graphql", json=body, headers=liege.headers, timeout=0.5)
    until(lambda: len(COMPUTATIONS) == 1, within=20)
    until(lambda: len(COMPUTATIONS) == 0, within=20)
    held.set()
    holding.result(20)
    a_constituted_pole(liege, mark=" bis")

    topics = [event.topic for event in api.installation.platform.recorder.select_notifications(before + 1, 100)]
    assert topics
    assert not [topic for topic in topics if topic.startswith("project.")]


def a_long_project(pole: str, number: int) -> dict[str, Any]:
    """The body of a command with texts of over 100,000 characters."""
    actions = [{"nature": "ADDITIONAL", "description": "a " * 1_999 + "a"} for _ in range(29)]
    content = {**CONTENT, "title": f"Projet {number}", "actions": actions}
    return {
        "query": mutation("emergeProject", "project { id }"),
        "variables": {"input": {"poleId": pole, "content": content}},
    }


@pytest.mark.timing("Other work takes the processors from the server, its clients or its attackers in turn.")
def test_long_texts_and_persons_with_like_names_delay_their_author_only(database: Database, tmp_path: Path) -> None:
    with serving(database, tmp_path) as api:
        liege = api.coordinator(Bassin.LIEGE)
        pole, _ = a_constituted_pole(liege)
        for letters in range(1, 49):
            liege.done("registerPerson", "person { id }", givenName="Zoé", familyName="a" * letters)
    attack = bodies(lambda number: a_long_project(pole, number), dict(liege.headers))

    with server_process(database, tmp_path, EFE_CLIENT_OPERATIONS="0") as server:
        attackers = Attackers(server, attack, number=45)
        found = measured(attackers, SECONDS)
        with attackers.attacking():
            time.sleep(1)
            stopped_after = server.stop()

    others_are_served(found)
    assert stopped_after < GRACE_S + STOP_MARGIN_S
