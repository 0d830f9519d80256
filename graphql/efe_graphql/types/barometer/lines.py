"""Lines behind a figure of a barometer, in pages: as many as the figure counts."""

from datetime import date
from typing import Self

import strawberry
from strawberry import field

from efe_domain.shared.bassins import Bassin
from efe_domain.shared.messages import Language, in_language
from efe_graphql.contract.as_of import ResolvedAsOf
from efe_graphql.contract.cursor import read_cursor, write_cursor
from efe_graphql.request.context import Context, Info
from efe_graphql.types.barometer.figures import labels_of
from efe_graphql.types.objects.connection import Edge, Paged, counting, fetch_page, page_info
from efe_graphql.types.objects.entity import Entity
from efe_graphql.types.objects.lazy import load_entity
from efe_projections.barometer.figure import BarometerUnit, Figure
from efe_projections.barometer.reads import FigureLine, FigureLines
from efe_projections.barometer.registry import FIGURES


@strawberry.type(description="Une ligne que compte un chiffre du baromètre.")
class BarometerLine:
    row: strawberry.Private[FigureLine]
    figure: strawberry.Private[Figure]
    as_of: strawberry.Private[ResolvedAsOf]
    bassins: list[Bassin] = field(description="Les bassins qu'elle concerne.")
    day: date = field(description="Le jour par lequel elle est dans la période, ou celui que sa liste montre.")
    group: str = field(description="La clé de son groupe.")
    label: str = field(description="Le nom de son groupe, dans la langue de la demande.")
    value: float = field(
        description="Sa valeur : un nombre de jours, des centimes d'euro, ou 1 et 0 pour ce qui compte dans une part."
    )
    illustrative: bool = field(description="Si elle est là pour une démonstration.")

    @field(description="L'objet auquel elle mène.")
    async def entity(self, info: Info) -> Entity | None:
        return await load_entity(info.context, self.figure.kind, self.row.item, self.as_of)

    @classmethod
    def of(cls, row: FigureLine, figure: Figure, as_of: ResolvedAsOf, language: Language) -> Self:
        return cls(
            row=row,
            figure=figure,
            as_of=as_of,
            bassins=[Bassin(each) for each in row.bassins],
            day=row.day,
            group=row.part,
            label=dict(labels_of(figure.groups, language)).get(row.part, row.part),
            value=row.value,
            illustrative=row.illustrative,
        )


@strawberry.type(description="Une page des lignes que compte un chiffre du baromètre.")
class BarometerLineConnection(Paged):
    title: str = field(description="Le titre du chiffre, dans la langue de la demande.")
    definition: str = field(description="Ce qu'il compte, en une phrase.")
    unit: BarometerUnit = field(description="Comment il se tire de ses lignes.")
    from_: date = field(name="from", description="Le premier jour.")
    until: date = field(description="Le dernier jour.")
    edges: list[Edge[BarometerLine]] = field(description="Les éléments de la page.")


async def lines_of(
    context: Context, listing: FigureLines, as_of: ResolvedAsOf, *, first: int, after: str | None
) -> BarometerLineConnection:
    """Returns a page of the lines that the viewer may see. Raises `BadUserInput` or `AsOfNotReached`."""
    key = None
    if after is not None:
        key, as_of = read_cursor(listing, after, as_of)
    rows = await fetch_page(context, listing, as_of, first=first, after=key)
    figure = FIGURES[listing.figure]
    edges = [
        Edge(
            node=BarometerLine.of(row, figure, as_of, context.language),
            cursor=write_cursor(listing, row, as_of),
        )
        for row in rows
    ]
    count = counting(listing, as_of)
    return BarometerLineConnection(
        title=in_language(figure.title, context.language),
        definition=in_language(figure.definition, context.language),
        unit=figure.unit,
        from_=listing.days.since,
        until=listing.days.until,
        edges=edges[:first],
        page_info=page_info(edges, first=first, resumed=after is not None),
        counting=count,
    )
