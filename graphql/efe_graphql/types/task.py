"""What waits for who asks, over all kinds."""

from datetime import date
from typing import Self
from uuid import UUID

import strawberry
from strawberry import field

from efe_domain.shared.bassins import Bassin
from efe_graphql.contract.as_of import ResolvedAsOf
from efe_graphql.contract.cursor import read_cursor, write_cursor
from efe_graphql.request.context import Context, Info
from efe_graphql.types.connection import Edge, Paged, counting, fetch_page
from efe_graphql.types.consultation import Objection
from efe_graphql.types.entity import Entity
from efe_graphql.types.law import Rule, rules
from efe_graphql.types.lazy import load_entity
from efe_graphql.types.operator import Operator
from efe_projections.tasks.kinds import FOUND, TaskKind
from efe_projections.tasks.reads import Task as TaskFact
from efe_projections.tasks.reads import tasks


@strawberry.type(description="Quelque chose qui attend qui demande.")
class Task:
    fact: strawberry.Private[TaskFact]
    as_of: strawberry.Private[ResolvedAsOf]
    kind: TaskKind = field(description="Ce qui est à faire.")
    bassin: Bassin = field(description="L'Instance dont c'est l'affaire, ou celle de son pôle.")
    since: date = field(description="Depuis quel jour cela attend.")
    due: date | None = field(description="Jusqu'à quel jour, s'il y a une échéance.")

    @classmethod
    def of(cls, fact: TaskFact, as_of: ResolvedAsOf) -> Self:
        return cls(
            fact=fact,
            as_of=as_of,
            kind=fact.kind,
            bassin=Bassin(fact.bassin),
            since=fact.since,
            due=fact.due,
        )

    @field(description="La règle qui veut que ce soit fait.")
    def rule(self, info: Info) -> Rule:
        return rules(info.context.language)[FOUND[self.fact.kind].rule]

    @field(description="Ce dont il s'agit.")
    async def subject(self, info: Info) -> Entity | None:
        return await load_entity(info.context, self.fact.subject_kind, self.fact.subject, self.as_of)

    @field(description="L'objection, si c'est à elle qu'il faut répondre.")
    async def objection(self, info: Info) -> Objection | None:
        if self.fact.kind is not TaskKind.OBJECTION_TO_ANSWER:
            return None
        return await Objection.load(info.context, (self.fact.subject, int(self.fact.part)), self.as_of)

    @field(description="Le membre représenté, si c'est à lui de parler.")
    async def member(self, info: Info) -> Operator | None:
        if self.fact.kind is not TaskKind.POSITION_TO_TAKE:
            return None
        return await Operator.load(info.context, (UUID(self.fact.part),), self.as_of)


@strawberry.type(description="Une page de ce qui attend qui demande.")
class TaskConnection(Paged):
    edges: list[Edge[Task]] = field(description="Les éléments de la page.")


async def tasks_of(
    context: Context, day: date, as_of: ResolvedAsOf, *, first: int, after: str | None
) -> TaskConnection:
    """By the rights of now. Raises `BadUserInput` or `AsOfNotReached`."""
    listing = tasks(day, person=context.person, poles=context.represented, coordinated=context.coordinated)
    key = None
    if after is not None:
        key, as_of = read_cursor(listing, after, as_of)
    rows = await fetch_page(context, listing, as_of, first=first, after=key)
    edges = [Edge(node=Task.of(row, as_of), cursor=write_cursor(listing, row, as_of)) for row in rows]
    return TaskConnection.of(edges, first=first, resumed=after is not None, counting=counting(listing, as_of))
