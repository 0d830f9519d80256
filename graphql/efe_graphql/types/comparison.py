"""Comparison of two positions: objects created, changed or ended, as far as the viewer may see them."""

from types import GenericAlias
from typing import Annotated, Final

import msgspec
import strawberry
from strawberry import field

from efe_domain.shared.bassins import Bassin
from efe_graphql.contract.as_of import AsOf, ResolvedAsOf
from efe_graphql.contract.cursor import read_cursor, write_cursor
from efe_graphql.contract.enums import Fate
from efe_graphql.contract.errors import BadUserInput
from efe_graphql.request.as_of import position_of
from efe_graphql.request.context import Context, Info
from efe_graphql.types.decision.decision import Decision
from efe_graphql.types.nodes import NODES
from efe_graphql.types.objects.connection import Paged, counting, fetch_page
from efe_graphql.types.objects.entity import Entity
from efe_graphql.types.objects.node import Node
from efe_graphql.types.operator import Operator
from efe_graphql.types.pole.pole import Pole
from efe_graphql.types.project.project import Project
from efe_graphql.types.trail.entries import Change, ComparedValue, compared, concerned, shown
from efe_graphql.types.trail.named_difference import named_difference, names_of, noun_of, values_of
from efe_projections.audit.comparison import PositionComparison, RowDifference, of_entity, of_instance
from efe_projections.decision.consultation import RosterRow
from efe_projections.operator.rows import OperatorChangeRow
from efe_projections.project.joint_meetings import JointAttendanceRow
from efe_projections.project.plan import CurrentPlanRow
from efe_projections.project.rows import ProjectDossierRow
from efe_projections.themes.rows import CitationRow

Since = Annotated[AsOf, strawberry.argument(name="from", description="Le premier des deux moments.")]
Until = Annotated[
    AsOf | None, strawberry.argument(name="to", description="Le second ; par défaut, celui auquel on lit.")
]

SHOWN_BY: Final[dict[str, type[Node]]] = {
    **{kind.ROW.TABLE.name: kind for kind in NODES if hasattr(kind, "ROW")},
    CitationRow.TABLE.name: Pole,
    CurrentPlanRow.TABLE.name: Project,
    JointAttendanceRow.TABLE.name: Project,
    OperatorChangeRow.TABLE.name: Operator,
    ProjectDossierRow.TABLE.name: Project,
    RosterRow.TABLE.name: Decision,
}
"""Types that show rows, by read table: the type of the row, or the one whose id begins the key of the row."""


@strawberry.type(description="Un objet qui n'est plus ce qu'il était.")
class ComparisonEdge:
    cursor: str = field(description="Ce qu'il faut donner à `after` pour lire ce qui suit.")
    fate: Fate = field(description="Ce qu'il est devenu.")
    changes: list[Change] = field(description="Ce qui a changé, champ par champ.")
    difference: strawberry.Private[RowDifference]
    since: strawberry.Private[ResolvedAsOf]
    until: strawberry.Private[ResolvedAsOf]

    @field(
        description="L'objet, tel qu'il est au second moment, ou au premier s'il a pris fin ;"
        " ou celui auquel la ligne appartient, si elle n'a pas d'identifiant."
    )
    async def node(self, info: Info) -> Node | None:
        kind = SHOWN_BY[self.difference.name]
        types = kind.key_types()
        key = msgspec.convert(self.difference.key[: len(types)], GenericAlias(tuple, types), strict=False)
        return await kind.load(info.context, key, self.until if self.difference.after else self.since)

    @field(
        description="Ce qu'il est devenu, en une phrase : ce que c'est, avec les noms que l'on peut voir, et ses"
        " changements avec leurs valeurs."
    )
    async def told(self, info: Info) -> str:
        return await named_difference(info.context, self.difference, self.fate, self.since, self.until)

    @field(description="Ce que c'est, en un mot.")
    def noun(self, info: Info) -> str:
        return noun_of(info.context, self.difference)

    @field(description="Ce que sa clé nomme et que l'on peut voir : le pôle, l'opérateur…")
    async def names(self, info: Info) -> list[str]:
        return await names_of(info.context, self.difference, self.since, self.until)

    @field(
        description="Ses changements en mots. Les champs qui ne disent rien à une personne n'y sont pas : empreintes,"
        " versions, champs de tri."
    )
    async def values(self, info: Info) -> list[ComparedValue]:
        named_values = await values_of(info.context, self.difference.changes, self.since, self.until)
        return compared(named_values)


