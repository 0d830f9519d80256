"""Work plan of a project: the part of each carrying pôle, with the state of its actions, and the sums."""

from asyncio import gather
from collections.abc import Mapping
from datetime import date
from uuid import UUID

import strawberry
from strawberry import field

from efe_domain.project.content import ActionName, ActionNature, ActionProgress
from efe_domain.project.plan import wordings
from efe_domain.project.plan_events import BudgetKind, FinancingLine, PlannedAction
from efe_domain.shared.bassins import Bassin
from efe_graphql.contract.as_of import ResolvedAsOf
from efe_graphql.contract.enums import publish
from efe_graphql.contract.scalars import Cents
from efe_graphql.request.context import Context, Info
from efe_graphql.types.objects.lazy import linked, listed
from efe_graphql.types.objects.node import Node
from efe_graphql.types.operator import Operator
from efe_graphql.types.pole.pole import Pole
from efe_graphql.types.project.project_verdicts import Funding
from efe_projections.engine.batch import by
from efe_projections.project.contents import ProjectContentRow
from efe_projections.project.plan import ActionState, CurrentPlanRow, PlanPartRow
from efe_projections.project.rows import ProjectDossierRow

publish(
    ActionProgress,
    "Ce que devient une action prévue, d'après le dernier rapport du pôle (PS-PLAN).",
    {
        ActionProgress.RUNNING: "En cours.",
        ActionProgress.DONE: "Réalisée.",
        ActionProgress.DROPPED: "Abandonnée.",
    },
)
publish(
    BudgetKind,
    "Ce que paie une ligne de budget.",
    {
        BudgetKind.EQUIPMENT: "Équipement.",
        BudgetKind.STAFF: "Personnel.",
        BudgetKind.SERVICES: "Services.",
        BudgetKind.OTHER: "Autre.",
    },
)


@strawberry.type(description="Une action du contenu, telle qu'un pôle la réalise (PS-PLAN).")
class PlanAction:
    line: strawberry.Private[PlannedAction]
    as_of: strawberry.Private[ResolvedAsOf]
    number: int = field(description="Le rang du contenu où elle est nommée.")
    rank: int = field(description="Son rang dans ce contenu, à partir de 1.")
    current_rank: int | None = field(
        description="Son rang dans le contenu actuel ; nul si aucune action n'y a cette nature et cette description."
    )
    nature: ActionNature = field(description="En quoi elle ajoute à l'existant.")
    description: str = field(description="Ce qui est fait.")
    state: ActionProgress | None = field(
        description="Son état, d'après le dernier rapport du pôle ; nul sans rapport."
    )
    reported_on: date | None = field(description="Jour de ce rapport.")

    @field(description="Si un amendement l'a retirée du contenu : elle reste à revoir dans le plan.")
    def left_over(self) -> bool:
        return self.current_rank is None

    @field(description="Son premier jour.")
    def starts(self) -> date:
        return self.line.starts

    @field(description="Son dernier jour.")
    def ends(self) -> date:
        return self.line.ends

    @field(description="Le résultat attendu.")
    def expected_result(self) -> str:
        return self.line.expected_result

    @field(description="Les opérateurs responsables : des membres du pôle ou des partenaires.")
    async def operators(self, info: Info) -> list[Operator]:
        keys = self.line.operators
        operators = await gather(*(Operator.load(info.context, (each,), self.as_of) for each in keys))
        return sorted((each for each in operators if each), key=lambda each: each.name)


@strawberry.type(description="Une ligne de budget ; elle ne nomme aucun opérateur.")
class PlanBudgetLine:
    what: str = field(description="Ce qui est payé.")
    kind: BudgetKind = field(description="La sorte de dépense.")
    year: int = field(description="L'année.")
    amount: Cents = field(description="Le montant, en centimes d'euro.")


