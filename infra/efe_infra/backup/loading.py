"""Rows go into tables that are empty, by a role that may add rows and can do nothing else.

What a backup holds is never a statement: it reaches the server as the data of a COPY whose text is ours.
"""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import LiteralString

import psycopg
from psycopg.sql import SQL, Composed, Identifier

from efe_infra.backup.catalogue import Catalogue, Connection, Sequence, Table
from efe_infra.backup.errors import DataRefused

LOADER = "efe_read"
"""Of the roles that every installation has, the one that owns nothing and writes nowhere."""

GUARDS: LiteralString = """
    select format('alter table %s disable trigger %I', tgrelid::regclass, tgname), format(
        'alter table %s enable %s trigger %I', tgrelid::regclass,
        case tgenabled when 'A' then 'always' when 'R' then 'replica' else '' end, tgname
    )
    from pg_catalog.pg_trigger join pg_catalog.pg_class on pg_class.oid = tgrelid
    where not tgisinternal and tgenabled <> 'D' and relowner = 'efe_owner'::regrole
"""
"""They keep running installations in order, one append after the other: the whole is checked afterwards instead."""

REFERENCES: LiteralString = """
    select format('alter table %s alter constraint %I deferrable initially deferred', conrelid::regclass, conname),
        format('alter table %s alter constraint %I not deferrable', conrelid::regclass, conname)
    from pg_catalog.pg_constraint join pg_catalog.pg_class on pg_class.oid = conrelid
    where contype = 'f' and not condeferrable and relowner = 'efe_owner'::regrole
"""
"""They hold at the end, whatever the order in which tables come."""

MISSING: LiteralString = """
    select format('usage on schema %%I', nspname) from pg_catalog.pg_namespace
    where nspowner = 'efe_owner'::regrole and not has_schema_privilege(%(loader)s, oid, 'usage')
    union all
    select format(case relkind when 'r' then 'insert on %%s' else 'update on sequence %%s' end, oid::regclass)
    from pg_catalog.pg_class
    where relowner = 'efe_owner'::regrole and not case relkind
        when 'r' then has_table_privilege(%(loader)s, oid, 'insert')
        when 'S' then has_sequence_privilege(%(loader)s, oid, 'update')
        else true
    end
    union all
    select format('execute on function %%s', oid::regprocedure) from pg_catalog.pg_proc
    where proowner = 'efe_owner'::regrole and not prosecdef and prokind = 'f'
        and prorettype <> 'pg_catalog.trigger'::regtype
        and not has_function_privilege(%(loader)s, oid, 'execute')
"""
"""Constraints and generated columns compute with functions of ours."""

AHEAD: LiteralString = "select setval(%s::regclass, %s, %s)"


@contextmanager
def open_to_loading(connection: Connection, catalogue: Catalogue) -> Iterator[None]:
    """Within the transaction, which others see whole or not at all; rights and guards are then as they were."""
    connection.execute("set local role efe_owner")
    connection.execute("set local search_path = ''")
    guards, references = connection.execute(GUARDS).fetchall(), connection.execute(REFERENCES).fetchall()
    rights = [right for (right,) in connection.execute(MISSING, {"loader": LOADER}).fetchall()]
    _run(connection, (off for off, _ in [*guards, *references]))
    connection.execute(SQL("truncate {}").format(_all(catalogue)))  # also of what migrations put there
    _run(connection, (f"grant {right} to {LOADER}" for right in rights))
    connection.execute(SQL("set local role {}").format(Identifier(LOADER)))
    yield
    with refusing("base"):
        connection.execute("set constraints all immediate")
    connection.execute("set local role efe_owner")
    _run(connection, (f"revoke {right} from {LOADER}" for right in rights))
    _run(connection, (on for _, on in [*references, *guards]))
    connection.execute(SQL("analyze {}").format(_all(catalogue)))
    connection.execute("reset search_path")
    connection.execute("reset role")


def load(connection: Connection, table: Table, blocks: Iterable[bytes], form: LiteralString) -> int:
    """The rows that were added. Raises `DataRefused`."""
    copy = SQL("copy {} from stdin (format {})").format(table.copied, SQL(form))
    with refusing(table.name), connection.cursor() as cursor:
        with cursor.copy(copy) as rows:
            for block in blocks:
                rows.write(block)
        return cursor.rowcount


def set_sequence(connection: Connection, sequence: Sequence, last: int, *, called: bool) -> None:
    """Raises `DataRefused` for a value that the sequence cannot have."""
    with refusing(sequence.name):
        connection.execute(AHEAD, [sequence.name, last, called])


@contextmanager
def refusing(name: str) -> Iterator[None]:
    """An error quotes rows, which name persons: its code and the constraint are enough to go on."""
    try:
        yield
    except psycopg.Error as error:
        if error.sqlstate is None:  # it is the connection that failed
            raise
        known = error.sqlstate, error.diag.constraint_name, error.diag.column_name
        raise DataRefused(name, ", ".join(filter(None, known))) from error


def _all(catalogue: Catalogue) -> Composed:
    return SQL(", ").join(table.identifier for table in catalogue.tables.values())


def _run(connection: Connection, statements: Iterable[str]) -> None:
    """Worded by the server, of names in its own catalogue."""
    for statement in statements:
        connection.execute(statement.encode())
