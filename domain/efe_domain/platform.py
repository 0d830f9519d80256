"""Facade of the domain: every use case, one method per command."""

from efe_domain.commands.annex_commands import AnnexCommands
from efe_domain.commands.correction_preview import CorrectionPreviews
from efe_domain.commands.decision_commands import DecisionCommands
from efe_domain.commands.funding_commands import FundingCommands
from efe_domain.commands.instance_commands import InstanceCommands
from efe_domain.commands.invitation_commands import InvitationCommands
from efe_domain.commands.joint_meeting_commands import JointMeetingCommands
from efe_domain.commands.meeting_commands import MeetingCommands
from efe_domain.commands.operator_commands import OperatorCommands
from efe_domain.commands.opinion_commands import OpinionCommands
from efe_domain.commands.person_commands import PersonCommands
from efe_domain.commands.plan_commands import PlanCommands
from efe_domain.commands.project_commands import ProjectCommands
from efe_domain.commands.verdict_commands import VerdictCommands
from efe_domain.commands.withdrawal_commands import WithdrawalCommands


class Platform(
    InstanceCommands,
    OperatorCommands,
    DecisionCommands,
    MeetingCommands,
    OpinionCommands,
    ProjectCommands,
    PlanCommands,
    JointMeetingCommands,
    InvitationCommands,
    FundingCommands,
    VerdictCommands,
    PersonCommands,
    AnnexCommands,
    CorrectionPreviews,
    WithdrawalCommands,
):
    """Use cases, called inside `in_context`. Each returns a `CommandResult`, or raises a `Refusal`.

    A method called again with the same idempotency key returns the first result, and records nothing.
    """
