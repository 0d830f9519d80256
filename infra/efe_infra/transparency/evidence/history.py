"""Sealed events as they are exported: read little by little, and written as they are stored."""

from collections.abc import Generator, Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any, LiteralString, NamedTuple
from uuid import UUID, uuid4

import msgspec
import psycopg

from efe_domain.shared.codec import encode
from efe_domain.transparency.notes import VerifierKey
from efe_infra.ledger.leaf import EPOCH, MICROSECOND
from efe_infra.postgres.database import Database, DatabaseRole
from efe_infra.read_model.session import open_session

APPLICATION = "efe-export"
PAGE = 2000
"""Rows that are in memory at once."""

OF_INSTANCE = """
    select position, recorded_at, originator_id, originator_version, topic, state, seq
    from seal.leaf join ledger.event using (position) where bassin = %s and seq <= %s order by seq
"""
OF_STREAM = """
    select position, recorded_at, originator_id, originator_version, topic, state, null
    from ledger.event where originator_id = %s and position < %s order by position
"""

KEYS = "select vkey from seal.key order by number"

type Connection = psycopg.Connection[Any]


class Stored(NamedTuple):
    """An event as the ledger has it; `seq` is its place in the tree of an Instance."""

    position: int
    recorded_at: datetime
    originator_id: UUID
    originator_version: int
    topic: str
    state: bytes
    seq: int | None


class Line(msgspec.Struct, frozen=True):
    """What a line of a bundle says of an event."""

    originator_id: UUID
    originator_version: int
    position: int
    recorded_at: int
    state: msgspec.Raw
    topic: str
    seq: int | msgspec.UnsetType = msgspec.UNSET


@contextmanager
def snapshot(database: Database) -> Iterator[Connection]:
    """The ledger and its seal as they are at one moment, for reading."""
    with open_session(database, DatabaseRole.PROJECTOR, APPLICATION) as connection, connection.transaction():
        connection.execute("set transaction isolation level repeatable read, read only")
        yield connection


def rows_of(connection: Connection, query: LiteralString, *parameters: Any) -> Generator[tuple[Any, ...]]:
    """The rows, of which a page is in memory.

    Who may stop before the end closes it: the garbage collector would do so in the midst of another statement, and
    both would wait for the connection for ever.
    """
    with connection.cursor(f"rows_{uuid4().hex}") as cursor:
        cursor.itersize = PAGE
        yield from cursor.execute(query, parameters, binary=True)


def events_of_instance(connection: Connection, bassin: str, size: int) -> Iterator[Stored]:
    return map(Stored._make, rows_of(connection, OF_INSTANCE, bassin, size))


def past_of(connection: Connection, stream: UUID, before: int) -> Iterator[Stored]:
    """The events of an entity before a position."""
    return map(Stored._make, rows_of(connection, OF_STREAM, stream, before))


def keys_of(connection: Connection) -> list[VerifierKey]:
    """The public keys of the log, the oldest first."""
    return [VerifierKey.parse(vkey) for (vkey,) in connection.execute(KEYS)]


def line_of(event: Stored) -> bytes:
    """Canonical JSON and a line feed; the state is what is stored."""
    return (
        encode(
            Line(
                event.originator_id,
                event.originator_version,
                event.position,
                (event.recorded_at - EPOCH) // MICROSECOND,
                msgspec.Raw(event.state),
                event.topic,
                msgspec.UNSET if event.seq is None else event.seq,
            )
        )
        + b"\n"
    )
