"""Views for the library's runner: what an event leaves, written in one transaction with the position."""

from typing import Any, ClassVar, LiteralString

from eventsourcing.persistence import Tracking
from eventsourcing.postgres import PostgresDatastore, PostgresTrackingRecorder
from eventsourcing.projection import Projection
from psycopg.sql import SQL

from efe_domain.shared.codec import encode
from efe_domain.shared.event import Event, effective_on
from efe_infra.read_model.position_watch import PositionWatch


class PlainView(PostgresTrackingRecorder):
    """A row per entity, written anew at each event. `watch` tells what the library's own `wait` finds by polling."""

    TABLES: ClassVar[tuple[LiteralString, ...]] = (
        """create table if not exists entity (
            id uuid primary key, version bigint, kind text, bassins text[], actor text, effective_on date
        )""",
    )
    WRITE: ClassVar[tuple[LiteralString, ...]] = (
        """insert into entity values (%(id)s, %(version)s, %(kind)s, %(bassins)s, %(actor)s, %(effective_on)s)
        on conflict (id) do update set version = excluded.version, kind = excluded.kind,
            bassins = excluded.bassins, actor = excluded.actor, effective_on = excluded.effective_on""",
    )

    def __init__(self, datastore: PostgresDatastore, **options: Any) -> None:
        super().__init__(datastore, **options)
        self.watch = PositionWatch()
        self.sql_create_statements += [SQL(table).format() for table in self.TABLES]

    def put(self, event: Event, tracking: Tracking) -> None:
        values = {
            "id": event.originator_id,
            "version": event.originator_version,
            "kind": event.TOPIC,
            "bassins": list(event.bassins),
            "actor": event.metadata.get("actor", ""),
            "effective_on": effective_on(event),
            "state": encode(event).decode(),
            "position": tracking.notification_id,
        }
        with self.datastore.transaction(commit=True) as cursor:
            for statement in self.WRITE:
                cursor.execute(statement, values, prepare=True)
            self._insert_tracking(cursor, tracking)
        self.watch.reached(tracking.notification_id)


class TemporalView(PlainView):
    """Somewhat less than our read model writes: a version of the entity, the event, its place in each audit trail."""

    TABLES = (
        """create table if not exists entity (
            id uuid, from_position bigint, to_position bigint, version bigint, kind text, bassins text[],
            actor text, effective_on date, primary key (id, from_position)
        )""",
        "create unique index if not exists entity_current on entity (id) where to_position is null",
        """create table if not exists recorded_event (
            position bigint primary key, kind text, bassins text[], actor text, effective_on date, state jsonb
        )""",
        "create table if not exists trail (bassin text, seq bigint, position bigint, primary key (bassin, seq))",
    )
    WRITE = (
        "update entity set to_position = %(position)s where id = %(id)s and to_position is null",
        """insert into entity values (%(id)s, %(position)s, null, %(version)s, %(kind)s, %(bassins)s, %(actor)s,
            %(effective_on)s)""",
        """insert into recorded_event values (
            %(position)s, %(kind)s, %(bassins)s, %(actor)s, %(effective_on)s, %(state)s)""",
        """insert into trail
            select bassin, coalesce((select max(seq) from trail where trail.bassin = concerned.bassin), 0) + 1,
                %(position)s
            from unnest(%(bassins)s::text[]) as concerned (bassin)""",
    )


class PlainProjection(Projection[PlainView]):
    def process_event(self, domain_event: Any, tracking: Tracking) -> None:
        self.view.put(domain_event, tracking)
