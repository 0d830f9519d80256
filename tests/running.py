"""A running platform on a database of the tests: every part of it real, and open as long as the context."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
from anyio.from_thread import start_blocking_portal

from efe_domain.platform import Platform
from efe_infra.build import Installation, application, projecting, sealer_of, watching
from efe_infra.documents import Documents
from efe_infra.identity.local_issuer import LocalIssuer
from efe_infra.ledger.factory import ledger_env
from efe_infra.postgres.database import Database
from efe_infra.read_model.watch import PositionWatch
from efe_infra.sealing.cosignatures import Cosignatures, trusted_witnesses
from efe_infra.sealing.proofs import Proofs
from efe_infra.settings import Settings
from efe_infra.vault import Vault
from tests.api.given import Api, Http


@contextmanager
def installation(database: Database, home: Path, *, witnesses: str = "") -> Iterator[Installation]:
    with (
        Platform(env=ledger_env(database)) as platform,
        Vault(database) as vault,
        Documents(database) as documents,
        Proofs(database) as proofs,
        Cosignatures(database, trusted_witnesses(witnesses)) as cosignatures,
    ):
        settings = Settings(home=home, witnesses=witnesses)
        yield Installation(
            settings=settings,
            database=database,
            platform=platform,
            vault=vault,
            documents=documents,
            proofs=proofs,
            sealer=sealer_of(settings, database),
            cosignatures=cosignatures,
            issuer=LocalIssuer(home),
        )


@contextmanager
def web(running: Installation, watch: PositionWatch) -> Iterator[Api]:
    """The web application, called over HTTP without a network."""
    app = application(running, watch)
    client = httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://efe", timeout=60)
    with (
        start_blocking_portal() as portal,
        portal.wrap_async_context_manager(app.router.lifespan_context(app)),
        portal.wrap_async_context_manager(client),
    ):
        yield Api(running, Http(portal, client))


@contextmanager
def serving(database: Database, home: Path) -> Iterator[Api]:
    """The web application, with its projections."""
    with (
        installation(database, home) as running,
        watching(running) as watch,
        projecting(running, watch),
        web(running, watch) as api,
    ):
        yield api
