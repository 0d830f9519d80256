"""Sealed events with their stored bytes, from which a client can compute their leaves."""

from collections.abc import Collection, Mapping
from typing import LiteralString

from efe_domain.transparency.proofs import SealedEvent
from efe_infra.postgres.database import Database, DatabaseRole
from efe_infra.postgres.pools import Store

SEALED: LiteralString = """
    select position, originator_id, originator_version, topic, state
    from ledger.event join seal.entry using (position) where position = any(%(positions)s::bigint[])
"""


class SealedEventStore(Store):
    """Reader of sealed events as `efe_projector`, which reads ledger and seal. Callers check who may see an event."""

    def __init__(self, database: Database) -> None:
        super().__init__(database, DatabaseRole.PROJECTOR)

    def at(self, positions: Collection[int]) -> Mapping[int, SealedEvent]:
        """Returns the events of these positions that are sealed, by position."""
        events = self._fetch(SealedEvent, SEALED, {"positions": list(positions)})
        return {event.position: event for event in events}
