"""Whatever the order of commands, what was adopted had consensus, and the state is what the events say."""

from collections.abc import Callable, Sequence
from contextlib import suppress
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from efe_domain.catalogue import all_events
from efe_domain.decision.decision import Decision
from efe_domain.decision.events import (
    DecisionAdopted,
    DecisionAmended,
    DecisionClosed,
    DecisionCommunicated,
    DecisionEvent,
    DecisionKind,
    DecisionProposed,
    DecisionReceived,
    ObjectionAnswered,
    ObjectionMaintained,
    ObjectionWithdrawn,
    PositionTaken,
    Stance,
)
from efe_domain.decision.wording import Wording
from efe_domain.operator.events import OperatorKind
from efe_domain.pole.events import (
    MemberDesignated,
    MembershipEnded,
    ModalitiesAgreed,
    PoleConstituted,
    PoleRenewed,
)
from efe_domain.pole.pole import Pole
from efe_domain.shared.codec import decode, encode
from efe_domain.shared.colleges import College
from efe_domain.shared.errors import Refusal
from tests.domain.decision_recount import author_of, current, day_of, heard, roster_of, standing
from tests.domain.decisions import SCHOOL, a_deciding_pole
from tests.domain.given import TODAY, an_operator, some_id, three_colleges

EVENING = an_operator(OperatorKind.PROMOTION_SOCIALE, name="Cours du soir").as_candidate()
CANDIDATES = {each.operator: each for each in (*three_colleges(), EVENING)}

members = st.sampled_from(list(CANDIDATES))
numbers = st.integers(1, 3)


