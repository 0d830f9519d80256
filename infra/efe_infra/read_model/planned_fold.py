"""Fold of events that are not recorded, over the committed rows, in memory."""

from collections.abc import Sequence
from datetime import UTC, datetime
from functools import partial
from typing import Any
from uuid import UUID

from efe_domain.shared.event import Event
from efe_infra.postgres.database import Database, DatabaseRole
from efe_infra.postgres.pools import Store
from efe_infra.read_model.folding.fold import Fold
from efe_infra.read_model.folding.ledger_source import decoded_stream, read_stream
from efe_infra.read_model.tables.table_writer import StoredState
from efe_infra.read_model.tables.values import adapt
from efe_projections.engine.audit_fold import Projections
from efe_projections.engine.projection import RecordedEvent


class PlannedFold(Store):
    """Fold of planned events, for all threads. It reads as `efe_projector` and writes nothing.

    Callers check who may see an event.
    """

    def __init__(self, database: Database, projections: Projections) -> None:
        super().__init__(database, DatabaseRole.PROJECTOR)
        self._projections = projections

    def rows(self, events: Sequence[Event], position: int) -> Sequence[Any]:
        """Returns the rows that the audit trail would have if these events were recorded after that position.

        Their positions and instants are provisional. Raises `FoldFailed`, and psycopg's errors.
        """
        now = datetime.now(UTC)
        planned = [
            RecordedEvent(event=event, position=place, recorded_at=now, topic=event.TOPIC, leaf=b"")
            for place, event in enumerate(events, start=position + 1)
        ]
        with self._pool.lent() as connection:
            adapt(connection)
            recorded_stream = decoded_stream(partial(read_stream, connection))

            def stream_until(stream: UUID, until: int) -> Sequence[RecordedEvent[Event]]:
                own = (each for each in planned if each.event.originator_id == stream and each.position <= until)
                return [*recorded_stream(stream, position), *own]

            fold = Fold(self._projections, StoredState(connection, self._projections), stream_until)
            fold.take_in(planned)
        return fold.take().events
