"""Root fields that read the barometer of a period, and the lines behind one of its figures."""

from datetime import date
from typing import Annotated

import strawberry
from strawberry import field

from efe_domain.shared.bassins import Bassin
from efe_graphql.contract.arguments import After, AsOfArgument, First, MinPosition
from efe_graphql.request.as_of import resolve_as_of
from efe_graphql.request.context import Info
from efe_graphql.types.barometer.figures import Barometer, barometer_of
from efe_graphql.types.barometer.lines import BarometerLineConnection, lines_of
from efe_graphql.types.barometer.period import chosen_period
from efe_graphql.types.objects.connection import DEFAULT_PAGE
from efe_projections.barometer.figure import BarometerFigureKey
from efe_projections.barometer.reads import FigureLines

OneBassin = Annotated[Bassin | None, strawberry.argument(description="Le bassin ; les dix sans lui.")]
Year = Annotated[
    int | None,
    strawberry.argument(description="L'année, la présente par défaut ; une année en cours va jusqu'à aujourd'hui."),
]
FirstDay = Annotated[
    date | None,
    strawberry.argument(
        name="from", description="Au lieu de l'année : le premier jour ; sans lui, le 1er janvier du dernier."
    ),
]
LastDay = Annotated[
    date | None, strawberry.argument(description="Le dernier jour, qui n'est pas à venir ; sans lui, aujourd'hui.")
]
OfFigure = Annotated[BarometerFigureKey, strawberry.argument(description="Le chiffre.")]


@strawberry.type
class BarometerQueries:
    @field(
        description="Le baromètre d'un bassin ou des dix, pour une année ou entre deux jours. Il compte ce que voit"
        " qui demande. Une valeur fausse est une erreur avec son champ (`field`)."
    )
    async def barometer(
        self,
        info: Info,
        bassin: OneBassin = None,
        year: Year = None,
        from_: FirstDay = None,
        until: LastDay = None,
        as_of: AsOfArgument = None,
        min_position: MinPosition = None,
    ) -> Barometer:
        period = chosen_period(year, from_, until, info.context.today)
        return await barometer_of(
            info.context, bassin, period, await resolve_as_of(info.context, as_of, min_position)
        )

    @field(description="Les lignes que compte un chiffre du baromètre, le dernier jour d'abord.")
    async def barometer_lines(  # noqa: PLR0913, PLR0917 - arguments of the field
        self,
        info: Info,
        figure: OfFigure,
        bassin: OneBassin = None,
        year: Year = None,
        from_: FirstDay = None,
        until: LastDay = None,
        first: First = DEFAULT_PAGE,
        after: After = None,
        as_of: AsOfArgument = None,
        min_position: MinPosition = None,
    ) -> BarometerLineConnection:
        days = chosen_period(year, from_, until, info.context.today).days
        listing = FigureLines(figure=figure, days=days, bassin=bassin)
        resolved = await resolve_as_of(info.context, as_of, min_position)
        return await lines_of(info.context, listing, resolved, first=first, after=after)
