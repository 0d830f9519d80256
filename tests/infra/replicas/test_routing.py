"""Which server answers: content comes from replicas that have it, rights and positions from the primary."""

import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import nullcontext
from itertools import count
from threading import Event

import psycopg
import pytest

from efe_domain.access.grants import Role
from efe_domain.shared.bassins import Bassin
from efe_domain.shared.command_context import SYSTEM_CLI, CommandContext, in_context
from efe_infra.postgres.database import Database, DatabaseRole
from efe_infra.read_model.reads.replica import ReplicaState
from tests.api.given import AXIS, TODAY, Api, Client, a_pole
from tests.api.projects import JOINT, Joint
from tests.infra.ledger.given import until
from tests.infra.ledger.standby import Standby
from tests.infra.replicas.watched import NOTICED, becomes, counting

NAMES = "query ($at: Position, $first: Int!) { poles(minPosition: $at, first: $first) { edges { node { name } } } }"
SIZES = count(50)
"""Sizes of pages that were never asked for: their answers are read."""
TRAIL = "{ auditTrail(bassin: LIEGE, last: 1) { edges { node { position } } } }"
PAST = """
    query ($at: Position!) {
        auditTrail(bassin: LIEGE, asOf: { position: $at }, last: 1) { edges { node { position } } }
    }
"""

SEEN = "query ($id: ID!, $at: AsOf) { project(id: $id, asOf: $at) { title } }"


def names(client: Client, at: str | None = None, first: int = 100) -> set[str]:
    return {each["node"]["name"] for each in client.ask(NAMES, at=at, first=first)["poles"]["edges"]}


def names_read(client: Client, at: str | None = None) -> set[str]:
    """Returns the names as a server reads them, never a remembered answer."""
    return names(client, at, next(SIZES))


def created(by: Client, name: str) -> str:
    """The position at which a pôle was created."""
    payload = by.do("createPole", bassin="LIEGE", axis=AXIS, name=name, effectiveOn=TODAY.isoformat())
    position: str = payload["position"]
    return position


@pytest.fixture(scope="module", autouse=True)
def _pole(coordinator: Client) -> None:
    a_pole(coordinator)


@pytest.mark.parametrize("times", [1, 5], ids=["column by column", "in one statement"])
def test_replicas_answer_a_visitor_and_an_account(api: Api, liege: Client, times: int) -> None:
    with counting() as answered:
        for _ in range(times):
            assert "Chauffage" in names_read(liege)
            assert liege.ask(TRAIL)["auditTrail"]["edges"]

    assert answered.by_replicas >= 2 * times
    assert answered.by_primary == 0


def test_whoever_wrote_reads_it_at_once(api: Api, liege: Client) -> None:
    with counting() as answered:
        for number in range(15):
            created(liege, f"Soudage {number}")
            assert f"Soudage {number}" in names(liege)

    assert answered.by_replicas > answered.by_primary


def test_nobody_is_shown_less_than_before(api: Api, liege: Client, standbys: list[Standby]) -> None:
    left = Event()

    def read() -> int:
        seen, answers = names(liege), 0
        while not left.is_set():
            found = names(liege)
            assert seen <= found
            seen, answers = found, answers + 1
        return answers

    with ThreadPoolExecutor(3) as pool:
        readers = [pool.submit(read) for _ in range(3)]
        try:
            for number in range(9):
                with standbys[number % 2].paused() if number % 3 else nullcontext():
                    created(liege, f"Plomberie {number}")
        finally:
            left.set()
        assert all(each.result() > 0 for each in readers)


def test_a_position_is_asked_of_the_primary_where_no_replica_gets_there(
    api: Api, liege: Client, standbys: list[Standby]
) -> None:
    with standbys[0].paused(), standbys[1].paused():
        position = created(liege, "Menuiserie")
        began = time.monotonic()

        assert "Menuiserie" in names(liege, position)
        assert time.monotonic() - began < NOTICED

        becomes(0, ReplicaState.BEHIND)
        becomes(1, ReplicaState.BEHIND)
        with counting() as answered:
            assert "Menuiserie" in names_read(liege, position)
        assert (answered.by_replicas, answered.by_primary > 0) == (0, True)
    becomes(0, ReplicaState.UP)
    becomes(1, ReplicaState.UP)


