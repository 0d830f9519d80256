"""Loading of the rows of a backup into empty tables, by a role that may only add rows.

The data of a backup is never run as a statement. It reaches the server as the data of a COPY in PostgreSQL's binary
format, in which no byte sequence ends the rows or begins a command.
"""

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import LiteralString

import psycopg
from psycopg.sql import SQL, Composed, Identifier

from efe_infra.backup.catalogue import Catalogue, Connection, Table
from efe_infra.backup.errors import BackupDamaged, BackupForeign, BackupUnreadable, DataRefused
from efe_infra.backup.files import file_name, unpack
from efe_infra.backup.manifest import Manifest

LOADER = "efe_read"
"""Loading role: of the roles of every installation, the one that owns nothing and writes nowhere."""

GUARDS: LiteralString = """
    select format('alter table %s disable trigger %I', tgrelid::regclass, tgname), format(
        'alter table %s enable %s trigger %I', tgrelid::regclass,
        case tgenabled when 'A' then 'always' when 'R' then 'replica' else '' end, tgname
    )
    from pg_catalog.pg_trigger join pg_catalog.pg_class on pg_class.oid = tgrelid
    where not tgisinternal and tgenabled <> 'D' and relowner = 'efe_owner'::regrole
"""
"""Triggers that check each append. They are off while rows load, and the whole is checked afterwards."""

REFERENCES: LiteralString = """
    select format('alter table %s alter constraint %I deferrable initially deferred', conrelid::regclass, conname),
        format('alter table %s alter constraint %I not deferrable', conrelid::regclass, conname)
    from pg_catalog.pg_constraint join pg_catalog.pg_class on pg_class.oid = conrelid
    where contype = 'f' and not condeferrable and relowner = 'efe_owner'::regrole
"""
"""Foreign keys. They are checked at the end, so that the order of the tables does not matter."""

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
"""Rights that the loading role lacks. Constraints and generated columns call functions of the owner."""

SET_SEQUENCE: LiteralString = "select setval(%s::regclass, %s, %s)"

type Progress = Callable[[int, int], object]
"""Called with the amount of work that is done, and the whole amount."""


def check_content(source: Path, manifest: Manifest, catalogue: Catalogue) -> None:
    """Compares tables, columns and sequences of the manifest with those of the migrations, before anything is loaded.

    Raises `BackupForeign` or `BackupUnreadable`.
    """
    names = [each.name for each in manifest.tables] + [each.name for each in manifest.sequences]
    expected = {**catalogue.tables, **catalogue.sequences}
    for name in names:
        if name not in expected or names.count(name) > 1:
            raise BackupForeign(name)
    for name in expected.keys() - set(names):
        raise BackupUnreadable(source, f"« {name} » y manque")
    for each in manifest.tables:
        for column in set(each.columns) - set(catalogue.tables[each.name].columns):
            raise BackupForeign(f"{each.name}.{column}")
        if tuple(each.columns) != catalogue.tables[each.name].columns:
            raise BackupUnreadable(source, f"des colonnes de « {each.name} » y manquent")


def load_content(
    connection: Connection, source: Path, manifest: Manifest, catalogue: Catalogue, progress: Progress
) -> None:
    """Loads every table and sets every sequence. `progress` counts bytes of files. Raises `BackupRefused`."""
    tables = {each.name: each for each in manifest.tables}
    total = sum((source / file_name(name)).stat().st_size for name in tables)
    loaded_bytes = 0
    for name, table in catalogue.tables.items():
        path = source / file_name(name)
        blocks = _reported(unpack(path, tables[name].bytes), loaded_bytes, total, progress)
        if _load(connection, table, blocks) != tables[name].rows:
            raise BackupDamaged(path)
        loaded_bytes += path.stat().st_size
    for each in manifest.sequences:
        with _refusing(each.name):
            connection.execute(SET_SEQUENCE, [each.name, each.last, each.called])


@contextmanager
def open_to_loading(connection: Connection, catalogue: Catalogue) -> Iterator[None]:
    """Empties the tables and lets the loading role fill them; afterwards rights and guards are as before.

    The caller's transaction makes all of it visible to others at once, or not at all.
    """
    connection.execute("set local role efe_owner")
    guards, references = connection.execute(GUARDS).fetchall(), connection.execute(REFERENCES).fetchall()
    rights = [right for (right,) in connection.execute(MISSING, {"loader": LOADER}).fetchall()]
    _run(connection, (off for off, _ in [*guards, *references]))
    connection.execute(SQL("truncate {}").format(_all(catalogue)))  # migrations put rows there too
    _run(connection, (f"grant {right} to {LOADER}" for right in rights))
    connection.execute(SQL("set local role {}").format(Identifier(LOADER)))
    yield
    with _refusing("base"):
        connection.execute("set constraints all immediate")
    connection.execute("set local role efe_owner")
    _run(connection, (f"revoke {right} from {LOADER}" for right in rights))
    _run(connection, (on for _, on in [*references, *guards]))
    connection.execute(SQL("analyze {}").format(_all(catalogue)))
    connection.execute("reset role")


def _load(connection: Connection, table: Table, blocks: Iterable[bytes]) -> int:
    """Returns the number of rows that were added. Raises `DataRefused`."""
    copy = SQL("copy {} from stdin (format binary)").format(table.with_columns)
    with _refusing(table.name), connection.cursor() as cursor:
        with cursor.copy(copy) as rows:
            for block in blocks:
                rows.write(block)
        return cursor.rowcount


def _reported(blocks: Iterator[tuple[bytes, int]], offset: int, total: int, progress: Progress) -> Iterator[bytes]:
    for block, block_bytes in blocks:
        yield block
        progress(offset + block_bytes, total)


@contextmanager
def _refusing(name: str) -> Iterator[None]:
    """Raises `DataRefused` for an error of the server, without its message, which quotes rows with names."""
    try:
        yield
    except psycopg.Error as error:
        if error.sqlstate is None:  # the connection failed
            raise
        parts = error.sqlstate, error.diag.constraint_name, error.diag.column_name
        raise DataRefused(name, ", ".join(filter(None, parts))) from error


def _all(catalogue: Catalogue) -> Composed:
    return SQL(", ").join(table.identifier for table in catalogue.tables.values())


def _run(connection: Connection, statements: Iterable[str]) -> None:
    """Runs statements that the server itself made of names in its catalogue."""
    for statement in statements:
        connection.execute(statement.encode())
