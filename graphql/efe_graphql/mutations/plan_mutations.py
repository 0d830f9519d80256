"""Command that writes a pôle's part of the work plan of a project, and the inputs of its lines."""

from datetime import date
from uuid import UUID

import strawberry
from strawberry import ID, field

from efe_domain.commands.handler import CommandResult
from efe_domain.platform import Platform
from efe_domain.project.plan_events import BudgetKind, BudgetLine, FinancingLine, PlannedAction
from efe_graphql.contract.global_id import uuid_of, uuid_or_none
from efe_graphql.contract.scalars import Cents
from efe_graphql.mutations.project_mutations import CarrierCommandInput


@strawberry.input(description="Une action du contenu, telle que le pôle la réalise.")
class PlannedActionInput:
    rank: int = field(description="Son rang dans le contenu, à partir de 1.")
    operator_ids: list[ID] = field(description="Les responsables : des membres du pôle ou des partenaires.")
    starts: date = field(description="Son premier jour, dans la période du contenu.")
    ends: date = field(description="Son dernier jour, dans la période du contenu.")
    expected_result: str = field(description="Le résultat attendu.")

    def action(self) -> PlannedAction:
        """Raises `BadUserInput`."""
        return PlannedAction(
            rank=self.rank,
            operators=tuple(uuid_of("Operator", each) for each in self.operator_ids),
            starts=self.starts,
            ends=self.ends,
            expected_result=self.expected_result,
        )


@strawberry.input(description="Une ligne de budget ; elle ne nomme aucun opérateur.")
class PlanBudgetLineInput:
    what: str = field(description="Ce qui est payé.")
    kind: BudgetKind = field(description="La sorte de dépense.")
    year: int = field(description="L'année, dans la période du contenu.")
    amount: Cents = field(description="Le montant, en centimes d'euro.")

    def line(self) -> BudgetLine:
        return BudgetLine(what=self.what, kind=self.kind, year=self.year, amount_cents=self.amount)


@strawberry.input(description="Ce sur quoi le pôle compte pour payer.")
class PlanFinancingInput:
    funding_id: ID | None = field(
        default=None, description="Sa demande de financement pour ce projet ; ses propres moyens, sans elle."
    )
    amount: Cents = field(description="Le montant, en centimes d'euro.")

    def line(self) -> FinancingLine:
        """Raises `BadUserInput`."""
        return FinancingLine(application=uuid_or_none("Funding", self.funding_id), amount_cents=self.amount)


@strawberry.input(
    description="Écrire la part d'un pôle porteur dans le plan de travail d'un projet (PS-PLAN). Le contenu jugé"
    " reste ce qu'il est, et aucun verdict n'est rouvert."
)
class WritePlanPartInput(CarrierCommandInput):
    replaces: int | None = field(
        default=None, description="Le rang de la part actuelle du pôle, telle qu'elle a été lue ; nul sans part."
    )
    number: int = field(description="Le rang du contenu actuel, dont la part prévoit les actions.")
    actions: list[PlannedActionInput] = field(default_factory=list, description="Les actions prévues.")
    budget_lines: list[PlanBudgetLineInput] = field(default_factory=list, description="Les lignes du budget.")
    financing: list[PlanFinancingInput] = field(
        default_factory=list, description="Le financement. Les soutiens des Instances n'en sont pas."
    )
    reason: str = field(default="", description="Pourquoi la part change, si elle en remplace une.")

    def dispatch(self, platform: Platform, _: UUID) -> CommandResult:
        return platform.write_plan_part(
            self.project,
            self.pole,
            self.replaces,
            self.number,
            tuple(each.action() for each in self.actions),
            tuple(each.line() for each in self.budget_lines),
            tuple(each.line() for each in self.financing),
            reason=self.reason,
            on=self.effective_on,
        )
