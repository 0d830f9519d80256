"""Types of the invitations of persons to sign in."""

from asyncio import gather
from collections.abc import Sequence
from datetime import datetime
from enum import StrEnum
from typing import Final, Self

import strawberry
from anyio.to_thread import run_sync
from strawberry import field

from efe_domain.access.grants import Role
from efe_domain.shared.bassins import Bassin
from efe_domain.shared.messages import Language
from efe_graphql.contract.enums import publish
from efe_graphql.contract.global_id import write_id
from efe_graphql.request.context import Context
from efe_graphql.request.invitations import InvitationMail, InvitationOnFile
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


class InvitationMailState(StrEnum):
    """State of the mail of an invitation."""

    WAITING = "waiting"
    SENT = "sent"
    REFUSED = "refused"
    EXPIRED = "expired"
    WITHOUT_ADDRESS = "without-address"


publish(
    InvitationMailState,
    "Où en est le courriel d'une invitation.",
    {
        InvitationMailState.WAITING: "Il attend de partir ; « mailLeavesAt » dit quand, si une limite le retient.",
        InvitationMailState.SENT: "Le serveur de courrier l'a accepté.",
        InvitationMailState.REFUSED: "Le serveur de courrier a refusé l'adresse.",
        InvitationMailState.EXPIRED: "Il n'est pas parti en trois jours.",
        InvitationMailState.WITHOUT_ADDRESS: "La personne n'a pas d'adresse.",
    },
)
publish(
    Language,
    "La langue dans laquelle on s'adresse à une personne.",
    {Language.FRENCH: "Français.", Language.ENGLISH: "Anglais.", Language.GERMAN: "Allemand."},
)


MAIL_STATES: Final = {**{each.value: each for each in InvitationMailState}, "sending": InvitationMailState.WAITING}
"""States by their name in the outbox; a mail without an object any more has none."""


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
        "réponse à la commande qui l'a fait. Là où la plateforme envoie des courriels, il part aussi vers l'adresse "
        "de la personne ; sinon, transmettez-le vous-même."
    )
    mail_state: InvitationMailState | None = field(
        description="Où en est le courriel qui porte son lien ; nul s'il n'y en a pas."
    )
    mail_leaves_at: datetime | None = field(
        description="Quand ce courriel partira au plus tôt, si une limite le retient : une adresse reçoit au plus "
        "trois invitations par jour, et chaque Instance a sa part de l'heure."
    )

    @classmethod
    async def load(cls, context: Context, invitation: InvitationOnFile, link: str | None = None) -> Self:
        [loaded] = await cls.load_all(context, [(invitation, link)])
        return loaded

    @classmethod
    async def load_all(
        cls, context: Context, invitations: Sequence[tuple[InvitationOnFile, str | None]]
    ) -> list[Self]:
        """Returns invitations, each with its link if it is new."""
        mails = await run_sync(context.ports.invitations.mails_of, [each.id for each, _ in invitations])
        return await gather(*(cls._of(context, each, link, mails.get(each.id)) for each, link in invitations))

    @classmethod
    async def _of(
        cls, context: Context, invitation: InvitationOnFile, link: str | None, mail: InvitationMail | None
    ) -> Self:
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
            mail_state=MAIL_STATES.get(mail.state) if mail else None,
            mail_leaves_at=mail.leaves_at if mail else None,
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
