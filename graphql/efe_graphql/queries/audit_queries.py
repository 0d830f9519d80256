"""Root fields of an audit: the trail, comparisons of two moments, and the access journal."""

from typing import Annotated

import strawberry
from strawberry import field

from efe_domain.shared.bassins import Bassin
from efe_graphql.contract.arguments import After, AsOfArgument, Before, First, Last, MinPosition, Paging
from efe_graphql.execution.markers import FieldArguments, RequestedPage, RootPage, in_sql
from efe_graphql.request.as_of import resolve_as_of
from efe_graphql.request.context import Context, Info
from efe_graphql.types.access.access_journal import AccessJournalEntry, access_journal
from efe_graphql.types.comparison import ComparisonConnection, Since, Until, compare_instance
from efe_graphql.types.objects.connection import DEFAULT_PAGE, Connection
from efe_graphql.types.trail.entries import AuditEntry
from efe_graphql.types.trail.trail_page import (
    AuditFilter,
    AuditMonth,
    TrailOrder,
    months_of_trail,
    page_of_trail,
    record_trail_reading,
    trail,
)
from efe_projections.audit.rows import AuditEntryRow

OfInstance = Annotated[Bassin, strawberry.argument(description="L'Instance.")]


async def _begin(context: Context, args: FieldArguments) -> RequestedPage:
    as_of = await resolve_as_of(context, args.get("as_of"), args.get("min_position"))
    where = args.get("where") or AuditFilter()
    paging = Paging(args["first"], args.get("after"), args.get("last"), args.get("before"))
    here = args.get("operators_here", False)
    return await page_of_trail(
        context, args["bassin"], where, as_of, order=args["order"], paging=paging, operators_here=here
    )


async def _read(context: Context, args: FieldArguments, page: RequestedPage) -> None:
    await record_trail_reading(context, args["bassin"], args.get("where") or AuditFilter(), page)


@strawberry.type
class AuditQueries:
    @field(description="La piste d'audit d'une Instance, dans l'ordre du registre, pour les siens.")
    @in_sql(RootPage(AuditEntryRow, _begin, _read, lambda _, place: f"{place.row}.position"))
    async def audit_trail(  # noqa: PLR0913, PLR0917 - arguments of the field
        self,
        info: Info,
        bassin: OfInstance,
        where: Annotated[
            AuditFilter | None, strawberry.argument(name="filter", description="Seulement certaines entrées.")
        ] = None,
        order: Annotated[
            TrailOrder, strawberry.argument(description="La plus ancienne entrée d'abord, ou la dernière.")
        ] = TrailOrder.OLDEST_FIRST,
        operators_here: Annotated[
            bool,
            strawberry.argument(
                description="Des actes sur des opérateurs, seulement ceux sur un opérateur qui siège ou est situé"
                " dans le bassin, ou le fut."
            ),
        ] = False,
        first: First = DEFAULT_PAGE,
        after: After = None,
        last: Last = None,
        before: Before = None,
        as_of: AsOfArgument = None,
        min_position: MinPosition = None,
    ) -> Connection[AuditEntry]:
        paging = Paging(first, after, last, before)
        resolved = await resolve_as_of(info.context, as_of, min_position)
        chosen = where or AuditFilter()
        page = await page_of_trail(
            info.context, bassin, chosen, resolved, order=order, paging=paging, operators_here=operators_here
        )
        return await trail(info.context, bassin, chosen, page, resolved)

    @field(
        description="Combien d'entrées la piste d'audit d'une Instance a reçues chaque mois (à Bruxelles), du "
        "premier mois où elle en a reçu au dernier, les mois sans entrée compris ; pour les siens."
    )
    async def audit_months(
        self, info: Info, bassin: OfInstance, as_of: AsOfArgument = None, min_position: MinPosition = None
    ) -> list[AuditMonth]:
        resolved = await resolve_as_of(info.context, as_of, min_position)
        return await months_of_trail(info.context, bassin, resolved)

    @field(description="Ce qui a changé dans une Instance entre deux moments, pour qui le voit.")
    async def compare(
        self,
        info: Info,
        bassin: OfInstance,
        since: Since,
        until: Until = None,
        first: First = DEFAULT_PAGE,
        after: After = None,
        min_position: MinPosition = None,
    ) -> ComparisonConnection:
        info.context.check_account()
        as_of = await resolve_as_of(info.context, None, min_position)
        return await compare_instance(info.context, bassin, as_of, since, until, first=first, after=after)

    @field(
        description="Ce que les auditeurs ont lu d'une Instance, dans l'ordre où le journal des accès l'a consigné :"
        " tout pour ses coordinateurs, ses propres lectures pour un auditeur."
    )
    async def access_journal(
        self, info: Info, bassin: OfInstance, first: First = DEFAULT_PAGE, after: After = None
    ) -> Connection[AccessJournalEntry]:
        as_of = await resolve_as_of(info.context, None, None)
        return await access_journal(info.context, bassin, as_of, first=first, after=after)
