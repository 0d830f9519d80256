"""Events as they were sealed: the stored values from which anybody computes the leaf of the audit trail again."""

from collections.abc import Collection, Mapping
from typing import LiteralString

from efe_domain.transparency.proofs import SealedEvent
from efe_infra.postgres.database import Database, DatabaseRole
from efe_infra.postgres.store import Store

SEALED: LiteralString = """
    select position, originator_id, originator_version, topic, state
    from ledger.event join seal.entry using (position) where position = any(%(positions)s::bigint[])
"""


class OpenedEvents(Store):
    """Works as `efe_projector`, which reads both the ledger and the seal. Who may see an event is for the caller."""

    def __init__(self, database: Database) -> None:
        super().__init__(database, DatabaseRole.PROJECTOR)

    def at(self, positions: Collection[int]) -> Mapping[int, SealedEvent]:
        """Those that are sealed, by position."""
        found = self._fetch(SealedEvent, SEALED, {"positions": list(positions)})
        return {each.position: each for each in found}
