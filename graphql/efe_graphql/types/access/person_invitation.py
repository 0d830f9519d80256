"""Types of the invitations of persons to sign in."""

from datetime import datetime
from enum import StrEnum
from typing import Self

import strawberry
from strawberry import field

from efe_domain.access.grants import Role
from efe_domain.shared.bassins import Bassin
from efe_domain.shared.messages import Language
from efe_graphql.contract.enums import publish
from efe_graphql.contract.global_id import write_id
from efe_graphql.request.context import Context
from efe_graphql.request.invitations import InvitationOnFile
from efe_graphql.types.people import Account, Person
from efe_graphql.types.user_errors import UserError


class PersonInvitationState(StrEnum):
    """State of an invitation of a person."""

    OPEN = "open"
    ACCEPTED = "accepted"
    CONFIRMED = "confirmed"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"
    EXPIRED = "expired"


publish(
    PersonInvitationState,
    "Où en est l'invitation d'une personne.",
    {
        PersonInvitationState.OPEN: "Son lien attend d'être utilisé.",
        PersonInvitationState.ACCEPTED: "Un compte l'a acceptée : la personne qui a invité doit confirmer.",
        PersonInvitationState.CONFIRMED: "Le compte a ce que l'invitation donne.",
        PersonInvitationState.DECLINED: "Le compte qui l'avait acceptée a été refusé ; un nouveau lien la rouvre.",
        PersonInvitationState.WITHDRAWN: "Elle a été retirée.",
        PersonInvitationState.EXPIRED: "Son lien n'a pas servi en quatorze jours ; un nouveau lien la rouvre.",
    },
)
publish(
    Language,
    "La langue dans laquelle on s'adresse à une personne.",
    {Language.FRENCH: "Français.", Language.ENGLISH: "Anglais.", Language.GERMAN: "Allemand."},
)


def state_of(invitation: InvitationOnFile) -> PersonInvitationState:
    if invitation.outcome:
        return PersonInvitationState(invitation.outcome)
    if invitation.is_expired:
        return PersonInvitationState.EXPIRED
    return PersonInvitationState.ACCEPTED if invitation.accepted_by else PersonInvitationState.OPEN


@strawberry.type(description="L'invitation d'une personne à se connecter, hors du registre.")
class PersonInvitation:
    id: strawberry.ID = field(description="Identifiant.")
    bassin: Bassin = field(description="Le bassin de l'Instance.")
    role: Role | None = field(description="Le rôle qu'elle donne ; nul si elle est pour les sièges de la personne.")
    language: Language = field(description="La langue de la personne.")
    state: PersonInvitationState = field(description="Où elle en est.")
    person: Person = field(description="La personne invitée.")
    invited_by: Account = field(description="Le compte qui l'a invitée.")
    invited_at: datetime = field(description="Quand.")
    expires_at: datetime = field(description="Quand son lien cesse de valoir.")
    accepted_by: Account | None = field(description="Le compte qui l'a acceptée, à confirmer ou à refuser.")
    accepted_at: datetime | None = field(description="Quand elle a été acceptée.")
    ended_at: datetime | None = field(description="Quand elle a été confirmée, refusée ou retirée.")
    link: str | None = field(
        description="Le chemin de son lien, à mettre après l'adresse publique de la plateforme. Il n'est que dans la "
        "réponse à la commande qui l'a fait : transmettez-le vous-même, aucun courriel ne le porte."
    )

    @classmethod
    async def load(cls, context: Context, invitation: InvitationOnFile, link: str | None = None) -> Self:
        return cls(
            id=write_id("PersonInvitation", (invitation.id,)),
            bassin=Bassin(invitation.bassin),
            role=Role(invitation.role) if invitation.role else None,
            language=Language(invitation.language),
            state=state_of(invitation),
            person=await Person.load(context, invitation.person),
            invited_by=Account.of(invitation.invited_by),
            invited_at=invitation.invited_at,
            expires_at=invitation.expires_at,
            accepted_by=Account.of(invitation.accepted_by) if invitation.accepted_by else None,
            accepted_at=invitation.accepted_at,
            ended_at=invitation.ended_at,
            link=link,
        )


REFUSALS = "Pourquoi l'acte est refusé ; vide s'il est fait."


@strawberry.type(description="La réponse à l'invitation de personnes.")
class SentInvitationsPayload:
    invitations: list[PersonInvitation] = field(
        description="Les invitations avec leurs liens, dans l'ordre demandé ; vide en cas de refus."
    )
    user_errors: list[UserError] = field(description=REFUSALS)


@strawberry.type(description="La réponse à un acte sur l'invitation d'une personne.")
class PersonInvitationPayload:
    invitation: PersonInvitation | None = field(default=None, description="L'invitation ; nulle en cas de refus.")
    user_errors: list[UserError] = field(description=REFUSALS)


@strawberry.type(description="La réponse à l'acceptation d'une invitation.")
class AcceptedInvitationPayload:
    bassin: Bassin | None = field(default=None, description="Le bassin de l'Instance ; nul en cas de refus.")
    role: Role | None = field(
        default=None, description="Le rôle ; nul aussi si l'invitation est pour les sièges de la personne."
    )
    is_confirmed: bool | None = field(
        default=None, description="Si le compte a déjà ce que l'invitation donne ; nul en cas de refus."
    )
    user_errors: list[UserError] = field(description=REFUSALS)
