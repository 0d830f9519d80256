"""Any order of commands on a decision: what is adopted had consensus, and the state follows from the events.

No objection of a member was lifted except by the member itself.
"""

from collections.abc import Callable, Sequence
from contextlib import suppress
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule
from msgspec.structs import replace

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
from efe_domain.decision.positions import OWN, Voice
from efe_domain.decision.wording import Wording
from efe_domain.operator.candidate import Candidate
from efe_domain.pole.events import MemberDesignated, MembershipEnded, ModalitiesAgreed, PoleConstituted, PoleRenewed
from efe_domain.pole.modalities import ConsensusRules
from efe_domain.pole.pole import Pole
from efe_domain.shared.codec import decode, encode
from efe_domain.shared.colleges import College
from efe_domain.shared.documents import Document
from efe_domain.shared.errors import Refusal
from efe_domain.shared.record_events import RecordEvent
from tests.domain.decision_recount import (
    agreeing,
    author_of,
    current,
    day_of,
    deadline,
    heard,
    is_own_objection,
    roster_of,
    said_itself,
    standing,
)
from tests.domain.decisions import CANDIDATES, EVENING, SCHOOL, a_deciding_pole
from tests.domain.given import TODAY, agree, some_id

SIGNED = Document(sha256="ab" * 32, size=1, media_type="application/pdf")

members = st.sampled_from(list(CANDIDATES))
numbers = st.integers(1, 3)
voices = st.sampled_from(
    [
        OWN,
        Voice(own=False, late=None),
        Voice(own=False, document=SIGNED, late=None),
        Voice(own=False),
        Voice(own=False, document=SIGNED),
        Voice(own=False, meeting=some_id("meeting"), attested=True),
    ]
)
"""What a member says itself, and what a coordinator records for it, without and with what it signed."""


