"""A case for each refusal of a command on a decision: a past, and the command that it refuses."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from efe_domain.decision import refusals as decision_refusals
from efe_domain.decision.decision import Decision
from efe_domain.decision.events import DecisionKind, Stance
from efe_domain.decision.positions import Voice
from efe_domain.pole import refusals as pole_refusals
from efe_domain.shared.aggregate import Aggregate
from efe_domain.shared.errors import DomainError
from tests.domain.decisions import (
    AFTER_DEADLINE,
    COMPANY,
    DEADLINE,
    SCHOOL,
    TRAINING,
    WORDING,
    a_deciding_pole,
    a_decision,
    adopt,
    all_abstain,
    all_agree,
    an_objected_decision,
    say,
)
from tests.domain.given import TODAY, TOMORROW, some_id

POLE = a_deciding_pole(quorum=50, ends=AFTER_DEADLINE)


def open_to_a_deadline() -> Decision:
    """The school says nothing."""
    return all_agree(a_decision(POLE, deadline=DEADLINE), POLE, (COMPANY, TRAINING))


def agreed() -> Decision:
    return all_agree(a_decision(POLE), POLE)


def adopted() -> Decision:
    return adopt(agreed(), POLE)


def communicated() -> Decision:
    decision = adopted()
    decision.communicate(on=TODAY)
    return decision


def received() -> Decision:
    decision = communicated()
    decision.receive(on=TODAY)
    return decision


def answered() -> Decision:
    decision = an_objected_decision(POLE)
    decision.answer_objection(1, "Réponse.", on=TODAY)
    return decision


def withdrawn() -> Decision:
    decision = an_objected_decision(POLE)
    decision.withdraw_objection(POLE, 1, "Rassurée.", on=TODAY)
    return decision


def replaced() -> Decision:
    decision = adopted()
    decision.be_replaced(some_id("other"), on=TODAY)
    return decision


CASES: dict[type[DomainError], tuple[Callable[[], Aggregate[Any]], Callable[[Any], object]]] = {
    pole_refusals.TermOver: (agreed, lambda it: adopt(it, POLE, on=AFTER_DEADLINE.replace(year=2027))),
    decision_refusals.AlreadyProposed: (
        agreed,
        lambda it: it.propose(POLE, DecisionKind.DECISION, None, WORDING, on=TODAY),
    ),
    decision_refusals.DecisionIsClosed: (adopted, lambda it: it.close("Fin.", on=TODAY)),
    decision_refusals.NotOnTheRoster: (agreed, lambda it: say(it, POLE, some_id("stranger"))),
    decision_refusals.WordingChanged: (
        agreed,
        lambda it: it.take_position(POLE, COMPANY, Stance.ABSTAIN, "", content_hash="0" * 64, on=TODAY),
    ),
    decision_refusals.SameWording: (agreed, lambda it: it.amend(POLE, WORDING, on=TODAY)),
    decision_refusals.SamePosition: (agreed, lambda it: say(it, POLE, SCHOOL)),
    decision_refusals.OwnWordStands: (
        lambda: an_objected_decision(POLE),
        lambda it: say(it, POLE, COMPANY, words="Au téléphone.", voice=Voice(own=False)),
    ),
    decision_refusals.NoBasis: (
        lambda: a_decision(POLE),
        lambda it: say(it, POLE, COMPANY, voice=Voice(own=False)),
    ),
    decision_refusals.DeadlineTooShort: (
        agreed,
        lambda it: it.set_deadline(DEADLINE, recorded_on=DEADLINE - timedelta(6), on=TODAY),
    ),
    decision_refusals.ConsultationUnderWay: (
        open_to_a_deadline,
        lambda it: it.close("Trop tôt.", pole=POLE, on=TODAY),
    ),
    decision_refusals.DeadlineMovesEarlier: (open_to_a_deadline, lambda it: it.set_deadline(DEADLINE, on=TODAY)),
    decision_refusals.ObjectionIsWithdrawn: (
        withdrawn,
        lambda it: it.withdraw_objection(POLE, 1, "Retrait.", on=TODAY),
    ),
    decision_refusals.ObjectionAlreadyAnswered: (
        answered,
        lambda it: it.answer_objection(1, "Réponse.", on=TODAY),
    ),
    decision_refusals.ObjectionNotAnswered: (
        lambda: an_objected_decision(POLE),
        lambda it: it.maintain_objection(POLE, 1, "Maintien.", on=TODAY),
    ),
    decision_refusals.ObjectionStands: (lambda: an_objected_decision(POLE), lambda it: adopt(it, POLE)),
    decision_refusals.NotEveryoneConsulted: (
        open_to_a_deadline,
        lambda it: adopt(it, POLE, on=TOMORROW),
    ),
    decision_refusals.CollegeNotHeard: (open_to_a_deadline, lambda it: adopt(it, POLE, on=AFTER_DEADLINE)),
    decision_refusals.NobodyAgrees: (
        lambda: all_abstain(a_decision(POLE), POLE),
        lambda it: adopt(it, POLE),
    ),
    decision_refusals.NotCarried: (
        agreed,
        lambda it: it.check_carries(DecisionKind.PROJECT, some_id("project"), "0" * 64),
    ),
    decision_refusals.Contested: (replaced, lambda it: it.check_uncontested()),
    decision_refusals.NotReplaceable: (agreed, lambda it: it.check_replaceable(POLE)),
    decision_refusals.NotAdopted: (agreed, lambda it: it.communicate(on=TODAY)),
    decision_refusals.AlreadyCommunicated: (communicated, lambda it: it.communicate(on=TODAY)),
    decision_refusals.NotCommunicated: (adopted, lambda it: it.receive(on=TODAY)),
    decision_refusals.AlreadyReceived: (received, lambda it: it.receive(on=TODAY)),
}
