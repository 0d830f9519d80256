"""Root fields that read analyses, common themes and opinions, and the scoreboard of an Instance's opinions."""

from typing import Annotated

import strawberry
from strawberry import field

from efe_domain.shared.bassins import Bassin
from efe_graphql.contract.arguments import AsOfArgument, Day, MinPosition
from efe_graphql.queries.root_fields import listed, many, one
from efe_graphql.request.as_of import resolve_as_of
from efe_graphql.request.context import Context, Info
from efe_graphql.types.analysis import Analysis, AnalysisFilter
from efe_graphql.types.opinion import Opinion, OpinionFilter
from efe_graphql.types.themes import Theme, ThemeList, ThemeListFilter
from efe_projections.analysis.reads import analyses
from efe_projections.analysis.rows import AnalysisRow
from efe_projections.engine.listing import Listing
from efe_projections.opinion.reads import scoreboard

OfBassin = Annotated[Bassin, strawberry.argument(description="L'Instance.")]


@strawberry.type(description="Ce que sont devenus les avis d'une Instance et de ses pôles.")
class OpinionScoreboard:
    bassin: Bassin = field(description="Le bassin.")
    sent: int = field(description="Combien sont transmis.")
    acknowledged: int = field(description="Combien ont un accusé de réception.")
    answered: int = field(description="Combien ont une réponse.")
    with_effect: int = field(description="Combien ont un effet observé.")
    overdue: int = field(description="Combien sont transmis et sans réponse à l'échéance.")
    late: int = field(description="Combien sont demandés et pas transmis à l'échéance ; pour les siens seulement.")


def _late(context: Context, bassin: OfBassin, in_force_on: Day = None) -> Listing[AnalysisRow]:
    return analyses(bassin=bassin, late_on=in_force_on or context.today)


@strawberry.type
class OpinionQueries:
    analyses = many(
        Analysis,
        AnalysisFilter,
        "Seulement certaines analyses.",
        "Les analyses que l'on peut voir, la première due d'abord (M2).",
    )

    analysis = one(Analysis, "Une analyse ; nulle si elle n'existe pas ou n'est pas visible.")

    requests_late = listed(
        Analysis, _late, "Les demandes de données d'une Instance restées sans réponse après l'échéance (M2)."
    )

    theme_lists = many(
        ThemeList,
        ThemeListFilter,
        "Seulement certaines listes.",
        "Les listes de thématiques que l'on peut voir, par bassin, la première d'abord (M3).",
    )

    theme_list = one(ThemeList, "Une liste de thématiques ; nulle si elle n'existe pas ou n'est pas visible.")

    theme = one(Theme, "Une thématique ; nulle si elle n'existe pas ou n'est pas visible.")

    opinions = many(
        Opinion,
        OpinionFilter,
        "Seulement certains avis.",
        "Les avis que l'on peut voir, le premier commencé d'abord (PS-AVIS, M4).",
    )

    opinion = one(Opinion, "Un avis ; nul s'il n'existe pas ou n'est pas visible.")

    @field(description="Ce que sont devenus les avis d'une Instance et de ses pôles, un jour donné.")
    async def opinion_scoreboard(
        self,
        info: Info,
        bassin: OfBassin,
        in_force_on: Day = None,
        as_of: AsOfArgument = None,
        min_position: MinPosition = None,
    ) -> OpinionScoreboard:
        context = info.context
        resolved = await resolve_as_of(context, as_of, min_position)
        counting = scoreboard(bassin, in_force_on or context.today, context.viewer, at=resolved.position)
        [counts] = await context.ports.reads.fetch(counting)
        return OpinionScoreboard(
            bassin=bassin,
            sent=counts.sent,
            acknowledged=counts.acknowledged,
            answered=counts.answered,
            with_effect=counts.with_effect,
            overdue=counts.overdue,
            late=counts.late,
        )
