"""The consultation of a roster on a wording: who is still waited for, which college is unheard, what stands against.

One computation serves the commands and the reads: the aggregate and the read tables both give what it looks at.
"""

from collections.abc import Mapping, Sequence
from datetime import date
from uuid import UUID

import msgspec

from efe_domain.decision.events import Stance
from efe_domain.pole.composition import Composition
from efe_domain.pole.modalities import ConsensusRules
from efe_domain.pole.roster import RosterSeat
from efe_domain.shared.colleges import College

AGREEING = {Stance.AGREE, Stance.RESERVE}


class Consultation(msgspec.Struct, frozen=True, kw_only=True):
    """What hinders the adoption on a day: nothing, or who is `awaited`, `unheard` colleges, `standing` objections,
    that `nobody_agrees`, or the colleges that are `not_agreeing` where the modalities ask each to.

    `silent` are all members who took no position on the wording, awaited or not; `uncounted` those of the roster who
    are no member that day, or not local and competent: they make no college heard.
    """

    on: date
    silent: tuple[UUID, ...]
    awaited: tuple[UUID, ...]
    uncounted: tuple[UUID, ...]
    unheard: tuple[College, ...]
    standing: tuple[int, ...]
    nobody_agrees: bool
    not_agreeing: tuple[College, ...]

    @property
    def is_consensus(self) -> bool:
        hindered = self.awaited or self.unheard or self.standing or self.nobody_agrees or self.not_agreeing
        return not hindered


def consult(
    roster: Sequence[RosterSeat],
    *,
    composition: Composition,
    stances: Mapping[UUID, Stance],
    standing: Sequence[int],
    deadline: date | None,
    rules: ConsensusRules,
) -> Consultation:
    """`composition` is that of the day in question, `stances` what members said of the wording. Who left is not
    awaited. A silent member is no longer awaited once the announced deadline has passed and those heard make the
    quorum of the members that are left; without a quorum every one is. A member speaks for its college of that day.
    """
    seats = [seat for verdict in composition.colleges for seat in verdict.seats]
    sitting = [seat for seat in roster if seat.operator in {each.operator for each in seats}]
    counting = {each.operator: each.college for each in seats if each.counts}
    silent = tuple(seat.operator for seat in sitting if seat.operator not in stances)
    over = deadline is not None and composition.on > deadline
    quorum = rules.quorum_percent
    met = quorum is not None and 100 * (len(sitting) - len(silent)) >= quorum * len(sitting)
    said = {seat.operator: stances[seat.operator] for seat in roster if seat.operator in counting.keys() & stances}
    heard = {counting[operator] for operator in said}
    agreeing = {counting[operator] for operator, stance in said.items() if stance in AGREEING}
    return Consultation(
        on=composition.on,
        silent=silent,
        awaited=() if over and met else silent,
        uncounted=tuple(seat.operator for seat in roster if seat.operator not in counting),
        unheard=tuple(college for college in College if college not in heard),
        standing=tuple(standing),
        nobody_agrees=not agreeing,
        not_agreeing=tuple(each for each in College if rules.agreement_per_college and each not in agreeing),
    )
