"""Content of a project: aims, actions, territory, publics and partners."""

from asyncio import gather
from datetime import date
from itertools import groupby

import strawberry
from strawberry import field

from efe_domain.project.content import ActionNature, Aspect, Public
from efe_domain.shared.colleges import College
from efe_graphql.contract.as_of import ResolvedAsOf
from efe_graphql.contract.scalars import Cents
from efe_graphql.request.context import Info
from efe_graphql.types.decision.decision import Decision
from efe_graphql.types.document import Erratum
from efe_graphql.types.objects.lazy import linked
from efe_graphql.types.objects.node import Node
from efe_graphql.types.operator import Operator
from efe_graphql.types.territory import Commune, commune_of
from efe_projections.project.contents import ProjectContentRow
from efe_projections.project.invitations import InvitationRow


@strawberry.type(description="Une action d'un projet (PS-ADD).")
class ProjectAction:
    nature: ActionNature = field(description="En quoi elle ajoute à l'existant.")
    description: str = field(description="Ce qui est fait.")


@strawberry.type(description="Les partenaires d'un collège (PS-LARGE).")
class CollegePartners:
    college: College = field(description="Le collège.")
    operators: list[Operator] = field(description="Les partenaires.")


@strawberry.type
class ContentFields:
    """Fields of a content, shared by two types with different rows; not a type of the contract itself."""

    row: strawberry.Private[ProjectContentRow | InvitationRow]
    as_of: strawberry.Private[ResolvedAsOf]

    @field(description="Le titre.")
    def title(self) -> str:
        return self.row.content.title

    @field(description="Les objectifs.")
    def aims(self) -> str:
        return self.row.content.aims

    @field(description="Les actions, additionnelles, innovantes ou émergentes (PS-ADD).")
    def actions(self) -> list[ProjectAction]:
        return [ProjectAction(nature=each.nature, description=each.description) for each in self.row.content.actions]

    @field(description="Les aspects développés, parmi ceux que le texte nomme (PS-ASPECT).")
    def aspects(self) -> list[Aspect]:
        return list(self.row.content.aspects)

    @field(description="Les aspects développés que le texte ne nomme pas : sa liste est ouverte.")
    def other_aspects(self) -> list[str]:
        return list(self.row.content.other_aspects)

    @field(description="Les publics visés (PS-PUBLIC).")
    def publics(self) -> list[Public]:
        return list(self.row.content.publics)

    @field(description="La clé de l'axe des pôles porteurs (PS-FILIERE).")
    def axis_key(self) -> str:
        return self.row.content.axis

    @field(description="Les communes où il agit (PS-TERRITOIRE).")
    def communes(self) -> list[Commune]:
        return [commune_of(nis) for nis in self.row.content.communes]

    @field(description="Si c'est un travail conjoint dans la zone interbassin (PS-ESM).")
    def zone(self) -> bool:
        return self.row.content.zone

    @field(description="Le budget, en centimes d'euro.")
    def budget(self) -> Cents:
        return Cents(self.row.content.budget_cents)

    @field(description="Le premier jour prévu.")
    def starts(self) -> date | None:
        return self.row.content.starts

    @field(description="Le dernier jour prévu.")
    def ends(self) -> date | None:
        return self.row.content.ends

    @field(description="Les partenaires, collège par collège : avec quelles forces du secteur (PS-LARGE).")
    async def partners(self, info: Info) -> list[CollegePartners]:
        keys = self.row.content.partners
        loaded_operators = await gather(*(Operator.load(info.context, (each,), self.as_of) for each in keys))
        partners = sorted((each for each in loaded_operators if each), key=lambda each: (each.college, each.name))
        return [
            CollegePartners(college=college, operators=list(operators))
            for college, operators in groupby(partners, key=lambda each: each.college)
        ]


@strawberry.type(description="Un contenu d'un projet ; un amendement en fait un autre.")
class ProjectContent(ContentFields, Node):
    ROW = ProjectContentRow

    row: strawberry.Private[ProjectContentRow]
    number: int = field(description="Son rang, à partir de 1.")
    content_hash: str = field(description="Son empreinte SHA-256.")
    since: date = field(description="Jour à partir duquel le projet a ce contenu.")
    reason: str | None = field(description="Pourquoi il remplace le précédent, ce qui a rouvert tous les verdicts.")
    illustrative: bool = field(
        description="S'il est là pour une démonstration, hors le titre d'un projet qui ne l'est pas."
    )

    @field(description="Si l'amendement cite une décision du pôle, que tous ne voient pas.")
    def decided(self) -> bool:
        return self.row.decision is not None

    decision = linked(Decision, "row.decision", "La décision du pôle d'amender, si l'amendement en cite une.")

    @field(description="Ce qui est à lire autrement, sans que ce contenu change.")
    def errata(self) -> list[Erratum]:
        return [Erratum.of(each) for each in self.row.errata]


@strawberry.type(description="Le contenu d'un projet qu'une invitation montre, sans rien d'autre du projet.")
class InvitationContent(ContentFields):
    row: strawberry.Private[InvitationRow]
