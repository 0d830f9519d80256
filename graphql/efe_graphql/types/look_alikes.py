"""What looks like a pôle or a project that is about to be created, in the other bassins."""

from typing import Self

import strawberry
from strawberry import field

from efe_domain.axis import Axis
from efe_domain.bassins import Bassin
from efe_domain.errors import Invalid
from efe_graphql.arguments import After, First
from efe_graphql.context import Info
from efe_graphql.deeds.inputs import AxisInput
from efe_graphql.moment import Moment
from efe_graphql.refusals import BadUserInput
from efe_graphql.types.connection import DEFAULT_PAGE, Connection, connect
from efe_graphql.types.pole import Pole
from efe_graphql.types.project import Project
from efe_projections.reads.poles import poles_alike
from efe_projections.reads.projects import projects_alike


@strawberry.type(
    description=(
        "Ce que l'on peut voir d'autres bassins et qui ressemble à ce que l'on va créer : "
        "les mêmes mots d'axe, de quelque sorte qu'il soit, ou un même code."
    )
)
class LookAlikes:
    bassin: strawberry.Private[Bassin]
    axis: strawberry.Private[Axis]
    moment: strawberry.Private[Moment]

    @classmethod
    def of(cls, bassin: Bassin, axis: AxisInput, moment: Moment) -> Self:
        """Raises `BadUserInput`."""
        try:
            return cls(bassin=bassin, axis=axis.axis(), moment=moment)
        except Invalid as error:
            raise BadUserInput(error.message) from error

    @field(description="Des pôles, par nom.")
    async def poles(self, info: Info, first: First = DEFAULT_PAGE, after: After = None) -> Connection[Pole]:
        listing = poles_alike(self.axis, outside=self.bassin)
        return await connect(info.context, listing, Pole, self.moment, first=first, after=after)

    @field(description="Des projets, par titre.")
    async def projects(self, info: Info, first: First = DEFAULT_PAGE, after: After = None) -> Connection[Project]:
        listing = projects_alike(self.axis, outside=self.bassin)
        return await connect(info.context, listing, Project, self.moment, first=first, after=after)
