"""Lists of common themes of an Instance, with the analyses, pôles and opinions of each theme (M3)."""

from asyncio import gather
from datetime import date
from typing import Any, Self
from uuid import UUID

import strawberry
from strawberry import field

from efe_domain.shared.axis import AxisKind
from efe_domain.shared.bassins import Bassin
from efe_domain.shared.colleges import College
from efe_domain.themes.events import Theme as ThemeFact
from efe_graphql.contract.as_of import ResolvedAsOf
from efe_graphql.contract.global_id import write_id
from efe_graphql.request.context import Context, Info
from efe_graphql.types.analysis import Analysis, analyses_of
from efe_graphql.types.objects.connection import pages
from efe_graphql.types.objects.entity import Entity
from efe_graphql.types.objects.lazy import Lazy
from efe_graphql.types.objects.node import Node
from efe_graphql.types.operator import Operator
from efe_graphql.types.pole.pole import Pole
from efe_projections.engine.batch import by
from efe_projections.engine.listing import Listing
from efe_projections.engine.projection import Key
from efe_projections.opinion.reads import opinions
from efe_projections.pole.reads import poles
from efe_projections.themes.rows import ThemeListRow, theme_lists


@strawberry.type(description="Une diffusion de la liste aux opérateurs d'un collège (M3-CADRE).")
class Diffusion:
    on: date = field(description="Le jour.")
    college: College = field(description="Le collège.")
    operator_ids: strawberry.Private[tuple[UUID, ...]]
    as_of: strawberry.Private[ResolvedAsOf]

    @field(description="Les opérateurs nommés ; aucun quand la liste va à tous ceux du collège dans le bassin.")
    async def operators(self, info: Info) -> list[Operator]:
        operators = await gather(*(Operator.load(info.context, (each,), self.as_of) for each in self.operator_ids))
        return [operator for operator in operators if operator]


@strawberry.type(description="Une liste de thématiques communes ; tous la voient une fois diffusée (M3).")
class ThemeList(Entity):
    SUBJECT = "themes"
    ROW = ThemeListRow

    row: strawberry.Private[ThemeListRow]
    bassin: Bassin = field(description="Le bassin de l'Instance.")
    nth: int = field(description="Son rang parmi les listes de l'Instance, à partir de 1.")
    title: str = field(description="Son titre.")
    number: int = field(description="Le rang de sa dernière version, à partir de 1.")
    drafted_on: date = field(description="Jour de la première rédaction.")
    adopted_on: date | None = field(description="Jour de l'adoption.")
    starts: date | None = field(description="Premier jour de la période pour laquelle elle est adoptée.")
    ends: date | None = field(description="Dernier jour, compris, de cette période.")
    superseded_since: date | None = field(description="Jour à partir duquel une autre liste la remplace.")
    published: bool = field(description="Si tous la voient : c'est le cas dès qu'elle est diffusée.")
    illustrative: bool = field(description="Si elle est là pour une démonstration.")
    version: int = field(description="À donner à `expectedVersion` pour agir sur cet état seulement.")

    @field(description="Ses thématiques.")
    def themes(self) -> list["Theme"]:
        return [Theme.among(self.row, theme, self.as_of) for theme in self.row.themes]

    @field(description="Ses diffusions.")
    def diffusions(self) -> list[Diffusion]:
        return [
            Diffusion(on=each.on, college=each.college, operator_ids=each.operators, as_of=self.as_of)
            for each in self.row.diffusions
        ]

    @field(description="La liste qui la remplace.")
    async def superseded_by(self, info: Info) -> "ThemeList | None":
        by_list = self.row.superseded_by
        return await ThemeList.load(info.context, (by_list,), self.as_of) if by_list else None


@strawberry.type(description="Une thématique commune à des filières ou à des métiers (M3-CADRE).")
class Theme(Node):
    row: strawberry.Private[ThemeListRow]
    theme: strawberry.Private[ThemeFact]
    label: str = field(description="Son libellé.")
    kinds: list[AxisKind] = field(description="Les sortes d'axes auxquelles elle est commune tout entière.")
    axis_keys: list[str] = field(description="Les clés des axes auxquels elle est commune.")
    orientation: str = field(description="L'orientation socio-économique de la Région qu'elle cite.")
    illustrative: bool = field(description="Si elle est là pour une démonstration.")

    @classmethod
    def among(cls, row: ThemeListRow, theme: ThemeFact, as_of: ResolvedAsOf) -> Self:
        return cls(
            id=write_id("Theme", (row.id, theme.id), as_of),
            as_of=as_of,
            row=row,
            theme=theme,
            label=theme.label,
            kinds=list(theme.kinds),
            axis_keys=list(theme.axes),
            orientation=theme.orientation,
            illustrative=row.illustrative,
        )

    @classmethod
    def key_types(cls) -> tuple[Any, ...]:
        """Returns the types of the ids of its list and of itself."""
        return (UUID, UUID)

    @classmethod
    async def load(cls, context: Context, key: Key, as_of: ResolvedAsOf) -> Self | None:
        """Returns the theme; None if its list is hidden, or does not hold it then."""
        row = await context.rows.one(by(ThemeListRow, "id"), key[:1], at=as_of.position)
        theme_row = next((theme for theme in row.themes if theme.id == key[1]), None) if row else None
        return cls.among(row, theme_row, as_of) if row and theme_row else None

    @field(name="list", description="Sa liste.")
    def theme_list(self) -> ThemeList:
        return ThemeList.of(self.row, self.as_of)

    @field(description="Les analyses sur lesquelles elle repose ; pour l'Instance seulement.")
    async def analyses(self, info: Info) -> list[Analysis]:
        return await analyses_of(info.context, self.theme.analyses, self.as_of)

    poles = pages(
        Pole,
        lambda of, context: poles(theme=of.theme.id, day=context.today),
        "Les pôles qui la citent.",
    )

    opinions = pages(
        Lazy("Opinion"),
        lambda of, _: opinions(theme=of.theme.id),
        "Les avis qui portent sur elle.",
    )


@strawberry.input(description="Quelles listes : celles qui remplissent toutes les conditions données.")
class ThemeListFilter:
    bassin: Bassin | None = field(default=None, description="De ce bassin.")
    adopted: bool | None = field(default=None, description="Si elle est adoptée.")
    in_force_on: date | None = field(default=None, description="En vigueur ce jour-là.")

    def listing(self, _context: Context) -> Listing[ThemeListRow]:
        return theme_lists(bassin=self.bassin, adopted=self.adopted, in_force_on=self.in_force_on)
