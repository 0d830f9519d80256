"""Mutations on invitations of persons: outside the register, until a confirmation gives a role."""

import secrets
from collections.abc import Callable
from functools import partial
from typing import Annotated, Any, Final
from urllib.parse import urlencode
from uuid import UUID

import strawberry
from anyio import from_thread
from anyio.to_thread import run_sync
from strawberry import ID, field

from efe_domain.access.grants import Role
from efe_domain.access.invitation import FirstCoordinatorOnly, InvitationEnded, NewInvitation
from efe_domain.access.powers import explain_rights, roles_for
from efe_domain.shared import texts
from efe_domain.shared.bassins import Bassin
from efe_domain.shared.days import Period
from efe_domain.shared.errors import CommandReused, Forbidden, Invalid, NotFound, Refusal
from efe_domain.shared.ids import instance_id
from efe_domain.shared.messages import Language, Message
from efe_graphql.contract.global_id import uuid_of, uuid_or_none
from efe_graphql.mutations.execute import INPUT, admitted, own_id, reporting_refusals
from efe_graphql.request.context import Context, Info
from efe_graphql.request.invitations import InvitationOnFile
from efe_graphql.request.pickers import is_seen
from efe_graphql.types.access.person_invitation import PersonInvitation, SentInvitationsPayload
from efe_graphql.types.user_errors import user_error
from efe_projections.access.reads import established_instances, grants_kept_in

MAX_INVITATIONS: Final = 10
SECRET_BYTES: Final = 32
MAX_SECRET_CHARACTERS: Final = 100
ACCEPT_PATH: Final = "/rejoindre"
INVITABLE_ROLES: Final = frozenset({Role.COORDINATOR, Role.AUDITOR, Role.READER})
COMMAND_ID: Final = "La commande : la même, répétée, n'agit qu'une fois, et ne montre plus le lien."


@strawberry.input(description="Une personne à inviter : son nom et son adresse, ou une personne déjà inscrite.")
class InvitedPersonInput:
    given_name: str | None = field(default=None, description="Prénom d'une personne à inscrire au coffre.")
    family_name: str | None = field(default=None, description="Nom de famille d'une personne à inscrire au coffre.")
    email: str | None = field(default=None, description="Adresse électronique d'une personne à inscrire au coffre.")
    person_id: ID | None = field(
        default=None,
        description="À la place : une personne déjà inscrite. Un administrateur confirme alors de qui est le compte.",
    )
    role: Role | None = field(
        default=None, description="Le rôle à donner ; sans lui, le compte vaut pour les sièges de la personne."
    )
    language: Language = field(default=Language.FRENCH, description="La langue de la personne.")


INVITE_PERSON: Final = (
    "Inviter jusqu'à dix personnes à se connecter, hors du registre : chaque lien vaut quatorze jours, une fois "
    "(coordinateur ; administrateur, pour un premier coordinateur)."
)


@strawberry.input(description=INVITE_PERSON)
class InvitePersonInput:
    bassin: Bassin = field(description="Le bassin de l'Instance.")
    persons: list[InvitedPersonInput] = field(description="Les personnes : de une à dix.")
    command_id: UUID | None = field(default=None, description=COMMAND_ID)

    def dispatch(self, context: Context) -> list[tuple[InvitationOnFile, str | None]]:
        account = admitted(context, "invite_person", roles_for("invite_person"), members=False)
        check_may_invite(context, self.bassin, "invite_person")
        if not 1 <= len(self.persons) <= MAX_INVITATIONS:
            raise Invalid("persons", "Une à {most} personnes sont attendues.", most=MAX_INVITATIONS)
        if not from_thread.run(context.ports.reads.fetch, established_instances([instance_id(self.bassin)])):
            raise NotFound("Instance", self.bassin)
        if self.bassin not in context.coordinated:
            self._check_first_coordinator(context)
        for number, each in enumerate(self.persons):
            check_invited(context, each, f"persons.{number}")
        context.ports.invitations.delete_old_invitations()
        return [self._invite(context, account, each, number) for number, each in enumerate(self.persons)]

    def _check_first_coordinator(self, context: Context) -> None:
        """Raises `FirstCoordinatorOnly`."""
        grants = from_thread.run(context.ports.reads.fetch, grants_kept_in([instance_id(self.bassin)]))
        coordinators = [
            each
            for each in grants
            if each.role is Role.COORDINATOR and Period(each.since, each.until).covers(context.today)
        ]
        if coordinators or {each.role for each in self.persons} != {Role.COORDINATOR}:
            raise FirstCoordinatorOnly(
                "Un administrateur invite le premier coordinateur d'une Instance ; ses coordinateurs invitent les "
                "autres personnes."
            )

    def _invite(
        self, context: Context, account: UUID, invited: InvitedPersonInput, number: int
    ) -> tuple[InvitationOnFile, str | None]:
        ports, command = context.ports, self.command_id
        person = uuid_or_none("Person", invited.person_id) or context.person_writer.register_person(
            given_name=invited.given_name or "",
            family_name=invited.family_name or "",
            email=invited.email,
            function=None,
            person_id=own_id(account, command, f"invited person {number}"),
            bassins=[self.bassin],
        )
        invitation, secret = own_id(account, command, f"invitation {number}"), new_secret()
        new = NewInvitation(
            id=invitation,
            bassin=self.bassin,
            role=invited.role,
            language=invited.language,
            person=person,
            is_new_person=invited.person_id is None,
            by=account,
        )
        is_new = ports.invitations.add_invitation(new, secret=secret)
        stored = ports.invitations.invitation(invitation)
        if stored is None:
            raise NotFound("Personne", person)
        if (stored.bassin, stored.role, stored.person) != (self.bassin, invited.role, person):
            raise CommandReused(command or invitation)
        return stored, link_of(secret) if is_new else None


