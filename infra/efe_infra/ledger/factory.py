"""Persistence module for the eventsourcing library (`PERSISTENCE_MODULE = efe_infra.ledger.factory`)."""

from typing import Any, Never

from eventsourcing.persistence import InfrastructureFactory, Mapper, NotSupportedError, TrackingRecorder
from eventsourcing.utils import Environment, EnvType

from efe_infra.ledger.mapper import CanonicalMapper
from efe_infra.ledger.recorder import LedgerRecorder
from efe_infra.postgres.database import Database, DatabaseRole

CONNINFO = "LEDGER_CONNINFO"


def ledger_env(database: Database) -> dict[str, str]:
    """Returns the environment of an `Application` that uses the ledger of this database."""
    return {"PERSISTENCE_MODULE": __name__, CONNINFO: database.conninfo(DatabaseRole.COMMAND)}


class LedgerFactory(InfrastructureFactory[TrackingRecorder]):
    """Factory of recorders on one ledger.

    Raises `NotSupportedError` for snapshots and for projections, which the ledger does not store.
    """

    def __init__(self, env: Environment | EnvType | None) -> None:
        super().__init__(env)
        conninfo = self.env.get(CONNINFO)
        if not conninfo:
            raise OSError(f"{CONNINFO} is not in the environment")
        self._database = Database(conninfo)
        self._recorders: list[LedgerRecorder] = []

    def close(self) -> None:
        while self._recorders:
            self._recorders.pop().close()

    def mapper(self, *_: Any, **__: Any) -> Mapper[Any]:
        """Returns the mapper to canonical bytes. Ignores any transcoder, cipher or compressor of the caller."""
        return CanonicalMapper()

    def application_recorder(self) -> LedgerRecorder:
        self._recorders.append(LedgerRecorder(self._database))
        return self._recorders[-1]

    def aggregate_recorder(self, purpose: str = "events") -> Never:
        raise NotSupportedError(f"No {purpose} beside the ledger: streams are replayed from their start")

    def tracking_recorder(self, *_: Any, **__: Any) -> Never:
        raise NotSupportedError("Projections keep their position with their rows")

    def process_recorder(self) -> Never:
        raise NotSupportedError("Projections keep their position with their rows")
