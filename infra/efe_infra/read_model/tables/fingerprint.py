"""Fingerprints of projections. A stored one that differs from the code's means that a rebuild is due."""

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
    """Returns a SHA-256 by table, over its definition, its topics and the source of all modules of its fold.

    A changed comment costs an unneeded rebuild; a missed change would cost wrong rows. The audit trail compares the
    rows of all tables, so it changes with each of them.
    """
    result = {projection.row.TABLE.name: _fingerprint(projection) for projection in projections}
    audit = projections.audit
    result[audit.place.TABLE.name] = _digest([define(audit.place.TABLE)])
    roots = {each.__module__ for each in (audit.event, audit.changes_between, audit.record, audit.put)}
    result[audit.event.TABLE.name] = _digest(
        [define(audit.event.TABLE), create_views(audit), *_sources(roots), *sorted(result.values())]
    )
    return result


def combined_fingerprint(built: Mapping[str, str]) -> str:
    return _digest([f"{name} {value}" for name, value in sorted(built.items())])


def rebuild_due(database: Database, projections: Projections) -> list[str]:
    """Returns the tables that differ from this code, sorted."""
    with connect(database.conninfo(DatabaseRole.PROJECTOR)) as connection:
        return changed_tables(connection, projections)


def changed_tables(connection: psycopg.Connection[Any], projections: Projections) -> list[str]:
    """Returns the same as `rebuild_due`, on an open connection."""
    stored, expected = stored_fingerprints(connection), fingerprints(projections)
    return sorted(name for name in {*stored, *expected} if stored.get(name) != expected.get(name))


def stored_fingerprints(connection: psycopg.Connection[Any]) -> Mapping[str, str]:
    return dict(connection.execute("select projection, fingerprint from projection.fingerprint").fetchall())


def store_fingerprints(connection: psycopg.Connection[Any], built: Mapping[str, str]) -> None:
    """Replaces the stored fingerprints, in the open transaction."""
    connection.execute("delete from projection.fingerprint")
    connection.cursor().executemany(
        "insert into projection.fingerprint (projection, fingerprint) values (%s, %s)", sorted(built.items())
    )


def _fingerprint(projection: Projection[Any]) -> str:
    functions = [
        f"{each.__module__}.{getattr(each, '__qualname__', '')}" for each in (projection.keys, projection.evolve)
    ]
    roots = {projection.row.__module__, projection.keys.__module__, projection.evolve.__module__, *_ENGINE}
    return _digest([define(projection.row.TABLE), *functions, *sorted(projection.topics), *_sources(roots)])


def _sources(roots: set[str]) -> list[str]:
    visited: set[str] = set()
    waiting = [*roots]
    while waiting:
        name = waiting.pop()
        if name not in visited:
            visited.add(name)
            waiting += _imports(name)
    return [_source(name) for name in sorted(visited)]


@cache
def _source(name: str) -> str:
    return inspect.getsource(sys.modules[name])


@cache
def _imports(name: str) -> Sequence[str]:
    """Returns the modules of the domain and the projections that the module imports."""
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
