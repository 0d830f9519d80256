"""Requests to append events atomically, each with its outcome."""

from collections.abc import Sequence
from math import inf
from typing import Any, NamedTuple
from uuid import UUID

from eventsourcing.persistence import IntegrityError, StoredEvent

from efe_domain.shared.errors import CommandReused
from efe_domain.shared.event import NIL
from efe_domain.shared.ledger import AlreadyRecorded, Command, RecordedCommand, Search, StreamRead
from efe_infra.process.metrics import APPENDED

GROUP_REQUESTS_PER_TIMEOUT = 2_000
"""Requests that add one more timeout to a group. An idle server appends 20,000 requests a second."""


class AppendRequest:
    """Events of one command, the guards of its append, and in the end its positions or its error.

    The guards are checked when the events are recorded: the versions of `reads` (optimistic concurrency), the id of
    the `command` (idempotency), and the `searches`, which must find nothing new (phantom check).

    `deadline` is a time of the monotonic clock. `timeout_factor` multiplies the timeout of the appender.
    `may_be_recorded` is true after the connection was lost before the reply.
    """

    def __init__(
        self,
        events: Sequence[StoredEvent],
        reads: Sequence[StreamRead],
        command: Command | None,
        searches: Sequence[Search] = (),
    ) -> None:
        self.events = events
        self.reads = reads
        self.command = command
        self.searches = searches
        self.timeout_factor = 1.0
        self.size_bytes = sum(len(event.state) for event in events)
        self.deadline = inf
        self.may_be_recorded = False
        self._positions: Sequence[int] = ()
        self._error: Exception | None = None

    @property
    def is_exclusive(self) -> bool:
        """True if the request needs a transaction of its own, because its refusal rolls the transaction back."""
        return bool(self.searches)

    @property
    def has_outcome(self) -> bool:
        return bool(self._positions) or self._error is not None

    def accept(self, positions: Sequence[int]) -> None:
        self._positions = positions

    def refuse(self, error: Exception) -> None:
        self._error = error

    def result(self) -> Sequence[int]:
        """Returns the positions of the events, in order. Raises the error that the request was refused with."""
        if self._error:
            raise self._error
        return self._positions


class AppendGroup(AppendRequest):
    """Requests of one caller that are recorded all or none. Its positions are those of all parts, in order."""

    def __init__(self, parts: Sequence[AppendRequest]) -> None:
        super().__init__([event for part in parts for event in part.events], (), None)
        self.parts = parts
        self.searches = [search for part in parts for search in part.searches]
        self.timeout_factor = 1 + len(parts) / GROUP_REQUESTS_PER_TIMEOUT

    @property
    def is_exclusive(self) -> bool:
        return True


APPEND_SQL = """
    select outcome, first, last, entity, stream from ledger.efe_append(
        %b::int[], %b::uuid[], %b::bigint[], %b::text[], %b::bytea[],
        %b::int[], %b::uuid[], %b::bigint[],
        %b::uuid[], %b::bytea[], %b::uuid[]
    )
"""

APPEND_GROUP_SQL = """
    select outcome, first, last, entity, stream from ledger.efe_append_together(
        %b::int[], %b::uuid[], %b::bigint[], %b::text[], %b::bytea[],
        %b::int[], %b::uuid[], %b::bigint[],
        %b::uuid[], %b::bytea[], %b::uuid[]
    )
"""

FIND_EVENTS_SQL = """
    select event.position
    from unnest(%b::uuid[], %b::bigint[], %b::text[], %b::bytea[])
        with ordinality as wanted (stream, version, topic, state, n)
    join ledger.event on (originator_id, originator_version, event.topic, event.state)
        = (wanted.stream, wanted.version, wanted.topic, wanted.state)
    order by n
"""


PHANTOM_CHECK_SQL = """
    select 1 from ledger.event
    where position > %b::bigint and position < %b::bigint and split_part(topic, '.', 1) = any(%b::text[])
        and exists (select from unnest(%b::bytea[]) as name where position(name in state) > 0)
    limit 1
"""


class AppendReply(NamedTuple):
    """Row of `ledger.efe_append`; the SQL function lists the outcomes and the values that each one sets."""

    outcome: str
    first: int
    last: int
    entity: UUID
    stream: UUID

    @property
    def positions(self) -> Sequence[int]:
        return list(range(self.first, self.last + 1))


CONFLICT_REPLY = AppendReply("moved", 0, 0, NIL, NIL)
"""Reply for a request that lost a race, where no single stream can be named."""


def append_parameters(requests: Sequence[AppendRequest]) -> Sequence[Sequence[Any]]:
    stream_reads = [stream_read for request in requests for stream_read in request.reads]
    commands = [request.command for request in requests]
    return (
        [len(request.events) for request in requests],
        *event_parameters([event for request in requests for event in request.events]),
        [len(request.reads) for request in requests],
        [stream_read.stream for stream_read in stream_reads],
        [stream_read.version for stream_read in stream_reads],
        [command and command.id for command in commands],
        [command and command.digest for command in commands],
        [command and command.entity for command in commands],
    )


def event_parameters(events: Sequence[StoredEvent]) -> Sequence[Sequence[Any]]:
    return (
        [event.originator_id for event in events],
        [event.originator_version for event in events],
        [event.topic for event in events],
        [event.state for event in events],
    )


def phantom_check_parameters(search: Search, before_position: int) -> Sequence[Any]:
    return [search.position, before_position, list(search.kinds), [name.encode() for name in search.names]]


def resolve_request(request: AppendRequest, reply: AppendReply) -> None:
    match reply.outcome, request.command:
        case "recorded", _:
            APPENDED.inc(len(request.events))
            request.accept(reply.positions)
        case "repeated", _:
            request.refuse(AlreadyRecorded(RecordedCommand(reply.entity, reply.positions)))
        case "reused", command if command:
            request.refuse(CommandReused(command.id))
        case _:
            request.refuse(IntegrityError(f"Stream {reply.stream} is not at the version that was read"))
