"""Confirmation of an invitation: it gives an account its role, and links it to its person."""

from contextlib import suppress
from datetime import date
from unicodedata import normalize
from uuid import UUID, uuid5

from anyio import from_thread

from efe_domain.access.grants import AccessHeld, Role
from efe_domain.access.invitation import (
    InvitationEnded,
    InvitationNotAccepted,
    InvitationOfOtherPerson,
    OwnInvitation,
)
from efe_domain.shared.command_context import CommandContext, in_context
from efe_domain.shared.errors import CommandReused, NotFound, Refusal
from efe_graphql.contract.errors import Timeout
from efe_graphql.request.as_of import PATIENCE
from efe_graphql.request.context import Context, open_context
from efe_graphql.request.invitations import InvitationOnFile
from efe_graphql.request.ports import Ports


def confirm(context: Context, invitation: InvitationOnFile, account: UUID, command: CommandContext) -> None:
    """Confirms that `account` is of the invited person: gives it the role, and links it to the person. It blocks.

    A confirmation that was cut off is completed when it is repeated. Raises `OwnInvitation`,
    `InvitationNotAccepted`, `InvitationEnded`, `InvitationOfOtherPerson`, or a refusal of the register.
    """
    ports = context.ports
    if is_of(ports, account, command.account, command.person):
        raise OwnInvitation("Une autre personne confirme : ce compte a lui-même accepté cette invitation.")
    check_linkable(ports, invitation, account)
    is_claimed = ports.invitations.end_invitation(invitation.id, "confirmed", account=account)
    if not is_claimed:
        check_confirmed(ports, invitation.id, account)
    try:
        role = Role(invitation.role) if invitation.role else None
        position = grant_once(ports, invitation, role, account, command) if role else 0
        link(context, invitation, account)
    except Refusal:
        if is_claimed:
            ports.invitations.reopen_invitation(invitation.id)
        raise
    from_thread.run(wait, ports, position)


def is_of(ports: Ports, account: UUID, other: UUID | None, person: UUID | None) -> bool:
    """Tells whether an account is the other one, or one more account of its person."""
    return account == other or (person is not None and ports.person_of(account) == person)


def grant_once(ports: Ports, invitation: InvitationOnFile, role: Role, account: UUID, command: CommandContext) -> int:
    """Gives the role under a key of the invitation: repeated after the role was taken back, it gives nothing.

    Returns the position of the grant.
    """
    once = uuid5(invitation.id, str(account))
    context = CommandContext(
        actor=command.actor,
        today=command.today,
        person=command.person,
        by_clock=True,
        person_of=ports.person_of,
        command_id=once,
        command_key=once,
        correlation_id=command.correlation_id,
    )
    try:
        with in_context(context):
            return ports.platform.grant_access(invitation.bassin, account, role).position
    except (AccessHeld, CommandReused):
        return 0  # the account has, or had, what the invitation gives


async def wait(ports: Ports, position: int) -> None:
    """Waits until the role is readable, for some seconds."""
    with suppress(TimeoutError, Timeout):
        await ports.wait(position, PATIENCE)


def check_confirmed(ports: Ports, invitation_id: UUID, account: UUID) -> None:
    """Raises `InvitationEnded` or `InvitationNotAccepted` unless it was confirmed for this account."""
    current = ports.invitations.invitation(invitation_id)
    if current and current.accepted_by != account:
        raise InvitationNotAccepted("Ce compte n'a pas accepté cette invitation, ou ne l'a plus : relisez la liste.")
    if current is None or current.outcome != "confirmed":
        raise InvitationEnded("Cette invitation est terminée.")


def check_held(ports: Ports, invitation: InvitationOnFile, account: UUID, day: date) -> None:
    """Raises `InvitationEnded` if the role that a confirmed invitation gave was taken back."""
    role = Role(invitation.role) if invitation.role else None
    if role and ports.platform.has_lost_access(invitation.bassin, account, role, on=day):
        raise InvitationEnded(
            "Cette invitation est terminée : le rôle qu'elle donnait a été retiré. Demandez une nouvelle invitation "
            "à l'Instance."
        )


def check_linkable(ports: Ports, invitation: InvitationOnFile, account: UUID) -> None:
    """Raises `InvitationOfOtherPerson` for an account of another person, unless it only receives a role."""
    person = ports.person_of(account)
    if invitation.role is None and person not in (None, invitation.person):
        raise InvitationOfOtherPerson("Ce compte est déjà celui d'une autre personne.")


def link(context: Context, invitation: InvitationOnFile, account: UUID) -> None:
    """Links an account to the invited person; an account of a person stays theirs. Raises `NotFound`."""
    on_file = context.ports.vault.account(account)
    if on_file is None:
        raise NotFound("Compte", account)
    if on_file.person is None:
        context.person_writer.link(account, invitation.person)


def confirm_by_address(context: Context, invitation: InvitationOnFile, account: UUID) -> None:
    """Confirms for the inviter, if a trusted issuer verified that the account has the invited address. It blocks.

    Does nothing if the inviter may no longer invite: another account that may invite then has to confirm.
    """
    ports = context.ports
    on_file = ports.vault.persons([invitation.person]).get(invitation.person)
    if not (invitation.is_new_person and on_file and is_same_address(on_file.email, context.verified_email)):
        return
    inviter = from_thread.run(open_inviter, context, invitation.invited_by)
    if not inviter.may_invite(invitation.bassin):
        return
    command = CommandContext(
        actor=str(invitation.invited_by),
        today=context.today,
        person=inviter.person,
        correlation_id=context.correlation_id,
    )
    try:
        confirm(context, invitation, account, command)
    except Refusal:
        return  # the invitation waits for a confirmation


async def open_inviter(context: Context, account: UUID) -> Context:
    return await open_context(context.ports, account=account, now=context.now, correlation_id=context.correlation_id)


def is_same_address(one: str | None, other: str | None) -> bool:
    return bool(one and other) and normalize("NFC", one or "").casefold() == normalize("NFC", other or "").casefold()
