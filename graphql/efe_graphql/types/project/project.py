"""Projects: public once submitted; the filter of their list, and look-alikes of other bassins."""

from datetime import date
from typing import Self

import strawberry
from strawberry import ID, field

from efe_domain.project.verdicts import JointOutcome
from efe_domain.shared.axis import Axis
from efe_domain.shared.bassins import Bassin
from efe_domain.shared.errors import Invalid
from efe_graphql.contract.as_of import ResolvedAsOf
from efe_graphql.contract.errors import BadUserInput
from efe_graphql.contract.global_id import uuid_or_none
from efe_graphql.execution.markers import ColumnMarker, Computed, in_sql
from efe_graphql.execution.prefetch import Shows, reading
from efe_graphql.request.context import Context, Info
from efe_graphql.types.objects.connection import pages
from efe_graphql.types.objects.entity import Entity
from efe_graphql.types.objects.lazy import Lazy
from efe_graphql.types.pole.axis import AxisInput
from efe_graphql.types.pole.pole import Pole
from efe_graphql.types.project.project_dossier import ProjectDossier
from efe_projections.engine.batch import by
from efe_projections.engine.listing import Listing
from efe_projections.opinion.reads import opinions
from efe_projections.pole.reads import poles_alike
from efe_projections.project.reads import projects, projects_alike
from efe_projections.project.rows import ProjectDossierRow, ProjectRow, ProjectState


@strawberry.type(description="Un projet, porté par un pôle ou, conjoint, par des pôles de plusieurs bassins.")
class Project(Entity):
    SUBJECT = "project"
    ROW = ProjectRow

    row: strawberry.Private[ProjectRow]
    title: str = field(description="Son titre : le dernier soumis, s'il a été soumis.")
    zone: bool = field(description="S'il est de la zone interbassin Entre-Sambre-et-Meuse (PS-ESM).")
    emerged_on: date = field(description="Jour où il a émergé.")
    outcome: JointOutcome = field(description="Ce que donnent ensemble les verdicts des Instances concernées.")
    published: bool = field(description="Si tous voient son titre et son issue : dès qu'il est soumis.")
    illustrative: bool = field(
        description="Si même son titre et ses bassins sont là pour une démonstration ; le dossier dit ce qui l'est."
    )
    version: int = field(description="À donner à `expectedVersion` pour agir sur cet état seulement.")

    @field(description="La clé de l'axe des pôles qui le portent (PS-FILIERE).")
    @in_sql(ColumnMarker("axis"))
    def axis_key(self) -> str:
        return self.row.axis

    @field(description="Les bassins des Instances concernées.")
    @in_sql(ColumnMarker("bassins"))
    def bassins(self) -> list[Bassin]:
        return [Bassin(code) for code in self.row.bassins]

    @field(description="S'il est conjoint : plusieurs Instances sont concernées (PS-CONJOINT).")
    @in_sql(Computed("cardinality(%(row)s.bassins) > 1", "boolean"))
    def joint(self) -> bool:
        return len(self.row.bassins) > 1

    @field(description="Combien d'Instances concernées ne se sont pas encore prononcées.")
    @in_sql(Computed("cardinality(%(row)s.bassins) - %(row)s.agreed - %(row)s.refused", "bigint"))
    def pending(self) -> int:
        return len(self.row.bassins) - self.row.agreed - self.row.refused

    opinions = pages(
        Lazy("Opinion"),
        lambda project, _: opinions(project=project.row.project),
        "Les avis qui portent sur lui (PS-AVIS).",
    )

    @field(description="Ce qui n'est montré qu'à ceux qu'il concerne ; nul pour les autres.")
    @reading(by(ProjectDossierRow, "project"), lambda project, _: (project.row.project,), shows=Shows.FIRST)
    async def dossier(self, info: Info) -> ProjectDossier | None:
        key = (self.row.project,)
        row = await info.context.rows.one(by(ProjectDossierRow, "project"), key, at=self.as_of.position)
        return ProjectDossier.of(row, self.as_of) if row else None


@strawberry.input(description="Quels projets : ceux qui remplissent toutes les conditions données.")
class ProjectFilter:
    bassin: Bassin | None = field(default=None, description="Qui concernent l'Instance de ce bassin.")
    pole_id: ID | None = field(default=None, description="Portés ou pilotés par ce pôle, d'après leur dossier.")
    outcome: JointOutcome | None = field(default=None, description="Avec cette issue.")
    state: ProjectState | None = field(default=None, description="Dans cet état, d'après leur dossier.")
    joint: bool | None = field(default=None, description="Conjoints, ou non.")
    zone: bool | None = field(default=None, description="De la zone interbassin, ou non.")
    search: str | None = field(
        default=None, description="Une partie du titre, sans égard aux accents ni aux majuscules."
    )

    def listing(self, _context: Context) -> Listing[ProjectRow]:
        return projects(
            bassin=self.bassin,
            pole=uuid_or_none("Pole", self.pole_id),
            outcome=self.outcome,
            state=self.state,
            joint=self.joint,
            zone=self.zone,
            search=self.search,
        )


@strawberry.type(
    description=(
        "Ce que l'on peut voir d'autres bassins et qui ressemble à ce que l'on va créer : "
        "les mêmes mots d'axe, de quelque sorte qu'il soit, ou un même code."
    )
)
class LookAlikes:
    bassin: strawberry.Private[Bassin]
    axis: strawberry.Private[Axis]
    as_of: strawberry.Private[ResolvedAsOf]

    @classmethod
    def of(cls, bassin: Bassin, axis: AxisInput, as_of: ResolvedAsOf) -> Self:
        """Raises `BadUserInput`."""
        try:
            return cls(bassin=bassin, axis=axis.axis(), as_of=as_of)
        except Invalid as error:
            raise BadUserInput(error.message) from error

    poles = pages(Pole, lambda of, _: poles_alike(of.axis, outside=of.bassin), "Des pôles, par nom.")
    projects = pages(Project, lambda of, _: projects_alike(of.axis, outside=of.bassin), "Des projets, par titre.")
