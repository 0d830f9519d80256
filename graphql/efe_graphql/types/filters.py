"""Filters of lists."""

from datetime import date

import strawberry
from strawberry import field

from efe_domain.operator.events import OperatorKind
from efe_domain.shared.axis import AxisKind
from efe_domain.shared.bassins import Bassin
from efe_graphql.request.context import Context
from efe_projections.engine.listing import Listing
from efe_projections.operator.reads import operators
from efe_projections.operator.rows import OperatorRow
from efe_projections.pole.reads import PoleState, poles
from efe_projections.pole.rows import PoleRow


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


@strawberry.input(description="Quels opérateurs : ceux qui remplissent toutes les conditions données.")
class OperatorFilter:
    name_prefix: str | None = field(
        default=None, description="Le début du nom, sans égard aux accents ni aux majuscules."
    )
    kind: OperatorKind | None = field(default=None, description="De cette sorte.")
    bassin: Bassin | None = field(
        default=None, description="Situés dans ce bassin : par un site ouvert, ou par leur ressort."
    )
    axis_key: str | None = field(default=None, description="Reconnus compétents pour l'axe de cette clé.")
    in_force_on: date | None = field(
        default=None, description="Le jour du site et de la compétence ; aujourd'hui par défaut."
    )

    search: str | None = field(
        default=None,
        description="Des débuts de mots de son nom ou de son numéro, "
        "sans égard à l'ordre, aux accents ni aux majuscules.",
    )

    def listing(self, context: Context) -> Listing[OperatorRow]:
        return operators(
            name_prefix=self.name_prefix,
            kind=self.kind,
            bassin=self.bassin,
            axis_key=self.axis_key,
            day=self.in_force_on or context.today,
            search=self.search,
        )
