"""Pôles and projects of other bassins that resemble one that is about to be created."""

from typing import Self

import strawberry

from efe_domain.shared.axis import Axis
from efe_domain.shared.bassins import Bassin
from efe_domain.shared.errors import Invalid
from efe_graphql.contract.as_of import ResolvedAsOf
from efe_graphql.contract.errors import BadUserInput
from efe_graphql.types.axis import AxisInput
from efe_graphql.types.connection import pages
from efe_graphql.types.pole import Pole
from efe_graphql.types.project import Project
from efe_projections.pole.reads import poles_alike
from efe_projections.project.reads import projects_alike


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
