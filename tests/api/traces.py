"""Traces of a person in every place where the platform writes."""

import gzip
import io
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, LiteralString

import psycopg
from psycopg.sql import SQL, Identifier

from efe_domain.shared.bassins import Bassin
from efe_infra.backup.dump import back_up
from efe_infra.backup.manifest import MANIFEST
from efe_infra.transparency.evidence.bundle import export_bundle
from tests.api.given import Api
from tests.infra.transparency.evidence.given import unzipped

PERSON = {
    "givenName": "Zéphyrine",
    "familyName": "Quaquebeke",
    "email": "zq.8842@exemple.be",
    "function": "Vérificatrice Inoubliable",
}
SUBJECT = "annuaire|zq-8842"
TRACES = ("Zéphyrine", "zephyrine", "quaquebeke", "zq.8842", "zq-8842", "inoubliable")
LEDGER = "select string_agg(state, ''::bytea) from ledger.event"
JOURNAL = "select convert_to(coalesce(string_agg(reading::text, ' '), ''), 'utf8') from journal.reading"
TABLES = """
    select schemaname, tablename from pg_catalog.pg_tables
    where schemaname not in ('pg_catalog', 'information_schema') or tablename = 'pg_statistic'
"""
FILES = """
    select pg_read_binary_file(folder || '/' || name)
    from (select 'base/' || oid as folder from pg_database where datname = current_database()) as own,
        pg_ls_dir(folder) as name
    where name ~ '^[0-9]'
"""
LOG = "select pg_read_binary_file('log', 0, 1000000000, true)"


def asked(api: Api, query: LiteralString) -> list[Any]:
    with psycopg.connect(api.installation.database.admin, autocommit=True) as connection:
        return connection.execute(query).fetchall()


def in_the_ledger(api: Api) -> bytes:
    [(states,)] = asked(api, LEDGER)
    return bytes(states)


def in_the_journal(api: Api) -> bytes:
    """Returns the entries of the access journal after a reading of an auditor."""
    [(readings,)] = asked(api, JOURNAL)
    return bytes(readings)


def in_the_bundle(api: Api) -> bytes:
    """Returns the bundle of an auditor, once everything is sealed."""
    api.installation.sealer.run()
    with TemporaryDirectory() as folder:
        target = Path(folder) / "bundle.zip"
        export_bundle(api.installation.database, Bassin.LIEGE, target, lambda *_: None)
        return b"".join(unzipped(target).values())


def in_every_table(api: Api) -> bytes:
    """Returns the rows as a dump has them; documents and states are bytes, which are searched for as such."""
    found = io.BytesIO()
    with psycopg.connect(api.installation.database.admin) as connection, connection.cursor() as cursor:
        for schema, table in asked(api, TABLES):
            with cursor.copy(SQL("copy {} to stdout").format(Identifier(schema, table))) as rows:
                for block in rows:
                    found.write(bytes(block))
    return found.getvalue()


def in_the_files(api: Api) -> bytes:
    """Returns the files of the database: dead rows and entries, free space and statistics included."""
    with psycopg.connect(api.installation.database.admin, autocommit=True) as connection:
        connection.execute("checkpoint")
    return b"".join(bytes(file) for (file,) in asked(api, FILES) if file)


def in_the_log_of_the_server(api: Api) -> bytes:
    """Returns the log of the embedded server; another server has its own folder."""
    [(lines,)] = asked(api, LOG)
    return bytes(lines or b"")


def in_a_backup(api: Api) -> bytes:
    """Returns a backup that is made now; an older one keeps what it had."""
    with TemporaryDirectory() as folder:
        target = Path(folder) / "backup"
        back_up(api.installation.database, target)
        rows = [gzip.decompress(file.read_bytes()) for file in sorted(target.glob("*.gz"))]
        return b"".join([*rows, (target / MANIFEST).read_bytes()])


PLACES: dict[str, Callable[[Api], bytes]] = {
    "backup": in_a_backup,
    "ledger": in_the_ledger,
    "bundle": in_the_bundle,
    "journal": in_the_journal,
    "tables": in_every_table,
    "files": in_the_files,
    "log of the server": in_the_log_of_the_server,
}
"""Where it is searched; whatever else the platform writes comes here."""


def traces(content: bytes) -> set[str]:
    folded = content.decode("utf-8", "ignore").casefold()
    return {trace for trace in TRACES if trace.casefold() in folded}
