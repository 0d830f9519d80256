"""Commands of two pôles on an invitation to carry a project; `joinProject` accepts it."""

from datetime import date
from uuid import UUID

import strawberry
from strawberry import ID, field

from efe_domain.commands.handler import CommandResult
from efe_domain.platform import Platform
from efe_domain.pole.pole import Pole as PoleAggregate
from efe_domain.project.invitation import Invitation as InvitationAggregate
from efe_domain.shared.errors import DomainError, Invalid, Refusal
from efe_graphql.contract.global_id import uuid_of
from efe_graphql.mutations.inputs import About, EntityCommandInput, refusal_if_visible
from efe_graphql.mutations.project_mutations import ProjectCommandInput
from efe_graphql.request.context import Context
from efe_graphql.types.pole.pole import Pole
from efe_graphql.types.project.invitation import Invitation


@strawberry.input(
    description="Inviter un pôle à porter un projet, en lui montrant le contenu actuel (PS-CONJOINT) ; par le pôle"
    " pilote. Une autre invitation du même pôle remplace la précédente."
)
class InvitePoleInput(ProjectCommandInput):
    pole_id: ID = field(description="Le pôle invité.")
    answer_by: date = field(description="Dernier jour pour accepter ou décliner ; après lui, l'invitation est échue.")

    @property
    def pole(self) -> UUID:
        return uuid_of("Pole", self.pole_id)

    async def as_seen(self, context: Context, refusal: Refusal) -> Refusal:
        """Hides a pôle that is not constituted yet from other bassins."""
        answer = await super().as_seen(context, refusal)
        telling = isinstance(answer, DomainError | Invalid)
        return await refusal_if_visible(context, (Pole, PoleAggregate.NOUN, self.pole), answer) if telling else answer

    def dispatch(self, platform: Platform, _: UUID) -> CommandResult:
        return platform.invite_pole(self.project, self.pole, self.answer_by, on=self.effective_on)


@strawberry.input
class InvitationCommandInput(EntityCommandInput):
    """A command on one invitation."""

    invitation_id: ID = field(description="L'invitation.")
    reason: str = field(description="Pourquoi.")

    @property
    def invitation(self) -> UUID:
        return uuid_of("Invitation", self.invitation_id)

    def about(self) -> About:
        return Invitation, InvitationAggregate.NOUN, self.invitation


@strawberry.input(description="Décliner une invitation ; par le pôle invité. `joinProject` l'accepte.")
class DeclineInvitationInput(InvitationCommandInput):
    def dispatch(self, platform: Platform, _: UUID) -> CommandResult:
        return platform.decline_invitation(self.invitation, self.reason, on=self.effective_on)


@strawberry.input(description="Retirer une invitation qui attend une réponse ; par le pôle qui l'a faite.")
class WithdrawInvitationInput(InvitationCommandInput):
    def dispatch(self, platform: Platform, _: UUID) -> CommandResult:
        return platform.withdraw_invitation(self.invitation, self.reason, on=self.effective_on)
