"""The read tables follow from the row types."""

from collections.abc import Iterator
from typing import Any

import psycopg
import pytest
from msgspec.structs import replace
from psycopg.errors import UniqueViolation

from efe_infra.postgres.database import Database
from efe_infra.read_model.rebuild import rebuild
from efe_infra.read_model.tables.definition import tables_of
from efe_infra.read_model.tables.fingerprint import fingerprints, rebuild_due
from efe_infra.read_model.tables.schema import create_read_tables, render
from efe_infra.read_model.tables.status import status
from efe_projections.catalogue import PROJECTIONS
from efe_projections.engine.projection import originator
from efe_projections.engine.row import Row
from tests.infra.read_model.given import opened
from tests.infra.read_model.sample import DAYS, GARDENERS, GARDENS, SAMPLE, sample
from tests.infra.read_model.world import World


@pytest.fixture
def admin(world: World) -> Iterator[psycopg.Connection[Any]]:
    with psycopg.connect(world.database.admin) as connection:
        yield connection


def test_a_table_holds_every_field_and_what_makes_a_version(admin: psycopg.Connection[Any]) -> None:
    columns = admin.execute(
        "select attname, format_type(atttypid, null), attnotnull from pg_attribute"
        " where attrelid = 'read.garden'::regclass and attnum > 0 order by attnum"
    ).fetchall()

    assert columns == [
        ("id", "uuid", True),
        ("bassins", "text[]", True),
        ("name", "text", True),
        ("sort_name", "text", True),
        ("soil", "text", True),
        ("opened_on", "date", True),
        ("renamed_at", "timestamp with time zone", False),
        ("gardeners", "bigint", True),
        ("published", "boolean", True),
        ("proof", "bytea", True),
        ("from_position", "bigint", True),
        ("to_position", "bigint", False),
        ("recorded_at", "timestamp with time zone", True),
    ]


def test_an_index_holds_no_rows_that_have_nothing_to_look_for(database: Database) -> None:
    with psycopg.connect(database.admin) as connection:
        found = connection.execute(
            "select indexrelid::regclass::text, pg_get_expr(indpred, indrelid) from pg_index"
            " where indrelid = any(array(select oid from pg_class where relnamespace = 'read'::regnamespace))"
            " and indpred is not null"
        ).fetchall()

    expected = {
        f"read.{table.name}_{'_'.join(index)}": f"({index[0]} IS NOT NULL)"
        for table in tables_of(PROJECTIONS)
        for index in table.indexes
        if index and {column.name: column.nullable for column in table.columns}[index[0]]
    }
    waiting = {
        f"read.{table.name}_waiting_{nth}"
        for table in tables_of(PROJECTIONS)
        for nth, _ in enumerate(table.waiting, 1)
    }
    assert {name: where for name, where in found if name not in waiting} == expected
    assert waiting <= dict(found).keys()
    assert {"read.decision_waiting_1", "read.hearing_waiting_1", "read.meeting_waiting_2"} <= waiting
    assert "read.decision_subject" in expected


@pytest.mark.parametrize("ended", [None, 9])
def test_a_key_has_one_version_that_holds_and_one_that_ends_at_a_position(
    world: World, admin: psycopg.Connection[Any], ended: int | None
) -> None:
    world.record(opened())
    world.project()
    admin.execute("update read.garden set to_position = %s", [ended])

    with pytest.raises(UniqueViolation, match="garden_version"):
        admin.execute(
            "insert into read.garden select (later).* from"
            " (select jsonb_populate_record(garden, '{\"from_position\": 5}') as later from read.garden)"
        )


def test_names_sort_without_a_locale(admin: psycopg.Connection[Any]) -> None:
    collations = admin.execute(
        "select distinct collname from pg_attribute join pg_collation c on c.oid = attcollation"
        " where attrelid = any(array['read.garden', 'read.recorded_event']::regclass[])"
    ).fetchall()

    assert collations == [("C",)]


