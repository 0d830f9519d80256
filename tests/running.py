"""Platforms for tests: every part of them real, each open as long as its context."""

import logging
import threading
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import Any

import httpx
from anyio.from_thread import BlockingPortal, start_blocking_portal
from opentelemetry.trace import Tracer

from efe_domain.platform import Platform
from efe_infra.composition import Installation, account_closure, projecting, sealer_of, trusted_documents, watching
from efe_infra.documents.store import DocumentStore
from efe_infra.http.server.server import bound_socket, server
from efe_infra.identity.local_issuer import LocalIssuer
from efe_infra.identity.tokens import TokenVerifier
from efe_infra.ledger.factory import ledger_env
from efe_infra.people.access_journal import AccessJournal
from efe_infra.people.vault import PersonVault
from efe_infra.postgres.database import Database
from efe_infra.read_model.planned_fold import PlannedFold
from efe_infra.read_model.position_watch import PositionWatch
from efe_infra.read_model.tables_watch import TablesWatch
from efe_infra.settings import Settings
from efe_infra.transparency.sealing.cosignatures import Cosignatures, trusted_witnesses
from efe_infra.transparency.sealing.proofs import ProofStore, SealedEventStore
from efe_infra.web_application import application
from efe_projections.catalogue import PROJECTIONS
from tests.api.given import Api, Http


@contextmanager
def unlogged() -> Iterator[None]:
    """Turns the log of GraphQL errors off, as a server does: pytest would keep each error with its frames."""
    log = logging.getLogger("strawberry.execution")
    before, log.disabled = log.disabled, True
    try:
        yield
    finally:
        log.disabled = before


def event_loop() -> AbstractContextManager[BlockingPortal]:
    """Runs the server's kind of event loop, uvloop, on a thread of its own."""
    return start_blocking_portal(backend_options={"use_uvloop": True})


@contextmanager
def installation(
    database: Database, home: Path, tokens: TokenVerifier | None = None, **chosen: Any
) -> Iterator[Installation]:
    """Opens an installation with the local issuer by default, and without a cost budget unless `chosen` has one."""
    settings = Settings(home=home, **{"cost_budget": 0, **chosen})
    with (
        Platform(env=ledger_env(database)) as platform,
        PersonVault(database, account_closure(settings)) as vault,
        DocumentStore(database) as documents,
        ProofStore(database) as proofs,
        SealedEventStore(database) as sealed_events,
        PlannedFold(database, PROJECTIONS) as planned_events,
        AccessJournal(database) as journal,
        Cosignatures(database, trusted_witnesses(settings.witnesses)) as cosignatures,
    ):
        yield Installation(
            settings=settings,
            database=database,
            platform=platform,
            vault=vault,
            documents=documents,
            proofs=proofs,
            sealed_events=sealed_events,
            planned_events=planned_events,
            sealer=sealer_of(settings, database),
            timestamps=None,
            journal=journal,
            cosignatures=cosignatures,
            public_witnesses=None,
            tokens=tokens or LocalIssuer(home),
        )


@contextmanager
def web(running: Installation, watch: PositionWatch) -> Iterator[Api]:
    """Opens the web application, called over HTTP without a network."""
    app = application(running, watch, trusted_documents(running.settings))
    client = httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://efe", timeout=60)
    with (
        event_loop() as portal,
        portal.wrap_async_context_manager(app.router.lifespan_context(app)),
        portal.wrap_async_context_manager(client),
    ):
        yield Api(running, Http(portal, client))


@contextmanager
def on_the_network(
    running: Installation,
    watch: PositionWatch,
    *,
    port: int = 0,
    tracer: Tracer | None = None,
    tables: TablesWatch | None = None,
) -> Iterator[Api]:
    """Runs the real server on a loopback port, and stops it as a signal does."""
    with bound_socket("127.0.0.1", port) as bound:
        url = f"http://127.0.0.1:{bound.getsockname()[1]}"
        web = server(application(running, watch, trusted_documents(running.settings), tracer, tables=tables))
        thread = threading.Thread(target=web.run, kwargs={"sockets": [bound]})
        thread.start()
        client = httpx.AsyncClient(base_url=url, timeout=60)
        try:
            with event_loop() as portal, portal.wrap_async_context_manager(client):
                yield Api(running, Http(portal, client))
        finally:
            web.should_exit = True
            thread.join()


@contextmanager
def served(
    database: Database, home: Path, *, port: int = 0, tracer: Tracer | None = None, **chosen: Any
) -> Iterator[Api]:
    """Runs the real server with its projections."""
    with (
        installation(database, home, **chosen) as running,
        watching(running) as watch,
        projecting(running, watch),
        on_the_network(running, watch, port=port, tracer=tracer) as api,
    ):
        yield api


@contextmanager
def serving(database: Database, home: Path, **chosen: Any) -> Iterator[Api]:
    """Opens the web application with its projections."""
    with (
        installation(database, home, **chosen) as running,
        watching(running) as watch,
        projecting(running, watch),
        web(running, watch) as api,
    ):
        yield api


@contextmanager
def listening_at(running: Installation) -> Iterator[str]:
    """Runs the real server with its projections, and yields the address of its GraphQL endpoint."""
    with (
        watching(running) as watch,
        projecting(running, watch),
        on_the_network(running, watch) as api,
    ):
        yield f"{api.http.url}/graphql"
