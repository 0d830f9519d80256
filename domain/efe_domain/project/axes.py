"""Equality of two axes that their Instances word differently (PS-FILIERE)."""

from collections.abc import Callable
from datetime import date
from typing import Any

from efe_domain.instance.instance import InstanceBassin
from efe_domain.pole.pole import Pole
from efe_domain.project.joining import CarriedProject
from efe_domain.shared.axis import share_a_trade
from efe_domain.shared.ids import instance_id


def are_one(one: Pole, its: InstanceBassin, other: Pole, theirs: InstanceBassin, on: date) -> bool:
    """Compares by the key, by a code of the trade, or by a match that both Instances hold that day."""
    if one.axis.key == other.axis.key or share_a_trade(one.axis, other.axis):
        return True
    return its.matches.cover(one.axis.key, other.bassin, other.axis.key, on) and theirs.matches.cover(
        other.axis.key, one.bassin, one.axis.key, on
    )


def is_around(pole: Pole, project: CarriedProject, require: Callable[..., Any], on: date) -> bool:
    """Tells whether the axis of the pôle is that of the project, which is the axis of its first pôle.

    `require` gives a pôle or an Instance by its class and id.
    """
    if pole.axis.key == project.content.axis:
        return True
    instance = require(InstanceBassin, instance_id(pole.bassin))
    carriers = (require(Pole, each) for each in {project.lead, *project.carriers})
    return any(
        are_one(pole, instance, origin, require(InstanceBassin, instance_id(origin.bassin)), on)
        for origin in carriers
        if origin.axis.key == project.content.axis
    )
