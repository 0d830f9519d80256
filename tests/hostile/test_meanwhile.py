"""Heavy documents, texts and uploads of some clients: the server answers the others meanwhile, and stops in time."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from efe_infra.postgres.database import Database
from tests.hostile.meanwhile import (
    GRACE_S,
    Attack,
    Attackers,
    Measured,
    ServerProcess,
    measured,
    messages,
    server_process,
    texts,
)

SECONDS = 4.0
EDGES = "edges{node{name}}" * 280
UNKNOWN = ", ".join(f"inconnu{n}: 1" for n in range(600))
NAMES = " ".join(f"pole{'s' * (n % 7)}Ouvert{n}" for n in range(400))
DOCUMENTS = {
    "equal fields": [f"query Q#{{poles(first:1){{{EDGES}}}}}"],
    "unknown input fields": [f"mutation M# {{ createPole(input: {{ {UNKNOWN} }}) {{ position }} }}"],
    "unknown fields": [f"query U# {{ instance(bassin: LIEGE) {{ {NAMES} }} }}"],
}

ATTACKS = {
    **{name: texts(documents) for name, documents in DOCUMENTS.items()},
    "by sockets": messages(DOCUMENTS["equal fields"][0]),
}


@pytest.fixture
def running(database: Database, tmp_path: Path) -> Iterator[ServerProcess]:
    with server_process(database, tmp_path) as server:
        yield server


def others_are_served(found: Measured) -> None:
    print("\n", found, found.rate)
    assert found.under_attack.slowest_health_s <= max(0.3, 30 * found.alone.slowest_health_s)
    assert found.rate >= 0.25


@pytest.mark.parametrize("attack", [*ATTACKS.values()], ids=ATTACKS)
def test_documents_that_take_long_to_validate_delay_their_clients_only(
    running: ServerProcess, attack: Attack
) -> None:
    attackers = Attackers(running, attack)

    found = measured(attackers, SECONDS)
    with attackers.attacking():
        stopped_after = running.stop()

    print("stopped", stopped_after)
    others_are_served(found)
    assert stopped_after < GRACE_S
