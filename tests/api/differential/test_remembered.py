"""Remembered answers are those that a reading would give, whichever event comes next."""

import gc
import os
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

import psycopg
import pytest

from efe_graphql.answer_memory import AnswerMemory
from efe_graphql.execution.sql.statement import TEXTS
from efe_graphql.request.ports import Ports
from efe_infra.identity.local_issuer import ISSUER
from efe_infra.postgres.database import DatabaseRole
from efe_infra.postgres.prepared import numbered
from efe_infra.read_model.folding.ledger_source import LedgerSource, read_page
from efe_infra.read_model.projector import Projector
from efe_infra.read_model.rebuild import rebuild
from efe_infra.read_model.tables.session import open_session
from efe_projections.catalogue import PROJECTIONS
from tests.api.differential.compared import SEED, documents, says_what_it_shows
from tests.api.differential.documents import Asked
from tests.api.differential.world import VIEWERS, World, world
from tests.conftest import Cloning

DOCUMENTS = int(os.environ.get("EFE_DOCUMENTS", "300")) // 20
VIEWER = VIEWERS[0]

pytestmark = pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")


@pytest.fixture(scope="module")
def played(cloning: Cloning, tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    with cloning() as database, world(database, tmp_path_factory.mktemp("home")) as made:
        yield made
    gc.collect()


def test_after_each_kind_of_event_no_answer_is_remembered_that_has_changed(played: World) -> None:
    """Counts those that were read again in vain: their tables have changed, they have not."""
    outcomes, counted = Counter[str](), Counter[str]()
    memory = AnswerMemory(64 << 20, note=lambda outcome: outcomes.update([outcome]))
    remembering, reading = (replace(played.ports, answers=each) for each in (memory, None))
    asked = list(documents(played, SEED, DOCUMENTS, says_what_it_shows))
    database = played.running.database
    with (
        open_session(database, DatabaseRole.PROJECTOR, "remembered") as writing,
        open_session(database, DatabaseRole.PROJECTOR, "remembered") as other,
    ):
        firsts = first_of_each_topic(other)
        rebuild(database, PROJECTIONS, source=LedgerSource(other, until=firsts[0] - 1))
        with Projector(writing, other, PROJECTIONS) as projector:
            for position in firsts:
                project(projector, other, until=position - 1)
                answers(played, remembering, asked)
                before = answers(played, remembering, asked)
                outcomes.clear()
                project(projector, other, until=position)
                again = answers(played, remembering, asked)
                counted["repeated"] += outcomes["repeated"]
                changes = sum(then != now for then, now in zip(before, again, strict=True))
                counted["read in vain"] += max(0, outcomes["changed"] - changes)
                assert (position, again) == (position, answers(played, reading, asked))
    print(counted, len(firsts))
    assert counted["repeated"] > counted["read in vain"] > 0


def first_of_each_topic(connection: psycopg.Connection[Any]) -> Sequence[int]:
    rows = connection.execute("select min(position) from ledger.event group by topic order by 1").fetchall()
    return [position for (position,) in rows]


def project(projector: Projector, connection: psycopg.Connection[Any], until: int) -> None:
    position = projector.resume()
    while position < until and (page := read_page(connection, after=position, limit=min(500, until - position))):
        projector.project(page)
        projector.settle()
        position = page[-1].position


def answers(of: World, ports: Ports, asked: Sequence[Asked]) -> list[str]:
    account = of.running.vault.account_for(ISSUER, VIEWER) if VIEWER else None
    world = replace(of, ports=ports)
    return [of.portal.call(world.body, of.compiled, each, account) for each in asked]


def test_a_statement_reads_no_table_but_those_that_are_watched(played: World) -> None:
    """As PostgreSQL plans it, with the row policies of every table."""
    for number, asked in enumerate(documents(played, SEED, 10 * DOCUMENTS, says_what_it_shows)):
        for _ in range(2):
            played.answer(played.compiled, asked, VIEWERS[number % len(VIEWERS)])
    texts = [text for text, _ in TEXTS._kept.values() if text.tables is not None]
    with psycopg.connect(played.running.database.conninfo(DatabaseRole.READ)) as connection:
        for text in texts:
            plan = connection.execute(
                b"explain (generic_plan, format json) " + numbered(text.sql)[0], prepare=False
            ).fetchone()
            assert plan
            assert (text.sql, relations(plan[0]) - (text.tables or frozenset())) == (text.sql, set())
    assert len(texts) > DOCUMENTS


def relations(plan: Any) -> set[str]:
    """Returns the tables of a plan."""
    match plan:
        case list():
            return set().union(*map(relations, plan))
        case dict():
            own = {plan["Relation Name"]} if "Relation Name" in plan else set()
            return own.union(*map(relations, plan.values()))
        case _:
            return set()
