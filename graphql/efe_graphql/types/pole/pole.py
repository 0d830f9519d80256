"""Pôles: public once constituted; the filter of their list."""

from collections.abc import Mapping
from datetime import date
from typing import Any, Final

import strawberry
from strawberry import field

from efe_domain.shared.axis import AxisKind
from efe_domain.shared.bassins import Bassin
from efe_domain.shared.ids import instance_id
from efe_graphql.contract.arguments import Day
from efe_graphql.execution.markers import Computed, SameRow, in_sql
from efe_graphql.execution.prefetch import reading
from efe_graphql.request.context import Context, Info
from efe_graphql.types.objects.connection import pages
from efe_graphql.types.objects.entity import Entity
from efe_graphql.types.objects.lazy import Lazy
from efe_graphql.types.objects.node import Node
from efe_graphql.types.operator import FormerName
from efe_graphql.types.pole.axis import Axis
from efe_graphql.types.pole.pole_dossier import PoleDossier
from efe_projections.engine.batch import by
from efe_projections.engine.listing import Listing
from efe_projections.engine.projection import Key
from efe_projections.opinion.reads import opinions
from efe_projections.pole.reads import STANDINGS, PoleStanding, PoleState, poles, state_on
from efe_projections.pole.rows import PoleRow
from efe_projections.project.reads import projects
from efe_projections.themes.rows import CitationRow


def _standing_key(pole: Any, args: Mapping[str, Any]) -> Key:
    """Returns the key of the pôle's standing on the day of the field."""
    return pole.row.id, *_day_of(args, args["info"].context).values()


def _day_of(args: Mapping[str, Any], context: Context) -> Mapping[str, date]:
    return {"day": args.get("in_force_on") or context.today}


_OPENED: Final = "(%(row)s.bassin = any(%(viewer_bassins)s::text[]) or %(row)s.id = any(%(viewer_poles)s::uuid[]))"
"""As `Context.opens_pole`."""


def _today(_: Mapping[str, Any], context: Context) -> Mapping[str, date]:
    return {"today": context.today}


def _running(side: str) -> str:
    """Returns SQL for a day of the last term that had begun by today."""
    return f"case when %(row)s.term_starts > %(today)s::date then %(row)s.former_{side} else %(row)s.term_{side} end"


@strawberry.type(description="Un terme à venir, ses deux jours compris (PS-3ANS).")
class NextTerm:
    starts: date = field(description="Premier jour.")
    ends: date = field(description="Dernier jour.")


