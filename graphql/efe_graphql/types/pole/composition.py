"""Composition of a pôle on a day, from rows, by the computation that the commands share."""

from asyncio import gather
from collections.abc import Collection
from datetime import date
from uuid import UUID

import strawberry
from strawberry import field

from efe_domain.operator.candidate import Candidate
from efe_domain.pole import composition as domain
from efe_domain.shared.colleges import College
from efe_domain.shared.messages import Language, in_language
from efe_graphql.contract.as_of import ResolvedAsOf
from efe_graphql.request.context import Context
from efe_graphql.types.law import Rule, rules
from efe_graphql.types.objects.lazy import linked
from efe_graphql.types.objects.node import in_force
from efe_graphql.types.operator import Operator
from efe_projections.access.rows import ForgottenPersonRow
from efe_projections.engine.batch import by
from efe_projections.operator.reads import candidate
from efe_projections.operator.rows import CompetenceRow, OperatorRow, RessortRow, SiteRow
from efe_projections.pole.memberships import MembershipRow, representative_on
from efe_projections.pole.rows import PoleRow


@strawberry.type(description="Un membre ce jour-là.")
class Seat:
    name: str = field(description="Le nom de l'opérateur.")
    counts: bool = field(description="S'il compte pour son collège.")
    failing: list[Rule] = field(description="Les règles qu'il ne remplit pas.")
    operator_id: strawberry.Private[UUID]
    as_of: strawberry.Private[ResolvedAsOf]

    operator = linked(Operator, "operator_id", "L'opérateur.")


@strawberry.type(description="Un collège ce jour-là.")
class CollegeVerdict:
    college: College = field(description="Le collège.")
    present: bool = field(description="S'il est présent.")
    reason: str = field(description="Pourquoi.")
    seats: list[Seat] = field(description="Ses membres.")


@strawberry.type(description="La composition d'un pôle un jour donné (PS-COMPO, PS-LOCAL, PS-COMPETENT).")
class Composition:
    on: date = field(description="Le jour.")
    complete: bool = field(description="Si les trois collèges sont présents.")
    colleges: list[CollegeVerdict] = field(description="Chaque collège.")


async def compose(context: Context, pole: PoleRow, as_of: ResolvedAsOf, day: date) -> Composition:
    """Computes the composition in which a seat without a representative does not count."""
    rows = await context.rows.all(by(MembershipRow, "pole"), (pole.id,), at=as_of.position)
    seats = list(in_force(rows, day))
    speaking = await gather(*(_is_represented(context, row, as_of, day) for row in seats))
    represented = {row.operator for row, spoken_for in zip(seats, speaking, strict=True) if spoken_for}
    verdicts = await assessed(context, pole, as_of, day, represented)
    colleges = [_verdict(verdict, as_of, context.language) for verdict in verdicts.colleges]
    return Composition(on=day, complete=verdicts.complete, colleges=colleges)


async def assessed(
    context: Context, pole: PoleRow, as_of: ResolvedAsOf, day: date, represented: Collection[UUID] | None = None
) -> domain.Composition:
    """Assesses the composition of all members, or of those who are represented."""
    rows = await context.rows.all(by(MembershipRow, "pole"), (pole.id,), at=as_of.position)
    seats = list(in_force(rows, day))
    members = await gather(*(_candidate(context, row.operator, as_of) for row in seats))
    seated = [(member, seat) for member, seat in zip(members, seats, strict=True) if member]
    return domain.assess(
        [member for member, _ in seated],
        bassin=pole.bassin,
        axis_key=pole.axis,
        on=day,
        represented=represented,
        colleges={seat.operator: member.seat_college_on(day, seat.college, seat.since) for member, seat in seated},
    )


async def _is_represented(context: Context, seat: MembershipRow, as_of: ResolvedAsOf, day: date) -> bool:
    """Tells whether the seat has a representative who was not erased."""
    person = representative_on(seat, day)
    if person is None:
        return False
    forgotten = await context.rows.one(by(ForgottenPersonRow, "id"), (person,), at=as_of.position)
    return forgotten is None or forgotten.forgotten_on > day


async def _candidate(context: Context, operator: UUID, as_of: ResolvedAsOf) -> Candidate | None:
    row, sites, ressorts, competences = await gather(
        context.rows.one(by(OperatorRow, "id"), (operator,), at=as_of.position),
        context.rows.all(by(SiteRow, "operator"), (operator,), at=as_of.position),
        context.rows.all(by(RessortRow, "operator"), (operator,), at=as_of.position),
        context.rows.all(by(CompetenceRow, "operator"), (operator,), at=as_of.position),
    )
    return candidate(row, sites, ressorts, competences) if row else None


def _verdict(verdict: domain.CollegeVerdict, as_of: ResolvedAsOf, language: Language) -> CollegeVerdict:
    return CollegeVerdict(
        college=verdict.college,
        present=verdict.present,
        reason=in_language(verdict.reason, language),
        seats=[
            Seat(
                name=seat.name,
                counts=seat.counts,
                failing=[rules(language)[rule] for rule in seat.failing],
                operator_id=seat.operator,
                as_of=as_of,
            )
            for seat in verdict.seats
        ],
    )
