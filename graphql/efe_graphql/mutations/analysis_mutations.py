"""The commands of an Instance on its analyses (M2)."""

from datetime import date
from uuid import UUID

import strawberry
from strawberry import ID, field

from efe_domain.analysis.analysis import Analysis as AnalysisAggregate
from efe_domain.analysis.events import AnalysisSource, AnalysisSubject, DataRequest
from efe_domain.commands.handler import CommandResult
from efe_domain.platform import Platform
from efe_domain.shared.bassins import Bassin
from efe_graphql.contract.global_id import uuid_of
from efe_graphql.mutations.execute import CommandInput
from efe_graphql.mutations.inputs import DocumentCommandInput, EntityCommandInput
from efe_graphql.request.context import Context
from efe_graphql.types.analysis import Analysis
from efe_graphql.types.objects.node import Node


@strawberry.input(description="Demander des données à un fournisseur, pour une analyse (M2, M2-SUJETS).")
class RequestDataInput(CommandInput):
    ATTESTED_BY = "late_source"

    bassin: Bassin = field(description="Le bassin de l'Instance.")
    subject: AnalysisSubject = field(description="Ce dont l'analyse parle.")
    source: AnalysisSource = field(description="De qui elle vient.")
    provider: str = field(description="Le fournisseur.")
    question: str = field(description="Ce qui lui est demandé.")
    due_on: date = field(description="Dernier jour pour répondre à temps.")
    remind_on: date | None = field(
        default=None, description="Jour à partir duquel un rappel est à faire ; l'échéance par défaut."
    )
    late_source: str | None = field(
        default=None,
        description="Ce qui atteste une demande consignée tard, si le règlement le demande : une pièce, une raison.",
    )

    def dispatch(self, platform: Platform, new_id: UUID) -> CommandResult:
        request = DataRequest(
            subject=self.subject,
            source=self.source,
            provider=self.provider,
            question=self.question,
            due_on=self.due_on,
            remind_on=self.remind_on,
        )
        return platform.request_data(new_id, self.bassin, request, on=self.effective_on)


@strawberry.input
class AnalysisCommandInput(EntityCommandInput):
    """A command on one analysis."""

    analysis_id: ID = field(description="L'analyse.")

    @property
    def analysis(self) -> UUID:
        return uuid_of("Analysis", self.analysis_id)

    def about(self) -> tuple[type[Node], str, UUID]:
        return Analysis, AnalysisAggregate.NOUN, self.analysis


@strawberry.input(description="Consigner un rappel au fournisseur.")
class RecordReminderInput(AnalysisCommandInput):
    note: str = field(description="Ce qui a été fait.")
    remind_on: date | None = field(default=None, description="Jour du rappel suivant, s'il en faut un.")

    def dispatch(self, platform: Platform, _: UUID) -> CommandResult:
        return platform.record_reminder(self.analysis, self.note, remind_on=self.remind_on, on=self.effective_on)


@strawberry.input(description="Recevoir une contribution, déposée auparavant par PUT /documents.")
class ReceiveContributionInput(AnalysisCommandInput, DocumentCommandInput):
    reference: str = field(description="La référence sous laquelle il est cité.")

    def do(self, context: Context, _: UUID) -> CommandResult:
        platform, document = context.ports.platform, self.document(context)
        return platform.receive_contribution(self.analysis, document, self.reference, on=self.effective_on)


@strawberry.input(description="Écrire une version de la synthèse, qui peut croiser d'autres analyses de l'Instance.")
class WriteSynthesisInput(AnalysisCommandInput):
    text: str = field(description="Le texte.")
    crosses_ids: list[ID] = field(default_factory=list, description="Les autres analyses qu'elle croise.")

    def dispatch(self, platform: Platform, _: UUID) -> CommandResult:
        crosses = tuple(uuid_of("Analysis", each) for each in self.crosses_ids)
        return platform.write_synthesis(self.analysis, self.text, crosses=crosses, on=self.effective_on)


@strawberry.input(description="Adopter la dernière version de la synthèse.")
class AdoptSynthesisInput(AnalysisCommandInput):
    def dispatch(self, platform: Platform, _: UUID) -> CommandResult:
        return platform.adopt_synthesis(self.analysis, on=self.effective_on)
