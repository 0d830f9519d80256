"""Events that a command would record, for a dry run."""

from collections.abc import Collection, Sequence
from datetime import date
from typing import Self
from uuid import UUID

import strawberry
from strawberry import field

from efe_domain.project.events import ProjectCompleted
from efe_graphql.contract.as_of import ResolvedAsOf
from efe_graphql.request.context import Context, Info
from efe_graphql.types.law import Rule, rules
from efe_graphql.types.objects.entity import Entity
from efe_graphql.types.objects.lazy import load_entity
from efe_graphql.types.project.project_plan import PlanAction, pending_actions
from efe_graphql.types.trail.named_sentence import named_sentence
from efe_graphql.wording import sentences
from efe_projections.audit.rows import EventRow


@strawberry.type(description="Ce qu'un essai enregistrerait : un événement, comme la piste d'audit le montrerait.")
class PlannedEvent:
    row: strawberry.Private[EventRow]
    as_of: strawberry.Private[ResolvedAsOf]
    kind: str = field(description="Sa sorte : le sujet versionné sous lequel il serait gardé.")
    effective_on: date | None = field(description="Quand il vaudrait en droit, s'il a un jour en droit.")
    subject: Entity | None = field(description="Son objet ; nul si l'acte le crée, ou s'il n'est pas visible.")

    @field(description="Ce qu'il dirait, en une phrase.")
    def sentence(self, info: Info) -> str:
        return sentences.sentence(self.row, info.context.language)

    @field(description="Qui ferait quoi, avec les noms que l'on peut voir : l'auteur, le verbe et l'objet.")
    async def told(self, info: Info) -> str:
        return await named_sentence(info.context, self.row, self.as_of)

    @field(description="La règle que l'acte mettrait en œuvre.")
    def rule(self, info: Info) -> Rule:
        return rules(info.context.language)[self.row.rule]

    @classmethod
    async def of(cls, row: EventRow, context: Context, as_of: ResolvedAsOf) -> Self:
        subject = await load_entity(context, row.subject_kind, row.subject, as_of)
        return cls(row=row, as_of=as_of, kind=row.kind, effective_on=row.effective_on, subject=subject)


@strawberry.type(description="Ce que l'acte entraînerait au-delà de son objet.")
class PlannedConsequences:
    completed: strawberry.Private[UUID | None]
    as_of: strawberry.Private[ResolvedAsOf]
    entities: list[Entity] = field(
        description="Les autres objets visibles sur lesquels un événement serait enregistré."
    )
    hidden_events: int = field(
        description="Combien d'événements seraient enregistrés sur des objets que l'on ne peut voir."
    )

    @field(
        description="D'un essai d'achever un projet : les actions prévues qui ne sont ni réalisées ni abandonnées ;"
        " vide pour tout autre acte."
    )
    async def undone(self, info: Info) -> list[PlanAction]:
        return await pending_actions(info.context, self.completed, self.as_of) if self.completed else []

    @classmethod
    def of(
        cls, events: Sequence[PlannedEvent], own: Collection[UUID], hidden_events: int, as_of: ResolvedAsOf
    ) -> Self:
        """`own` are the objects of the command itself."""
        others = {each.subject.entity: each.subject for each in events if each.subject}
        completed = (each.row.subject for each in events if each.kind == ProjectCompleted.TOPIC)
        return cls(
            entities=[each for entity, each in others.items() if entity not in own],
            hidden_events=hidden_events,
            completed=next(completed, None),
            as_of=as_of,
        )
