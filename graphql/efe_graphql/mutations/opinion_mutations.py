"""Commands on opinions, of pôles and of Instances (PS-AVIS, M4)."""

from datetime import date
from uuid import UUID

import strawberry
from strawberry import ID, field

from efe_domain.commands.handler import CommandResult
from efe_domain.opinion.opinion import Opinion as OpinionAggregate
from efe_domain.platform import Platform
from efe_domain.pole.pole import Pole as PoleAggregate
from efe_graphql.contract.global_id import uuid_of, uuid_or_none
from efe_graphql.mutations.inputs import EntityCommandInput
from efe_graphql.mutations.opinion_inputs import OpinionBriefInput, OpinionContentInput, OpinionOriginInput
from efe_graphql.types.objects.node import Node
from efe_graphql.types.opinion import Opinion
from efe_graphql.types.pole.pole import Pole

ADDRESSEE = "Le destinataire ; sans lui, l'instance visée ou le demandeur."


@strawberry.input(description="Consigner une demande d'avis, que son futur auteur a reçue (PS-AVIS, M4).")
class RequestOpinionInput(EntityCommandInput):
    brief: OpinionBriefInput = field(description="Ce qui est demandé.")
    requester: str = field(description="Qui le demande.")
    due_on: date | None = field(default=None, description="Dernier jour pour le transmettre à temps.")

    def about(self) -> tuple[type[Node], str, UUID] | None:
        return about_pole(self.brief)

    def dispatch(self, platform: Platform, new_id: UUID) -> CommandResult:
        brief = self.brief.brief()
        return platform.request_opinion(new_id, brief, self.requester, due_on=self.due_on, on=self.effective_on)


@strawberry.input(description="Rédiger la première version d'un avis, demandé ou de sa propre initiative.")
class DraftOpinionInput(EntityCommandInput):
    origin: OpinionOriginInput = field(description="Un avis demandé, ou un avis de sa propre initiative.")
    content: OpinionContentInput = field(description="Ce qu'il dit.")

    def about(self) -> tuple[type[Node], str, UUID] | None:
        if self.origin.initiative:
            return about_pole(self.origin.initiative)
        return Opinion, OpinionAggregate.NOUN, uuid_of("Opinion", self.origin.opinion_id or "")

    def dispatch(self, platform: Platform, new_id: UUID) -> CommandResult:
        content, on = self.content.content(), self.effective_on
        if self.origin.initiative:
            return platform.undertake_opinion(new_id, self.origin.initiative.brief(), content, on=on)
        return platform.draft_opinion(uuid_of("Opinion", self.origin.opinion_id or ""), content, on=on)


@strawberry.input
class OpinionCommandInput(EntityCommandInput):
    """A command on one opinion."""

    opinion_id: ID = field(description="L'avis.")

    @property
    def opinion(self) -> UUID:
        return uuid_of("Opinion", self.opinion_id)

    def about(self) -> tuple[type[Node], str, UUID]:
        return Opinion, OpinionAggregate.NOUN, self.opinion


@strawberry.input(description="Remplacer un avis qui n'est pas encore adopté par une autre version.")
class AmendOpinionInput(OpinionCommandInput):
    content: OpinionContentInput = field(description="Ce qu'il dit.")

    def dispatch(self, platform: Platform, _: UUID) -> CommandResult:
        return platform.amend_opinion(self.opinion, self.content.content(), on=self.effective_on)


@strawberry.input(description="Adopter un avis : par une décision du pôle sur ce contenu même, ou par l'Instance.")
class AdoptOpinionInput(OpinionCommandInput):
    decision_id: ID | None = field(default=None, description="La décision adoptée du pôle ; aucune pour l'Instance.")

    def dispatch(self, platform: Platform, _: UUID) -> CommandResult:
        decision = uuid_or_none("Decision", self.decision_id)
        return platform.adopt_opinion(self.opinion, decision_id=decision, on=self.effective_on)


@strawberry.input(description="Transmettre un avis adopté ; depuis, il ne change plus, un autre peut le suivre.")
class TransmitOpinionInput(OpinionCommandInput):
    answer_due_on: date | None = field(default=None, description="Dernier jour pour y répondre à temps.")

    def dispatch(self, platform: Platform, _: UUID) -> CommandResult:
        return platform.transmit_opinion(self.opinion, answer_due_on=self.answer_due_on, on=self.effective_on)


@strawberry.input
class AddresseeCommandInput(OpinionCommandInput):
    operator_id: ID | None = field(default=None, description=ADDRESSEE)

    @property
    def operator(self) -> UUID | None:
        return uuid_or_none("Operator", self.operator_id)


@strawberry.input(description="Consigner l'accusé de réception d'un destinataire.")
class AcknowledgeOpinionInput(AddresseeCommandInput):
    def dispatch(self, platform: Platform, _: UUID) -> CommandResult:
        return platform.acknowledge_opinion(self.opinion, operator=self.operator, on=self.effective_on)


@strawberry.input(description="Consigner la réponse d'un destinataire.")
class AnswerOpinionInput(AddresseeCommandInput):
    answer: str = field(description="La réponse.")

    def dispatch(self, platform: Platform, _: UUID) -> CommandResult:
        return platform.answer_opinion(self.opinion, self.answer, operator=self.operator, on=self.effective_on)


@strawberry.input(description="Consigner un effet observé d'un avis transmis.")
class ObserveEffectInput(OpinionCommandInput):
    effect: str = field(description="L'effet.")

    def dispatch(self, platform: Platform, _: UUID) -> CommandResult:
        return platform.observe_effect(self.opinion, self.effect, on=self.effective_on)


def about_pole(brief: OpinionBriefInput) -> tuple[type[Node], str, UUID] | None:
    """Returns the pôle that gives the opinion, unless an Instance does."""
    return (Pole, PoleAggregate.NOUN, brief.pole) if brief.pole else None
