"""How much an audit trail was added to, month by month: a histogram over its whole length."""

from datetime import date

import strawberry
from strawberry import field

from efe_domain.shared.bassins import Bassin
from efe_graphql.contract.as_of import ResolvedAsOf
from efe_graphql.contract.scalars import Position
from efe_graphql.request.context import Context
from efe_graphql.types.audit import admit
from efe_projections.audit.months import MonthRow, months


@strawberry.type(description="Ce qu'une piste d'audit a reçu en un mois.")
class AuditMonth:
    month: date = field(description="Le premier jour du mois, à Bruxelles.")
    count: int = field(description="Combien d'entrées.")
    first_position: Position | None = field(description="La position de la première ; nulle s'il n'y en a pas.")
    last_position: Position | None = field(description="La position de la dernière ; nulle s'il n'y en a pas.")

    @classmethod
    def of(cls, row: MonthRow) -> "AuditMonth":
        first, last = row.first_position, row.last_position
        return cls(
            month=row.month,
            count=row.number,
            first_position=None if first is None else Position(first),
            last_position=None if last is None else Position(last),
        )


async def months_of_trail(context: Context, bassin: Bassin, as_of: ResolvedAsOf) -> list[AuditMonth]:
    """Raises `Unauthenticated` or `Forbidden`."""
    admit(context, bassin)
    found = await context.ports.reads.fetch(months(bassin, context.viewer, at=as_of.position))
    await context.read_as_auditor("Query.auditMonths", [bassin], {"at": as_of.position})
    return [AuditMonth.of(each) for each in found]
