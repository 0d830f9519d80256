"""Sealed history of an Instance: its events up to the last checkpoint, in their stored bytes, read in pages."""

from collections.abc import Generator, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any, LiteralString, NamedTuple, Self
from uuid import UUID, uuid4

import msgspec
import psycopg

from efe_domain.project.carrier_events import PoleJoined
from efe_domain.shared.codec import encode
from efe_domain.transparency.proofs import SignedCheckpoint
from efe_domain.transparency.routed_log import Genesis
from efe_infra.ledger.leaf import EPOCH, MICROSECOND
from efe_infra.postgres.database import Database, DatabaseRole
from efe_infra.read_model.tables.session import open_session
from efe_infra.transparency.evidence.atomic_file import NothingToExport
from efe_infra.transparency.sealing.ledger_log import read_checkpoint, read_covering_checkpoint, read_genesis

APPLICATION = "efe-export"
PAGE_ROWS = 2000
"""Number of rows in memory at once."""

ENTRIES: LiteralString = """
    select entry.entry, mask & %(bit)s <> 0,
        event.position, recorded_at, originator_id, originator_version, topic, state
    from seal.entry left join ledger.event
        on event.position = entry.position and (mask & %(bit)s <> 0 or entry.position = any(%(annexed)s::bigint[]))
    where entry.position < %(size)s order by entry.position
"""
ANNEXED: LiteralString = """
    with joined as (
        select originator_id, max(position) as position from ledger.event join seal.entry using (position)
        where topic = %(join)s and mask & %(bit)s <> 0 and position < %(size)s
            and convert_from(state, 'UTF8')::json ->> 'bassin' = %(bassin)s
        group by originator_id
    )
    select event.position from joined join ledger.event using (originator_id)
    join seal.entry on entry.position = event.position
    where event.position < joined.position and mask & %(bit)s = 0 order by event.position
"""
COUNT: LiteralString = "select count(*) from seal.entry where position < %(size)s and mask & %(bit)s <> 0"
LAST_INSTANT = "select recorded_at from ledger.event where position < %s order by position desc limit 1"

type Connection = psycopg.Connection[Any]


class StoredEvent(NamedTuple):
    """Stored event. `seq` is its number among those of the Instance; None for an event of others."""

    position: int
    recorded_at: datetime
    originator_id: UUID
    originator_version: int
    topic: str
    state: bytes
    seq: int | None


class BundleLine(msgspec.Struct, frozen=True):
    """Line of an event in a bundle."""

    originator_id: UUID
    originator_version: int
    position: int
    recorded_at: int
    state: msgspec.Raw
    topic: str
    seq: int | msgspec.UnsetType = msgspec.UNSET


@contextmanager
def snapshot(database: Database) -> Iterator[Connection]:
    """Yields a connection that reads the ledger and its seal as of one moment."""
    with open_session(database, DatabaseRole.PROJECTOR, APPLICATION) as connection, connection.transaction():
        connection.execute("set transaction isolation level repeatable read, read only")
        yield connection


def rows_of(connection: Connection, query: LiteralString, parameters: Any = ()) -> Generator[tuple[Any, ...]]:
    """Yields the rows, with one page in memory.

    A caller that may stop before the end closes the generator. Else the garbage collector closes it during another
    statement, and both wait for the connection for ever.
    """
    with connection.cursor(f"rows_{uuid4().hex}") as cursor:
        cursor.itersize = PAGE_ROWS
        yield from cursor.execute(query, parameters, binary=True)


@dataclass(frozen=True, kw_only=True)
class SealedHistory:
    """Events that the last checkpoint covers, from the view of one Instance."""

    connection: Connection
    genesis: Genesis
    checkpoint: SignedCheckpoint
    bassin: str

    @classmethod
    def of(cls, connection: Connection, bassin: str, covering: int | None = None) -> Self:
        """Reads the last checkpoint, or the first one that covers a position. Raises `NothingToExport`."""
        genesis = read_genesis(connection)
        checkpoint = (
            read_checkpoint(connection) if covering is None else read_covering_checkpoint(connection, covering)
        )
        if not genesis or not checkpoint:
            raise NothingToExport
        return cls(connection=connection, genesis=genesis, checkpoint=checkpoint, bassin=bassin)

    @property
    def last(self) -> int:
        """Last position that the checkpoint covers."""
        return self.checkpoint.size - 1

    @property
    def last_instant(self) -> datetime:
        """Instant of the last event that the checkpoint covers."""
        row = self.connection.cursor(binary=True).execute(LAST_INSTANT, [self.checkpoint.size]).fetchone()
        return row[0] if row else EPOCH

    def count(self) -> int:
        [(number,)] = self.connection.execute(COUNT, self._parameters).fetchall()
        return int(number)

    def entries(self, *, annexed: bool = True) -> Iterator[tuple[bytes, StoredEvent | None]]:
        """Yields every entry in order, with its event if the bundle opens it.

        Opened are the events of the Instance and, with `annexed`, the past of the projects that it joined.
        """
        parameters, seq = {**self._parameters, "annexed": self._annexed() if annexed else []}, 0
        with closing(rows_of(self.connection, ENTRIES, parameters)) as rows:
            for entry, own, *event in rows:
                is_open = event[0] is not None
                seq += own and is_open
                yield entry, StoredEvent._make([*event, seq if own else None]) if is_open else None

    def events(self) -> Iterator[StoredEvent]:
        return (event for _, event in self.entries(annexed=False) if event)

    def _annexed(self) -> list[int]:
        """Returns positions of events of others in projects, before the last join of the Instance."""
        parameters = {**self._parameters, "join": PoleJoined.TOPIC, "bassin": self.bassin}
        return [position for (position,) in self.connection.execute(ANNEXED, parameters)]

    @property
    def _parameters(self) -> dict[str, Any]:
        return {"bit": self.genesis.mask([self.bassin]), "size": self.checkpoint.size}


def line_of(event: StoredEvent) -> bytes:
    """Returns canonical JSON and a line feed, with the state in its stored bytes."""
    return (
        encode(
            BundleLine(
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
