"""How an installation stands: its read model and its seal against the ledger, and whether that is good enough."""

from dataclasses import dataclass

import psycopg

from efe_infra.http.health import Readiness
from efe_infra.operations.probe import Inquiry
from efe_infra.postgres.database import Database
from efe_infra.read_model.status import Status, status
from efe_infra.settings import Settings
from efe_infra.transparency.sealing.lag import SealLag, seal_lag
from efe_projections.catalogue import PROJECTIONS


@dataclass(frozen=True)
class Standing:
    """As of one moment."""

    read_model: Status
    seal: SealLag


type Standings = Inquiry[Standing]


def standings(database: Database) -> Standings:
    """To be asked as often as one likes. Raises psycopg's `OperationalError` or `TimeoutError`: nobody answers."""
    return Inquiry(lambda: Standing(status(database, PROJECTIONS), seal_lag(database)))


async def readiness(asked: Standings, settings: Settings) -> Readiness:
    """Answers within `ready_within`, whatever the database does."""
    try:
        found = await asked.answer(settings.ready_within)
    except (psycopg.Error, TimeoutError):
        return Readiness(ready=False, details={"database": False, "reasons": ["DATABASE"]})
    return ready(found, settings)


def ready(found: Standing, settings: Settings) -> Readiness:
    """Too far behind is not ready: what is served is too old, or what is recorded is not proven."""
    reads, seal = found.read_model, found.seal
    reasons = {
        "PROJECTION_FAILED": reads.failure is not None,
        "PROJECTION_LAG": reads.lag > settings.ready_lag or reads.lag_seconds > settings.ready_lag_seconds,
        "SEAL_LAG": seal.lag_seconds > settings.ready_seal_seconds,
    }
    why = [reason for reason, holds in reasons.items() if holds]
    return Readiness(ready=not why, details={"database": True, "reasons": why, **_details(found)})


def _details(found: Standing) -> dict[str, object]:
    """Of a failure only the place: the message of the error may quote what somebody wrote, and stays inside."""
    reads, seal = found.read_model, found.seal
    failure = reads.failure
    return {
        "lag": reads.lag,
        "lagSeconds": reads.lag_seconds,
        "rebuildDue": reads.rebuild_due,
        "sealLag": seal.lag,
        "sealLagSeconds": seal.lag_seconds,
        "sealAgeSeconds": seal.age_seconds,
        "failure": {"position": failure.position, "projection": failure.projection} if failure else None,
    }
