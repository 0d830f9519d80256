"""The tasks of an Instance cost what its own rows cost, however many rows others have."""

from collections.abc import Iterator, Mapping
from typing import Any
from uuid import UUID

import psycopg
import pytest

from efe_infra.postgres.database import Database, DatabaseRole
from efe_infra.read_model.rebuild import rebuild
from efe_infra.samples.simulation.history import SEED
from efe_infra.samples.simulation.writing import simulate
from efe_projections.catalogue import PROJECTIONS
from efe_projections.correction.pending import rectifications_to_confirm
from efe_projections.engine.query import ReadQuery
from efe_projections.engine.row import ReadTable, TableColumn
from efe_projections.engine.viewer import Viewer
from efe_projections.tasks.kinds import TaskKind
from efe_projections.tasks.reads import TaskList
from efe_projections.tasks.sources import TASK_SOURCES
from tests.api.given import TODAY
from tests.costs.measured import explained
from tests.plans.explained import Explainer
from tests.plans.filled import fill
from tests.plans.sample import BASSIN, Sample, sample

EVENTS = 20_000
ROWS = 2_000
COPIES = 3
"""Registers beside the first one, in other Instances."""
GROWTH = 1.25
DEPTH_PAGES = 30
"""Pages by which deeper indexes may raise a read."""
MAX_PAGES = 300
"""Pages of one kind for an Instance of this size."""
ELSEWHERE = "namur"
WALKS = {
    TaskKind.MEETING_TO_RECORD: "a meeting names a list of Instances, which no index finds behind a row policy",
    TaskKind.MINUTES_TO_ADOPT: "as above; those that wait in all ten Instances are looked at",
}
COORDINATOR = Viewer(account=UUID(int=7), bassins=(BASSIN,))


@pytest.fixture(scope="module")
def register(module_database: Database) -> Database:
    simulate(module_database, EVENTS, SEED)
    rebuild(module_database, PROJECTIONS)
    fill(module_database, rows=ROWS)
    return module_database


@pytest.fixture(scope="module")
def pages(register: Database) -> tuple[Mapping[str, int], Mapping[str, int]]:
    """Pages of each read, before and after three more registers stand beside the first."""
    before = pages_of_reads(register)
    with psycopg.connect(register.conninfo(DatabaseRole.PROJECTOR)) as connection:
        for table in (projection.row.TABLE for projection in PROJECTIONS):
            if copied := copies_of(table):
                connection.execute(copied.encode(), {"copies": COPIES})
                connection.execute(f"analyze read.{table.name}".encode())
    return before, pages_of_reads(register)


def pages_of_reads(register: Database) -> Mapping[str, int]:
    with psycopg.connect(register.conninfo(DatabaseRole.PROJECTOR)) as connection:
        taken = sample(connection)
    with Explainer(register) as explainer:
        return {name: pages_of(explainer, query) for name, query in reads(taken)}


def reads(taken: Sample) -> Iterator[tuple[str, ReadQuery[Any]]]:
    at = taken.position
    yield "to confirm", rectifications_to_confirm(BASSIN).count(COORDINATOR, at=at)
    for kind in TASK_SOURCES:
        listed = TaskList(day=TODAY, person=None, poles=(), coordinated=(BASSIN,), kinds=(kind,))
        yield kind, listed.page(COORDINATOR, at=at, after=None, limit=1)


def pages_of(explainer: Explainer, query: ReadQuery[Any]) -> int:
    return explained(explainer, query).pages


def copies_of(table: ReadTable) -> str:
    """Returns SQL for copies of all rows, under other ids and in another Instance."""
    if not any(column.sql == "uuid" and column.name in table.key for column in table.columns):
        return ""
    names = ", ".join(column.name for column in table.columns)
    values = ", ".join(map(copied_value, table.columns))
    versions = "from_position, to_position, recorded_at"
    return f"""
        insert into read.{table.name} ({names}, {versions}) select {values}, {versions}
        from read.{table.name} cross join generate_series(1, %(copies)s) as copy
        on conflict do nothing
    """


def copied_value(column: TableColumn) -> str:
    match column.name, column.sql:
        case _, "uuid":
            return f"md5({column.name}::text || copy)::uuid"
        case "bassin", _:
            return f"case when bassin = '{BASSIN}' then '{ELSEWHERE}' else bassin end"
        case "bassins", _:
            return f"array_replace(bassins, '{BASSIN}', '{ELSEWHERE}')"
        case name, _:
            return name


def test_each_kind_costs_the_same_in_a_register_four_times_as_long(
    pages: tuple[Mapping[str, int], Mapping[str, int]],
) -> None:
    before, after = pages

    dearer = {
        kind: (before[kind], after[kind])
        for kind in before
        if kind not in WALKS and after[kind] > GROWTH * before[kind] + DEPTH_PAGES
    }
    assert dearer == {}


def test_no_kind_costs_many_pages(pages: tuple[Mapping[str, int], Mapping[str, int]]) -> None:
    before, _ = pages

    assert {kind: found for kind, found in before.items() if found > MAX_PAGES} == {}
