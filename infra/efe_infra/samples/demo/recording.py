"""Recording of the demonstration at the instants of its clock, in one transaction on an empty ledger."""

from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from datetime import datetime, timedelta
from itertools import count
from typing import Any, LiteralString

from psycopg import Connection

from efe_domain.platform import Platform
from efe_infra.ledger.append_request import AppendGroup, AppendRequest
from efe_infra.ledger.factory import ledger_env
from efe_infra.ledger.recorder import LedgerRecorder
from efe_infra.postgres.database import Database
from efe_infra.samples.demo.clock import Clock
from efe_infra.samples.empty_ledger import empty_ledger, ledger_row

_INSERT_EVENT = """
    insert into ledger.event (position, recorded_at, originator_id, originator_version, topic, state, leaf)
    values (%b, %b, %b, %b, %b, %b, %b)
"""
_INSERT_COMMAND = """
    insert into ledger.command (command_id, digest, entity, first_position, last_position) values (%b, %b, %b, %b, %b)
"""


class DatedRecorder(LedgerRecorder):
    """Recorder of the one transaction that fills an empty ledger: it reads its own events, and has no rival."""

    def __init__(self, database: Database, connection: Connection, clock: Clock) -> None:
        super().__init__(database)
        self._connection, self._clock = connection, clock
        self._position = 0

    def _append(self, request: AppendRequest) -> Sequence[int]:
        parts = request.parts if isinstance(request, AppendGroup) else [request]
        return [position for part in parts for position in self._record(part, self._clock.instant())]

    def _record(self, request: AppendRequest, at: datetime) -> Sequence[int]:
        first = self._position + 1
        instants = (at + timedelta(microseconds=nth) for nth in count())
        rows = list(map(ledger_row, count(first), instants, request.events))
        self._position += len(rows)
        with self._connection.cursor() as cursor:
            cursor.executemany(_INSERT_EVENT, rows)
            if command := request.command:
                cursor.execute(_INSERT_COMMAND, [command.id, command.digest, command.entity, first, self._position])
        return range(first, self._position + 1)

    def _select(self, query: LiteralString, parameters: Sequence[Any] | dict[str, Any]) -> list[tuple[Any, ...]]:
        with self._connection.cursor(binary=True) as cursor:
            return cursor.execute(query, parameters, prepare=True).fetchall()


class DatedPlatform(Platform):
    """Use cases of the platform, recorded at the instants of a clock."""

    def __init__(self, database: Database, recorder: DatedRecorder) -> None:
        self._dated_recorder = recorder
        super().__init__(env=ledger_env(database))

    def construct_recorder(self) -> DatedRecorder:
        return self._dated_recorder


@contextmanager
def dated_platform(database: Database, clock: Clock) -> Iterator[tuple[DatedPlatform, Connection]]:
    """Opens a platform whose acts are recorded together on leaving, or not at all. Raises `LedgerNotEmpty`."""
    with (
        empty_ledger(database) as connection,
        closing(DatedRecorder(database, connection, clock)) as recorder,
        DatedPlatform(database, recorder) as platform,
    ):
        yield platform, connection
