"""Application recorder of the eventsourcing library on the ledger; a notification id is a ledger position."""

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
    AppendOutcomeUnknown,
    Command,
    KnownCommand,
    RecordedCommand,
    Search,
    StreamLink,
    StreamRead,
)
from efe_infra.ledger.account_sql import ACTOR_SQL, ACTS_SQL
from efe_infra.ledger.append_call import lock_and_append
from efe_infra.ledger.append_request import AppendGroup, AppendRequest
from efe_infra.ledger.appender import Appender
from efe_infra.ledger.exclusive_lock import ExclusiveLock
from efe_infra.ledger.mapper import CanonicalMapper
from efe_infra.ledger.pages import LedgerPages, LedgerSubscription
from efe_infra.ledger.search_sql import LINKED_SQL, STREAMS_NAMING_SQL
from efe_infra.postgres.connection import (
    CALLER_TIMEOUT_S,
    PatientConnection,
    await_standbys,
    settle_session,
    translating,
)
from efe_infra.postgres.database import Database, DatabaseRole
from efe_infra.postgres.pools import Pool

STREAM_ASCENDING_SQL = """
    select originator_id, originator_version, topic, state from ledger.event
    where originator_id = %s and originator_version > %s::bigint and originator_version <= %s::bigint
    order by originator_version limit %s::bigint
"""
STREAM_DESCENDING_SQL = STREAM_ASCENDING_SQL.replace(
    "order by originator_version", "order by originator_version desc"
)

NOTIFICATIONS_SQL = """
    select originator_id, originator_version, topic, state, position from ledger.event
    where position > %(after)s::bigint and position <= %(upto)s::bigint
        and (%(topics)s::text[] = '{}' or topic = any(%(topics)s::text[]))
    order by position limit %(limit)s::bigint
"""

COMMAND_SQL = "select digest, entity, first_position, last_position from ledger.command where command_id = %s"

COMMANDS_SQL = """
    select command_id, digest, entity, first_position, last_position from ledger.command where command_id = any(%s)
"""

STREAMS_SQL = """
    select originator_id, originator_version, topic, state from ledger.event
    where originator_id = any(%s) order by originator_id, originator_version
"""

VERSIONS_SQL = """
    select originator_id, max(originator_version) from ledger.event where originator_id = any(%s) group by 1
"""

SERVER_START_SQL = "select pg_postmaster_start_time()"
"""Start time of the server, which identifies it: another server that takes over has another start time. A running
server loses no event that was visible on it.
"""

LAST_DAY_SQL = "select (nullif(recorded_at, 'epoch') at time zone 'Europe/Brussels')::date from ledger.head"
MAX_BIGINT = 2**63 - 1

LIMIT_WORK_MEM_SQL: Final = "set local work_mem = '64kB'"
DISK_SPACE_PROBE_SQL: Final = """
    select max(length(wide)) from (
        select repeat(each::text, 300) as wide from generate_series(1, 500) as each order by each desc offset 0
    ) as sorted
"""
"""Spills half a megabyte to a temporary file, which fails on a full disk and leaves nothing behind."""


