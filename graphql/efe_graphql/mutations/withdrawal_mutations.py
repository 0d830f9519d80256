"""The commands that withdraw an irregular act that created rights."""

from uuid import UUID

import strawberry
from strawberry import ID, field

from efe_domain.commands.handler import CommandResult
from efe_domain.law.rules import WITHDRAWAL_DAYS
from efe_domain.law.texts import NUMBERS
from efe_domain.platform import Platform
from efe_graphql.contract.global_id import uuid_of
from efe_graphql.mutations.correction_mutations import CorrectionCommandInput, check_kept, kept_document
from efe_graphql.request.context import Context


@strawberry.input(
    description=f"Retirer un acte irrégulier qui a créé des droits, dans les {NUMBERS[WITHDRAWAL_DAYS]} jours"
    " (REGISTRE-RETRAIT) : la constitution ou le renouvellement d'un pôle, une désignation, un verdict, un"
    " soutien, une compétence."
    " D'abord proposé, le retrait est confirmé par un autre coordinateur : l'acte est alors sans effet. Un acte"
    " ultérieur du même objet qui repose sur lui le refuse ; ailleurs, ce qui repose sur lui est mis en question."
)
class WithdrawActInput(CorrectionCommandInput):
    act: int = field(description="La version que l'acte a faite de l'objet : `version` dans son histoire.")
    reason: str = field(description="En quoi il est irrégulier.")
    document_sha256: str | None = field(default=None, description="L'empreinte d'un document déposé qui le montre.")
    minutes_meeting_id: ID | None = field(
        default=None,
        description="Une réunion d'un organe de l'Instance, au plus tôt le jour de l'acte, dont le procès-verbal"
        " adopté le dit ; il est cité, et une autre personne confirme.",
    )

    def check(self, context: Context) -> None:
        super().check(context)
        if self.document_sha256 is not None:
            check_kept(context, self.document_sha256)

    def do(self, context: Context, _: UUID) -> CommandResult:
        return context.ports.platform.withdraw_act(
            self.kind.SUBJECT,
            self.entity,
            self.act,
            self.reason,
            document=None if self.document_sha256 is None else kept_document(context, self.document_sha256),
            minutes=uuid_of("Meeting", self.minutes_meeting_id) if self.minutes_meeting_id else None,
            on=self.effective_on,
        )


@strawberry.input(description="Confirmer le retrait d'un acte qu'un autre coordinateur a proposé (REGISTRE-RETRAIT).")
class ConfirmWithdrawalInput(CorrectionCommandInput):
    proposal: int = field(description="La version de l'objet à laquelle il fut proposé.")

    def dispatch(self, platform: Platform, _: UUID) -> CommandResult:
        return platform.confirm_withdrawal(self.kind.SUBJECT, self.entity, self.proposal, on=self.effective_on)


@strawberry.input(description="Abandonner le retrait proposé d'un acte (REGISTRE-RETRAIT).")
class DropWithdrawalInput(CorrectionCommandInput):
    proposal: int = field(description="La version de l'objet à laquelle il fut proposé.")
    reason: str = field(description="Pourquoi.")

    def dispatch(self, platform: Platform, _: UUID) -> CommandResult:
        return platform.drop_withdrawal(
            self.kind.SUBJECT, self.entity, self.proposal, self.reason, on=self.effective_on
        )
