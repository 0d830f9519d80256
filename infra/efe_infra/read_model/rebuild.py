"""All read tables folded again from the first event, beside those in use, then put in their place."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any

import psycopg
from psycopg.errors import LockNotAvailable

from efe_infra.postgres.database import Database, DatabaseRole
from efe_infra.read_model.folding.ledger_source import LedgerSource, Source
from efe_infra.read_model.shadow import MEMORY, Progress, Shadow
from efe_infra.read_model.tables.generation import GENERATION, UNLESS_NEWER, Precedence
from efe_infra.read_model.tables.session import open_session, prepare_writing
from efe_projections.engine.audit_fold import Projections

APPLICATION = "efe-rebuild"
_LOCK = 0x0EFE_0003  # advisory locks are numbers of one database


class RebuildRunning(Exception):
    """Another process is rebuilding the read model. The message is one French line."""

    def __init__(self) -> None:
        super().__init__("Une autre reconstruction des tables de lecture est en cours.")


def rebuild(
    database: Database,
    projections: Projections,
    progress: Progress | None = None,
    source: Source | None = None,
    *,
    generation: int = GENERATION,
    refused: frozenset[Precedence] = UNLESS_NEWER,
    memory: int = MEMORY,
) -> int:
    """Build the read model anew and return its position; runners and readers go on meanwhile.

    From the ledger of the database, or from another source. `generation` is that of this code, `memory` how many rows
    are held at once, between one and two kilobytes each.

    Raises `RebuildRunning`, `RebuildRefused` where the tables in use stand to this code as is `refused`, or
    `FoldFailed` for an event that a projection cannot take; then nothing has changed.
    """
    with (
        open_session(database.administered, DatabaseRole.PROJECTOR, APPLICATION) as writing,  # it makes schemas
        open_session(database, DatabaseRole.PROJECTOR, APPLICATION) as reading,
        _alone(writing),
        _without_cycle_collection(),
    ):
        prepare_writing(writing)
        prepare_writing(reading)
        origin = source or LedgerSource(reading)
        shadow = Shadow(writing, reading, origin, projections, generation=generation, refused=refused, memory=memory)
        shadow.check()
        try:
            shadow.create()
            shadow.fill(progress or _unseen)
            shadow.swap()
        finally:
            with suppress(LockNotAvailable):  # a long statement still reads what retired: the next rebuild removes it
                shadow.drop()
        return shadow.position


def _unseen(_position: int, _head: int) -> None:
    """Nobody looks."""


@contextmanager
def _alone(connection: psycopg.Connection[Any]) -> Iterator[None]:
    [(alone,)] = connection.execute("select pg_try_advisory_lock(%s)", [_LOCK]).fetchall()
    if not alone:
        raise RebuildRunning
    try:
        yield
    finally:
        with suppress(psycopg.OperationalError):  # it is given back with the connection, a moment after it is closed
            connection.execute("select pg_advisory_unlock(%s)", [_LOCK])


@contextmanager
def _without_cycle_collection() -> Iterator[None]:
    """Folding makes millions of objects and no cycles: to look for them would take a quarter of the time."""
    enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if enabled:
            gc.enable()
