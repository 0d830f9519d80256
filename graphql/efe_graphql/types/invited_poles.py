"""Payload of the command that sends the content of a project to several pôles."""

import strawberry
from strawberry import field

from efe_graphql.types.payloads import InvitationPayload
from efe_graphql.types.project.invitation import Invitation


@strawberry.type(description="La réponse à l'envoi du contenu d'un projet à plusieurs pôles.")
class InvitedPolesPayload(InvitationPayload):  # type: ignore[misc, valid-type] # made by a function
    invitations: list[Invitation] | None = field(
        default=None, description="Les invitations, dans l'ordre ; nul si l'acte est refusé."
    )