class LedgerRecorder(ApplicationRecorder):
    """Recorder with role `efe_command`, shared by all threads of a process. The owner closes it.

    Raises the library's persistence errors: `OperationalError` when the server is unreachable, or has not answered a
    read, for `timeout_s`.
    """

    def __init__(self, database: Database, *, timeout_s: float = CALLER_TIMEOUT_S) -> None:
        self._database = database
        self._configure_session = settle_session(DatabaseRole.COMMAND, timeout_s)
        self._server: object = None
        self._appender = Appender(database, self._configure, timeout_s=timeout_s)
        self._pool = Pool(
            database.conninfo(DatabaseRole.COMMAND),
            PatientConnection,
            name="Ledger",
            least=1,
            most=8,
            patience=timeout_s,
            configure=self._configure,
        )
        self._exclusive_lock = ExclusiveLock(self._pool, timeout_s)

    @property
    def server(self) -> object:
        """Identity of the server. After a failover, cached aggregates may hold events that the new server lacks."""
        if self._server is None:
            self._select(SERVER_START_SQL, [])
        return self._server

    @property
    def last_server(self) -> object:
        """Identity of the server last connected to; None before the first connection. Asks no server."""
        return self._server

    def _configure(self, connection: PatientConnection) -> None:
        self._configure_session(connection)
        [self._server] = connection.execute(SERVER_START_SQL).fetchall()

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
        **unsupported: Any,
    ) -> Sequence[int]:
        """Appends all events or none, and returns their positions once they are durable.

        Raises `IntegrityError` when a written or read stream has changed, or a search finds a new event. Raises
        `AlreadyRecorded` for a recorded command, and `CommandReused` for a recorded id with another digest.
        """
        if any(value is not None for value in unsupported.values()):
            raise NotSupportedError(f"The ledger does not record {', '.join(unsupported)}")
        if command and not stored_events:
            raise ProgrammingError("A command records at least one event")
        return self._append(AppendRequest(stored_events, reads, command, searches)) if stored_events else []

    def insert_together(self, appends: Sequence[Append]) -> Sequence[int]:
        """Records all appends or none, and returns the positions of all events once they are durable.

        Raises `IntegrityError` when a stream has changed, a search finds a new event, or a command is recorded.
        """
        to_stored_event = CanonicalMapper().to_stored_event
        parts = [
            AppendRequest([to_stored_event(event) for event in each.events], each.reads, each.command, each.searches)
            for each in appends
        ]
        return self._append(AppendGroup(parts)) if parts else []

    def exclusive_lock(self, prepare: Callable[[], object]) -> AbstractContextManager[None]:
        """Holds the ledger lock until this thread appends or leaves the context. Raises `OperationalError`.

        Calls `prepare` before the ledger is locked.
        """
        return self._exclusive_lock.hold(prepare)

    def _append(self, request: AppendRequest) -> Sequence[int]:
        return request.result() if self._exclusive_lock.append(request) else self._appender.append(request)

    def probe_append(self, timeout_s: float) -> None:
        """Does all that an append needs, without an event: the sender lock, the ledger lock, disk space, a commit.

        Waits `timeout_s` for each. Raises `TimeoutError`, the library's errors, or those of psycopg's pool.
        """
        self._appender.wait_for_sender(timeout_s)
        with translating(), self._pool.connection(timeout_s) as connection, connection.transaction():
            lock_and_append(connection.cursor(), timeout_s)
            connection.execute(LIMIT_WORK_MEM_SQL)
            connection.execute(DISK_SPACE_PROBE_SQL)

    def find_command(self, command_id: UUID, digest: bytes) -> RecordedCommand | None:
        """Returns the recorded command once it is durable; None if the id is not recorded.

        Raises `CommandReused` when the digest differs, and `AppendOutcomeUnknown` when the standbys may not have it.
        """
        for recorded_digest, entity, first, last in self._select(COMMAND_SQL, [command_id]):
            if recorded_digest != digest:
                raise CommandReused(command_id)
            self._await_standbys()
            return RecordedCommand(entity, list(range(first, last + 1)))
        return None

    def find_commands(self, command_ids: Collection[UUID]) -> Mapping[UUID, KnownCommand]:
        """Returns the commands that are recorded, once they are durable.

        Raises `AppendOutcomeUnknown` when the standbys may not have them.
        """
        commands = {
            command_id: KnownCommand(digest, RecordedCommand(entity, list(range(first, last + 1))))
            for command_id, digest, entity, first, last in self._select(COMMANDS_SQL, [list(command_ids)])
        }
        if commands:
            self._await_standbys()
        return commands

    def select_streams(self, streams: Collection[UUID]) -> Sequence[StoredEvent]:
        """Returns all events of the streams, ordered by version within each stream."""
        return [StoredEvent(*row) for row in self._select(STREAMS_SQL, [list(streams)])]

    def versions_of(self, streams: Collection[UUID]) -> Mapping[UUID, int]:
        """Returns the last version of each stream. Leaves out streams that do not exist."""
        return dict(self._select(VERSIONS_SQL, [list(streams)]))

    def actor_of(self, command_id: UUID) -> str | None:
        """Returns the account that sent a recorded command; None if the id is not recorded."""
        return next((actor for (actor,) in self._select(ACTOR_SQL, [command_id])), None)

    def acts_of(self, account: str, period_s: float) -> int:
        [(acts,)] = self._select(ACTS_SQL, [period_s, account])
        return int(acts)

    def select_events(
        self,
        originator_id: UUID | str,
        *,
        gt: int | None = None,
        lte: int | None = None,
        desc: bool = False,
        limit: int | None = None,
    ) -> Sequence[StoredEvent]:
        after, up_to = -1 if gt is None else gt, MAX_BIGINT if lte is None else lte
        rows = self._select(
            STREAM_DESCENDING_SQL if desc else STREAM_ASCENDING_SQL, [originator_id, after, up_to, limit]
        )
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
        up_to = MAX_BIGINT if stop is None else stop
        rows = self._select(
            NOTIFICATIONS_SQL, {"after": after, "upto": up_to, "topics": list(topics), "limit": limit}
        )
        return [Notification(*row) for row in rows]

    def max_notification_id(self) -> int | None:
        [(position,)] = self._select("select position from ledger.head", [])
        return position or None

    def last_day(self) -> date | None:
        """Returns the legal day (Brussels time) on which the last event was recorded, by the server's clock."""
        [(day,)] = self._select(LAST_DAY_SQL, [])
        return cast("date | None", day)

    def streams_naming(self, names: Sequence[str], kinds: Sequence[str]) -> Sequence[tuple[UUID, str]]:
        """Returns the streams of these kinds with an event that contains one of the names. Scans the whole ledger."""
        encoded_names = [name.encode() for name in names]
        return cast(
            "list[tuple[UUID, str]]", self._select(STREAMS_NAMING_SQL, {"names": encoded_names, "kinds": list(kinds)})
        )

    def streams_linked(self, link: StreamLink, key: UUID) -> Sequence[tuple[UUID, str]]:
        """Returns the streams that name the key in the field of the link. Reads an index."""
        return cast("list[tuple[UUID, str]]", self._select(LINKED_SQL[link], {"key": str(key)}))

    def subscribe(self, gt: int | None = None, topics: Sequence[str] = ()) -> LedgerSubscription:
        """Returns a subscription. The thread that iterates it also enters its context."""
        return LedgerSubscription(self, LedgerPages(self._database, DatabaseRole.COMMAND, after=gt or 0), topics)

    def _await_standbys(self) -> None:
        """Waits until every visible event is on the standbys. Raises `AppendOutcomeUnknown`.

        An event is visible before it is replicated if the connection that committed it was terminated meanwhile.
        """
        try:
            with self._pool.lent() as connection:
                await_standbys(connection)
        except Error as error:
            raise AppendOutcomeUnknown(str(error)) from error

    def _select(self, query: LiteralString, parameters: Sequence[Any] | dict[str, Any]) -> list[tuple[Any, ...]]:
        with translating(), self._pool.lent() as connection, connection.cursor(binary=True) as cursor:
            return cursor.execute(query, parameters, prepare=True).fetchall()
