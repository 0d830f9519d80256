"""The library's application recorder over the ledger: a notification id is a position."""

from collections.abc import Callable, Collection, Mapping, Sequence
from contextlib import AbstractContextManager
from datetime import date
from typing import Any, Final, LiteralString, cast
from uuid import UUID

from eventsourcing.persistence import (
    ApplicationRecorder,
    Notification,
    NotSupportedError,
    ProgrammingError,
    StoredEvent,
)
from psycopg import Error

from efe_domain.shared.errors import CommandReused
from efe_domain.shared.ledger import (
    Append,
    Command,
    KnownCommand,
    OutcomeUnknown,
    RecordedCommand,
    Search,
    StreamRead,
)
from efe_infra.ledger.appender import Appender
from efe_infra.ledger.asking import take
from efe_infra.ledger.mapper import CanonicalMapper
from efe_infra.ledger.pages import LedgerPages
from efe_infra.ledger.request import Group, Request
from efe_infra.ledger.subscription import LedgerSubscription
from efe_infra.ledger.turn import Turn
from efe_infra.postgres.connection import (
    PATIENCE,
    PatientConnection,
    await_standbys,
    settled,
    translating,
)
from efe_infra.postgres.database import Database, DatabaseRole
from efe_infra.postgres.pools import Pool

STREAM_UP = """
    select originator_id, originator_version, topic, state from ledger.event
    where originator_id = %s and originator_version > %s::bigint and originator_version <= %s::bigint
    order by originator_version limit %s::bigint
"""
STREAM_DOWN = STREAM_UP.replace("order by originator_version", "order by originator_version desc")

NOTIFICATIONS = """
    select originator_id, originator_version, topic, state, position from ledger.event
    where position > %(after)s::bigint and position <= %(upto)s::bigint
        and (%(topics)s::text[] = '{}' or topic = any(%(topics)s::text[]))
    order by position limit %(limit)s::bigint
"""

COMMAND = "select digest, entity, first_position, last_position from ledger.command where command_id = %s"

COMMANDS = """
    select command_id, digest, entity, first_position, last_position from ledger.command where command_id = any(%s)
"""

STREAMS = """
    select originator_id, originator_version, topic, state from ledger.event
    where originator_id = any(%s) order by originator_id, originator_version
"""

VERSIONS = """
    select originator_id, max(originator_version) from ledger.event where originator_id = any(%s) group by 1
"""

SERVER = "select pg_postmaster_start_time()"
"""Another one takes over with another time. Within one, nothing that was visible is lost."""

LAST_DAY = "select (nullif(recorded_at, 'epoch') at time zone 'Europe/Brussels')::date from ledger.head"
ACTOR = """
    select convert_from(event.state, 'UTF8')::jsonb -> 'metadata' ->> 'actor'
    from ledger.command join ledger.event on position = first_position where command_id = %s
"""
NAMING = """
    select originator_id, min(split_part(topic, '.', 1)) from ledger.event
    where split_part(topic, '.', 1) = any(%(kinds)s::text[])
        and exists (select from unnest(%(names)s::bytea[]) as name where position(name in state) > 0)
    group by originator_id order by originator_id
"""
"""Corrections are rare: no index stands by for them, which every append would have to keep."""

LAST = 2**63 - 1  # the greatest bigint

LITTLE_MEMORY: Final = "set local work_mem = '64kB'"
ROOM: Final = """
    select max(length(wide)) from (
        select repeat(each::text, 300) as wide from generate_series(1, 500) as each order by each desc offset 0
    ) as sorted
"""
"""Writes half a megabyte, to a file that goes: nothing else that leaves no trace tells that the disk is full."""


