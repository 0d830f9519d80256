"""The plain library: its default recorder, and its runner with a simple view of one row per entity."""

from collections.abc import Iterator
from contextlib import contextmanager
from itertools import batched
from time import perf_counter
from typing import Any
from uuid import UUID

import psycopg
from eventsourcing.application import Application
from eventsourcing.persistence import ApplicationRecorder, Mapper, Tracking
from eventsourcing.postgres import PostgresDatastore, PostgresTrackingRecorder
from eventsourcing.projection import Projection, ProjectionRunner
from psycopg.sql import SQL, Identifier

from efe_domain.event import Event, effective_on
from efe_infra.ledger.mapper import CanonicalMapper
from efe_infra.postgres.database import Database
from efe_infra.read_model.watch import PositionWatch
from tests.bench.history import History
from tests.bench.stage import PATIENCE

REQUEST = 50
"""Events a request when a chapter is written: the library's pipeline hangs on requests of half a megabyte."""

CREATE = SQL("""
    create table if not exists {table} (
        id uuid primary key,
        version bigint not null,
        kind text not null,
        bassins text[] not null,
        actor text not null,
        effective_on date
    )
""")

UPSERT = SQL("""
    insert into {table} values (%s, %s, %s, %s, %s, %s) on conflict (id) do update
    set version = excluded.version, kind = excluded.kind, bassins = excluded.bassins,
        actor = excluded.actor, effective_on = excluded.effective_on
""")


class PlainApplication(Application[UUID]):
    """It keeps the same bytes as the ledger: what differs is how they are kept, not what they are."""

    name = "plain"

    def construct_mapper(self) -> Mapper[UUID]:
        return CanonicalMapper()


class PlainView(PostgresTrackingRecorder):
    """Writes a row and the position in one transaction; `watch` tells when, which the library's `wait` only polls."""

    def __init__(self, datastore: PostgresDatastore, **options: Any) -> None:
        super().__init__(datastore, **options)
        self.watch = PositionWatch()
        table = Identifier(datastore.schema, "entity")
        self.sql_create_statements.append(CREATE.format(table=table))
        self._upsert = UPSERT.format(table=table)

    def put(self, event: Event, tracking: Tracking) -> None:
        actor = event.metadata.get("actor", "")
        row = (event.originator_id, event.originator_version, event.TOPIC, list(event.bassins), actor)
        with self.datastore.transaction(commit=True) as cursor:
            cursor.execute(self._upsert, (*row, effective_on(event)), prepare=True)
            self._insert_tracking(cursor, tracking)
        self.watch.reached(tracking.notification_id)


class PlainProjection(Projection[PlainView]):
    def process_event(self, domain_event: Any, tracking: Tracking) -> None:
        self.view.put(domain_event, tracking)


type PlainRunner = ProjectionRunner[PlainApplication, PlainView]


def plain_env(database: Database) -> dict[str, str]:
    """The library's defaults but for the address; it asks for a password even where the server does not."""
    with psycopg.connect(database.admin) as connection:
        info = connection.info
        return {
            "PERSISTENCE_MODULE": "eventsourcing.postgres",
            "POSTGRES_DBNAME": info.dbname,
            "POSTGRES_HOST": info.host,
            "POSTGRES_PORT": str(info.port),
            "POSTGRES_USER": info.user,
            "POSTGRES_PASSWORD": info.password or "none",
        }


@contextmanager
def plain_recorder(database: Database) -> Iterator[ApplicationRecorder]:
    with PlainApplication(env=plain_env(database)) as application:
        yield application.recorder


def plain_runner(database: Database) -> PlainRunner:
    """It follows from its construction on."""
    return ProjectionRunner(
        application_class=PlainApplication,
        projection_class=PlainProjection,
        view_class=PlainView,
        env=plain_env(database),
    )


class PlainChronicle:
    """The same history in the library's own table."""

    def __init__(self, database: Database) -> None:
        self.database = database
        self._history = History()

    def write(self, events: int) -> int:
        """Append so many, and return the position of the last."""
        with plain_recorder(self.database) as recorder:
            for request in batched(self._history.take(events), REQUEST, strict=False):
                recorder.insert_events(request)
            return recorder.max_notification_id() or 0

    def follow(self, events: int) -> float:
        """Append so many, then follow them from the first to the last: events per second."""
        position = self.write(events)
        started = perf_counter()
        with plain_runner(self.database) as runner:
            runner.view.watch.wait(position, PATIENCE)
            return events / (perf_counter() - started)