def test_a_remembered_answer_is_as_new_as_the_primary_where_replicas_are_behind(
    api: Api, liege: Client, standbys: list[Standby]
) -> None:
    """Replicas read what is remembered; the primary says whether it still holds."""
    for _ in range(4):
        names(liege)
    with counting() as answered:
        assert "Chauffage" in names(liege)
    with standbys[0].paused(), standbys[1].paused():
        for name in ("Vannerie", "Reliure"):
            created(liege, name)
            assert name in names(liege)
    becomes(0, ReplicaState.UP)
    becomes(1, ReplicaState.UP)

    assert (answered.by_replicas, answered.by_primary) == (0, 0)  # the answer was remembered
    assert {"Vannerie", "Reliure"} <= names(liege)


def test_a_replica_that_is_behind_answers_of_the_past(api: Api, liege: Client, standbys: list[Standby]) -> None:
    before = created(liege, "Boulangerie")
    names(liege, before)
    with standbys[0].paused(), standbys[1].paused():
        created(liege, "Pâtisserie")
        becomes(0, ReplicaState.BEHIND)
        becomes(1, ReplicaState.BEHIND)

        with counting() as answered:
            [edge] = liege.ask(PAST, at=before)["auditTrail"]["edges"]

    assert edge["node"]["position"] == before
    assert answered.by_replicas > 0


def test_one_replica_that_is_behind_leaves_reads_to_the_other(
    api: Api, liege: Client, standbys: list[Standby]
) -> None:
    with standbys[0].paused():
        position = created(liege, "Verrerie")
        becomes(0, ReplicaState.BEHIND)
        names(liege, position)
        with counting() as answered:
            assert "Verrerie" in names_read(liege)

    assert answered.by_replicas > 0
    assert answered.by_primary == 0


def test_a_newcomer_reads_the_past_of_a_project_before_a_replica_has_heard_of_it(
    api: Api, liege: Client, standbys: list[Standby]
) -> None:
    """A replica has the position of the past, but not the join that opens it: who may read it depends on now."""
    joint = Joint(liege, api.coordinator(Bassin.NAMUR))
    before = liege.ask("{ meta { position } }")["meta"]["position"]
    with standbys[0].paused(), standbys[1].paused():
        unknown = joint.namur.ask(SEEN, id=joint.project, at={"position": before})["project"]
        joint.carried()

        past = joint.namur.ask(SEEN, id=joint.project, at={"position": before})["project"]

    assert unknown is None
    assert past["title"] == JOINT["title"]


def test_a_right_that_was_revoked_is_not_honoured_while_no_replica_has_heard(
    api: Api, standbys: list[Standby]
) -> None:
    auditor, account = api.granted("auditeur", Role.AUDITOR, Bassin.LIEGE), api.account("auditeur")
    for _ in range(4):  # the account is remembered, and confirmed with the answer
        assert auditor.ask(TRAIL)["auditTrail"]["edges"]
    with standbys[0].paused(), standbys[1].paused(), in_context(CommandContext(actor=SYSTEM_CLI, today=TODAY)):
        done = api.installation.platform.revoke_access(Bassin.LIEGE, account, Role.AUDITOR, on=TODAY)
        api.visitor.ask("query ($at: Position) { meta(minPosition: $at) { version } }", at=str(done.position))

        assert auditor.refusal(TRAIL) == "FORBIDDEN"


def test_an_account_that_was_erased_is_a_stranger_while_no_replica_has_heard(
    api: Api, standbys: list[Standby], database: Database
) -> None:
    auditor, account = api.granted("oubli", Role.AUDITOR, Bassin.LIEGE), api.account("oubli")
    for _ in range(4):
        assert auditor.ask(TRAIL)["auditTrail"]["edges"]
    with standbys[0].paused(), standbys[1].paused():
        with psycopg.connect(database.admin) as admin:
            admin.execute("delete from vault.account where id = %s", [account])

        assert auditor.refusal(TRAIL) == "FORBIDDEN"


def test_row_policies_hold_there(api: Api, liege: Client, standbys: list[Standby], database: Database) -> None:
    namur = api.coordinator(Bassin.NAMUR)
    until(lambda: liege.ask(TRAIL))
    there = database.at(standbys[0].url).conninfo(DatabaseRole.READ)

    with psycopg.connect(there) as connection:
        undeclared = connection.execute("select from read.audit_entry").fetchall()
        connection.execute("select set_config('efe.viewer_bassins', 'liege', false)")
        declared = connection.execute("select bassin from read.audit_entry").fetchall()

    assert undeclared == []
    assert set(declared) == {("liege",)}
    with counting() as answered:
        assert namur.refusal(TRAIL) == "FORBIDDEN"
        assert namur.ask(TRAIL.replace("LIEGE", "NAMUR"))["auditTrail"]["edges"]
    assert answered.by_replicas > 0