class Consensus(RuleBasedStateMachine):
    """Commands are tried as they come; what is refused leaves nothing. Events go through their stored bytes."""

    def __init__(self) -> None:
        super().__init__()
        self.day = TODAY
        self.pole = a_deciding_pole(ends=TODAY + timedelta(60))
        self.pole.designate(EVENING, None, on=TODAY)
        self.lived: list[Any] = list(self.pole.collect_events())
        self.decisions: list[list[DecisionEvent]] = []
        self.decision = Decision(some_id("0"))

    def attempt(self, command: Callable[[], object]) -> None:
        """Every event is judged when it is recorded: what is known of the pôle may change later."""
        with suppress(Refusal):
            command()
        kept: list[Any] = [decode(event.TOPIC, encode(event)) for event in self.decision.collect_events()]
        for event in kept:
            self.check(self.events, event)
            self.events.append(event)
        self.decision = Decision.replay(self.decision.id, self.events)
        self.lived += self.pole.collect_events()
        self.pole = Pole.replay(self.pole.id, self.lived)

    @property
    def events(self) -> list[DecisionEvent]:
        return self.decisions[-1]

    def say(self, operator: UUID, stance: Stance, words: str, late: int = 0) -> None:
        judged, on = self.decision.content_hash, self.day - timedelta(late)
        self.attempt(
            lambda: self.decision.take_position(self.pole, operator, stance, words, content_hash=judged, on=on)
        )

    @rule(days=st.integers(1, 15))
    def time_passes(self, days: int) -> None:
        self.day += timedelta(days)

    @initialize(announced=st.sampled_from([None, 5, 10]))
    def begin(self, announced: int | None) -> None:
        self.propose(announced)

    @precondition(lambda self: self.decision.adopted_on or self.decision.closed_on)
    @rule(announced=st.sampled_from([None, 5, 10]))
    def begin_again(self, announced: int | None) -> None:
        self.time_passes(1)
        self.renew()
        self.propose(announced)

    def propose(self, announced: int | None) -> None:
        before = self.decision
        self.decision = Decision(some_id(str(len(self.decisions))))
        self.decisions.append([])
        wording = Wording(title="Un", text="Texte.", deadline=self.announced(announced))
        self.attempt(lambda: self.decision.propose(self.pole, DecisionKind.DECISION, None, wording, on=self.day))
        if not self.events:
            self.decisions.pop()
            self.decision = before

    @rule(title=st.sampled_from(["Un", "Deux"]), announced=st.sampled_from([None, 5]))
    def amend(self, title: str, announced: int | None) -> None:
        wording = Wording(title=title, text="Texte.", deadline=self.announced(announced))
        self.attempt(lambda: self.decision.amend(self.pole, wording, on=self.day))

    @rule(operator=members, stance=st.sampled_from(Stance), words=st.sampled_from(["Oui.", "Non."]), late=numbers)
    def take(self, operator: UUID, stance: Stance, words: str, late: int) -> None:
        self.say(operator, stance, words, late - 1)

    @rule(but=members)
    def all_but_one_agree(self, but: UUID) -> None:
        for operator in CANDIDATES:
            if operator != but:
                self.say(operator, Stance.AGREE, "")

    @rule()
    def all_agree(self) -> None:
        for operator in CANDIDATES:
            self.say(operator, Stance.AGREE, "Oui.")

    @rule(number=numbers, command=st.sampled_from(["answer", "maintain", "withdraw"]))
    def discuss(self, number: int, command: str) -> None:
        match command:
            case "answer":
                self.attempt(lambda: self.decision.answer_objection(number, "Réponse.", on=self.day))
            case "maintain":
                self.attempt(lambda: self.decision.maintain_objection(self.pole, number, "Maintien.", on=self.day))
            case _:
                self.attempt(lambda: self.decision.withdraw_objection(self.pole, number, "Retrait.", on=self.day))

    @rule(operator=members, commands=st.sampled_from([("answer",), ("answer", "maintain"), ("answer", "withdraw")]))
    def debate(self, operator: UUID, commands: Sequence[str]) -> None:
        self.say(operator, Stance.OBJECT, "Non.")
        for command in commands:
            self.discuss(len(self.decision.objections), command)

    @rule(but=st.sampled_from([SCHOOL, EVENING.operator]))
    def wait_for_the_deadline(self, but: UUID) -> None:
        self.agree_on_quorum(50)
        self.all_but_one_agree(but)
        self.time_passes(11)
        self.adopt()

    @rule()
    def adopt(self) -> None:
        self.attempt(lambda: self.decision.adopt(self.pole, str, on=self.day))

    @rule(how=st.sampled_from(["communicate", "receive"]))
    def tell(self, how: str) -> None:
        self.attempt(lambda: getattr(self.decision, how)(on=self.day))

    @rule(really=st.sampled_from([True, False, False]))
    def close(self, really: bool) -> None:
        if really:
            self.attempt(lambda: self.decision.close("Pas de consensus.", on=self.day))

    @rule(operator=members)
    def leave(self, operator: UUID) -> None:
        self.attempt(lambda: self.pole.end_membership(operator, "Départ.", members=(), on=self.day))

    @rule(operator=members)
    def come(self, operator: UUID) -> None:
        self.attempt(lambda: self.pole.designate(CANDIDATES[operator], None, on=self.day))

    @rule(quorum=st.sampled_from([None, 50, 75, 100]))
    def agree_on_quorum(self, quorum: int | None) -> None:
        self.attempt(lambda: self.pole.agree_modalities(3, quorum, remote_allowed=True, on=self.day))

    @rule()
    def renew(self) -> None:
        self.attempt(lambda: self.pole.evaluate((), "Utile.", on=self.day))
        sitting = [CANDIDATES[operator] for operator in self.pole.members_on(self.day)]
        self.attempt(lambda: self.pole.renew(sitting, ends=self.day + timedelta(90), on=self.day))

    @invariant()
    def the_state_equals_a_recount_from_the_events(self) -> None:
        events = self.events

        assert set(self.decision.positions) == heard(events)
        assert {objection.number for objection in self.decision.objections.standing} == standing(events)
        assert self.decision.content_hash == current(events).content_hash
        assert self.decision.number == sum(isinstance(event, DecisionProposed | DecisionAmended) for event in events)
        assert self.decision.adopted_on == day_of(DecisionAdopted, events)
        assert self.decision.closed_on == day_of(DecisionClosed, events)
        assert self.decision.communicated_on == day_of(DecisionCommunicated, events)
        assert self.decision.received_on == day_of(DecisionReceived, events)

    def check_consensus(self, past: Sequence[DecisionEvent], adopted: DecisionAdopted) -> None:
        roster = roster_of(past)
        silent = set(roster) - heard(past)
        deadline = current(past).deadline
        assert standing(past) == set()
        assert {roster[operator] for operator in heard(past)} == set(College)
        assert set(adopted.silent) == silent
        if silent:
            quorum = self.quorum_on(adopted.effective_on)
            assert deadline is not None
            assert adopted.effective_on > deadline
            assert quorum is not None
            assert 100 * (len(roster) - len(silent)) >= quorum * len(roster)
        assert adopted.content_hash == current(past).content_hash

    def check(self, past: Sequence[DecisionEvent], event: DecisionEvent) -> None:
        """What must hold when an event follows its past."""
        assert isinstance(event, DecisionProposed) is not bool(past)
        if any(isinstance(before, DecisionAdopted | DecisionClosed) for before in past):
            assert isinstance(event, DecisionCommunicated | DecisionReceived)
        match event:
            case DecisionProposed(effective_on=on, roster=roster):
                assert self.in_term(on)
                assert {seat.operator for seat in roster} <= set(CANDIDATES)
            case PositionTaken(operator=operator, content_hash=judged, effective_on=on):
                assert judged == current(past).content_hash
                assert operator in roster_of(past)
                assert self.in_term(on)
                assert self.sat(operator, on)
            case DecisionAmended(effective_on=on):
                assert self.in_term(on)
            case DecisionAdopted(effective_on=on):
                assert self.in_term(on)
                self.check_consensus(past, event)
            case ObjectionMaintained(objection=number) | ObjectionWithdrawn(objection=number):
                assert number in standing(past) or event.reason == ""
                assert self.sat(author_of(number, past), event.effective_on)
            case ObjectionAnswered(objection=number):
                assert number in standing(past)
            case DecisionCommunicated():
                assert day_of(DecisionAdopted, past)
            case DecisionReceived():
                assert day_of(DecisionCommunicated, past)

    def announced(self, days: int | None) -> date | None:
        return None if days is None else self.day + timedelta(days)

    def in_term(self, on: date) -> bool:
        terms = [event for event in self.lived if isinstance(event, PoleConstituted | PoleRenewed)]
        return any(term.starts <= on <= term.ends for term in terms)

    def sat(self, operator: UUID, on: date) -> bool:
        seats: list[tuple[date, date]] = []
        for event in self.lived:
            match event:
                case MemberDesignated(effective_on=since) if event.operator == operator:
                    seats.append((since, date.max))
                case MembershipEnded(effective_on=until) if event.operator == operator:
                    seats[-1] = (seats[-1][0], until)
        return any(since <= on < until for since, until in seats)

    def quorum_on(self, on: date) -> int | None:
        agreed = [event for event in self.lived if isinstance(event, ModalitiesAgreed) and event.effective_on <= on]
        return agreed[-1].quorum_percent


TestConsensus = Consensus.TestCase
TestConsensus.settings = settings(max_examples=60, stateful_step_count=40, deadline=None)


def test_the_histories_reach_every_event_and_an_adoption_despite_a_silent_member() -> None:
    reached: set[str] = set()

    class Watched(Consensus):
        def teardown(self) -> None:
            for events in self.decisions:
                reached.update(type(event).__name__ for event in events)
                reached.update("silent" for event in events if isinstance(event, DecisionAdopted) and event.silent)

    case = Watched.TestCase
    case.settings = settings(TestConsensus.settings, max_examples=150, derandomize=True, database=None)
    case("runTest").runTest()

    kinds = {event.__name__ for event in all_events().values() if event.TOPIC.startswith("decision.")}
    assert reached == {*kinds, "silent"}
