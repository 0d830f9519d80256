"""Commands of pôles on the projects that they carry."""

from uuid import UUID

import strawberry
from strawberry import ID, field

from efe_domain.commands.handler import CommandResult
from efe_domain.platform import Platform
from efe_domain.pole.pole import Pole as PoleAggregate
from efe_domain.project.project import Project as ProjectAggregate
from efe_domain.shared.errors import DomainError, Forbidden, Invalid, NotFound, Refusal, VersionConflict
from efe_graphql.contract.global_id import uuid_of
from efe_graphql.mutations.inputs import About, EntityCommandInput, if_seen, if_shown
from efe_graphql.mutations.pole_mutations import PoleCommandInput
from efe_graphql.mutations.project_inputs import ProjectContentInput
from efe_graphql.request.context import Context
from efe_graphql.types.pole.pole import Pole
from efe_graphql.types.project.project import Project

POLE = "Le pôle porteur qui agit."


@strawberry.input(description="Faire émerger un projet dans un pôle, qui le pilote (PS-MISSION, PS-ADD, PS-ASPECT).")
class EmergeProjectInput(PoleCommandInput):
    content: ProjectContentInput = field(description="Le premier contenu.")

    def dispatch(self, platform: Platform, new_id: UUID) -> CommandResult:
        return platform.emerge_project(new_id, self.pole, self.content.content(), on=self.effective_on)


@strawberry.input
class ProjectCommandInput(EntityCommandInput):
    """A command on one project."""

    project_id: ID = field(description="Le projet.")

    @property
    def project(self) -> UUID:
        return uuid_of("Project", self.project_id)

    def about(self) -> About:
        return Project, ProjectAggregate.NOUN, self.project

    async def as_seen(self, context: Context, refusal: Refusal) -> Refusal:
        """Hides rule refusals about a project that the viewer may not see: they would disclose parts of it."""
        telling = isinstance(refusal, Forbidden | DomainError | NotFound | VersionConflict | Invalid)
        return await if_seen(context, self.about(), refusal) if telling else refusal


@strawberry.input
class CarrierCommandInput(ProjectCommandInput):
    """A command of one pôle on a project that it carries; the right to it is that on the pôle."""

    pole_id: ID = field(description=POLE)

    @property
    def pole(self) -> UUID:
        return uuid_of("Pole", self.pole_id)

    async def as_seen(self, context: Context, refusal: Refusal) -> Refusal:
        found = await super().as_seen(context, refusal)
        about = Pole, PoleAggregate.NOUN, self.pole
        return await if_seen(context, about, found) if isinstance(found, Forbidden) else found


@strawberry.input(description="Amender le contenu d'un projet : chaque verdict est rouvert (PS-ACCORD).")
class AmendProjectInput(ProjectCommandInput):
    content: ProjectContentInput = field(description="Le nouveau contenu.")
    reason: str = field(description="Pourquoi.")

    def dispatch(self, platform: Platform, _: UUID) -> CommandResult:
        return platform.amend_project(self.project, self.content.content(), self.reason, on=self.effective_on)


@strawberry.input(
    description="Porter le contenu actuel d'un projet, par une décision du pôle adoptée pour ce seul contenu ; un"
    " pôle qui ne le pilote ni ne le porte accepte ainsi l'invitation qui le lui montre (PS-CONJOINT)."
)
class JoinProjectInput(EntityCommandInput):
    project_id: ID = field(description="Le projet.")
    pole_id: ID = field(description="Le pôle, qui rejoint le projet ou en porte aussi le contenu amendé.")
    decision_id: ID = field(description="Sa décision (PS-CONSENSUS).")

    def about(self) -> About:
        return Pole, PoleAggregate.NOUN, uuid_of("Pole", self.pole_id)

    async def as_seen(self, context: Context, refusal: Refusal) -> Refusal:
        found = await super().as_seen(context, refusal)
        return await if_shown(context, uuid_of("Project", self.project_id), found)

    def dispatch(self, platform: Platform, _: UUID) -> CommandResult:
        return platform.join_project(
            uuid_of("Project", self.project_id),
            uuid_of("Pole", self.pole_id),
            uuid_of("Decision", self.decision_id),
            on=self.effective_on,
        )


@strawberry.input(description="Quitter un projet ; le verdict d'une Instance que cela détache ne compte plus.")
class LeaveProjectInput(CarrierCommandInput):
    reason: str = field(description="Pourquoi.")

    def dispatch(self, platform: Platform, _: UUID) -> CommandResult:
        return platform.leave_project(self.project, self.pole, self.reason, on=self.effective_on)


@strawberry.input(description="Proposer le pilotage d'un projet à un autre pôle qui le porte ; par le pôle pilote.")
class OfferLeadInput(ProjectCommandInput):
    pole_id: ID = field(description="Le pôle à qui le pilotage est proposé.")

    def dispatch(self, platform: Platform, _: UUID) -> CommandResult:
        return platform.offer_lead(self.project, uuid_of("Pole", self.pole_id), on=self.effective_on)


@strawberry.input(description="Prendre le pilotage proposé, par une décision du pôle adoptée depuis (PS-CONSENSUS).")
class TakeLeadInput(CarrierCommandInput):
    decision_id: ID = field(description="Sa décision, sur le contenu actuel.")

    def dispatch(self, platform: Platform, _: UUID) -> CommandResult:
        decision = uuid_of("Decision", self.decision_id)
        return platform.take_lead(self.project, self.pole, decision, on=self.effective_on)


@strawberry.input(description="Soumettre le contenu actuel à chaque Instance concernée (PS-ACCORD, PS-CONJOINT).")
class SubmitProjectInput(ProjectCommandInput):
    def dispatch(self, platform: Platform, _: UUID) -> CommandResult:
        return platform.submit_project(self.project, on=self.effective_on)