@strawberry.type(description="Ce sur quoi un pôle compte pour payer : ses moyens, ou une demande de financement.")
class PlanFinancing:
    line: strawberry.Private[FinancingLine]
    as_of: strawberry.Private[ResolvedAsOf]
    amount: Cents = field(description="Le montant, en centimes d'euro.")

    funding = linked(
        Funding, "line.application", "La demande de financement du pôle ; nulle pour ses propres moyens."
    )


@strawberry.type(description="La part d'un pôle porteur dans le plan de travail (PS-PLAN).")
class PlanPart(Node):
    ROW = PlanPartRow

    row: strawberry.Private[PlanPartRow]
    part: int = field(description="Son rang parmi celles que le pôle a écrites, à partir de 1.")
    number: int = field(description="Le rang du contenu dont elle prévoit les actions.")
    bassin: Bassin = field(description="Le bassin du pôle.")
    reason: str = field(description="Pourquoi elle remplace la précédente.")
    since: date = field(description="Son jour.")
    illustrative: bool = field(description="Si elle est là pour une démonstration.")

    pole = linked(Pole, "row.pole", "Le pôle.")

    @field(description="Si c'est la part actuelle d'un pôle qui porte le projet.")
    async def in_force(self, info: Info) -> bool:
        current = await self._current(info.context)
        return current is not None and current.part == self.row.part

    @field(description="Les actions prévues, dans l'ordre du contenu.")
    async def actions(self, info: Info) -> list[PlanAction]:
        return await actions_of(info.context, self.row, await self._current(info.context), self.as_of)

    @field(description="Les lignes du budget.")
    def budget_lines(self) -> list[PlanBudgetLine]:
        return [
            PlanBudgetLine(what=each.what, kind=each.kind, year=each.year, amount=Cents(each.amount_cents))
            for each in self.row.budget_lines
        ]

    @field(description="Ce sur quoi le pôle compte pour payer.")
    def financing(self) -> list[PlanFinancing]:
        return [
            PlanFinancing(line=each, as_of=self.as_of, amount=Cents(each.amount_cents)) for each in self.row.financing
        ]

    @field(description="La somme du budget, en centimes d'euro.")
    def planned_total(self) -> Cents:
        return planned_cents(self.row)

    @field(description="La somme du financement, en centimes d'euro.")
    def financed_total(self) -> Cents:
        return financed_cents(self.row)

    async def _current(self, context: Context) -> CurrentPlanRow | None:
        key = self.row.project, self.row.pole
        return await context.rows.one(by(CurrentPlanRow, "project", "pole"), key, at=self.as_of.position)


