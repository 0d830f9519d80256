"""RosterSeat: say here what it is."""

from uuid import UUID

import msgspec

from efe_domain.shared.colleges import College


class RosterSeat(msgspec.Struct, frozen=True):
    """A member to be consulted, as it sat when the decision was proposed; the representative is of the vault."""

    operator: UUID
    college: College
    representative: UUID | None