class LedgerRecorder(ApplicationRecorder):
    """Appends and reads as `efe_command`, for all threads of a process; to be closed.

    Raises the library's persistence errors; `OperationalError` when the server is away, or keeps a read waiting, for
    longer than `patience` (seconds).
    """

    def __init__(self, database: Database, *, patience: float = PATIENCE) -> None:
        self._database = database
        self._settle = settled(DatabaseRole.COMMAND, patience)
        self._server: object = None
        self._appender = Appender(database, self._configure, patience=patience)
        self._pool = Pool(
            database.conninfo(DatabaseRole.COMMAND),
            PatientConnection,
            name="Ledger",
            least=1,
            most=8,
            patience=patience,
            configure=self._configure,
        )
        self._turn = Turn(self._pool, patience)

    @property
    def server(self) -> object:
        """Changes with the server: what is remembered of the ledger of another one may be more than this one has."""
        if self._server is None:
            self._select(SERVER, [])
        return self._server

    def _configure(self, connection: PatientConnection) -> None:
        self._settle(connection)
        [self._server] = connection.execute(SERVER).fetchall()

    def close(self) -> None:
        self._appender.close()
        self._pool.close()

    def insert_events(
        self,
        stored_events: Sequence[StoredEvent],
        *,
        reads: Sequence[StreamRead] = (),
        command: Command | None = None,
        searches: Sequence[Search] = (),
        **others: Any,
    ) -> Sequence[int]:
        """Append all or nothing, and return the positions once they are durable.

        Raises `IntegrityError` when a stream that is written or was read has moved, or one of the searches finds
        more than it did, `AlreadyRecorded` or
        `CommandReused` when the command is known.
        """
        if any(value is not None for value in others.values()):
            raise NotSupportedError(f"The ledger does not record {', '.join(others)}")
        if command and not stored_events:
            raise ProgrammingError("A command records at least one event")
        return self._append(Request(stored_events, reads, command, searches)) if stored_events else []

    def insert_together(self, appends: Sequence[Append]) -> Sequence[int]:
        """Append the events of all of them or nothing, and return their positions once they are durable.

        Raises `IntegrityError` when a stream of any of them has moved, or a command is known.
        """
        stored = CanonicalMapper().to_stored_event
        parts = [
            Request([stored(event) for event in each.events], each.reads, each.command, each.searches)
            for each in appends
        ]
        return self._append(Group(parts)) if parts else []

    def turn(self, prepare: Callable[[], object]) -> AbstractContextManager[None]:
        """Nobody else appends until this thread does, or leaves; it prepares before. Raises `OperationalError`."""
        return self._turn.held(prepare)

    def _append(self, request: Request) -> Sequence[int]:
        return request.result() if self._turn.append(request) else self._appender.append(request)

    def take_turn(self, within: float) -> None:
        """Append nothing, on the way of an append: the turn of this process, then that of the ledger, room on the
        disk, and a commit.

        Each is waited for so many seconds. Raises `TimeoutError`, or the library's errors, psycopg's pool's too.
        """
        self._appender.wait_for_turn(within)
        with translating(), self._pool.connection(within) as connection, connection.transaction():
            take(connection.cursor(), within)
            connection.execute(LITTLE_MEMORY)
            connection.execute(ROOM)

    def find_command(self, command_id: UUID, digest: bytes) -> RecordedCommand | None:
        """The recorded command, or None; it is durable, or becomes so before the answer is given.

        Raises `CommandReused` when the digest differs, and `OutcomeUnknown` when the standbys may not have it.
        """
        for recorded_digest, entity, first, last in self._select(COMMAND, [command_id]):
            if recorded_digest != digest:
                raise CommandReused(command_id)
            self._await_standbys()
            return RecordedCommand(entity, list(range(first, last + 1)))
        return None

    def find_commands(self, command_ids: Collection[UUID]) -> Mapping[UUID, KnownCommand]:
        """Those that are recorded; they are durable, or become so before the answer is given.

        Raises `OutcomeUnknown` when the standbys may not have them.
        """
        found = {
            command: KnownCommand(digest, RecordedCommand(entity, list(range(first, last + 1))))
            for command, digest, entity, first, last in self._select(COMMANDS, [list(command_ids)])
        }
        if found:
            self._await_standbys()
        return found

    def select_streams(self, streams: Collection[UUID]) -> Sequence[StoredEvent]:
        """All events of all of them, each stream in its order."""
        return [StoredEvent(*row) for row in self._select(STREAMS, [list(streams)])]

    def versions_of(self, streams: Collection[UUID]) -> Mapping[UUID, int]:
        """How far each stream has come; those that do not exist are left out."""
        return dict(self._select(VERSIONS, [list(streams)]))

    def actor_of(self, command_id: UUID) -> str | None:
        """The account that sent a recorded command; None for one that is not recorded."""
        return next((actor for (actor,) in self._select(ACTOR, [command_id])), None)

    def select_events(
        self,
        originator_id: UUID | str,
        *,
        gt: int | None = None,
        lte: int | None = None,
        desc: bool = False,
        limit: int | None = None,
    ) -> Sequence[StoredEvent]:
        after, upto = -1 if gt is None else gt, LAST if lte is None else lte
        rows = self._select(STREAM_DOWN if desc else STREAM_UP, [originator_id, after, upto, limit])
        return [StoredEvent(*row) for row in rows]

    def select_notifications(
        self,
        start: int | None,
        limit: int,
        stop: int | None = None,
        topics: Sequence[str] = (),
        *,
        inclusive_of_start: bool = True,
    ) -> Sequence[Notification]:
        after = (start or 0) - (1 if inclusive_of_start else 0)
        upto = LAST if stop is None else stop
        rows = self._select(NOTIFICATIONS, {"after": after, "upto": upto, "topics": list(topics), "limit": limit})
        return [Notification(*row) for row in rows]

    def max_notification_id(self) -> int | None:
        [(position,)] = self._select("select position from ledger.head", [])
        return position or None

    def last_day(self) -> date | None:
        """The day in law on which the last event was recorded, by the clock of the server at that time."""
        [(day,)] = self._select(LAST_DAY, [])
        return cast("date | None", day)

    def streams_naming(self, names: Sequence[str], kinds: Sequence[str]) -> Sequence[tuple[UUID, str]]:
        """The streams of these kinds of which an event has one of the names. It reads the whole ledger."""
        wanted = [name.encode() for name in names]
        return cast("list[tuple[UUID, str]]", self._select(NAMING, {"names": wanted, "kinds": list(kinds)}))

    def subscribe(self, gt: int | None = None, topics: Sequence[str] = ()) -> LedgerSubscription:
        """To be used as a context manager, in the thread that iterates."""
        return LedgerSubscription(self, LedgerPages(self._database, DatabaseRole.COMMAND, after=gt or 0), topics)

    def _await_standbys(self) -> None:
        """What is visible may have ceased to wait for its standbys, when its own connection was ended."""
        try:
            with self._pool.lent() as connection:
                await_standbys(connection)
        except Error as error:
            raise OutcomeUnknown(str(error)) from error

    def _select(self, query: LiteralString, parameters: Sequence[Any] | dict[str, Any]) -> list[tuple[Any, ...]]:
        with translating(), self._pool.lent() as connection, connection.cursor(binary=True) as cursor:
            return cursor.execute(query, parameters, prepare=True).fetchall()
