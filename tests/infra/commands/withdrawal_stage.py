"""A pôle of which a coordinator proposed to withdraw the constitution."""

from collections.abc import Sequence
from uuid import UUID

from efe_domain.commands.handler import CommandResult
from efe_domain.platform import Platform
from efe_domain.shared.command_context import CommandContext, in_context
from tests.domain.given import HEATING, TODAY, YESTERDAY, speaker_of
from tests.infra.commands.correction_stage import CONSTITUTED, SECOND_COORDINATOR

PROPOSED = 6
WHY = "L'organe n'était pas en nombre."


class WithdrawalStage:
    """On a pôle of its own, of these members."""

    def __init__(self, platform: Platform, members: Sequence[UUID]) -> None:
        self.platform = platform
        self.pole = platform.create_pole("liege", HEATING, "Chauffage retiré", on=YESTERDAY).entity
        for member in members:
            platform.designate_member(self.pole, member, representative=speaker_of(member), on=YESTERDAY)
        platform.constitute_pole(self.pole, on=YESTERDAY)
        with in_context(CommandContext(actor=str(SECOND_COORDINATOR), today=TODAY)):
            self.withdraw(self.pole)

    def withdraw(self, pole: UUID) -> CommandResult:
        return self.platform.withdraw_act("pole", pole, CONSTITUTED, WHY)

    def confirm(self) -> CommandResult:
        return self.platform.confirm_withdrawal("pole", self.pole, PROPOSED)

    def drop(self) -> CommandResult:
        return self.platform.drop_withdrawal("pole", self.pole, PROPOSED, "L'organe était en nombre.")
