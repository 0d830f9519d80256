"""A release put in the place of another one, as real processes of two trees of sources on one database."""

from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from uuid import uuid4

import psycopg
import pytest

from efe_infra.postgres.database import Database
from efe_infra.read_model.tables.generation import GENERATION
from tests.infra.cli.given import ESTABLISH, is_ready, is_superseded, token_of_all_roles
from tests.infra.cli.process import environment
from tests.infra.cli.versions import ROOT, Server, Version, later
from tests.infra.ledger.given import until

OPERATORS = "{ operators(first: 3) { totalCount } }"
INSTANCE = "{ instance(bassin: NAMUR) { id bassin } }"


@dataclass(frozen=True)
class Rollout:
    database: Database
    old: Version
    new: Version
    token: str

    def tables(self) -> list[tuple[object, ...]]:
        """Each time that read tables were put in place, and those in use."""
        with psycopg.connect(self.database.admin) as admin:
            return [
                *admin.execute("select * from projection.built order by 1").fetchall(),
                *admin.execute("select oid from pg_class where relnamespace = 'read'::regnamespace order by 1"),
            ]

    def generations(self) -> list[int]:
        """The versions of read tables that were put in place, each as often as that was done."""
        with psycopg.connect(self.database.admin) as admin:
            return [
                each for (each,) in admin.execute("select generation from projection.built order by 1").fetchall()
            ]

    def establish(self, server: Server, bassin: str) -> object:
        """A command, which is answered with what can be read of it."""
        asked = {"commandId": str(uuid4()), "bassin": bassin}
        _, answer = server.ask(ESTABLISH, self.token, input=asked)
        assert answer["data"]["establishInstance"]["userErrors"] == [], answer
        return answer["data"]["establishInstance"]["position"]


@pytest.fixture(scope="module")
def sources(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Returns the sources of the later version."""
    return later(tmp_path_factory.mktemp("later"))


@pytest.fixture
def rollout(database: Database, tmp_path: Path, sources: Path) -> Rollout:
    env = environment(tmp_path, database)
    token = token_of_all_roles(database, tmp_path)
    return Rollout(database, Version(ROOT, env), Version(sources, env), token)


def code_of(answer: tuple[int, dict[str, object]]) -> tuple[int, object]:
    status, body = answer
    errors = body["errors"]
    assert isinstance(errors, list)
    return status, errors[0]["extensions"]["code"]


def test_new_processes_take_over_once_and_the_old_one_says_that_it_has_had_its_time(rollout: Rollout) -> None:
    with ExitStack() as stack:
        old = stack.enter_context(rollout.old.serving())
        until(lambda: is_ready(old))
        first = rollout.establish(old, "NAMUR")
        before = old.ask(OPERATORS, rollout.token)

        several = [stack.enter_context(rollout.new.serving()) for _ in range(2)]
        until(lambda: all(is_ready(each) for each in several))
        until(lambda: is_superseded(old))
        second = rollout.establish(old, "LIEGE")
        kept, lost = old.ask(INSTANCE, rollout.token), old.ask(OPERATORS, rollout.token)
        third = rollout.establish(several[0], "VERVIERS")
        after = several[0].ask(OPERATORS, rollout.token)
        told, log = old.ready(), old.stopped()
        built = rollout.tables()

        again = stack.enter_context(rollout.old.serving())
        until(lambda: is_superseded(again))
        fourth = rollout.establish(again, "LUXEMBOURG")
        read = again.ask(INSTANCE, rollout.token)
        ready = is_ready(several[0])
        another = stack.enter_context(rollout.new.serving())
        until(lambda: is_ready(another))

    assert before == after == (200, {"data": {"operators": {"totalCount": 0}}})
    assert [int(str(each)) for each in (second, third, fourth)] == [int(str(first)) + more for more in (1, 2, 3)]
    assert kept == read
    assert (kept[0], kept[1]["data"]["instance"]["bassin"]) == (200, "NAMUR")
    assert code_of(lost) == (503, "SUPERSEDED")
    assert told["tables"] == {"own": GENERATION, "stored": GENERATION + 1, "precedence": "older"}
    assert log.count('"event":"superseded"') == 1
    assert '"event":"worker restarts"' not in log
    assert ready
    assert rollout.tables() == built
    assert rollout.generations() == [GENERATION, GENERATION + 1]


def test_a_way_back_is_a_command_and_holds_until_another_one(rollout: Rollout) -> None:
    """The first new process projects nothing: it is not ready before its tables are there."""
    with rollout.new.serving("--no-project") as new:
        until(lambda: "REBUILD_DUE" in new.ready()["reasons"])
        built = rollout.new.efe("rebuild")
        until(lambda: is_ready(new))
        refused, status = rollout.old.efe("rebuild"), rollout.old.efe("status")
        back = rollout.old.efe("rebuild", "--downgrade")
        until(lambda: is_superseded(new))
    with rollout.old.serving() as old, rollout.new.serving() as stray:
        until(lambda: is_ready(old))
        until(lambda: is_superseded(stray))
        there = is_ready(old)
        forward = rollout.new.efe("rebuild")
        until(lambda: is_ready(stray))
        until(lambda: is_superseded(old))

    assert (refused.returncode, refused.stderr.count("\n")) == (1, 1)
    assert "efe rebuild --downgrade" in refused.stderr
    assert status.returncode == 1
    assert "plus récente" in status.stdout
    assert [each.returncode for each in (built, back, forward)] == [0, 0, 0], (
        built.stderr + back.stderr + forward.stderr
    )
    assert there