class Consensus(RuleBasedStateMachine):
    """Commands are tried as they come; what is refused leaves nothing. Events go through their stored bytes."""

    def __init__(self) -> None:
        super().__init__()
        self.day = TODAY
        self.pole = a_deciding_pole(ends=TODAY + timedelta(60))
        self.pole.designate(EVENING, None, on=TODAY)
        self.lived: list[Any] = list(self.pole.collect_events())
        self.incompetent: set[UUID] = set()
        self.opened: dict[UUID, ConsensusRules] = {}
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

    @property
    def sitting(self) -> list[Candidate]:
        """The members of the day, of whom some have lost their competence."""
        found = [CANDIDATES[operator] for operator in self.pole.members_on(self.day)]
        return [replace(each, competences=()) if each.operator in self.incompetent else each for each in found]

    def say(self, operator: UUID, stance: Stance, words: str, voice: Voice = OWN, late: int = 0) -> None:
        judged, on = self.decision.content_hash, self.day - timedelta(late)
        self.attempt(
            lambda: self.decision.take_position(
                self.pole, operator, stance, words, content_hash=judged, voice=voice, on=on
            )
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
        rules = self.rules_of_the_day()
        self.decision = Decision(some_id(str(len(self.decisions))))
        self.decisions.append([])
        wording = Wording(title="Un", text="Texte.", deadline=self.announced(announced))
        self.attempt(lambda: self.decision.propose(self.pole, DecisionKind.DECISION, None, wording, on=self.day))
        self.opened[self.decision.id] = rules
        if not self.events:
            self.decisions.pop()
            self.decision = before

    @rule(title=st.sampled_from(["Un", "Deux"]), announced=st.sampled_from([None, 5]))
    def amend(self, title: str, announced: int | None) -> None:
        wording = Wording(title=title, text="Texte.", deadline=self.announced(announced))
        self.attempt(lambda: self.decision.amend(self.pole, wording, on=self.day))

    @rule(announced=st.sampled_from([5, 10]))
    def announce(self, announced: int) -> None:
        self.attempt(lambda: self.decision.set_deadline(self.day + timedelta(announced), on=self.day))

    @rule(
        operator=members,
        stance=st.sampled_from(Stance),
        words=st.sampled_from(["", "Oui.", "Non."]),
        voice=voices,
        late=numbers,
    )
    def take(self, operator: UUID, stance: Stance, words: str, voice: Voice, late: int) -> None:
        self.say(operator, stance, words, voice, late - 1)

    @rule(but=members)
    def all_but_one_agree(self, but: UUID) -> None:
        for operator in CANDIDATES:
            if operator != but:
                self.say(operator, Stance.AGREE, "")

    @rule(but=members, stance=st.sampled_from(Stance), voice=voices)
    def all_abstain_but_one(self, but: UUID, stance: Stance, voice: Voice) -> None:
        for operator in CANDIDATES:
            self.say(operator, stance if operator == but else Stance.ABSTAIN, "Voilà.", voice)
        self.adopt()

    @rule()
    def all_agree(self) -> None:
        for operator in CANDIDATES:
            self.say(operator, Stance.AGREE, "Oui.")

    @rule(number=numbers, command=st.sampled_from(["answer", "maintain", "withdraw"]), voice=voices)
    def discuss(self, number: int, command: str, voice: Voice) -> None:
        match command:
            case "answer":
                self.attempt(lambda: self.decision.answer_objection(number, "Réponse.", on=self.day))
            case "maintain":
                self.attempt(
                    lambda: self.decision.maintain_objection(self.pole, number, "Maintien.", voice=voice, on=self.day)
                )
            case _:
                self.attempt(
                    lambda: self.decision.withdraw_objection(self.pole, number, "Retrait.", voice=voice, on=self.day)
                )

    @rule(
        operator=members,
        raised=voices,
        settled=voices,
        commands=st.sampled_from([("answer",), ("answer", "maintain"), ("answer", "withdraw")]),
        lifted=voices,
    )
    def debate(self, operator: UUID, raised: Voice, settled: Voice, commands: Sequence[str], lifted: Voice) -> None:
        self.say(operator, Stance.OBJECT, "Non.", raised)
        number = len(self.decision.objections)
        for command in commands:
            self.discuss(number, command, settled)
        self.discuss(number, "withdraw", lifted)

    @rule(operator=members, stance=st.sampled_from(Stance), voice=voices)
    def speak_of_an_amendment(self, operator: UUID, stance: Stance, voice: Voice) -> None:
        self.say(operator, Stance.OBJECT, "Non.")
        self.amend(str(self.decision.number + 1), None)
        self.say(operator, stance, "Voilà.", voice)

    @rule(but=st.sampled_from([SCHOOL, EVENING.operator]))
    def wait_for_the_deadline(self, but: UUID) -> None:
        """On a decision that is opened under a quorum."""
        self.incompetent.clear()
        self.agree_on(50, per_college=False)
        self.close(really=True)
        self.begin_again(10)
        self.all_but_one_agree(but)
        self.time_passes(11)
        self.adopt()

    @rule(left=st.sampled_from([None, EVENING.operator]))
    def see_it_through(self, left: UUID | None) -> None:
        self.come(EVENING.operator)
        self.incompetent.clear()
        self.close(really=True)
        self.begin_again(None)
        self.all_agree()
        if left:
            self.leave(left)
        self.adopt()
        self.tell("communicate")
        self.tell("receive")

    @rule()
    def adopt(self) -> None:
        self.attempt(lambda: self.decision.adopt(self.pole, self.sitting, str, on=self.day))

    @rule(how=st.sampled_from(["communicate", "receive"]))
    def tell(self, how: str) -> None:
        self.attempt(lambda: getattr(self.decision, how)(on=self.day))

    @rule(really=st.sampled_from([True, False, False]))
    def close(self, *, really: bool) -> None:
        if really:
            self.attempt(lambda: self.decision.close("Pas de consensus.", on=self.day))

    @rule(operator=members)
    def leave(self, operator: UUID) -> None:
        self.attempt(lambda: self.pole.end_membership(operator, "Départ.", members=(), on=self.day))

    @rule(operator=members)
    def come(self, operator: UUID) -> None:
        self.attempt(lambda: self.pole.designate(CANDIDATES[operator], None, on=self.day))

    @rule(operator=members)
    def lose_or_regain_competence(self, operator: UUID) -> None:
        self.incompetent ^= {operator}

    @rule(quorum=st.sampled_from([None, 50, 75, 100]), per_college=st.booleans())
    def agree_on(self, quorum: int | None, *, per_college: bool) -> None:
        self.attempt(lambda: agree(self.pole, 3, quorum, agreement_per_college=per_college, on=self.day))

    @rule()
    def renew(self) -> None:
        self.attempt(lambda: self.pole.evaluate((), "Utile.", on=self.day))
        self.attempt(lambda: self.pole.renew(self.sitting, ends=self.day + timedelta(90), on=self.day))

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
        roster, on = roster_of(past), adopted.effective_on
        left = {operator for operator in roster if not self.sat(operator, on)}
        counting = roster.keys() - left - self.incompetent
        silent = roster.keys() - left - heard(past)
        last_day, rules = deadline(past), self.opened[self.decision.id]
        assert standing(past) == set()
        assert {roster[operator] for operator in heard(past) & counting} == set(College)
        assert agreeing(past) & counting
        if rules.agreement_per_college:
            assert {roster[operator] for operator in agreeing(past) & counting} == set(College)
        assert set(adopted.silent) == silent
        assert set(adopted.uncounted) == roster.keys() - counting
        if silent:
            assert last_day is not None
            assert on > last_day
            assert rules.quorum_percent is not None
            sitting = len(roster) - len(left)
            assert 100 * (sitting - len(silent)) >= rules.quorum_percent * sitting
        assert adopted.content_hash == current(past).content_hash

    def check_own_word(self, past: Sequence[DecisionEvent], event: PositionTaken | ObjectionWithdrawn) -> None:
        """Neither what a member said itself nor its objection gives way to what another recorded for it.

        By the rules before 0.5.0, what the member signed is its own word too. By those since, a word stays its own
        while the person who spoke represents the member.
        """
        signed = event.late is None
        if event.own or (signed and event.document):
            return
        speaker = event.operator if isinstance(event, PositionTaken) else author_of(event.objection, past)

        def is_own(said: PositionTaken | ObjectionMaintained) -> bool:
            if not signed:
                return said.own and self.keeps_its_person(speaker, said.effective_on)
            return said.own or (isinstance(said, PositionTaken) and said.late is None and said.document is not None)

        match event:
            case PositionTaken(stance=Stance.OBJECT, operator=operator):
                assert not any(
                    operator == each.operator and is_own(each)
                    for each in self.decision.positions.values()
                    if each.content_hash == event.content_hash and each.originator_version < event.originator_version
                )
            case PositionTaken(operator=operator):
                assert not said_itself(operator, past, is_own)
            case ObjectionWithdrawn(objection=number):
                assert not is_own_objection(number, past, is_own)

    def keeps_its_person(self, operator: UUID, day: date) -> bool:
        """Tells whether one person, or none, has represented the member from that whole day on."""
        seats = [each for each in self.lived if isinstance(each, MemberDesignated) and each.operator == operator]
        before = [each.representative for each in seats if each.effective_on < day][-1:]
        return len({*before, *(each.representative for each in seats if each.effective_on >= day)}) == 1

    def check(self, past: Sequence[DecisionEvent], event: DecisionEvent) -> None:
        """What must hold when an event follows its past."""
        assert isinstance(event, DecisionProposed) is not bool(past)
        if any(isinstance(before, DecisionAdopted | DecisionClosed) for before in past):
            assert isinstance(event, DecisionCommunicated | DecisionReceived)
        match event:
            case DecisionProposed() | DecisionAmended() | PositionTaken() | DecisionAdopted():
                assert self.in_term(event.effective_on)
        match event:
            case PositionTaken(operator=operator, content_hash=judged, effective_on=on):
                assert judged == current(past).content_hash
                assert operator in roster_of(past)
                assert self.sat(operator, on)
                self.check_own_word(past, event)
            case DecisionAdopted():
                self.check_consensus(past, event)
            case ObjectionMaintained(objection=number) | ObjectionWithdrawn(objection=number):
                assert number in standing(past)
                assert event.reason
                if isinstance(event, ObjectionWithdrawn):
                    self.check_own_word(past, event)
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

    def rules_of_the_day(self) -> ConsensusRules:
        """As the last modalities have it."""
        agreed = [event for event in self.lived if isinstance(event, ModalitiesAgreed)][-1]
        return ConsensusRules(
            quorum_percent=agreed.quorum_percent, agreement_per_college=agreed.agreement_per_college
        )


TestConsensus = Consensus.TestCase
TestConsensus.settings = settings(max_examples=60, stateful_step_count=40, deadline=None)


def test_the_histories_reach_every_event_and_an_adoption_despite_a_silent_member() -> None:
    reached: set[str] = set()

    class Watched(Consensus):
        def teardown(self) -> None:
            for events in self.decisions:
                reached.update(type(event).__name__ for event in events)
                for event in events:
                    match event:
                        case DecisionAdopted(silent=silent, uncounted=uncounted):
                            reached.update(["silent"] * bool(silent) + ["uncounted"] * bool(uncounted))
                        case ObjectionWithdrawn(document=Document()):
                            reached.add("lifted by what it signed")

    case = Watched.TestCase
    case.settings = settings(TestConsensus.settings, max_examples=150, derandomize=True, database=None)
    case("runTest").runTest()

    events = [event for event in all_events().values() if event.TOPIC.startswith("decision.")]
    kinds = {event.__name__ for event in events if not issubclass(event, RecordEvent)}
    beside = {"DecisionDocumentAttached", "DecisionErratumNoted", "DecisionDocumentPurged", "DecisionReplaced"}
    assert reached == {*kinds, "silent", "uncounted", "lifted by what it signed"} - beside
