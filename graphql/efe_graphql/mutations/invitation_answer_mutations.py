"""Mutations that answer an invitation of a person: withdraw, accept, confirm, decline."""

from typing import Annotated, Final

import strawberry
from strawberry import ID, field

from efe_domain.access.grants import Role
from efe_domain.access.invitation import InvitationEnded, InvitationLinkRefused, OwnInvitation
from efe_domain.shared.bassins import Bassin
from efe_domain.shared.command_context import CommandContext
from efe_domain.shared.errors import Forbidden, Refusal
from efe_graphql.contract.errors import Unauthenticated
from efe_graphql.contract.global_id import uuid_of
from efe_graphql.mutations.execute import INPUT
from efe_graphql.mutations.invitation_confirmation import (
    check_held,
    check_linkable,
    confirm,
    confirm_by_address,
    is_of,
)
from efe_graphql.mutations.person_invitation_mutations import MAX_SECRET_CHARACTERS, OnInvitation, run, secret_in
from efe_graphql.request.context import Context, Info
from efe_graphql.request.invitations import InvitationOnFile
from efe_graphql.types.access.person_invitation import (
    AcceptedInvitationPayload,
    PersonInvitation,
    PersonInvitationPayload,
)
from efe_graphql.types.user_errors import user_error

WITHDRAW: Final = (
    "Retirer une invitation qui n'est pas confirmée : son lien ne vaut plus (coordinateur, administrateur)."
)


@strawberry.input(description=WITHDRAW)
class WithdrawPersonInvitationInput(OnInvitation):
    def dispatch(self, context: Context) -> InvitationOnFile:
        invitation, _ = self.stored(context, "withdraw_person_invitation")
        context.ports.invitations.end_invitation(invitation.id, "withdrawn")
        return ended(context, invitation, "withdrawn")


@strawberry.input
class OnAccepted(OnInvitation):
    """Base of the answers to the account that accepted an invitation."""

    account_id: ID = field(description="Le compte qui l'a acceptée, tel que vous l'avez lu.")


CONFIRM: Final = (
    "Confirmer que le compte qui a accepté est celui de la personne invitée : il reçoit le rôle, et il est relié "
    "à la personne (coordinateur ; administrateur, si la personne était déjà inscrite)."
)


@strawberry.input(description=CONFIRM)
class ConfirmPersonInvitationInput(OnAccepted):
    def dispatch(self, context: Context) -> InvitationOnFile:
        invitation, account = self.stored(context, "confirm_person_invitation")
        if not invitation.is_new_person and Role.ADMINISTRATOR not in context.roles:
            raise Forbidden("Un administrateur confirme de qui est le compte d'une personne déjà inscrite.")
        command = CommandContext(
            actor=str(account), today=context.today, person=context.person, correlation_id=context.correlation_id
        )
        confirm(context, invitation, uuid_of("Account", self.account_id), command)
        return ended(context, invitation, "confirmed")


DECLINE: Final = (
    "Refuser le compte qui a accepté une invitation : il ne reçoit rien. Un nouveau lien peut ensuite être donné "
    "(coordinateur, administrateur)."
)


@strawberry.input(description=DECLINE)
class DeclinePersonInvitationInput(OnAccepted):
    def dispatch(self, context: Context) -> InvitationOnFile:
        invitation, _ = self.stored(context, "decline_person_invitation")
        account = uuid_of("Account", self.account_id)
        context.ports.invitations.end_invitation(invitation.id, "declined", account=account)
        return ended(context, invitation, "declined")


def ended(context: Context, invitation: InvitationOnFile, outcome: str) -> InvitationOnFile:
    """Returns the invitation after a command. Raises `InvitationEnded` if it did not end so."""
    current = context.ports.invitations.invitation(invitation.id)
    if current is None or current.outcome != outcome:
        raise InvitationEnded("Cette invitation a changé entre-temps : relisez la liste.")
    return current


ACCEPT: Final = (
    "Accepter une invitation par son lien, avec le compte de ce jeton. Il ne reçoit rien avant que la personne "
    "qui a invité confirme, sauf si l'adresse vérifiée du jeton est celle de l'invitation et que ce serveur s'y fie."
)


@strawberry.input(description=ACCEPT)
class AcceptPersonInvitationInput:
    link: str = field(description="Le lien reçu, ou sa clé.")

    def dispatch(self, context: Context) -> AcceptedInvitationPayload:
        account, ports = context.viewer.account, context.ports
        if not account:
            raise Unauthenticated
        secret = secret_in(self.link)
        with ports.link_guesses.guessing(str(account)):
            is_short = len(secret) <= MAX_SECRET_CHARACTERS
            stored = ports.invitations.invitation_of_link(secret) if is_short else None
            if stored is None:
                raise link_refused()
            if is_of(ports, account, stored.invited_by, ports.person_of(stored.invited_by)):
                raise OwnInvitation("Ce compte a envoyé cette invitation : la personne invitée l'accepte elle-même.")
            check_linkable(ports, stored, account)
            invitation = ports.invitations.accept_invitation(secret, account)
            if invitation is None:
                raise link_refused()
        if invitation.outcome is None:
            confirm_by_address(context, invitation, account)
        else:
            check_held(ports, invitation, account, context.today)
        current = ports.invitations.invitation(invitation.id) or invitation
        return AcceptedInvitationPayload(
            bassin=Bassin(current.bassin),
            role=Role(current.role) if current.role else None,
            is_confirmed=current.outcome == "confirmed",
            user_errors=[],
        )


def link_refused() -> InvitationLinkRefused:
    """Returns one refusal for every reason: it does not disclose whether a link ever existed."""
    return InvitationLinkRefused(
        "Ce lien n'ouvre aucune invitation : il a expiré, a été retiré ou remplacé, ou a déjà servi. "
        "Demandez-en un nouveau à la personne qui vous a invité."
    )


async def _changed(
    context: Context,
    command_input: WithdrawPersonInvitationInput | ConfirmPersonInvitationInput | DeclinePersonInvitationInput,
) -> PersonInvitationPayload:
    try:
        invitation = await run(context, command_input, command_input.dispatch)
    except Refusal as refusal:
        return PersonInvitationPayload(user_errors=[user_error(refusal, context.language)])
    return PersonInvitationPayload(invitation=await PersonInvitation.load(context, invitation), user_errors=[])


async def withdraw_person_invitation(
    info: Info,
    command_input: Annotated[WithdrawPersonInvitationInput, strawberry.argument(name="input", description=INPUT)],
) -> PersonInvitationPayload:
    return await _changed(info.context, command_input)


async def confirm_person_invitation(
    info: Info,
    command_input: Annotated[ConfirmPersonInvitationInput, strawberry.argument(name="input", description=INPUT)],
) -> PersonInvitationPayload:
    return await _changed(info.context, command_input)


async def decline_person_invitation(
    info: Info,
    command_input: Annotated[DeclinePersonInvitationInput, strawberry.argument(name="input", description=INPUT)],
) -> PersonInvitationPayload:
    return await _changed(info.context, command_input)


async def accept_person_invitation(
    info: Info,
    command_input: Annotated[AcceptPersonInvitationInput, strawberry.argument(name="input", description=INPUT)],
) -> AcceptedInvitationPayload:
    context = info.context
    try:
        return await run(context, command_input, command_input.dispatch)
    except Refusal as refusal:
        return AcceptedInvitationPayload(user_errors=[user_error(refusal, context.language)])