def test_a_rebuilt_table_is_defined_as_a_created_one(database: Database) -> None:
    with psycopg.connect(database.admin) as admin:
        admin.execute("drop schema read cascade; create schema read authorization efe_projector")
        admin.execute("grant usage on schema read to efe_read")
        admin.execute("drop schema projection cascade")
    create_read_tables(database, SAMPLE)
    created = definitions(database)

    rebuild(database, SAMPLE)

    assert len(created) > 20
    assert definitions(database) == created


def definitions(database: Database) -> set[tuple[str, ...]]:
    """Columns, indexes, policies and grants in the schema of readers, as the server tells them."""
    with psycopg.connect(database.admin) as admin:
        return {
            *admin.execute("select tablename, indexdef from pg_indexes where schemaname = 'read'").fetchall(),
            *admin.execute(
                "select tablename, policyname, qual from pg_policies where schemaname = 'read'"
            ).fetchall(),
            *admin.execute("select nspname, nspacl::text from pg_namespace where nspname = 'read'").fetchall(),
            *admin.execute(
                "select relname, relacl::text, relrowsecurity::text, relowner::regrole::text,"
                " (select string_agg(attname || ' ' || atttypid::regtype || ' ' || attnotnull, ', ' order by attnum)"
                " from pg_attribute where attrelid = pg_class.oid and attnum > 0)"
                " from pg_class where relnamespace = 'read'::regnamespace and relkind in ('r', 'v')"
            ).fetchall(),
        }


def test_creating_again_changes_nothing(world: World) -> None:
    world.record(opened())
    world.project()
    before = world.dump(), definitions(world.database)

    create_read_tables(world.database, SAMPLE)

    assert (world.dump(), definitions(world.database)) == before


def test_a_projection_that_is_new_has_an_empty_table_until_the_rebuild_that_is_due(world: World) -> None:
    rebuild(world.database, sample(GARDENS, GARDENERS))
    world.record(opened())

    create_read_tables(world.database, SAMPLE)
    awaiting = rebuild_due(world.database, SAMPLE)
    rebuild(world.database, SAMPLE)

    assert awaiting == ["day", "recorded_event"]
    assert len(world.dump()["day"]) == 1


def test_the_text_of_all_definitions_names_every_table_and_says_where_it_comes_from() -> None:
    text = render(SAMPLE)

    assert text.startswith("-- Derived from the row types")
    assert [
        name for name in ("garden", "gardener", "day", "recorded_event", "trail") if f"read.{name} (" not in text
    ] == []


def test_a_fingerprint_covers_topics_definition_and_code() -> None:
    class WiderDayRow(Row, table="day", key=("soil", "day")):
        soil: str
        day: str
        gardens: int

    def fingerprint(projection: Any) -> str:
        return fingerprints(sample(projection))["day"]

    assert fingerprint(DAYS) == fingerprint(replace(DAYS))
    assert len({fingerprint(DAYS), fingerprint(replace(DAYS, topics=frozenset({"garden.closed.v1"})))}) == 2
    assert len({fingerprint(DAYS), fingerprint(replace(DAYS, row=WiderDayRow))}) == 2
    assert len({fingerprint(DAYS), fingerprint(replace(DAYS, keys=originator))}) == 2


def test_the_status_tells_how_far_behind_the_read_model_is(world: World) -> None:
    world.record(opened())
    world.project()
    world.record(opened(), opened())

    found = status(world.database, SAMPLE)

    assert (found.head, found.position, found.lag) == (3, 1, 2)
    assert found.lag_seconds > 0
    assert (found.failure, found.rebuild_due) == (None, [])


def test_a_read_model_at_the_head_is_not_behind(world: World) -> None:
    world.record(opened())
    world.project()

    found = status(world.database, sample(GARDENS, GARDENERS))

    assert (found.lag, found.lag_seconds) == (0, 0)
    assert found.rebuild_due == ["day", "recorded_event"]
