"""A PostgreSQL with a migrated database that a process opens before it forks those that run tests.

Without it each of them would start a server and migrate a database of its own: a second of processor.
"""

import os
import pickle
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final, NamedTuple

import psycopg
from psycopg.conninfo import conninfo_to_dict
from psycopg.sql import SQL, Identifier

from efe_infra.postgres.database import Database


class Prepared(NamedTuple):
    """A server, a migrated database to copy, and the prefix of the names of all copies."""

    server: Database
    template: Database
    prefix: str


OPENED: Final[list[Prepared]] = []
"""What this process, or the one that forked it, has opened. `tests/conftest.py` takes it."""


@contextmanager
def prepared() -> Iterator[Prepared]:
    """Opens the server in a child of its own: a process that forks must have no other thread."""
    answer_out, answer_in = os.pipe()
    end_out, end_in = os.pipe()
    pid = os.fork()
    if not pid:
        try:
            os.close(answer_out)
            os.close(end_in)
            _serve(answer_in, end_out)
        finally:
            os._exit(0)
    os.close(answer_in)
    os.close(end_out)
    try:
        with os.fdopen(answer_out, "rb") as answer:
            opened = Prepared(*pickle.loads(answer.read()))  # a process of ours
        OPENED.append(opened)
        yield opened
    finally:
        OPENED.clear()
        os.close(end_in)
        os.waitpid(pid, 0)


def _serve(answer_in: int, end_out: int) -> None:
    from tests import conftest as fixtures  # noqa: PLC0415 - it imports this module

    with tempfile.TemporaryDirectory() as home, fixtures.opened_server() as server:
        with fixtures.migrated_database(server, Path(home)) as (template, prefix):
            with os.fdopen(answer_in, "wb") as answer:
                answer.write(pickle.dumps((server, template, prefix)))
            os.read(end_out, 1)
        with psycopg.connect(server.admin, autocommit=True) as admin:
            fixtures.drop_all(admin, prefix)


def drop_copies(opened: Prepared) -> None:
    """Drops the copies that a killed process left."""
    template = str(conninfo_to_dict(opened.template.admin)["dbname"])
    with psycopg.connect(opened.server.admin, autocommit=True) as admin:
        for (name,) in admin.execute(
            "select datname from pg_database where starts_with(datname, %s) and datname <> %s",
            [opened.prefix, template],
        ).fetchall():
            admin.execute(SQL("drop database {} with (force)").format(Identifier(name)))
