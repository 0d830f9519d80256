"""The roster of a decision: who is consulted."""

from uuid import UUID

import msgspec

from efe_domain.shared.colleges import College


class RosterSeat(msgspec.Struct, frozen=True):
    """A member to be consulted, as it sat when the wording was proposed; the representative is of the vault."""

    operator: UUID
    college: College
    representative: UUID | None
