"""Decisions as tests begin with them: a constituted pôle of three members, and what it is about to decide."""

from collections.abc import Iterable
from datetime import date, timedelta
from uuid import UUID

from efe_domain.decision.decision import Decision
from efe_domain.decision.events import DecisionKind, Stance
from efe_domain.decision.positions import OWN, Voice
from efe_domain.decision.wording import Wording
from efe_domain.operator.candidate import Candidate
from efe_domain.operator.events import OperatorKind
from efe_domain.pole.pole import Pole
from tests.domain.given import TODAY, a_pole, agree, an_operator, some_id, three_colleges

COMPANY, TRAINING, SCHOOL = (member.operator for member in three_colleges())
MEMBERS = (COMPANY, TRAINING, SCHOOL)
EVENING = an_operator(OperatorKind.PROMOTION_SOCIALE, name="Cours du soir").as_candidate()
CANDIDATES = {each.operator: each for each in (*three_colleges(), EVENING)}
NAMES = {
    COMPANY: "L'entreprise",
    TRAINING: "Le centre de formation",
    SCHOOL: "L'école",
    EVENING.operator: "Cours du soir",
}

WORDING = Wording(title="Un atelier partagé", text="Le pôle ouvre son atelier aux trois écoles.")
OTHER = Wording(title="Un atelier partagé", text="Le pôle ouvre son atelier aux écoles du bassin.")
DEADLINE = TODAY + timedelta(10)
AFTER_DEADLINE = DEADLINE + timedelta(1)
AGREE = Stance.AGREE


def a_deciding_pole(*, quorum: int | None = None, starts: date = TODAY, ends: date | None = None) -> Pole:
    pole = a_pole(members=three_colleges())
    agree(pole, 3, quorum, remote_allowed=True, on=starts)
    pole.constitute(three_colleges(), ends=ends, on=starts)
    return pole


def a_decision(pole: Pole, *, deadline: date | None = None, on: date = TODAY) -> Decision:
    decision = Decision(some_id("decision"))
    wording = Wording(title=WORDING.title, text=WORDING.text, deadline=deadline)
    decision.propose(pole, DecisionKind.DECISION, None, wording, on=on)
    return decision


def say(
    decision: Decision,
    pole: Pole,
    operator: UUID,
    stance: Stance = AGREE,
    words: str = "",
    *,
    voice: Voice = OWN,
    on: date = TODAY,
) -> None:
    """A position on the wording that holds."""
    decision.take_position(pole, operator, stance, words, content_hash=decision.content_hash, voice=voice, on=on)


def all_agree(decision: Decision, pole: Pole, members: Iterable[UUID] = MEMBERS, *, on: date = TODAY) -> Decision:
    for member in members:
        say(decision, pole, member, on=on)
    return decision


def all_abstain(decision: Decision, pole: Pole, *, but: UUID | None = None) -> Decision:
    for member in MEMBERS:
        if member != but:
            say(decision, pole, member, Stance.ABSTAIN)
    return decision


def candidates(pole: Pole, on: date) -> list[Candidate]:
    """The members of that day, local and competent."""
    return [CANDIDATES[operator] for operator in pole.members_on(on)]


def adopt(decision: Decision, pole: Pole, *, on: date = TODAY) -> Decision:
    decision.adopt(pole, candidates(pole, on), NAMES.__getitem__, on=on)
    return decision


def an_objected_decision(pole: Pole) -> Decision:
    """The company objects, the others agree."""
    decision = all_agree(a_decision(pole), pole, (TRAINING, SCHOOL))
    say(decision, pole, COMPANY, Stance.OBJECT, "Les assurances ne suivent pas.")
    return decision
