"""A pôle of which a coordinator proposed to withdraw the constitution."""

from uuid import UUID

from efe_domain.commands.handler import CommandResult
from efe_domain.platform import Platform
from efe_domain.shared.command_context import CommandContext, in_context
from tests.domain.given import TODAY, YESTERDAY
from tests.infra.commands.correction_stage import CONSTITUTED, SECOND_COORDINATOR

PROPOSED = 6
WHY = "L'organe n'était pas en nombre."


class WithdrawalStage:
    """On a pôle of its own, not constituted before."""

    def __init__(self, platform: Platform, pole: UUID) -> None:
        self.platform, self.pole = platform, pole
        platform.constitute_pole(pole, on=YESTERDAY)
        with in_context(CommandContext(actor=str(SECOND_COORDINATOR), today=TODAY)):
            self.withdraw(self.pole)

    def withdraw(self, pole: UUID) -> CommandResult:
        return self.platform.withdraw_act("pole", pole, CONSTITUTED, WHY)

    def confirm(self) -> CommandResult:
        return self.platform.confirm_withdrawal("pole", self.pole, PROPOSED)

    def drop(self) -> CommandResult:
        return self.platform.drop_withdrawal("pole", self.pole, PROPOSED, "L'organe était en nombre.")
