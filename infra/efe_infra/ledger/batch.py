"""How requests travel to `ledger.efe_append`, and how its answers come back."""

from collections.abc import Sequence
from typing import Any, NamedTuple
from uuid import UUID

from eventsourcing.persistence import IntegrityError, StoredEvent

from efe_domain.shared.errors import CommandReused
from efe_domain.shared.event import NIL
from efe_domain.shared.ledger import AlreadyRecorded, RecordedCommand, Search
from efe_infra.ledger.request import Request
from efe_infra.process.metrics import APPENDED

APPEND = """
    select outcome, first, last, entity, stream from ledger.efe_append(
        %b::int[], %b::uuid[], %b::bigint[], %b::text[], %b::bytea[],
        %b::int[], %b::uuid[], %b::bigint[],
        %b::uuid[], %b::bytea[], %b::uuid[]
    )
"""

APPEND_TOGETHER = """
    select outcome, first, last, entity, stream from ledger.efe_append_together(
        %b::int[], %b::uuid[], %b::bigint[], %b::text[], %b::bytea[],
        %b::int[], %b::uuid[], %b::bigint[],
        %b::uuid[], %b::bytea[], %b::uuid[]
    )
"""

FIND = """
    select event.position
    from unnest(%b::uuid[], %b::bigint[], %b::text[], %b::bytea[])
        with ordinality as wanted (stream, version, topic, state, n)
    join ledger.event on (originator_id, originator_version, event.topic, event.state)
        = (wanted.stream, wanted.version, wanted.topic, wanted.state)
    order by n
"""


NAMED_SINCE = """
    select 1 from ledger.event
    where position > %b::bigint and position < %b::bigint and split_part(topic, '.', 1) = any(%b::text[])
        and exists (select from unnest(%b::bytea[]) as name where position(name in state) > 0)
    limit 1
"""


class Answer(NamedTuple):
    """A row of `efe_append`; the function says which values an outcome has."""

    outcome: str
    first: int
    last: int
    entity: UUID
    stream: UUID

    @property
    def positions(self) -> Sequence[int]:
        return list(range(self.first, self.last + 1))


MOVED = Answer("moved", 0, 0, NIL, NIL)


def append_parameters(batch: Sequence[Request]) -> Sequence[Sequence[Any]]:
    reads = [read for request in batch for read in request.reads]
    commands = [request.command for request in batch]
    return (
        [len(request.events) for request in batch],
        *find_parameters([event for request in batch for event in request.events]),
        [len(request.reads) for request in batch],
        [read.stream for read in reads],
        [read.version for read in reads],
        [command and command.id for command in commands],
        [command and command.digest for command in commands],
        [command and command.entity for command in commands],
    )


def find_parameters(events: Sequence[StoredEvent]) -> Sequence[Sequence[Any]]:
    return (
        [event.originator_id for event in events],
        [event.originator_version for event in events],
        [event.topic for event in events],
        [event.state for event in events],
    )


def search_parameters(search: Search, before: int) -> Sequence[Any]:
    return [search.position, before, list(search.kinds), [name.encode() for name in search.names]]


def settle(request: Request, answer: Answer) -> None:
    """Tell the request what came of it."""
    match answer.outcome, request.command:
        case "recorded", _:
            APPENDED.inc(len(request.events))
            request.accept(answer.positions)
        case "repeated", _:
            request.refuse(AlreadyRecorded(RecordedCommand(answer.entity, answer.positions)))
        case "reused", command if command:
            request.refuse(CommandReused(command.id))
        case _:
            request.refuse(IntegrityError(f"Stream {answer.stream} is not at the version that was read"))
