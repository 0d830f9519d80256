"""Decisions as the stage has them."""

from uuid import UUID

from efe_domain.commands.handler import CommandResult
from efe_domain.decision.events import DecisionKind, Stance
from efe_domain.decision.wording import Wording
from efe_domain.platform import Platform
from efe_domain.shared.ids import NumberScheme, operator_id
from tests.domain.given import NOTE, YESTERDAY, some_id

COMPANY, TRAINING, SCHOOL = (operator_id(NumberScheme.FASE, number) for number in ("1", "2", "3"))
WORDING = Wording(title="Un atelier", text="Le pôle ouvre son atelier.")
OTHER = Wording(title="Un atelier", text="Le pôle ouvre ses deux ateliers.")


class DecisionStage:
    """A decision to which company (answered) and school object, one agreed on, one adopted, one communicated."""

    def __init__(self, platform: Platform, pole: UUID) -> None:
        self.platform, self.pole = platform, pole
        self.objected, self.agreed, self.adopted, self.communicated = map(
            self.proposed, ("objected", "agreed", "adopted", "communicated")
        )
        self.hash = WORDING.hash_for(DecisionKind.DECISION, None)
        self.say(self.objected, COMPANY, Stance.OBJECT, "Non.")
        self.say(self.objected, SCHOOL, Stance.OBJECT, "Non plus.")
        platform.answer_objection(self.objected, 1, "Réponse.", on=YESTERDAY)
        for decision in (self.agreed, self.adopted, self.communicated):
            for member in (COMPANY, TRAINING, SCHOOL):
                self.say(decision, member, Stance.AGREE)
        for decision in (self.adopted, self.communicated):
            platform.adopt_decision(decision, on=YESTERDAY)
        platform.communicate_decision(self.communicated, on=YESTERDAY)

    def proposed(self, name: str) -> UUID:
        return self.platform.propose_decision(
            some_id(f"decision {name}"), self.pole, DecisionKind.DECISION, WORDING, on=YESTERDAY
        ).entity

    def say(self, decision: UUID, member: UUID, stance: Stance, words: str = "") -> CommandResult:
        return self.platform.take_position(
            decision, member, stance, words, content_hash=self.hash, document=NOTE, on=YESTERDAY
        )
