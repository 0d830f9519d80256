"""The commands on decisions, as each may be done once on the stage."""

from collections.abc import Callable
from datetime import timedelta

from efe_domain.commands.handler import CommandResult
from efe_domain.decision.events import DecisionKind, Stance
from tests.domain.given import NOTE, TODAY, some_id
from tests.domain.opinions import DOCUMENT
from tests.infra.commands.decision_stage import OTHER, WORDING
from tests.infra.commands.stage import TRAINING, Stage

COMMANDS: dict[str, Callable[[Stage], CommandResult]] = {
    "propose_decision": lambda it: it.platform.propose_decision(
        some_id("new"), it.constituted, DecisionKind.ORIENTATION, WORDING
    ),
    "amend_decision": lambda it: it.platform.amend_decision(it.decisions.objected, OTHER),
    "set_decision_deadline": lambda it: it.platform.set_decision_deadline(
        it.decisions.objected, TODAY + timedelta(30)
    ),
    "take_position": lambda it: it.platform.take_position(
        it.decisions.objected, TRAINING, Stance.ABSTAIN, content_hash=it.decisions.hash, document=NOTE
    ),
    "answer_objection": lambda it: it.platform.answer_objection(it.decisions.objected, 2, "Réponse."),
    "maintain_objection": lambda it: it.platform.maintain_objection(it.decisions.objected, 1, "Toujours."),
    "withdraw_objection": lambda it: it.platform.withdraw_objection(
        it.decisions.objected, 1, "Rassurée.", document=NOTE
    ),
    "adopt_decision": lambda it: it.platform.adopt_decision(it.decisions.agreed),
    "close_without_consensus": lambda it: it.platform.close_without_consensus(it.decisions.agreed, "Trop tôt."),
    "communicate_decision": lambda it: it.platform.communicate_decision(it.decisions.adopted),
    "attach_to_decision": lambda it: it.platform.attach_to_decision(it.decisions.adopted, DOCUMENT, "Tableau"),
    "note_decision_erratum": lambda it: it.platform.note_decision_erratum(it.decisions.adopted, "Lire 30."),
    "receive_decision": lambda it: it.platform.receive_decision(it.decisions.communicated),
}