@strawberry.type(description="Le plan de travail d'un projet, à côté du contenu que les Instances jugent (PS-PLAN).")
class ProjectPlan:
    project: strawberry.Private[UUID]
    number: strawberry.Private[int]
    as_of: strawberry.Private[ResolvedAsOf]

    @classmethod
    def of(cls, dossier: ProjectDossierRow, as_of: ResolvedAsOf) -> "ProjectPlan":
        return cls(project=dossier.project, number=dossier.content_number, as_of=as_of)

    @field(description="Les parts des pôles qui portent le projet.")
    async def parts(self, info: Info) -> list[PlanPart]:
        return [PlanPart.of(row, self.as_of) for row in await self._rows(info.context)]

    all_parts = listed(PlanPart, "Toutes les parts écrites, dans l'ordre pour chaque pôle.", project="project")

    @field(description="Le budget du contenu jugé, en centimes d'euro.")
    async def budget(self, info: Info) -> Cents:
        return await self._budget(info.context)

    @field(description="La somme des budgets des parts, en centimes d'euro.")
    async def planned_total(self, info: Info) -> Cents:
        return Cents(sum(map(planned_cents, await self._rows(info.context))))

    @field(description="La somme des financements des parts, en centimes d'euro.")
    async def financed_total(self, info: Info) -> Cents:
        return Cents(sum(map(financed_cents, await self._rows(info.context))))

    @field(
        description="Si les parts dépassent ensemble le budget jugé : rien n'est refusé, un amendement le corrige."
    )
    async def over_budget(self, info: Info) -> bool:
        return sum(map(planned_cents, await self._rows(info.context))) > await self._budget(info.context)

    @field(description="Les actions prévues qui ne sont pas réalisées, abandonnées ou non.")
    async def undone(self, info: Info) -> list[PlanAction]:
        actions = await self.actions_in_force(info.context)
        return [each for each in actions if each.state is not ActionProgress.DONE]

    async def actions_in_force(self, context: Context) -> list[PlanAction]:
        """Returns the actions of the parts in force."""
        current = {row.pole: row for row in await self._current(context)}
        rows, at = await self._rows(context), self.as_of
        parts = await gather(*(actions_of(context, row, current[row.pole], at) for row in rows))
        return [action for actions in parts for action in actions]

    async def _current(self, context: Context) -> list[CurrentPlanRow]:
        rows = await context.rows.all(by(CurrentPlanRow, "project"), (self.project,), at=self.as_of.position)
        return [row for row in rows if row.part is not None]

    async def _rows(self, context: Context) -> list[PlanPartRow]:
        """Returns the parts in force."""
        batch, at = by(PlanPartRow, "project", "pole", "part"), self.as_of.position
        keys = [(row.project, row.pole, row.part) for row in await self._current(context)]
        rows = await gather(*(context.rows.one(batch, key, at=at) for key in keys))
        return [row for row in rows if row]

    async def _budget(self, context: Context) -> Cents:
        content = await content_of(context, self.project, self.number, self.as_of)
        return Cents(content.content.budget_cents if content else 0)


async def pending_actions(context: Context, project: UUID, as_of: ResolvedAsOf) -> list[PlanAction]:
    """Returns the actions in force that are neither done nor dropped; none of a project hidden from the viewer."""
    batch, at = by(ProjectDossierRow, "project"), as_of.position
    dossier = await context.rows.one(batch, (project,), at=at)
    actions = await ProjectPlan.of(dossier, as_of).actions_in_force(context) if dossier else []
    return [each for each in actions if each.state in (None, ActionProgress.RUNNING)]


def planned_cents(part: PlanPartRow) -> Cents:
    return Cents(sum(line.amount_cents for line in part.budget_lines))


def financed_cents(part: PlanPartRow) -> Cents:
    return Cents(sum(line.amount_cents for line in part.financing))


async def content_of(context: Context, project: UUID, number: int, as_of: ResolvedAsOf) -> ProjectContentRow | None:
    return await context.rows.one(by(ProjectContentRow, "project", "number"), (project, number), at=as_of.position)


async def actions_of(
    context: Context, part: PlanPartRow, current: CurrentPlanRow | None, as_of: ResolvedAsOf
) -> list[PlanAction]:
    """Returns the actions of a part, each with its state and its rank in the current content."""
    dossier = await context.rows.one(by(ProjectDossierRow, "project"), (part.project,), at=as_of.position)
    planned_content = await content_of(context, part.project, part.number, as_of)
    if dossier is None or planned_content is None:
        return []
    content = await content_of(context, part.project, dossier.content_number, as_of)
    names = list(wordings(planned_content.content))
    ranks = {wording: rank for rank, wording in enumerate(wordings(content.content), 1)} if content else {}
    states = _states_of(current)
    return [
        PlanAction(
            line=action,
            as_of=as_of,
            number=part.number,
            rank=action.rank,
            current_rank=ranks.get(names[action.rank - 1]),
            nature=names[action.rank - 1][0],
            description=names[action.rank - 1][1],
            state=report.state if (report := states.get(name)) else None,
            reported_on=report.reported_on if report else None,
        )
        for action, name in zip(part.actions, part.action_names, strict=True)
    ]


def _states_of(current: CurrentPlanRow | None) -> Mapping[ActionName, ActionState]:
    states = current.states if current else ()
    return {ActionName(number=each.number, rank=each.rank): each for each in states}
