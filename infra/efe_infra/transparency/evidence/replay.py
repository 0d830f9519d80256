"""Events folded again into a database of their own, and compared with what the platform serves."""

from datetime import datetime
from typing import Any

import msgspec
import psycopg

from efe_infra.postgres.database import Database
from efe_infra.read_model.folding.fold import FoldFailed
from efe_infra.read_model.folding.ledger_source import Source
from efe_infra.read_model.rebuild import rebuild
from efe_infra.read_model.shadow import Progress
from efe_infra.read_model.tables.definition import tables_of
from efe_infra.read_model.tables.fingerprint import changed
from efe_infra.read_model.tables.position import current
from efe_infra.transparency.evidence.differences import Difference, first_difference
from efe_infra.transparency.evidence.digest import Digest, Seen, digest
from efe_infra.transparency.evidence.rows import Scope, lines, reading
from efe_projections.catalogue import PROJECTIONS
from efe_projections.engine.instants import position_at


class ReplayFailed(Exception):
    """There is nothing to compare. The message is one French line."""


def refold(source: Source, into: Database, progress: Progress | None = None) -> None:
    """Fold every event of the source into the read tables of an empty database. Raises `ReplayFailed`."""
    try:
        rebuild(into, PROJECTIONS, progress, source)
    except FoldFailed as failure:
        raise ReplayFailed(
            f"L'événement à la position {failure.position} ne se rejoue pas : {failure.__cause__}."
        ) from failure
    except (psycopg.DataError, psycopg.IntegrityError) as error:
        raise ReplayFailed(f"Les événements ne se rejouent pas : {str(error).splitlines()[0]}.") from error


def served_position(connection: psycopg.Connection[Any], moment: int | datetime | None = None) -> int:
    """The position meant; without one, how far the read tables have come.

    Raises `ReplayFailed` unless they are of this code and have come that far.
    """
    if due := changed(connection, PROJECTIONS):
        raise ReplayFailed(f"Les tables de lecture sont à reconstruire (« efe rebuild ») : {', '.join(due)}.")
    served, _ = current(connection)
    if isinstance(moment, datetime):
        query = position_at(moment)
        [(position,)] = connection.execute(query.sql, query.params).fetchall()
        return int(position)
    if moment is not None and moment > served:
        raise ReplayFailed(f"La plateforme n'en est qu'à la position {served}, avant la position {moment}.")
    return served if moment is None else moment


class Comparison(msgspec.Struct, frozen=True, kw_only=True):
    """`tables` names those that differ; `differences` has the first of each, where there are rows to look at."""

    replayed: Digest
    tables: list[str]
    differences: list[Difference]


def compare_served(replayed: Database, served: Database, scope: Scope, seen: Seen | None = None) -> Comparison:
    """With what the platform serves at that position."""
    with reading(replayed) as ours, reading(served) as theirs:
        found = compare(digest(ours, scope, seen), digest(theirs, scope, seen))
        differences = [
            first_difference(table, lines(ours, table, scope), lines(theirs, table, scope))
            for table in tables_of(PROJECTIONS)
            if table.name in found.tables
        ]
    return msgspec.structs.replace(found, differences=[each for each in differences if each])


def compare(replayed: Digest, other: Digest) -> Comparison:
    """Table by table: of a digest alone, no key nor field can be told."""
    names = [name for name in replayed.tables if replayed.tables[name] != other.tables.get(name)]
    return Comparison(replayed=replayed, tables=names, differences=[])
