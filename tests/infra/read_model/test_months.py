"""The months of an audit trail over years, beside what a `group by` counts."""

from datetime import date
from typing import Any

import msgspec
import psycopg
import pytest

from efe_infra.postgres.database import Database, DatabaseRole
from efe_infra.read_model.rebuild import rebuild
from efe_infra.samples.simulation.history import SEED
from efe_infra.samples.simulation.writing import simulate
from efe_projections.audit.reads import MonthRow, months
from efe_projections.catalogue import PROJECTIONS
from efe_projections.engine.query import ReadQuery, viewing
from efe_projections.engine.viewer import VISITOR
from tests.infra.read_model.given import LIEGE
from tests.plans.explained import Explainer, Mode

EVENTS = 3_000
SPREAD = """
    update read.recorded_event set recorded_at =
        timestamptz '2021-01-30 20:00+01' + position * interval '10 hours' + case when position > 1500
        then interval '200 days' else interval '0' end
"""
"""Over four years, with some months of silence, and entries near midnight in Brussels."""
GROUPED = """
    select date_trunc('month', recorded_at at time zone 'Europe/Brussels')::date as month, count(*) as number,
        min(position) as first_position, max(position) as last_position
    from read.audit_entry where bassin = %(bassin)s and position <= %(at)s
        and bassin = any(%(viewer_bassins)s::text[]) and %(viewer_poles)s::uuid[] is not null
    group by 1 order by 1
"""


@pytest.fixture(scope="module")
def years(module_database: Database) -> Database:
    simulate(module_database, EVENTS, SEED)
    rebuild(module_database, PROJECTIONS)
    with psycopg.connect(module_database.conninfo(DatabaseRole.PROJECTOR), autocommit=True) as connection:
        connection.execute(SPREAD)
        connection.execute("analyze read.recorded_event")
    return module_database


def found(database: Database, query: ReadQuery[Any]) -> list[MonthRow]:
    with Explainer(database) as explainer:
        return [msgspec.convert(row, MonthRow) for row in explainer.rows(query)]


def grouped(at: int) -> ReadQuery[MonthRow]:
    return ReadQuery(GROUPED, {"bassin": "liege", "at": at, **viewing(LIEGE)}, MonthRow)


@pytest.mark.parametrize("at", [EVENTS, 1500, 777, 40])
def test_each_month_counts_as_many_entries_as_it_has(years: Database, at: int) -> None:
    counted = found(years, months("liege", LIEGE, at=at))

    assert [each for each in counted if each.number] == found(years, grouped(at))
    assert all(each.first_position is None and each.last_position is None for each in counted if not each.number)


def test_the_months_follow_one_another_without_a_gap(years: Database) -> None:
    counted = [each.month for each in found(years, months("liege", LIEGE, at=EVENTS))]

    first = counted[0]
    assert counted == [
        date(first.year + (first.month - 1 + n) // 12, (first.month - 1 + n) % 12 + 1, 1) for n in range(len(counted))
    ]
    assert len(counted) > 40
    assert 0 in {each.number for each in found(years, months("liege", LIEGE, at=EVENTS))}


def test_who_does_not_see_the_instance_counts_nothing(years: Database) -> None:
    assert found(years, months("liege", VISITOR, at=EVENTS)) == []


def test_a_longer_history_of_as_many_months_costs_no_more(years: Database) -> None:
    with Explainer(years) as explainer:
        by_months = explainer.explain(months("liege", LIEGE, at=EVENTS), Mode.GENERIC)
        by_entries = explainer.explain(grouped(EVENTS), Mode.GENERIC)

    assert by_months.touched <= 10 * by_months.rows
    assert by_entries.touched > 2 * by_months.touched
