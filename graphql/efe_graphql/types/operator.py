"""Operators of the register: names, sites, competences and ressorts; the filter of their list."""

from datetime import date

import strawberry
from strawberry import field

from efe_domain.operator.events import OperatorKind
from efe_domain.shared.axis import AxisKind
from efe_domain.shared.bassins import Bassin
from efe_domain.shared.colleges import College
from efe_domain.shared.ids import NumberScheme
from efe_graphql.request.context import Context
from efe_graphql.types.objects.entity import Entity
from efe_graphql.types.objects.lazy import listed
from efe_graphql.types.objects.node import Node
from efe_graphql.types.territory import Commune, commune_of
from efe_projections.engine.listing import Listing
from efe_projections.former_name import FormerNameEntry
from efe_projections.operator.reads import operators
from efe_projections.operator.rows import CompetenceRow, OperatorRow, RessortRow, SiteRow


@strawberry.type(description="Un nom porté jusqu'à un jour.")
class FormerName:
    name: str = field(description="Le nom.")
    until: date = field(description="Le jour du changement, où il n'est plus porté.")

    @classmethod
    def of(cls, fact: FormerNameEntry) -> "FormerName":
        return cls(name=fact.name, until=fact.until)


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


@strawberry.type(description="Un bassin que couvre le ressort d'un opérateur, qui l'y situe (PS-LOCAL).")
class Ressort(Node):
    ROW = RessortRow

    row: strawberry.Private[RessortRow]
    bassin: Bassin = field(description="Le bassin.")
    basis: str = field(description="Ce qui le dit : des statuts, un décret.")
    since: date = field(description="Jour du début.")
    until: date | None = field(description="Jour de la fin, qui n'est plus compris.")
    illustrative: bool = field(description="S'il est là pour une démonstration.")


@strawberry.type(
    description="Une compétence reconnue à un opérateur pour un axe, par l'Instance d'un bassin (PS-COMPETENT)."
)
class Competence(Node):
    ROW = CompetenceRow

    row: strawberry.Private[CompetenceRow]
    bassin: Bassin = field(description="Le bassin dont l'Instance la reconnaît, pour lequel elle vaut.")
    axis: str = field(name="axisKey", description="La clé de l'axe.")
    kind: AxisKind = field(description="La sorte de l'axe.")
    label: str = field(description="Le libellé de l'axe.")
    since: date = field(description="Jour de la reconnaissance.")
    until: date | None = field(description="Jour du retrait, qui n'est plus compris.")
    illustrative: bool = field(description="Si elle est là pour une démonstration.")


@strawberry.type(description="De quelle sorte un opérateur était jusqu'à un jour.")
class FormerKind:
    kind: OperatorKind = field(description="La sorte.")
    college: College = field(description="Le collège qui en suivait.")
    until: date = field(description="Le jour du changement, qui n'est plus compris.")


@strawberry.type(description="Le numéro d'un opérateur jusqu'à un jour.")
class FormerNumber:
    scheme: NumberScheme = field(description="D'où venait le numéro.")
    number: str = field(description="Le numéro.")
    until: date = field(description="Le jour du changement, qui n'est plus compris.")


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

    @field(description="Les noms qu'il a portés auparavant, le plus ancien d'abord.")
    def former_names(self) -> list[FormerName]:
        return [FormerName.of(each) for each in self.row.former_names]

    @field(description="De quelles sortes il a été auparavant, la plus ancienne d'abord.")
    def former_kinds(self) -> list[FormerKind]:
        return [FormerKind(kind=each.kind, college=each.college, until=each.until) for each in self.row.former_kinds]

    @field(description="Les numéros qu'il a eus auparavant, le plus ancien d'abord.")
    def former_numbers(self) -> list[FormerNumber]:
        return [
            FormerNumber(scheme=each.scheme, number=each.number, until=each.until) for each in self.row.former_numbers
        ]

    sites = listed(Site, "Ses sites, ouverts ou fermés.", prefetched=True, lasting=True, operator="row.id")

    ressorts = listed(
        Ressort,
        "Les bassins que couvre son ressort, s'il est une intercommunale ou un partenaire social.",
        prefetched=True,
        lasting=True,
        operator="row.id",
    )

    competences = listed(
        Competence, "Ses compétences, reconnues ou retirées.", prefetched=True, lasting=True, operator="row.id"
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
