"""Tables of remembered answers: each change of what a table shows is known, as the catalogue of PostgreSQL has it."""

import psycopg

from efe_infra.postgres.database import Database
from efe_infra.read_model.tables.definition import tables_of
from efe_projections.catalogue import PROJECTIONS
from efe_projections.engine.query import visible
from efe_projections.engine.tables_read import PURE, tracked_tables

RELATIONS = "select relname, relkind from pg_class where relnamespace = 'read'::regnamespace and relkind <> 'i'"
POLICIES = """
    select policed.relname, read.relname, read.relnamespace::regnamespace::text
    from pg_policy
    join pg_class as policed on policed.oid = polrelid
    join pg_depend on classid = 'pg_policy'::regclass and objid = pg_policy.oid
    join pg_class as read on refclassid = 'pg_class'::regclass and read.oid = refobjid
"""
WRITERS = """
    select distinct rolname from pg_roles, pg_class, unnest(array['insert', 'update', 'delete', 'truncate']) as act
    where relnamespace in ('read'::regnamespace, 'projection'::regnamespace) and relkind = 'r' and not rolsuper
    and has_table_privilege(pg_roles.oid, pg_class.oid, act) and rolname not like 'pg!_%' escape '!'
    and not pg_has_role(pg_roles.oid, 'efe_projector', 'member')
"""
CONSTRUCTS = {"coalesce", "greatest", "least", "nullif"}
"""What is written like a function and is none."""
TABLES = {table.name: table for table in tables_of(PROJECTIONS)}


def read_of(name: str) -> frozenset[str] | None:
    """Returns what memory watches of a statement that reads a table under the predicate of all reads."""
    predicate = visible(TABLES[name], "held") if name in TABLES else "true"
    return tracked_tables(f"(select count(*) from read.{name} as held where {predicate})")


def test_a_row_policy_reads_nothing_that_the_predicate_of_reads_does_not_name(database: Database) -> None:
    with psycopg.connect(database.admin) as connection:
        policies = connection.execute(POLICIES).fetchall()
    watched = {table: tables for table, *_ in policies if (tables := read_of(table)) is not None}

    assert {schema for *_, schema in policies} == {"read"}
    assert {(table, read) for table, read, _ in policies if table in watched and read not in watched[table]} == set()
    assert ("funding", "project_concern") in {(table, read) for table, read, _ in policies}


def test_every_table_that_may_be_remembered_is_tracked(database: Database) -> None:
    """A view over tables is not: what is not tracked counts as changed."""
    with psycopg.connect(database.admin) as connection:
        relations: dict[str, str] = dict(connection.execute(RELATIONS).fetchall())
        tracked = {name for (name,) in connection.execute("select name from projection.table_change")}
        writers = connection.execute(WRITERS).fetchall()
    remembered = {name for name in relations if read_of(name) is not None}
    views = remembered - tracked

    assert {relations[name] for name in views} <= {"v"}
    assert remembered & tracked == {name for name, kind in relations.items() if kind == "r"} & tracked == tracked
    assert writers == []


def test_a_function_of_a_remembered_statement_has_the_same_result_for_all_reads(database: Database) -> None:
    """As PostgreSQL has it: it is never volatile, whichever its arguments."""
    pure = PURE.pattern.split("|")
    with psycopg.connect(database.admin) as connection:
        found = connection.execute("select proname, provolatile from pg_proc where proname = any(%s)", [pure])
        kinds = found.fetchall()

    assert {name for name, kind in kinds if kind == "v"} == set()
    assert {*pure} - {name for name, _ in kinds} == CONSTRUCTS
