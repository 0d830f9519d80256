"""Commands on the life of a project: its funding, its start, its progress, its end."""

from uuid import UUID

import strawberry
from strawberry import ID, field

from efe_domain.commands.handler import CommandResult
from efe_domain.platform import Platform
from efe_domain.project.content import ActionName, ActionProgress
from efe_domain.project.events import FundingAuthority
from efe_graphql.contract.global_id import uuid_of, uuid_or_none
from efe_graphql.contract.scalars import Cents
from efe_graphql.mutations.execute import optional_arguments
from efe_graphql.mutations.project_mutations import RESOLUTION, CarrierCommandInput, ProjectCommandInput

CITED = "La décision du pôle, s'il en cite une."


@strawberry.input(description="Demander un financement dans une procédure existante (PS-FIN).")
class ApplyForFundingInput(CarrierCommandInput):
    authority: FundingAuthority = field(description="L'exécutif dont la procédure dépend.")
    procedure: str = field(default="", description="La procédure de sélection ; sans elle, le nom de l'appel choisi.")
    amount: Cents = field(description="Le montant demandé, en centimes d'euro.")
    decision_id: ID | None = field(default=None, description=CITED)
    funding_call_id: ID | None = field(
        default=None,
        description="L'appel du registre auquel la demande répond ; elle en garde le nom et le dernier jour.",
    )

    def dispatch(self, platform: Platform, new_id: UUID) -> CommandResult:
        call = optional_arguments(call_id=uuid_or_none("FundingCall", self.funding_call_id))
        return platform.apply_for_funding(
            self.project,
            new_id,
            self.pole,
            self.authority,
            self.procedure,
            self.amount,
            on=self.effective_on,
            **self.cited(self.decision_id),
            **call,
        )


@strawberry.input(description="Consigner l'issue, décidée ailleurs, d'une demande de financement (PS-CREDITS).")
class RecordFundingOutcomeInput(ProjectCommandInput):
    funding_id: ID = field(description="La demande.")
    granted: Cents | None = field(default=None, description="Le montant accordé, en centimes ; un refus, sans lui.")
    comment: str = field(default="", description="Ce qui en est dit.")

    def dispatch(self, platform: Platform, _: UUID) -> CommandResult:
        funding = uuid_of("Funding", self.funding_id)
        return platform.record_funding_outcome(
            self.project, funding, self.granted, self.comment, on=self.effective_on
        )


@strawberry.input(description="Démarrer un projet que chaque pôle porte tel qu'il est.")
class StartProjectInput(ProjectCommandInput):
    def dispatch(self, platform: Platform, _: UUID) -> CommandResult:
        return platform.start_project(self.project, on=self.effective_on)


@strawberry.input(description="Une action d'un projet, nommée par le rang d'un contenu et son rang dans ce contenu.")
class ActionNameInput:
    number: int = field(description="Le rang du contenu, à partir de 1.")
    rank: int = field(description="Le rang de l'action, à partir de 1.")


@strawberry.input(
    description="Rapporter l'avancement d'un projet, ou l'état d'une action que le pôle a prévue (PS-PLAN)."
)
class ReportProgressInput(CarrierCommandInput):
    report: str = field(default="", description="Le rapport ; il peut manquer si l'état d'une action est donné.")
    action: ActionNameInput | None = field(default=None, description="L'action, si le rapport porte sur une action.")
    state: ActionProgress | None = field(default=None, description="Son état, et seulement avec elle.")

    def dispatch(self, platform: Platform, _: UUID) -> CommandResult:
        action = self.action and ActionName(number=self.action.number, rank=self.action.rank)
        later = optional_arguments(action=action, state=self.state)
        return platform.report_progress(self.project, self.pole, self.report, on=self.effective_on, **later)


@strawberry.input(description="Achever un projet.")
class CompleteProjectInput(ProjectCommandInput):
    result: str = field(description="Le résultat.")
    decision_id: ID | None = field(default=None, description=CITED)

    def dispatch(self, platform: Platform, _: UUID) -> CommandResult:
        cited = self.cited(self.decision_id)
        return platform.complete_project(self.project, self.result, on=self.effective_on, **cited)


@strawberry.input(description="Abandonner un projet.")
class AbandonProjectInput(ProjectCommandInput):
    reason: str = field(description="Pourquoi.")
    decision_id: ID | None = field(default=None, description=RESOLUTION)

    def dispatch(self, platform: Platform, _: UUID) -> CommandResult:
        cited = self.cited(self.decision_id)
        return platform.abandon_project(self.project, self.reason, on=self.effective_on, **cited)
