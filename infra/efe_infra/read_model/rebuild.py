"""All read tables folded again from the first event, beside those in use, then put in their place."""

import gc
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import psycopg

from efe_infra.ledger.connection import connect
from efe_infra.postgres.database import Database, DatabaseRole
from efe_infra.read_model.session import prepare
from efe_infra.read_model.shadow import Progress, Shadow
from efe_projections.projection import Projection

_LOCK = 0x0EFE_0003  # advisory locks are numbers of one database


class RebuildRunning(Exception):
    """Another process is rebuilding the read model."""


def rebuild(database: Database, projections: Sequence[Projection[Any]], progress: Progress | None = None) -> int:
    """Build the read model anew and return its position; runners and readers go on meanwhile.

    Raises `RebuildRunning`, or `FoldFailed` for an event that a projection cannot take; then nothing has changed.
    """
    conninfo = database.conninfo(DatabaseRole.PROJECTOR)
    with connect(conninfo) as writing, connect(conninfo) as reading, _alone(writing), _without_cycle_collection():
        prepare(writing)
        shadow = Shadow(writing, reading, projections)
        try:
            shadow.create()
            shadow.fill(progress or _unseen)
            while not shadow.swap():
                time.sleep(0.05)
        finally:
            shadow.drop()
        return shadow.position


def _unseen(_position: int, _head: int) -> None:
    """Nobody looks."""


@contextmanager
def _alone(connection: psycopg.Connection[Any]) -> Iterator[None]:
    [(alone,)] = connection.execute("select pg_try_advisory_lock(%s)", [_LOCK]).fetchall()
    if not alone:
        raise RebuildRunning
    yield


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