@strawberry.type(
    description="Une page de ce qui a changé entre deux moments, que ses curseurs gardent."
    " Un objet que l'on ne voit qu'à l'un des deux y apparaît ou y prend fin."
)
class ComparisonConnection(Paged):
    edges: list[ComparisonEdge] = field(description="Les objets de la page, par table puis par clé.")


async def compare_entity(
    context: Context, entity: Entity, since: AsOf, until: AsOf | None, *, first: int, after: str | None
) -> ComparisonConnection:
    """Raises `BadUserInput` or `AsOfNotReached`."""
    earlier, later = await _between(context, entity.as_of, since, until)
    comparison = of_entity(entity.SUBJECT, entity.entity, since=earlier.position)
    page = await _page(context, comparison, earlier, later, first=first, after=after)
    await context.read_as_auditor(
        f"{type(entity).__name__}.compare",
        await concerned(context, entity.entity, later),
        _asked(earlier, later, first, after),
        subject=entity.id,
    )
    return page


async def compare_instance(
    context: Context,
    bassin: Bassin,
    as_of: ResolvedAsOf,
    since: AsOf,
    until: AsOf | None,
    *,
    first: int,
    after: str | None,
) -> ComparisonConnection:
    """Raises `BadUserInput` or `AsOfNotReached`."""
    earlier, later = await _between(context, as_of, since, until)
    comparison = of_instance(bassin, since=earlier.position)
    page = await _page(context, comparison, earlier, later, first=first, after=after)
    await context.read_as_auditor("Query.compare", [bassin], _asked(earlier, later, first, after))
    return page


async def _between(
    context: Context, as_of: ResolvedAsOf, since: AsOf, until: AsOf | None
) -> tuple[ResolvedAsOf, ResolvedAsOf]:
    """Raises `BadUserInput` or `AsOfNotReached`."""
    later = as_of.earlier(await position_of(context, until, as_of.read_position)) if until else as_of
    earlier = await position_of(context, since, as_of.read_position)
    if later.position < earlier <= as_of.read_position:
        raise BadUserInput(
            "`from` (position {earlier}) ne peut pas être plus récent que `to` (position {later}).",
            earlier=earlier,
            later=later.position,
        )
    return later.earlier(earlier), later


async def _page(
    context: Context,
    comparison: PositionComparison,
    earlier: ResolvedAsOf,
    later: ResolvedAsOf,
    *,
    first: int,
    after: str | None,
) -> ComparisonConnection:
    key = None
    if after is not None:
        key, later = read_cursor(comparison, after, later)
        if key[0] != earlier.position:
            raise BadUserInput("Le curseur et `from` désignent des moments différents.")
    rows = await fetch_page(context, comparison, later, first=first, after=key)
    edges = [
        ComparisonEdge(
            cursor=write_cursor(comparison, row, later),
            fate=_fate(row),
            changes=shown(row.changes),
            difference=row,
            since=earlier,
            until=later,
        )
        for row in rows
    ]
    return ComparisonConnection.of(
        edges, first=first, resumed=after is not None, counting=counting(comparison, later)
    )


def _fate(row: RowDifference) -> Fate:
    if row.before and row.after:
        return Fate.CHANGED
    return Fate.CREATED if row.after else Fate.ENDED


def _asked(earlier: ResolvedAsOf, later: ResolvedAsOf, first: int, after: str | None) -> dict[str, object]:
    return {"from": earlier.position, "to": later.position, "first": first, "resumed": after is not None}
