"""The plain library: its default recorder, and its runner."""

from collections.abc import Iterator
from contextlib import contextmanager
from itertools import batched
from time import perf_counter
from uuid import UUID

import psycopg
from eventsourcing.application import Application
from eventsourcing.persistence import ApplicationRecorder, Mapper
from eventsourcing.projection import ProjectionRunner

from efe_infra.ledger.mapper import CanonicalMapper
from efe_infra.postgres.database import Database
from efe_infra.samples.simulation.history import History
from tests.bench.plain_view import PlainProjection, PlainView
from tests.bench.stage import PATIENCE

REQUEST = 50
"""Events a request when a chapter is written: the library's pipeline hangs on requests of half a megabyte."""


class PlainApplication(Application[UUID]):
    """Application on the plain library: the same bytes, stored in its own way."""

    name = "plain"

    def construct_mapper(self) -> Mapper[UUID]:
        return CanonicalMapper()


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


def plain_runner(database: Database, view: type[PlainView] = PlainView) -> PlainRunner:
    """Returns a runner of the plain library, which follows from its construction on."""
    return ProjectionRunner(
        application_class=PlainApplication,
        projection_class=PlainProjection,
        view_class=view,
        env=plain_env(database),
    )


class PlainChronicle:
    """The same history in the library's own table, and its runner."""

    def __init__(self, database: Database, view: type[PlainView] = PlainView) -> None:
        self._database = database
        self._view = view
        self._history = History()

    def write(self, events: int) -> int:
        """Append so many, and return the position of the last."""
        with plain_recorder(self._database) as recorder:
            for request in batched(self._history.take(events), REQUEST, strict=False):
                recorder.insert_events(request)
            return recorder.max_notification_id() or 0

    def follow(self, events: int) -> float:
        """Append so many, then follow them from the first to the last: events per second."""
        position = self.write(events)
        started = perf_counter()
        with plain_runner(self._database, self._view) as runner:
            runner.view.watch.wait(position, PATIENCE)
            return events / (perf_counter() - started)
