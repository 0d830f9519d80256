"""A pôle: what everybody sees once it is constituted, and the dossier of its Instance."""

from collections.abc import Mapping
from datetime import date
from typing import TYPE_CHECKING, Annotated, Any

import strawberry
from strawberry import field

from efe_domain.bassins import Bassin
from efe_domain.ids import instance_id
from efe_graphql.ahead import reading
from efe_graphql.arguments import After, Day, First
from efe_graphql.context import Info
from efe_graphql.types.axis import Axis
from efe_graphql.types.connection import DEFAULT_PAGE, Connection, connect
from efe_graphql.types.dossier import PoleDossier
from efe_graphql.types.entity import Entity
from efe_projections.pole import PoleRow
from efe_projections.projection import Key
from efe_projections.reads.opinions import opinions
from efe_projections.reads.poles import STANDINGS, PoleState, Standing
from efe_projections.reads.projects import projects

if TYPE_CHECKING:
    from efe_graphql.types.instance import Instance
    from efe_graphql.types.opinion import Opinion
    from efe_graphql.types.project import Project
    from efe_graphql.types.themes import Theme


def _asked(pole: Any, given: Mapping[str, Any]) -> Key:
    """The standing that a field asks for."""
    day: date = given.get("in_force_on") or given["info"].context.today
    return pole.row.id, day


@strawberry.type(description="Un pôle de synergies.")
class Pole(Entity):
    SUBJECT = "pole"
    ROW = PoleRow

    row: strawberry.Private[PoleRow]
    bassin: Bassin = field(description="Son bassin.")
    name: str = field(description="Son nom.")
    created_on: date = field(description="Jour de la création.")
    constituted_on: date | None = field(description="Premier jour du premier terme ; nul avant la constitution.")
    term_starts: date | None = field(description="Premier jour du dernier terme.")
    term_ends: date | None = field(description="Dernier jour, compris, du dernier terme.")
    dissolved_on: date | None = field(description="Jour de la dissolution.")
    published: bool = field(description="Si tous le voient : c'est le cas dès la constitution.")
    illustrative: bool = field(
        description="Si même son nom et son axe sont là pour une démonstration ; chaque ligne de sa vie a sa marque."
    )
    version: int = field(description="À donner à `expectedVersion` pour agir sur cet état seulement.")

    @field(description="Ce autour de quoi il est constitué.")
    def axis(self) -> Axis:
        return Axis.of(self.row.axis, self.row.axis_kind, self.row.axis_label, self.row.axis_codes)

    @field(description="L'Instance qui l'a créé.")
    async def instance(
        self, info: Info
    ) -> Annotated["Instance", strawberry.lazy("efe_graphql.types.instance")] | None:
        from efe_graphql.types.instance import Instance  # noqa: PLC0415 - the two speak of each other

        return await Instance.load(info.context, (instance_id(self.bassin),), self.moment)

    @field(description="Son état un jour donné, d'après ce que le registre savait au moment lu.")
    @reading(STANDINGS, _asked)
    async def state(self, info: Info, in_force_on: Day = None) -> PoleState:
        return (await self._standing(info, in_force_on)).state

    @field(description="Le nombre de jours jusqu'à la fin du terme en cours ; nul hors d'un terme.")
    @reading(STANDINGS, _asked)
    async def days_left(self, info: Info, in_force_on: Day = None) -> int | None:
        standing = await self._standing(info, in_force_on)
        in_term = standing.state is PoleState.ACTIVE and standing.ends
        return (standing.ends - standing.day).days if in_term and standing.ends else None

    @field(description="Les thématiques communes qu'il cite (M3).")
    async def themes(self, info: Info) -> list[Annotated["Theme", strawberry.lazy("efe_graphql.types.themes")]]:
        from efe_graphql.types.themes import themes_cited  # noqa: PLC0415 - the two speak of each other

        return await themes_cited(info.context, self.row.id, self.moment)

    @field(description="Les avis d'opportunité qu'il rend (PS-AVIS).")
    async def opinions(
        self, info: Info, first: First = DEFAULT_PAGE, after: After = None
    ) -> Connection[Annotated["Opinion", strawberry.lazy("efe_graphql.types.opinion")]]:
        from efe_graphql.types.opinion import Opinion  # noqa: PLC0415 - the two speak of each other

        listing = opinions(pole=self.row.id)
        return await connect(info.context, listing, Opinion, self.moment, first=first, after=after)

    @field(description="Les projets qu'il porte ou pilote, pour ceux qu'ils concernent.")
    async def projects(
        self, info: Info, first: First = DEFAULT_PAGE, after: After = None
    ) -> Connection[Annotated["Project", strawberry.lazy("efe_graphql.types.project")]]:
        from efe_graphql.types.project import Project  # noqa: PLC0415 - the two speak of each other

        return await connect(info.context, projects(pole=self.row.id), Project, self.moment, first=first, after=after)

    @field(description="Ce qui n'est montré qu'à son Instance et à ses membres ; nul pour les autres.")
    def dossier(self, info: Info) -> PoleDossier | None:
        if not info.context.opens_pole(self.row.id, self.bassin):
            return None
        return PoleDossier(row=self.row, moment=self.moment)

    async def _standing(self, info: Info, day: date | None) -> Standing:
        key = (self.row.id, day or info.context.today)
        found = await info.context.rows.all(STANDINGS, key, at=self.moment.position)
        return found[0]
