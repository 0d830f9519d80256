"""The consultation of a roster on a wording: who is still waited for, which college is unheard, what stands against.

One computation serves the commands and the reads: the aggregate and the read tables both give what it looks at.
"""

from collections.abc import Collection, Sequence
from datetime import date
from uuid import UUID

import msgspec

from efe_domain.pole.roster import RosterSeat
from efe_domain.shared.colleges import College


class Consultation(msgspec.Struct, frozen=True, kw_only=True):
    """What hinders the adoption on a day: nothing, or who is `awaited`, `unheard` colleges, `standing` objections.

    `silent` are all who took no position on the wording, awaited or not.
    """

    on: date
    silent: tuple[UUID, ...]
    awaited: tuple[UUID, ...]
    unheard: tuple[College, ...]
    standing: tuple[int, ...]

    @property
    def is_consensus(self) -> bool:
        return not (self.awaited or self.unheard or self.standing)


def consult(
    roster: Sequence[RosterSeat],
    *,
    heard: Collection[UUID],
    standing: Sequence[int],
    deadline: date | None,
    quorum_percent: int | None,
    on: date,
) -> Consultation:
    """`heard` took a position on the wording. A silent member is no longer awaited once the announced deadline has
    passed and those heard make the quorum that the pôle agreed with its Instance; without a quorum every one is.
    """
    silent = tuple(seat.operator for seat in roster if seat.operator not in heard)
    spoken = len(roster) - len(silent)
    over = deadline is not None and on > deadline
    met = quorum_percent is not None and 100 * spoken >= quorum_percent * len(roster)
    present = {seat.college for seat in roster if seat.operator in heard}
    return Consultation(
        on=on,
        silent=silent,
        awaited=() if over and met else silent,
        unheard=tuple(college for college in College if college not in present),
        standing=tuple(standing),
    )
