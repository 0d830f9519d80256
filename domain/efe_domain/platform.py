"""The platform: everything that the system does, one method per deed."""

from efe_domain.deeds.instance_deeds import InstanceDeeds
from efe_domain.deeds.operator_deeds import OperatorDeeds
from efe_domain.deeds.pole_deeds import PoleDeeds


class Platform(InstanceDeeds, OperatorDeeds, PoleDeeds):
    """Call its methods inside `acting(act)`. Each returns an `Outcome`, or raises a `Refusal` and records nothing.

    A method may be called again with the same `command_id`: the first outcome is returned, and nothing is recorded.
    """
