"""Sealed events as they are exported: read little by little, and written as they are stored."""

from collections.abc import Generator, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any, LiteralString, NamedTuple, Self
from uuid import UUID, uuid4

import msgspec
import psycopg

from efe_domain.project.events import PoleJoined
from efe_domain.shared.codec import encode
from efe_domain.transparency.notes import VerifierKey
from efe_domain.transparency.proofs import SignedCheckpoint
from efe_domain.transparency.routed_log import Genesis
from efe_infra.ledger.leaf import EPOCH, MICROSECOND
from efe_infra.postgres.database import Database, DatabaseRole
from efe_infra.read_model.tables.session import open_session
from efe_infra.transparency.evidence.refusals import NothingSealed
from efe_infra.transparency.sealing.ledger_log import read_checkpoint, read_genesis, read_keys

APPLICATION = "efe-export"
PAGE = 2000
"""Rows that are in memory at once."""

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
BLOCK_KEYS = "select vkey from seal.key order by number"

type Connection = psycopg.Connection[Any]


class Stored(NamedTuple):
    """An event as the ledger has it; `seq` is its place among those of an Instance, None when it is of others."""

    position: int
    recorded_at: datetime
    originator_id: UUID
    originator_version: int
    topic: str
    state: bytes
    seq: int | None


class Line(msgspec.Struct, frozen=True):
    """The line of an event in a bundle."""

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


def rows_of(connection: Connection, query: LiteralString, parameters: Any = ()) -> Generator[tuple[Any, ...]]:
    """The rows, of which a page is in memory.

    Who may stop before the end closes it: the garbage collector would do so in the midst of another statement, and
    both would wait for the connection for ever.
    """
    with connection.cursor(f"rows_{uuid4().hex}") as cursor:
        cursor.itersize = PAGE
        yield from cursor.execute(query, parameters, binary=True)


@dataclass(frozen=True, kw_only=True)
class View:
    """The events that the last checkpoint covers, as one Instance sees them."""

    connection: Connection
    genesis: Genesis
    checkpoint: SignedCheckpoint
    bassin: str

    @classmethod
    def of(cls, connection: Connection, bassin: str) -> Self:
        """Raises `NothingSealed`."""
        genesis, checkpoint = read_genesis(connection), read_checkpoint(connection)
        if not genesis or not checkpoint:
            raise NothingSealed
        return cls(connection=connection, genesis=genesis, checkpoint=checkpoint, bassin=bassin)

    @property
    def last(self) -> int:
        """The last position."""
        return self.checkpoint.size - 1

    @property
    def sealed_up_to(self) -> datetime:
        """The instant of the last event, which is that of nothing else."""
        row = self.connection.cursor(binary=True).execute(LAST_INSTANT, [self.checkpoint.size]).fetchone()
        return row[0] if row else EPOCH

    def count(self) -> int:
        """Events of the Instance."""
        [(number,)] = self.connection.execute(COUNT, self._parameters).fetchall()
        return int(number)

    def entries(self, *, annexed: bool = True) -> Iterator[tuple[bytes, Stored | None]]:
        """Every entry in order, with its event if it is opened: of the Instance, or of the past of what it joined."""
        parameters, seq = {**self._parameters, "annexed": self._annexed() if annexed else []}, 0
        with closing(rows_of(self.connection, ENTRIES, parameters)) as rows:
            for entry, own, *event in rows:
                opened = event[0] is not None
                seq += own and opened
                yield entry, Stored._make([*event, seq if own else None]) if opened else None

    def events(self) -> Iterator[Stored]:
        """Those of the Instance."""
        return (event for _, event in self.entries(annexed=False) if event)

    def _annexed(self) -> list[int]:
        """Positions of others in projects before the Instance joined them, the last time."""
        parameters = {**self._parameters, "join": PoleJoined.TOPIC, "bassin": self.bassin}
        return [position for (position,) in self.connection.execute(ANNEXED, parameters)]

    @property
    def _parameters(self) -> dict[str, Any]:
        return {"bit": self.genesis.mask([self.bassin]), "size": self.checkpoint.size}


def keys_of(connection: Connection) -> list[VerifierKey]:
    """The public keys of the ledger log, and before them those of the log of blocks alone; the oldest first."""
    keys = read_keys(connection)
    known = {key.public for key in keys}
    former = [VerifierKey.parse(vkey) for (vkey,) in connection.execute(BLOCK_KEYS)]
    return [*(key for key in former if key.public not in known), *keys]


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