@strawberry.type(description="Un pôle de synergies.")
class Pole(Entity):
    SUBJECT = "pole"
    ROW = PoleRow

    row: strawberry.Private[PoleRow]
    bassin: Bassin = field(description="Son bassin.")
    name: str = field(description="Son nom.")
    created_on: date = field(description="Jour de la création.")
    constituted_on: date | None = field(description="Premier jour du premier terme ; nul avant la constitution.")
    dissolved_on: date | None = field(description="Jour de la dissolution.")
    taken_over_on: date | None = field(
        description="Jour auquel un document l'atteste, pour un pôle antérieur au registre ; nul pour les autres."
    )
    published: bool = field(description="Si tous le voient : c'est le cas dès la constitution.")
    illustrative: bool = field(
        description="Si même son nom et son axe sont là pour une démonstration ; chaque ligne de sa vie a sa marque."
    )
    version: int = field(description="À donner à `expectedVersion` pour agir sur cet état seulement.")

    @field(description="Les noms qu'il a portés auparavant, le plus ancien d'abord.")
    def former_names(self) -> list[FormerName]:
        return [FormerName.of(each) for each in self.row.former_names]

    @field(description="Ce autour de quoi il est constitué.")
    def axis(self) -> Axis:
        return Axis.of(self.row.axis, self.row.axis_kind, self.row.axis_label, self.row.axis_codes)

    @field(graphql_type=Lazy("Instance") | None, description="L'Instance qui l'a créé.")
    async def instance(self, info: Info) -> Node | None:
        return await Lazy("Instance").load(info.context, (instance_id(self.bassin),), self.as_of)

    @field(description="Son état un jour donné, d'après ce que le registre savait au moment lu.")
    @reading(STANDINGS, _standing_key)
    @in_sql(Computed(state_on("%(day)s::date", "%(row)s"), "text", _day_of))
    async def state(self, info: Info, in_force_on: Day = None) -> PoleState:
        return (await self._standing(info, in_force_on)).state

    @field(description="Premier jour du terme en cours ; hors d'un terme, du dernier qui a couru.")
    @in_sql(Computed(_running("starts"), "date", _today))
    def term_starts(self, info: Info) -> date | None:
        return self.row.former_starts if self._is_ahead(info) else self.row.term_starts

    @field(description="Dernier jour, compris, du terme en cours ; hors d'un terme, du dernier qui a couru.")
    @in_sql(Computed(_running("ends"), "date", _today))
    def term_ends(self, info: Info) -> date | None:
        return self.row.former_ends if self._is_ahead(info) else self.row.term_ends

    @field(description="Le terme à venir, d'un pôle renouvelé avant la fin de celui qui court ; nul sinon.")
    def next_term(self, info: Info) -> "NextTerm | None":
        starts, ends = self.row.term_starts, self.row.term_ends
        return NextTerm(starts=starts, ends=ends) if starts and ends and self._is_ahead(info) else None

    @field(description="Le nombre de jours jusqu'à la fin du terme en cours ; nul hors d'un terme.")
    @reading(STANDINGS, _standing_key)
    async def days_left(self, info: Info, in_force_on: Day = None) -> int | None:
        standing = await self._standing(info, in_force_on)
        in_term = standing.state is PoleState.ACTIVE and standing.ends
        return (standing.ends - standing.day).days if in_term and standing.ends else None

    @field(graphql_type=Lazy("Theme").many, description="Les thématiques communes qu'il cite (M3).")
    async def themes(self, info: Info) -> list[Node]:
        citations = await info.context.rows.all(by(CitationRow, "pole"), (self.row.id,), at=self.as_of.position)
        keys = [(each.themes, each.theme) for each in citations]
        return await Lazy("Theme").load_each(info.context, keys, self.as_of)

    opinions = pages(
        Lazy("Opinion"),
        lambda pole, _: opinions(pole=pole.row.id),
        "Les avis d'opportunité qu'il rend (PS-AVIS).",
    )

    projects = pages(
        Lazy("Project"),
        lambda pole, _: projects(pole=pole.row.id),
        "Les projets qu'il porte ou pilote, pour ceux qu'ils concernent.",
    )

    @field(description="Ce qui n'est montré qu'à son Instance et à ses membres ; nul pour les autres.")
    @in_sql(SameRow(_OPENED))
    def dossier(self, info: Info) -> PoleDossier | None:
        if not info.context.opens_pole(self.row.id, self.bassin):
            return None
        return PoleDossier.of(self.row, self.as_of)

    def _is_ahead(self, info: Info) -> bool:
        """Tells whether the last term is still to come."""
        return self.row.term_starts is not None and self.row.term_starts > info.context.today

    async def _standing(self, info: Info, day: date | None) -> PoleStanding:
        key = (self.row.id, day or info.context.today)
        standings = await info.context.rows.all(STANDINGS, key, at=self.as_of.position)
        return standings[0]


@strawberry.input(description="Quels pôles : ceux qui remplissent toutes les conditions données.")
class PoleFilter:
    bassin: Bassin | None = field(default=None, description="De ce bassin.")
    axis_kind: AxisKind | None = field(default=None, description="Autour d'un axe de cette sorte.")
    state: PoleState | None = field(default=None, description="Dans cet état.")
    in_force_on: date | None = field(default=None, description="Le jour de l'état ; aujourd'hui par défaut.")
    search: str | None = field(
        default=None, description="Une partie du nom ou de l'axe, sans égard aux accents ni aux majuscules."
    )

    def listing(self, context: Context) -> Listing[PoleRow]:
        return poles(
            bassin=self.bassin,
            axis_kind=self.axis_kind,
            state=self.state,
            day=self.in_force_on or context.today,
            search=self.search,
        )
