"""The fingerprint of a projection, stored when its table is built: a different one means that a rebuild is due."""

import ast
import inspect
import sys
from collections.abc import Mapping, Sequence
from functools import cache
from hashlib import sha256
from typing import Any

import psycopg

from efe_infra.postgres.connection import connect
from efe_infra.postgres.database import Database, DatabaseRole
from efe_infra.read_model.folding import fold, table_fold
from efe_infra.read_model.tables import values
from efe_infra.read_model.tables.definition import create_views, define
from efe_projections.engine.audit_fold import Projections
from efe_projections.engine.projection import Projection

_ENGINE = (fold.__name__, table_fold.__name__, values.__name__)


@cache
def fingerprints(projections: Projections) -> Mapping[str, str]:
    """SHA-256 by table, over its definition, its topics and the source of all our modules that its fold can reach.

    A change of a comment there is a false alarm, which costs a rebuild; a missed change would cost wrong rows. The
    audit trail compares the rows of all tables, so a change of any of them is a change of it.
    """
    found = {projection.row.TABLE.name: _fingerprint(projection) for projection in projections}
    audit = projections.audit
    found[audit.place.TABLE.name] = _digest([define(audit.place.TABLE)])
    roots = {each.__module__ for each in (audit.event, audit.changes_between, audit.record, audit.put)}
    found[audit.event.TABLE.name] = _digest(
        [define(audit.event.TABLE), create_views(audit), *_sources(roots), *sorted(found.values())]
    )
    return found


def combined_fingerprint(built: Mapping[str, str]) -> str:
    """All fingerprints as one."""
    return _digest([f"{name} {value}" for name, value in sorted(built.items())])


def rebuild_due(database: Database, projections: Projections) -> list[str]:
    """The tables that are not what this code would build, sorted; a rebuild is due unless there is none."""
    with connect(database.conninfo(DatabaseRole.PROJECTOR)) as connection:
        return changed_tables(connection, projections)


def changed_tables(connection: psycopg.Connection[Any], projections: Projections) -> list[str]:
    """As `rebuild_due`, on a connection that there is."""
    stored, expected = stored_fingerprints(connection), fingerprints(projections)
    return sorted(name for name in {*stored, *expected} if stored.get(name) != expected.get(name))


def stored_fingerprints(connection: psycopg.Connection[Any]) -> Mapping[str, str]:
    """The fingerprints with which the tables in use were built."""
    return dict(connection.execute("select projection, fingerprint from projection.fingerprint").fetchall())


def store_fingerprints(connection: psycopg.Connection[Any], built: Mapping[str, str]) -> None:
    """Replace what is stored, in the transaction under way."""
    connection.execute("delete from projection.fingerprint")
    connection.cursor().executemany(
        "insert into projection.fingerprint (projection, fingerprint) values (%s, %s)", sorted(built.items())
    )


def _fingerprint(projection: Projection[Any]) -> str:
    roots = {projection.row.__module__, projection.keys.__module__, projection.evolve.__module__, *_ENGINE}
    return _digest([define(projection.row.TABLE), *sorted(projection.topics), *_sources(roots)])


def _sources(roots: set[str]) -> list[str]:
    seen: set[str] = set()
    waiting = [*roots]
    while waiting:
        name = waiting.pop()
        if name not in seen:
            seen.add(name)
            waiting += _imports(name)
    return [_source(name) for name in sorted(seen)]


@cache
def _source(name: str) -> str:
    return inspect.getsource(sys.modules[name])


@cache
def _imports(name: str) -> Sequence[str]:
    """Our modules of the layers below that the module imports."""
    names: list[str] = []
    for node in ast.walk(ast.parse(_source(name))):
        match node:
            case ast.ImportFrom(module=str(module)):
                names += [module, *(f"{module}.{alias.name}" for alias in node.names)]
            case ast.Import():
                names += [alias.name for alias in node.names]
    return [name for name in names if name.startswith(("efe_domain", "efe_projections")) and name in sys.modules]


def _digest(parts: Sequence[str]) -> str:
    return sha256("\0".join(parts).encode()).hexdigest()
