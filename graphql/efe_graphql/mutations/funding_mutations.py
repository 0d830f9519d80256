"""The commands of Instances on the register of funding calls."""

from datetime import date
from uuid import UUID

import strawberry
from strawberry import ID, field

from efe_domain.commands.handler import CommandResult
from efe_domain.funding.funding_call import CallTerms
from efe_domain.funding.funding_call import RegisteredCall as CallAggregate
from efe_domain.platform import Platform
from efe_domain.shared.bassins import Bassin
from efe_graphql.contract.global_id import uuid_of
from efe_graphql.mutations.inputs import About, EntityCommandInput, OptionalDocumentInput
from efe_graphql.request.context import Context
from efe_graphql.types.funding_call import FundingCall


@strawberry.input
class CallTermsInput(OptionalDocumentInput):
    """A command that says what a call is, as its source says it."""

    name: str = field(description="Le nom de l'appel.")
    executive: str = field(description="Qui l'a lancé, dans les mots de la source.")
    opens: date = field(description="Le premier jour pour y répondre.")
    closes: date = field(description="Le dernier jour pour y répondre.")
    reference: str = field(description="L'adresse ou le document d'où l'Instance le tient.")
    sha256: str | None = field(
        default=None,
        description="L'empreinte SHA-256 de la source même, déposée auparavant par PUT /documents : tout compte"
        " d'une des dix Instances peut alors lire ce document.",
    )

    def terms(self, context: Context) -> CallTerms:
        return CallTerms(
            name=self.name,
            executive=self.executive,
            opens=self.opens,
            closes=self.closes,
            reference=self.reference,
            document=self.document(context),
        )


@strawberry.input
class FundingCallCommandInput(EntityCommandInput):
    """A command on one call."""

    funding_call_id: ID = field(description="L'appel.")

    @property
    def call(self) -> UUID:
        return uuid_of("FundingCall", self.funding_call_id)

    def about(self) -> About:
        return FundingCall, CallAggregate.NOUN, self.call


@strawberry.input(description="Inscrire un appel à financement au registre que les dix Instances lisent.")
class OpenFundingCallInput(CallTermsInput):
    bassin: Bassin = field(description="Le bassin de l'Instance qui l'inscrit.")

    def do(self, context: Context, new_id: UUID) -> CommandResult:
        terms = self.terms(context)
        return context.ports.platform.open_funding_call(self.bassin, new_id, terms, on=self.effective_on)


@strawberry.input(description="Changer ce que le registre dit d'un appel ; les demandes gardent leur copie.")
class ChangeFundingCallInput(CallTermsInput, FundingCallCommandInput):
    reason: str = field(description="Pourquoi ; les autres Instances la lisent.")

    def do(self, context: Context, _: UUID) -> CommandResult:
        terms = self.terms(context)
        return context.ports.platform.change_funding_call(self.call, terms, self.reason, on=self.effective_on)


@strawberry.input(description="Retirer un appel du registre ; aucune demande ne le cite plus à partir de ce jour.")
class WithdrawFundingCallInput(FundingCallCommandInput):
    reason: str = field(description="Pourquoi ; les autres Instances la lisent.")

    def dispatch(self, platform: Platform, _: UUID) -> CommandResult:
        return platform.withdraw_funding_call(self.call, self.reason, on=self.effective_on)
