"""Two walls, each of which holds alone: the predicate of every read, and the row policies of the database."""

import sys
from collections.abc import Iterator

import psycopg
import pytest
from psycopg.sql import SQL, Identifier

from efe_graphql.bounded_cache import BoundedCache
from efe_graphql.execution.sql import statement
from efe_projections.engine import query
from tests.api.isolation.findings import Findings
from tests.api.isolation.walk import Part, Walk

READS = "efe_projections."
GUARDED = "select tablename from pg_policies where schemaname = 'read' order by 1"
ROOM = 2_000_000
SWITCH = SQL("alter table read.{} {} row level security")


def without_first_wall(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every read asks for every row; texts that were made with the wall, or without, serve no other test."""
    monkeypatch.setattr(statement, "TEXTS", BoundedCache(ROOM))
    for name, module in list(sys.modules.items()):
        if name.startswith(READS) and module is not query and getattr(module, "visible", None) is query.visible:
            monkeypatch.setattr(module, "visible", lambda *_, **__: "true")


@pytest.fixture
def without_second_wall(walk: Walk) -> Iterator[None]:
    """The database shows every row to whoever reads."""
    with psycopg.connect(walk.world.running.database.admin, autocommit=True) as admin:
        guarded = [Identifier(name) for (name,) in admin.execute(GUARDED).fetchall()]
        try:
            for table in guarded:
                admin.execute(SWITCH.format(table, SQL("disable")))
            yield
        finally:
            for table in guarded:
                admin.execute(SWITCH.format(table, SQL("enable")))


@pytest.mark.parametrize("name", ["coordinator of Namur", "nobody"])
def test_the_row_policies_alone_hold(walk: Walk, name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    with_both = walk.share(walk.world.lookers[name])

    without_first_wall(monkeypatch)

    check_same(walk.ask(walk.world.lookers[name], Part.SHARE), with_both)


@pytest.mark.parametrize("name", ["member of a pôle", "nobody"])
@pytest.mark.usefixtures("without_second_wall")
def test_the_predicate_of_the_reads_alone_holds(walk: Walk, name: str) -> None:
    check_same(walk.ask(walk.world.lookers[name], Part.SHARE), walk.share(walk.world.lookers[name]))


def test_without_either_wall_everything_is_told(
    walk: Walk, without_second_wall: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    nobody = walk.world.lookers["nobody"]

    without_first_wall(monkeypatch)

    assert walk.ask(nobody, Part.SHARE).leaks


def check_same(alone: Findings, with_both: Findings) -> None:
    assert sorted(alone.leaks) == []
    assert alone.known == with_both.known
