"""The platform: everything that the system does, one method per command."""

from efe_domain.commands.decision_commands import DecisionCommands
from efe_domain.commands.instance_commands import InstanceCommands
from efe_domain.commands.meeting_commands import MeetingCommands
from efe_domain.commands.operator_commands import OperatorCommands
from efe_domain.commands.opinion_commands import OpinionCommands
from efe_domain.commands.person_commands import PersonCommands
from efe_domain.commands.pole_commands import PoleCommands
from efe_domain.commands.project_commands import ProjectCommands
from efe_domain.commands.verdict_commands import VerdictCommands


class Platform(
    InstanceCommands,
    OperatorCommands,
    PoleCommands,
    DecisionCommands,
    MeetingCommands,
    OpinionCommands,
    ProjectCommands,
    VerdictCommands,
    PersonCommands,
):
    """Call its methods inside `acting(act)`. Each returns an `Outcome`, or raises a `Refusal` and records nothing.

    A method may be called again with the same `command_id`: the first outcome is returned, and nothing is recorded.
    """
