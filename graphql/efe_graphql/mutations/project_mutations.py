"""Commands of pôles on the projects that they carry, and the input of a project's content."""

from datetime import date
from typing import Any
from uuid import UUID

import strawberry
from strawberry import ID, field

from efe_domain.commands.handler import CommandResult
from efe_domain.platform import Platform
from efe_domain.pole.pole import Pole as PoleAggregate
from efe_domain.project.content import ActionNature, Aspect, Public
from efe_domain.project.content import ProjectAction as Action
from efe_domain.project.content import ProjectContent as Content
from efe_domain.project.project import Project as ProjectAggregate
from efe_domain.shared.errors import DomainError, Forbidden, Invalid, NotFound, Refusal, VersionConflict
from efe_graphql.contract.global_id import uuid_of, uuid_or_none
from efe_graphql.contract.scalars import Cents
from efe_graphql.mutations.execute import optional_arguments
from efe_graphql.mutations.inputs import About, EntityCommandInput, refusal_if_project_visible, refusal_if_visible
from efe_graphql.mutations.pole_mutations import PoleCommandInput
from efe_graphql.request.context import Context
from efe_graphql.types.pole.pole import Pole
from efe_graphql.types.project.project import Project


@strawberry.input(description="Une action d'un projet (PS-ADD).")
class ProjectActionInput:
    nature: ActionNature = field(description="En quoi elle ajoute à l'existant.")
    description: str = field(description="Ce qui est fait.")


@strawberry.input(description="Le contenu d'un projet. Son axe est celui du pôle où il émerge (PS-FILIERE).")
class ProjectContentInput:
    title: str = field(description="Le titre.")
    aims: str = field(description="Les objectifs.")
    actions: list[ProjectActionInput] = field(description="Les actions : une au moins (PS-ADD).")
    aspects: list[Aspect] = field(
        default_factory=list, description="Les aspects développés, parmi ceux que le texte nomme (PS-ASPECT)."
    )
    other_aspects: list[str] = field(
        default_factory=list, description="Les aspects que le texte ne nomme pas : un aspect au moins en tout."
    )
    publics: list[Public] = field(description="Les publics visés : un au moins (PS-PUBLIC).")
    communes: list[str] = field(description="Les codes NIS des communes où il agit (PS-TERRITOIRE).")
    partner_ids: list[ID] = field(default_factory=list, description="Les opérateurs partenaires (PS-LARGE).")
    budget: Cents = field(description="Le budget, en centimes d'euro.")
    starts: date | None = field(default=None, description="Le premier jour prévu.")
    ends: date | None = field(default=None, description="Le dernier jour prévu.")
    zone: bool = field(default=False, description="Si c'est un travail conjoint dans la zone interbassin (PS-ESM).")

    def content(self) -> Content:
        """Raises `BadUserInput`."""
        return Content(
            title=self.title,
            aims=self.aims,
            actions=tuple(Action(each.nature, each.description) for each in self.actions),
            aspects=tuple(self.aspects),
            other_aspects=tuple(self.other_aspects),
            publics=tuple(self.publics),
            communes=tuple(self.communes),
            partners=tuple(uuid_of("Operator", each) for each in self.partner_ids),
            budget_cents=self.budget,
            starts=self.starts,
            ends=self.ends,
            zone=self.zone,
        )


POLE = "Le pôle porteur qui agit."
RESOLUTION = (
    "La décision que le pôle a adoptée pour cet acte (PS-CONSENSUS) ; sans elle si le pôle n'est plus dans son terme."
)


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

    def cited(self, decision_id: ID | None) -> dict[str, Any]:
        """Returns the argument of a use case for the decision that the act cites, if it cites one."""
        return optional_arguments(decision_id=uuid_or_none("Decision", decision_id))

    async def as_seen(self, context: Context, refusal: Refusal) -> Refusal:
        """Hides rule refusals about a project that the viewer may not see: they would disclose parts of it."""
        telling = isinstance(refusal, Forbidden | DomainError | NotFound | VersionConflict | Invalid)
        return await refusal_if_visible(context, self.about(), refusal) if telling else refusal


@strawberry.input
class CarrierCommandInput(ProjectCommandInput):
    """A command of one pôle on a project that it carries; the right to it is that on the pôle."""

    pole_id: ID = field(description=POLE)

    @property
    def pole(self) -> UUID:
        return uuid_of("Pole", self.pole_id)

    async def as_seen(self, context: Context, refusal: Refusal) -> Refusal:
        answer = await super().as_seen(context, refusal)
        about = Pole, PoleAggregate.NOUN, self.pole
        return await refusal_if_visible(context, about, answer) if isinstance(answer, Forbidden) else answer


@strawberry.input(description="Amender le contenu d'un projet : chaque verdict est rouvert (PS-ACCORD).")
class AmendProjectInput(ProjectCommandInput):
    content: ProjectContentInput = field(description="Le nouveau contenu.")
    reason: str = field(description="Pourquoi.")
    decision_id: ID | None = field(
        default=None, description="La décision du pôle pilote d'amender, attendue dès la première soumission."
    )

    def dispatch(self, platform: Platform, _: UUID) -> CommandResult:
        content, cited = self.content.content(), self.cited(self.decision_id)
        return platform.amend_project(self.project, content, self.reason, on=self.effective_on, **cited)


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
        answer = await super().as_seen(context, refusal)
        return await refusal_if_project_visible(context, uuid_of("Project", self.project_id), answer)

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
    decision_id: ID | None = field(default=None, description=RESOLUTION)
    released: bool = field(
        default=False,
        description="Si le pôle pilote libère ce pôle, sans réponse au contenu amendé depuis soixante jours.",
    )

    def dispatch(self, platform: Platform, _: UUID) -> CommandResult:
        later = self.cited(self.decision_id) | optional_arguments(released=self.released)
        return platform.leave_project(self.project, self.pole, self.reason, on=self.effective_on, **later)


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
