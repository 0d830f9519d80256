"""The platform: everything that the system does, one method per deed."""

from efe_domain.commands.decision_commands import DecisionDeeds
from efe_domain.commands.instance_commands import InstanceDeeds
from efe_domain.commands.meeting_commands import MeetingDeeds
from efe_domain.commands.operator_commands import OperatorDeeds
from efe_domain.commands.opinion_commands import OpinionDeeds
from efe_domain.commands.person_commands import PersonDeeds
from efe_domain.commands.pole_commands import PoleDeeds
from efe_domain.commands.project_commands import ProjectDeeds
from efe_domain.commands.verdict_commands import VerdictDeeds


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
