"""When two pôles are built around one axis, though their Instances word it otherwise (PS-FILIERE)."""

from datetime import date

from efe_domain.instance.instance import InstanceBassin
from efe_domain.pole.pole import Pole
from efe_domain.shared.axis import share_a_trade


def are_one(one: Pole, its: InstanceBassin, other: Pole, theirs: InstanceBassin, on: date) -> bool:
    """By the key, by a code of the trade, or because both Instances hold it that day."""
    if one.axis.key == other.axis.key or share_a_trade(one.axis, other.axis):
        return True
    return its.matches.cover(one.axis.key, other.bassin, other.axis.key, on) and theirs.matches.cover(
        other.axis.key, one.bassin, one.axis.key, on
    )
