"""`efe restore`: a backup put into an empty database, verified against what was sealed, and made ready to serve."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any, LiteralString

import psycopg
from psycopg.sql import SQL, Identifier

from efe_domain.transparency.notes import Note, VerifierKey
from efe_infra.backup.dump import CHECKPOINT, POSITION
from efe_infra.backup.errors import DatabaseNotEmpty, Unfaithful
from efe_infra.backup.manifest import DUMP, Manifest, read
from efe_infra.backup.tools import run, tool
from efe_infra.postgres.database import Database
from efe_infra.postgres.migrations import REGISTER, make_roles, migrate
from efe_infra.transparency.evidence.history import snapshot
from efe_infra.transparency.evidence.recount import Recount, recount
from efe_infra.transparency.evidence.verify import Fault
from efe_infra.transparency.sealing.sealer import Tell

FOUND: LiteralString = """
    select nspname from pg_catalog.pg_namespace
    where nspname not in ('public', 'information_schema') and nspname not like 'pg\\_%'
    union all
    select relname from pg_catalog.pg_class where relnamespace = 'public'::regnamespace
    order by 1
"""
SCHEMAS: LiteralString = """
    select nspname from pg_catalog.pg_namespace
    where nspname not in ('public', 'information_schema') and nspname not like 'pg\\_%'
"""
REMEMBER: LiteralString = "insert into public.efe_migration (number, name, sha256) values (%s, %s, %s)"


def restore(
    database: Database,
    source: Path,
    tell: Tell,
    *,
    keys: Sequence[VerifierKey] = (),
    kept: Note | None = None,
    tools: Path | None = None,
) -> tuple[Manifest, Recount]:
    """All or nothing: what is not proven is removed again. The read tables are yet to be made.

    Without `keys`, those in the backup count; `kept` is a checkpoint kept elsewhere, which it must go on from.

    Raises `BackupRefused`.
    """
    manifest = read(source)
    with psycopg.connect(database.admin) as connection:
        if found := connection.execute(FOUND).fetchone():
            raise DatabaseNotEmpty(found[0])
        program = tool("pg_restore", connection.info.server_version // 10000, tools)
        make_roles(connection)
    try:
        run(program, database, "--single-transaction", "--exit-on-error", str(source / DUMP))
        _remember(database, manifest)
        migrate(database)
        return manifest, verified(database, manifest, tell, keys, kept)
    except Fault as fault:
        _empty(database)
        raise Unfaithful(fault.line) from fault
    except BaseException:
        _empty(database)
        raise


def verified(
    database: Database, manifest: Manifest, tell: Tell, keys: Sequence[VerifierKey], kept: Note | None
) -> Recount:
    """Everything that was sealed, computed again from the events. Raises `Fault` or `Unfaithful`."""
    last = Note.parse(manifest.checkpoint) if manifest.checkpoint else None
    with snapshot(database) as connection:
        _check_end(connection, manifest)
        done = recount(connection, tell, keys, kept or last)
        if last and kept:
            recount(connection, tell, keys, last)
    return done


def _check_end(connection: psycopg.Connection[Any], manifest: Manifest) -> None:
    [(position,)] = connection.execute(POSITION).fetchall()
    if position != manifest.position:
        raise Unfaithful(f"POSITION_DIFFERS, position {position} au lieu de {manifest.position}.")
    _, note = connection.execute(CHECKPOINT).fetchone() or (0, None)
    if note != manifest.checkpoint:
        raise Unfaithful("CHECKPOINT_DIFFERS, le dernier point de contrôle n'est pas celui du manifeste.")


def _remember(database: Database, manifest: Manifest) -> None:
    with psycopg.connect(database.admin) as connection:
        connection.execute(REGISTER)
        rows = [(each.number, each.name, each.sha256) for each in manifest.migrations]
        connection.cursor().executemany(REMEMBER, rows)


def _empty(database: Database) -> None:
    """As it was found: there was nothing."""
    with psycopg.connect(database.admin) as connection:
        for (schema,) in connection.execute(SCHEMAS).fetchall():
            connection.execute(SQL("drop schema {} cascade").format(Identifier(schema)))
        connection.execute("drop table if exists public.efe_migration")
