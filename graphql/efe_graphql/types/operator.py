"""The operators of the register, their sites and their competences."""

from datetime import date

import strawberry
from strawberry import field

from efe_domain.operator.events import OperatorKind
from efe_domain.shared.axis import AxisKind
from efe_domain.shared.bassins import Bassin
from efe_domain.shared.colleges import College
from efe_domain.shared.numbers import NumberScheme
from efe_graphql.contract.arguments import InForceOn
from efe_graphql.execution.prefetch import Shows, reading
from efe_graphql.request.context import Info
from efe_graphql.types.entity import Entity
from efe_graphql.types.node import Node
from efe_graphql.types.territory import Commune, commune_of
from efe_projections.engine.batch import by
from efe_projections.operator.rows import CompetenceRow, OperatorRow, SiteRow


@strawberry.type(description="Un site d'un opérateur, qui le situe dans un bassin (PS-LOCAL).")
class Site(Node):
    ROW = SiteRow

    row: strawberry.Private[SiteRow]
    bassin: Bassin = field(description="Le bassin de sa commune.")
    since: date = field(description="Jour de l'ouverture.")
    until: date | None = field(description="Jour de la fermeture, qui n'est plus compris.")

    @field(description="Sa commune.")
    def commune(self) -> Commune:
        return commune_of(self.row.commune)


@strawberry.type(description="Une compétence reconnue à un opérateur pour un axe (PS-COMPETENT).")
class Competence(Node):
    ROW = CompetenceRow

    axis: str = field(name="axisKey", description="La clé de l'axe.")
    kind: AxisKind = field(description="La sorte de l'axe.")
    label: str = field(description="Le libellé de l'axe.")
    since: date = field(description="Jour de la reconnaissance.")
    until: date | None = field(description="Jour du retrait, qui n'est plus compris.")
    illustrative: bool = field(description="Si elle est là pour une démonstration.")


@strawberry.type(description="Un opérateur d'entreprise, d'emploi, de formation, d'insertion ou d'enseignement.")
class Operator(Entity):
    SUBJECT = "operator"
    ROW = OperatorRow

    row: strawberry.Private[OperatorRow]
    scheme: NumberScheme = field(description="D'où vient son numéro.")
    number: str = field(description="Son numéro.")
    name: str = field(description="Son nom.")
    kind: OperatorKind = field(description="Sa sorte.")
    college: College = field(description="Le collège où il siège, qui suit de sa sorte.")
    registered_on: date = field(description="Jour de l'inscription au registre.")
    illustrative: bool = field(description="S'il est là pour une démonstration.")
    version: int = field(description="À donner à `expectedVersion` pour agir sur cet état seulement.")

    @field(description="Ses sites, ouverts ou fermés.")
    @reading(by(SiteRow, "operator"), lambda operator, _: (operator.row.id,), shows=Shows.IN_FORCE)
    async def sites(self, info: Info, in_force_on: InForceOn = None) -> list[Site]:
        return await Site.load_all(info.context, by(SiteRow, "operator"), (self.row.id,), self.as_of, in_force_on)

    @field(description="Ses compétences, reconnues ou retirées.")
    @reading(by(CompetenceRow, "operator"), lambda operator, _: (operator.row.id,), shows=Shows.IN_FORCE)
    async def competences(self, info: Info, in_force_on: InForceOn = None) -> list[Competence]:
        return await Competence.load_all(
            info.context, by(CompetenceRow, "operator"), (self.row.id,), self.as_of, in_force_on
        )