def check_invited(context: Context, invited: InvitedPersonInput, path: str) -> None:
    """Raises `Invalid` or `NotFound`."""
    if invited.role and invited.role not in INVITABLE_ROLES:
        raise Invalid(f"{path}.role", "Une invitation donne le rôle de coordinateur, d'auditeur ou de lecteur.")
    names = {"givenName": invited.given_name, "familyName": invited.family_name, "email": invited.email}
    if invited.person_id is not None:
        if filled := [name for name, text in names.items() if text is not None]:
            raise Invalid(f"{path}.{filled[0]}", "Une personne déjà inscrite n'est pas décrite à nouveau.")
        person = uuid_of("Person", invited.person_id)
        if not context.ports.vault.persons([person]) or not from_thread.run(is_seen, context, person):
            raise NotFound("Personne", person)
        return
    for name, text in names.items():
        texts.name(text or "", f"{path}.{name}")
    before, _, after = (invited.email or "").strip().partition("@")
    if not (before and "." in after) or any(map(str.isspace, before + after)) or "@" in after:
        raise Invalid(f"{path}.email", "Une adresse électronique est attendue, comme prenom.nom@exemple.be.")


def new_secret() -> str:
    return secrets.token_urlsafe(SECRET_BYTES)


def link_of(secret: str) -> str:
    """Returns the path of a link. The secret is a parameter, because the log of requests has no parameters."""
    return f"{ACCEPT_PATH}?{urlencode({'cle': secret})}"


def secret_in(link: str) -> str:
    """Returns the secret of a link; a client may give the whole link, or the secret alone."""
    return link.strip().rpartition("cle=")[2].partition("&")[0]


def check_may_invite(context: Context, bassin: str, command: str) -> None:
    """Raises `Forbidden`."""
    if not context.may_invite(bassin):
        raise Forbidden(explain_rights(Message("Ce compte n'invite personne dans cette Instance."), command))


@strawberry.input
class OnInvitation:
    """Base of the commands on one invitation."""

    invitation_id: ID = field(description="L'invitation.")

    def stored(self, context: Context, command: str) -> tuple[InvitationOnFile, UUID]:
        """Returns the invitation and the caller's account. Raises `NotFound`, also for one of another Instance."""
        account = admitted(context, command, roles_for(command), members=False)
        key = uuid_of("PersonInvitation", self.invitation_id)
        invitation = context.ports.invitations.invitation(key)
        if invitation is None or not context.may_invite(invitation.bassin):
            raise NotFound("Invitation", key)
        return invitation, account


RENEW: Final = (
    "Donner un nouveau lien à une invitation ouverte, expirée ou refusée ; l'ancien ne vaut plus "
    "(coordinateur, administrateur)."
)


@strawberry.input(description=RENEW)
class RenewPersonInvitationInput(OnInvitation):
    command_id: UUID | None = field(default=None, description=COMMAND_ID)

    def dispatch(self, context: Context) -> list[tuple[InvitationOnFile, str | None]]:
        invitation, account = self.stored(context, "renew_person_invitation")
        secret, command = new_secret(), own_id(account, self.command_id, f"link of {invitation.id}")
        is_new = context.ports.invitations.renew_link(invitation.id, secret=secret, command=command)
        current = context.ports.invitations.invitation(invitation.id)
        if current is None or not (is_new or is_renewable(current)):
            raise InvitationEnded("Cette invitation est acceptée ou terminée : son lien ne se renouvelle pas.")
        return [(current, link_of(secret) if is_new else None)]


def is_renewable(invitation: InvitationOnFile) -> bool:
    return invitation.outcome == "declined" or not (invitation.outcome or invitation.accepted_by)


async def run[R](context: Context, command_input: Any, dispatch: Callable[[Context], R]) -> R:
    """Runs a command on a thread, and reports a refusal for want of rights to the monitoring."""
    with reporting_refusals(context, command_input):
        return await run_sync(partial(dispatch, context))


async def _sent(
    context: Context, command_input: InvitePersonInput | RenewPersonInvitationInput
) -> SentInvitationsPayload:
    try:
        new_links = await run(context, command_input, command_input.dispatch)
    except Refusal as refusal:
        return SentInvitationsPayload(invitations=[], user_errors=[user_error(refusal, context.language)])
    return SentInvitationsPayload(invitations=await PersonInvitation.load_all(context, new_links), user_errors=[])


async def invite_person(
    info: Info, command_input: Annotated[InvitePersonInput, strawberry.argument(name="input", description=INPUT)]
) -> SentInvitationsPayload:
    return await _sent(info.context, command_input)


async def renew_person_invitation(
    info: Info,
    command_input: Annotated[RenewPersonInvitationInput, strawberry.argument(name="input", description=INPUT)],
) -> SentInvitationsPayload:
    return await _sent(info.context, command_input)
