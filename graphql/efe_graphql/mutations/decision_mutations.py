"""The commands of a pôle on its decisions, and the Instance's receipt of them."""

from datetime import date
from typing import Any
from uuid import UUID

import strawberry
from strawberry import ID, field

from efe_domain.commands.handler import CommandResult
from efe_domain.decision.decision import Decision as DecisionAggregate
from efe_domain.decision.events import DecisionKind, Stance
from efe_domain.decision.wording import PROJECT_ACTS, Wording
from efe_domain.platform import Platform
from efe_domain.shared.errors import Refusal
from efe_graphql.contract.global_id import key_of, malformed, read_id, uuid_of, uuid_or_none
from efe_graphql.mutations.execute import optional_arguments
from efe_graphql.mutations.inputs import EntityCommandInput, SignedCommandInput, refusal_if_project_visible
from efe_graphql.mutations.pole_mutations import PoleCommandInput
from efe_graphql.request.context import Context
from efe_graphql.types.decision.decision import Decision
from efe_graphql.types.objects.node import Node

TITLE = "Le titre."
TEXT = "Le texte proposé."
SUBJECT_HASH = "L'empreinte de ce sur quoi on décide : contenu du projet ou de l'avis, modalités proposées."
JOINS = (
    "Si le pôle porte le projet par cet acte même, comme par `joinProject` : seulement d'une décision de porter un"
    " projet, et si elle est adoptée."
)
DEADLINE = "Le dernier jour pour prendre position ; sans lui, chacun est attendu."
SUBJECTS = {
    DecisionKind.PROJECT: "Project",
    DecisionKind.OPINION: "Opinion",
    DecisionKind.MODALITIES: "Pole",
    **dict.fromkeys(PROJECT_ACTS, "Project"),
}


@strawberry.input(description="Proposer une décision aux membres que le pôle a ce jour-là (PS-CONSENSUS).")
class ProposeDecisionInput(PoleCommandInput):
    kind: DecisionKind = field(description="Ce qui est décidé.")
    title: str = field(description=TITLE)
    text: str = field(description=TEXT)
    subject_id: ID | None = field(default=None, description="Le projet, l'avis à rendre, ou le pôle même.")
    subject_hash: str = field(default="", description=SUBJECT_HASH)
    deadline: date | None = field(default=None, description=DEADLINE)
    replaces_id: ID | None = field(
        default=None, description="La décision adoptée du pôle que celle-ci remplacera si elle est adoptée."
    )

    def dispatch(self, platform: Platform, new_id: UUID) -> CommandResult:
        wording = Wording(title=self.title, text=self.text, subject_hash=self.subject_hash, deadline=self.deadline)
        return platform.propose_decision(
            new_id,
            self.pole,
            self.kind,
            wording,
            subject=self.subject(),
            on=self.effective_on,
            **optional_arguments(replaces=uuid_or_none("Decision", self.replaces_id)),
        )

    async def as_seen(self, context: Context, refusal: Refusal) -> Refusal:
        answer = await super().as_seen(context, refusal)
        project = self.subject() if SUBJECTS.get(self.kind) == "Project" else None
        return await refusal_if_project_visible(context, project, answer) if project else answer

    def subject(self) -> UUID | None:
        if self.subject_id is None:
            return None
        return uuid_of(SUBJECTS.get(self.kind) or read_id(self.subject_id).kind, self.subject_id)


@strawberry.input
class DecisionCommandInput(EntityCommandInput):
    """A command on one decision; `decision` is its id."""

    @property
    def decision(self) -> UUID:
        raise NotImplementedError

    def about(self) -> tuple[type[Node], str, UUID]:
        return Decision, DecisionAggregate.NOUN, self.decision


@strawberry.input
class OneDecisionCommandInput(DecisionCommandInput):
    decision_id: ID = field(description="La décision.")

    @property
    def decision(self) -> UUID:
        return uuid_of("Decision", self.decision_id)


@strawberry.input
class ObjectionCommandInput(DecisionCommandInput):
    objection_id: ID = field(description="L'objection.")

    @property
    def decision(self) -> UUID:
        return self._key[0]

    @property
    def objection(self) -> int:
        return self._key[1]

    @property
    def _key(self) -> tuple[UUID, int]:
        """Raises `BadUserInput`."""
        decision, _, number = key_of("Objection", self.objection_id).partition("/")
        try:
            return UUID(decision), int(number)
        except ValueError:
            raise malformed(self.objection_id) from None


@strawberry.input(
    description="Remplacer le texte proposé : les positions des membres de ce jour reprennent, les textes restent."
)
class AmendDecisionInput(OneDecisionCommandInput):
    title: str = field(description=TITLE)
    text: str = field(description=TEXT)
    subject_hash: str = field(default="", description=SUBJECT_HASH)
    deadline: date | None = field(default=None, description=DEADLINE)

    def dispatch(self, platform: Platform, _: UUID) -> CommandResult:
        wording = Wording(title=self.title, text=self.text, subject_hash=self.subject_hash, deadline=self.deadline)
        return platform.amend_decision(self.decision, wording, on=self.effective_on)


