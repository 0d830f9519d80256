"""Databases to measure on, all on one server."""

import platform
from contextlib import closing
from functools import cached_property
from itertools import batched, count
from os import cpu_count, sysconf
from statistics import median
from time import perf_counter
from typing import Self

import psycopg
from psycopg.conninfo import conninfo_to_dict
from psycopg.sql import SQL, Identifier

from efe_infra.ledger.recorder import LedgerRecorder
from efe_infra.postgres.database import Database
from efe_infra.postgres.migrations import migrate
from efe_infra.read_model.tables.schema import create_read_tables
from efe_infra.samples.simulation.history import History
from efe_projections.catalogue import PROJECTIONS

PATIENCE = 600.0
"""Seconds after which something is wrong, rather than slow."""
REQUEST = 1000
"""Events a request when a chapter is written: it is decided already."""


class Stage:
    """Makes databases, and drops them at the end."""

    def __init__(self, server: Database) -> None:
        self._server = server
        self._admin = psycopg.connect(server.admin, autocommit=True)
        self._numbers = count()
        self._names: list[str] = []

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        with closing(self._admin):
            for name in self._names:
                self._admin.execute(SQL("drop database {} with (force)").format(Identifier(name)))

    def bare(self) -> Database:
        """Nothing in it."""
        return self._copied("template0")

    def fresh(self) -> Database:
        """Migrated, with empty read tables."""
        return self.copy(self._migrated)

    def copy(self, database: Database) -> Database:
        """Copies a database, to which no session may be connected."""
        return self._copied(str(conninfo_to_dict(database.admin)["dbname"]))

    def machine(self) -> dict[str, str | int | float]:
        """Describes the machine as far as figures depend on it, without a name."""
        [(version, fsync)] = self._admin.execute("select split_part(version(), ' ', 2), current_setting('fsync')")
        return {
            "cpus": cpu_count() or 0,
            "memory_gib": round(sysconf("SC_PAGE_SIZE") * sysconf("SC_PHYS_PAGES") / 2**30),
            "python": platform.python_version(),
            "postgresql": version,
            "fsync": fsync,
            "commit_ms": 1000 * median(self._commit() for _ in range(200)),
        }

    @cached_property
    def _migrated(self) -> Database:
        database = self.bare()
        migrate(database)
        create_read_tables(database, PROJECTIONS)
        return database

    def _commit(self) -> float:
        """Seconds until next to nothing is on disk."""
        started = perf_counter()
        self._admin.execute("select pg_logical_emit_message(true, 'bench', '')")
        return perf_counter() - started

    def _copied(self, template: str) -> Database:
        name = f"efe_bench_{next(self._numbers)}"
        self._admin.execute(SQL("create database {} template {}").format(Identifier(name), Identifier(template)))
        self._names.append(name)
        return self._server.named(name)


class Chronicle:
    """A ledger into which the history is written, chapter by chapter."""

    def __init__(self, database: Database) -> None:
        self.database = database
        self.position = 0
        self._history = History()

    def write(self, events: int) -> int:
        """Append so many, and return how many there are."""
        with closing(LedgerRecorder(self.database)) as recorder:
            for request in batched(self._history.take(events), REQUEST, strict=False):
                self.position = recorder.insert_events(request)[-1]
        return self.position
