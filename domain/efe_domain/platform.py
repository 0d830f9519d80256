"""The platform: everything that the system does, one method per deed."""

from efe_domain.deeds.decision_deeds import DecisionDeeds
from efe_domain.deeds.instance_deeds import InstanceDeeds
from efe_domain.deeds.meeting_deeds import MeetingDeeds
from efe_domain.deeds.operator_deeds import OperatorDeeds
from efe_domain.deeds.opinion_deeds import OpinionDeeds
from efe_domain.deeds.person_deeds import PersonDeeds
from efe_domain.deeds.pole_deeds import PoleDeeds
from efe_domain.deeds.project_deeds import ProjectDeeds
from efe_domain.deeds.verdict_deeds import VerdictDeeds


class Platform(
    InstanceDeeds,
    OperatorDeeds,
    PoleDeeds,
    DecisionDeeds,
    MeetingDeeds,
    OpinionDeeds,
    ProjectDeeds,
    VerdictDeeds,
    PersonDeeds,
):
    """Call its methods inside `acting(act)`. Each returns an `Outcome`, or raises a `Refusal` and records nothing.

    A method may be called again with the same `command_id`: the first outcome is returned, and nothing is recorded.
    """
