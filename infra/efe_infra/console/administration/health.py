"""Answer of the readiness endpoint of the platform, as the page of the state reads it."""

import msgspec

from efe_infra.console.register.client import send_to
from efe_infra.console.web.page_request import PageRequest

ADDRESS = "/health/ready"


class HealthWorker(msgspec.Struct, frozen=True):
    name: str
    state: str


class HealthReplica(msgspec.Struct, frozen=True):
    state: str


class Health(msgspec.Struct, frozen=True, rename="camel"):
    """State of the installation. The lags are zero while the database does not answer."""

    status: str = "unready"
    database: bool = False
    reads: str | None = None
    appends: str | None = None
    workers: tuple[HealthWorker, ...] = ()
    replicas: tuple[HealthReplica, ...] = ()
    lag: int = 0
    lag_seconds: float = 0
    rebuild_due: tuple[str, ...] = ()
    seal_lag: int = 0
    seal_lag_seconds: float = 0
    seal_age_seconds: float | None = None
    failure: msgspec.Raw | None = None


async def health_of(visit: PageRequest) -> Health:
    """Reads the state of the process that serves the page."""
    reply = await send_to(visit.request, "GET", ADDRESS, token=None, language=visit.language)
    return msgspec.json.decode(reply.body, type=Health)