@strawberry.input(
    description="Annoncer le dernier jour pour prendre position, ou le reculer."
    " Il compte s'il est consigné sept jours au moins à l'avance."
)
class SetDecisionDeadlineInput(OneDecisionCommandInput):
    deadline: date = field(description="Le dernier jour pour prendre position.")

    def dispatch(self, platform: Platform, _: UUID) -> CommandResult:
        return platform.set_decision_deadline(self.decision, self.deadline, on=self.effective_on)


@strawberry.input
class StatementCommandInput(SignedCommandInput):
    """A statement of a member, which a coordinator may record on a basis."""

    basis_meeting_id: ID | None = field(
        default=None,
        description="La réunion du pôle, tenue ce jour-là, où le membre l'a dit, présent ou représenté.",
    )

    def basis(self, context: Context) -> dict[str, Any]:
        """Returns the arguments of the use case, without empty ones. It blocks."""
        meeting = uuid_of("Meeting", self.basis_meeting_id) if self.basis_meeting_id else None
        return optional_arguments(document=self.document(context), meeting_id=meeting)


@strawberry.input(description="Prendre position sur le texte, pour le membre que l'on représente ou en son nom.")
class TakePositionInput(OneDecisionCommandInput, StatementCommandInput):
    operator_id: ID = field(description="Le membre.")
    stance: Stance = field(description="Ce qu'il dit.")
    words: str = field(
        default="",
        description="Ses mots, gardés tels quels ; attendus d'une réserve, d'une objection ou de qui en retire une.",
    )
    content_hash: str = field(description="L'empreinte du texte jugé : si le texte a changé, l'acte est refusé.")

    def do(self, context: Context, _: UUID) -> CommandResult:
        return context.ports.platform.take_position(
            self.decision,
            uuid_of("Operator", self.operator_id),
            self.stance,
            self.words,
            content_hash=self.content_hash,
            on=self.effective_on,
            **self.basis(context),
        )


@strawberry.input(description="Répondre à une objection, au nom du pôle.")
class AnswerObjectionInput(ObjectionCommandInput):
    answer: str = field(description="La réponse.")

    def dispatch(self, platform: Platform, _: UUID) -> CommandResult:
        return platform.answer_objection(self.decision, self.objection, self.answer, on=self.effective_on)


@strawberry.input(description="Maintenir son objection après la réponse du pôle.")
class MaintainObjectionInput(ObjectionCommandInput):
    reason: str = field(description="Pourquoi.")

    def dispatch(self, platform: Platform, _: UUID) -> CommandResult:
        return platform.maintain_objection(self.decision, self.objection, self.reason, on=self.effective_on)


@strawberry.input(description="Retirer son objection.")
class WithdrawObjectionInput(ObjectionCommandInput, StatementCommandInput):
    reason: str = field(description="Pourquoi.")

    def do(self, context: Context, _: UUID) -> CommandResult:
        return context.ports.platform.withdraw_objection(
            self.decision,
            self.objection,
            self.reason,
            on=self.effective_on,
            **self.basis(context),
        )


@strawberry.input(
    description="Adopter le texte : chacun consulté, trois collèges entendus, un accord au moins, aucune objection."
)
class AdoptDecisionInput(OneDecisionCommandInput):
    meeting_id: ID | None = field(
        default=None, description="La réunion tenue par le pôle à laquelle il l'adopte, s'il la cite."
    )
    joins: bool = field(default=False, description=JOINS)

    def dispatch(self, platform: Platform, _: UUID) -> CommandResult:
        meeting = uuid_of("Meeting", self.meeting_id) if self.meeting_id else None
        later = optional_arguments(meeting_id=meeting, joins=self.joins)
        return platform.adopt_decision(self.decision, on=self.effective_on, **later)


@strawberry.input(description="Laisser la décision là, sans consensus.")
class CloseWithoutConsensusInput(OneDecisionCommandInput):
    reason: str = field(description="Pourquoi.")

    def dispatch(self, platform: Platform, _: UUID) -> CommandResult:
        return platform.close_without_consensus(self.decision, self.reason, on=self.effective_on)


@strawberry.input(description="Communiquer à l'Instance ce que le pôle a adopté (PS-COM) ; tous le voient dès lors.")
class CommunicateDecisionInput(OneDecisionCommandInput):
    def dispatch(self, platform: Platform, _: UUID) -> CommandResult:
        return platform.communicate_decision(self.decision, on=self.effective_on)


@strawberry.input(description="Recevoir, pour l'Instance, ce que le pôle a communiqué (PS-COM).")
class ReceiveDecisionInput(OneDecisionCommandInput):
    def dispatch(self, platform: Platform, _: UUID) -> CommandResult:
        return platform.receive_decision(self.decision, on=self.effective_on)
