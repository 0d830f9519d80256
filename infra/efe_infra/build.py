"""The composition root: the one place where the parts of the platform are put together."""

from collections.abc import AsyncIterator, Iterator
from contextlib import ExitStack, asynccontextmanager, contextmanager
from dataclasses import dataclass

import psycopg
from anyio import to_thread
from fastapi import FastAPI

from efe_domain.platform import Platform
from efe_graphql.ports import Ports
from efe_graphql.schema import schema
from efe_infra.documents import Documents
from efe_infra.http.app import create_app
from efe_infra.http.documents import DocumentsEndpoint
from efe_infra.http.health import Readiness
from efe_infra.identity.bearer import Bearer
from efe_infra.identity.local_issuer import LocalIssuer
from efe_infra.ledger.factory import ledger_env
from efe_infra.postgres.database import Database
from efe_infra.postgres.opening import open_database
from efe_infra.read_model.listener import PositionListener
from efe_infra.read_model.reads import Reads
from efe_infra.read_model.runner import Runner
from efe_infra.read_model.schema import create_read_tables
from efe_infra.read_model.status import Status, status
from efe_infra.read_model.watch import PositionWatch
from efe_infra.settings import Settings
from efe_infra.vault import Vault
from efe_projections.catalogue import PROJECTIONS


@dataclass(frozen=True, kw_only=True)
class Installation:
    """What every process of the platform has, open as long as its context."""

    settings: Settings
    database: Database
    platform: Platform
    vault: Vault
    documents: Documents
    issuer: LocalIssuer


@contextmanager
def build(settings: Settings) -> Iterator[Installation]:
    """Raises `DatabaseUnusable` when there is no database to work on."""
    with ExitStack() as stack:
        database = open_database(settings)
        create_read_tables(database, PROJECTIONS)
        vault = stack.enter_context(Vault(database))
        vault.settle()
        yield Installation(
            settings=settings,
            database=database,
            platform=stack.enter_context(Platform(env=ledger_env(database))),
            vault=vault,
            documents=stack.enter_context(Documents(database)),
            issuer=LocalIssuer(settings.home),
        )


@contextmanager
def watching(installation: Installation) -> Iterator[PositionWatch]:
    """Hears how far the read model has come, whichever process moves it."""
    watch = PositionWatch()
    with PositionListener(installation.database, watch):
        yield watch


@contextmanager
def projecting(installation: Installation, watch: PositionWatch) -> Iterator[None]:
    """Keeps the read model up with the ledger, or stands by while another process does."""
    with Runner(installation.database, PROJECTIONS, watch):
        yield


def application(installation: Installation, watch: PositionWatch) -> FastAPI:
    """The web application; mutations wait on `watch` for what they recorded to be readable."""
    bearer = Bearer(installation.issuer, installation.vault)
    reads = Reads(installation.database)
    ports = Ports(
        platform=installation.platform,
        reads=reads,
        vault=installation.vault,
        documents=installation.documents,
        wait=watch.wait_async,
    )
    context_getter = bearer.context_getter(ports)
    documents = DocumentsEndpoint(
        installation.documents, context_getter=context_getter, max_size=installation.settings.max_document
    )

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        async with reads:
            yield

    async def readiness() -> Readiness:
        return await to_thread.run_sync(_readiness, installation.database)

    return create_app(
        schema, context_getter=context_getter, readiness=readiness, lifespan=lifespan, routes=documents.routes
    )


def _readiness(database: Database) -> Readiness:
    """Not ready when the database does not answer, or an event stops the read model."""
    try:
        found = status(database, PROJECTIONS)
    except psycopg.OperationalError:
        return Readiness(ready=False, details={"database": False})
    details = {"database": True, "lag": found.lag, "lagSeconds": found.lag_seconds, "rebuildDue": found.rebuild_due}
    return Readiness(ready=found.failure is None, details={**details, "failure": _failing(found)})


def _failing(found: Status) -> dict[str, object] | None:
    """Where the read model is stopped; the message of the error may quote what somebody wrote, and stays inside."""
    failure = found.failure
    return {"position": failure.position, "projection": failure.projection} if failure else None
