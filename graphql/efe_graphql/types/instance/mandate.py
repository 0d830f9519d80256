"""Mandates: persons on the seats of an Instance's bodies (M6, M7)."""

from asyncio import gather
from datetime import date
from uuid import UUID

import strawberry
from strawberry import field

from efe_domain.shared.days import Period
from efe_graphql.contract.as_of import ResolvedAsOf
from efe_graphql.contract.global_id import write_id
from efe_graphql.request.context import Context, Info
from efe_graphql.types.objects.lazy import Lazy, linked
from efe_graphql.types.objects.node import Node
from efe_graphql.types.people import Person, linked_person
from efe_projections.engine.batch import by
from efe_projections.instance.mandates import MandateRow
from efe_projections.instance.rows import BodyRow


@strawberry.type(
    description="Un mandat : la personne qui occupe un siège d'un organe, depuis quand et jusqu'à quand."
)
class Mandate(Node):
    ROW = MandateRow

    row: strawberry.Private[MandateRow]
    category: str = field(description="La catégorie que le siège représente, dans les mots de l'organe.")
    voting: bool = field(description="Si la voix est délibérative ; consultative sinon.")
    since: date = field(description="Premier jour.")
    ends: date | None = field(description="Dernier jour, compris, pour lequel le mandat a été donné.")
    end_reason: str | None = field(description="Pourquoi le siège a été libéré.")
    illustrative: bool = field(description="S'il est là pour une démonstration.")

    @field(description="Le siège : à donner à `fillSeat` et à `vacateSeat`.")
    def seat_id(self) -> strawberry.ID:
        return write_id("BodySeat", (self.row.seat,))

    @field(description="Jour où le siège n'est plus occupé : fin du mandat, départ, ou dissolution de l'organe.")
    async def until(self, info: Info) -> date | None:
        return await until(info.context, self.row, self.as_of)

    body = linked(Lazy("Body"), "row.body", "L'organe.")

    @field(description="La personne qui siège.")
    async def person(self, info: Info) -> Person:
        return await Person.load(info.context, self.row.person)

    substitute = linked_person("row.substitute", "La personne qui la supplée, s'il y en a une.")


async def until(context: Context, row: MandateRow, as_of: ResolvedAsOf) -> date | None:
    """Returns the end of a mandate, at the latest that of its body."""
    body = await context.rows.one(by(BodyRow, "id"), (row.body,), at=as_of.position)
    ends = [end for end in (row.until, body and body.until) if end]
    return max(row.since, min(ends)) if ends else None


async def mandates(
    context: Context, as_of: ResolvedAsOf, day: date | None, *, column: str, value: UUID
) -> list[Mandate]:
    """Returns the mandates of a body or of an Instance, by seat: of a day, or all of them without one."""
    rows = await context.rows.all(by(MandateRow, column), (value,), at=as_of.position)
    ends = await gather(*(until(context, row, as_of) for row in rows))
    current = [row for row, end in zip(rows, ends, strict=True) if day is None or Period(row.since, end).covers(day)]
    return [Mandate.of(row, as_of) for row in current]
