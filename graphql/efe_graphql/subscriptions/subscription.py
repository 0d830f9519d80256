"""Type `Subscription`: new audit-trail entries of an Instance, and those on one project."""

from collections.abc import AsyncGenerator
from contextlib import aclosing
from typing import Annotated

import strawberry
from strawberry import ID

from efe_domain.shared.bassins import Bassin
from efe_graphql.contract.errors import BadUserInput
from efe_graphql.contract.scalars import Position
from efe_graphql.request.context import Info
from efe_graphql.subscriptions.follower import Follower
from efe_graphql.subscriptions.project_activity import trail_of_project
from efe_graphql.types.trail.entries import AuditEntry
from efe_graphql.types.trail.trail_page import AuditFilter, at_field
from efe_projections.audit.reads import TrailFilter

After = Annotated[
    Position | None,
    strawberry.argument(description="La position après laquelle commencer ; sans elle, seulement ce qui vient."),
]


@strawberry.type(description="Ce qui se suit, par WebSocket (graphql-transport-ws) ou par événements (graphql-sse).")
class Subscription:
    @strawberry.subscription(
        description=(
            "Les entrées de la piste d'audit d'une Instance, pour les siens : celles qui suivent une position, puis "
            "chacune dès qu'elle est lisible, dans l'ordre du registre et sans lacune, au moins une fois. "
            "Qui a été coupé reprend après la dernière position reçue."
        )
    )
    async def audit_entries(
        self,
        info: Info,
        bassin: Annotated[Bassin, strawberry.argument(description="L'Instance.")],
        after: After = None,
        where: Annotated[
            AuditFilter | None, strawberry.argument(name="filter", description="Seulement certaines entrées.")
        ] = None,
    ) -> AsyncGenerator[AuditEntry]:
        filter_details = where.details() if where else None
        await info.context.read_as_auditor(
            "Subscription.auditEntries", [bassin], {"after": after, "filter": filter_details}
        )
        chosen = await (where or AuditFilter()).trail_filter(info.context)
        if chosen.person or chosen.operator:
            refusal = BadUserInput("Un abonnement ne se filtre ni par une personne ni par un opérateur.")
            raise at_field("personId" if chosen.person else "operatorId", refusal)
        follower = Follower(info.context, bassin, chosen)
        async with aclosing(follower.entries(after)) as entries:
            async for entry in entries:
                yield entry

    @strawberry.subscription(
        description=(
            "Les actes sur un projet, dans la piste d'audit d'une Instance qu'il concerne : de son entrée dans le"
            " projet à son départ, dans l'ordre du registre et sans lacune. Le passé d'avant l'entrée se lit dans le"
            " dossier. Qui a été coupé reprend après la dernière position reçue."
        )
    )
    async def project_activity(
        self,
        info: Info,
        project_id: Annotated[ID, strawberry.argument(description="Le projet.")],
        bassin: Annotated[
            Bassin | None,
            strawberry.argument(
                description="L'Instance dont on lit la piste ; sans elle, la première de celles de qui demande que le"
                " projet concerne."
            ),
        ] = None,
        after: After = None,
    ) -> AsyncGenerator[AuditEntry]:
        project, instance = await trail_of_project(info.context, project_id, bassin, after)
        await info.context.read_as_auditor(
            "Subscription.projectActivity", [instance], {"after": after}, subject=project_id
        )
        follower = Follower(info.context, instance, TrailFilter(subject=project))
        async with aclosing(follower.entries(after)) as entries:
            async for entry in entries:
                yield entry
