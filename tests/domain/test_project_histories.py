"""Whatever the order of commands on a joint project, no state breaks a rule; the outcome follows from the events."""

from collections.abc import Callable, Sequence
from contextlib import suppress
from datetime import timedelta
from typing import Any
from uuid import UUID

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule
from msgspec.structs import replace

from efe_domain.project.carriers import Carriers
from efe_domain.project.events import ProjectEvent, SupportGranted, SupportKind, SupportPhase
from efe_domain.project.life import Life
from efe_domain.project.means import Applications, Supports
from efe_domain.project.project import Project
from efe_domain.project.verdicts import Verdict, Verdicts
from efe_domain.shared.bassins import Bassin
from efe_domain.shared.codec import decode, encode
from efe_domain.shared.errors import Refusal
from efe_domain.shared.event import Event
from efe_domain.shared.ids import ZONE
from efe_domain.zone.zone import Zone
from tests.domain.given import TODAY, bare, some_id
from tests.domain.project_recount import POLES, check, concerned, counted, recounted
from tests.domain.projects import (
    AGREED,
    HUY,
    LIEGE,
    NAMUR,
    ON_CONDITION,
    PROJECT,
    REFUSED,
    acting_in,
    adopted,
    application,
    support,
)

BASSINS = (LIEGE, NAMUR, HUY)

poles = st.sampled_from(POLES)
bassins = st.sampled_from(BASSINS)
verdicts = st.sampled_from([AGREED, ON_CONDITION, REFUSED])
places = st.sampled_from([(LIEGE,), (LIEGE, NAMUR), (NAMUR, HUY), BASSINS])


class JointProject(RuleBasedStateMachine):
    """Commands are tried as they come; what is refused leaves nothing. Events go through their stored bytes."""

    def __init__(self) -> None:
        super().__init__()
        self.project = Project(PROJECT)
        self.events: list[ProjectEvent] = []
        self.read: dict[Bassin, str] = {}
        self.day = TODAY
        self.counted = 0
        self.attempt(lambda: self.project.emerge(POLES[0], acting_in(LIEGE, NAMUR), on=TODAY))

    @initialize(joining=st.sampled_from([(), POLES[:2], POLES]))
    def some_carry_it(self, joining: Sequence[Any]) -> None:
        for pole in joining:
            self.join(pole, 0)

    def attempt(self, command: Callable[[], object]) -> None:
        with suppress(Refusal):
            command()
        for event in self.project.collect_events():
            stored: Any = decode(event.TOPIC, encode(event))
            self.events.append(stored)
        decided, self.project = self.project, Project.replay(PROJECT, self.events)
        assert state(self.project) == state(decided)

    def fresh(self) -> UUID:
        self.counted += 1
        return some_id(str(self.counted))

    @rule(days=st.integers(1, 40))
    def time_passes(self, days: int) -> None:
        self.day += timedelta(days)

    @rule(pole=poles, late=st.sampled_from([0, 0, 3]))
    def join(self, pole: Any, late: int) -> None:
        on = self.day - timedelta(late)
        decision = adopted(pole, PROJECT, self.project.content_hash)
        self.attempt(lambda: self.project.join(pole, decision, past_events=len(self.events), past_root="", on=on))

    @rule()
    def bring_it_to_every_instance(self) -> None:
        lead = next(pole for pole in POLES if pole.id == self.project.lead)
        self.join(lead, 0)
        if {*self.project.content.communes} != {*acting_in(*self.project.concerned).communes}:
            self.amend(self.project.concerned, "À ajuster")
        for pole in [pole for pole in POLES if pole.id in self.project.carriers]:
            self.join(pole, 0)
        self.submit()

    @rule(pole=poles)
    def leave(self, pole: Any) -> None:
        self.attempt(lambda: self.project.leave(pole.id, "Départ.", on=self.day))

    @precondition(lambda self: len(self.events) % 3 == 0)
    @rule(where=places, title=st.sampled_from(["Un", "Deux"]))
    def amend(self, where: Sequence[Bassin], title: str) -> None:
        content = replace(acting_in(*where), title=title)
        self.attempt(lambda: self.project.amend(content, "À revoir.", on=self.day))

    @rule()
    def submit(self) -> None:
        carriers = [pole for pole in POLES if pole.id in self.project.carriers]
        self.attempt(lambda: self.project.submit(carriers, Zone(ZONE), on=self.day))

    @rule()
    def every_instance_reads_it(self) -> None:
        self.read = dict.fromkeys(BASSINS, self.project.content_hash)

    @rule(bassin=bassins, verdict=verdicts, reading=st.sampled_from([True, True, True, False]))
    def judge(self, bassin: Bassin, verdict: Verdict, reading: bool) -> None:
        if reading:
            self.read[bassin] = self.project.content_hash
        judged = self.read.get(bassin, "")
        self.attempt(lambda: self.project.give_verdict(bassin, verdict, judged, on=self.day))

    @rule(said=st.tuples(verdicts, verdicts, verdicts))
    def all_judge(self, said: Sequence[Verdict]) -> None:
        for bassin, verdict in zip(BASSINS, said, strict=True):
            self.judge(bassin, verdict, reading=True)

    @rule(bassin=bassins, kind=st.sampled_from(SupportKind), phase=st.sampled_from(SupportPhase))
    def support(self, bassin: Bassin, kind: SupportKind, phase: SupportPhase) -> None:
        asked = replace(
            support(bassin, support=self.fresh(), on=self.day),
            kind=kind,
            phase=phase,
            number=self.project.content_number,
        )
        self.attempt(lambda: self.project.grant_support(asked))

    @rule(bassin=bassins)
    def agree_and_support(self, bassin: Bassin) -> None:
        self.judge(bassin, AGREED, reading=True)
        self.support(bassin, SupportKind.HUMAN, SupportPhase.EMERGENCE)

    @rule(which=st.integers(0, 5))
    def end_support(self, which: int) -> None:
        granted = [event for event in self.events if isinstance(event, SupportGranted)]
        if granted:
            ended = granted[which % len(granted)]
            self.attempt(lambda: self.project.end_support(ended.support, ended.bassin, "Fin.", on=self.day))

    @rule(pole=poles)
    def fund(self, pole: Any) -> None:
        asked = replace(application(pole.id, application=self.fresh()), effective_on=self.day)
        self.attempt(lambda: self.project.apply_for_funding(asked))
        self.attempt(lambda: self.project.record_funding_outcome(asked.application, 1, "", on=self.day))

    @rule()
    def start(self) -> None:
        self.attempt(lambda: self.project.start(on=self.day))

    @precondition(lambda self: len(self.events) > 20)
    @rule(how=st.sampled_from(["complete", "abandon"]))
    def end(self, how: str) -> None:
        self.attempt(lambda: getattr(self.project, how)("Fin.", on=self.day))

    @invariant()
    def the_joint_outcome_equals_a_recount_from_the_events(self) -> None:
        verdicts = counted(self.events)

        kinds = [verdicts.get(bassin) for bassin in concerned(self.events)]

        assert self.project.concerned == concerned(self.events)
        assert self.project.verdicts.outcome(self.project.concerned) is recounted(kinds)

    @invariant()
    def every_event_obeys_the_rules_of_its_moment(self) -> None:
        for number, event in enumerate(self.events):
            check(self.events[:number], event)

    @invariant()
    def every_event_concerns_whoever_was_or_is_concerned(self) -> None:
        for number, event in enumerate(self.events, start=1):
            around = {*concerned(self.events[: number - 1]), *concerned(self.events[:number])}
            assert set(event.bassins) == around


def state(value: object) -> object:
    """Everything that an object of the domain holds, without envelopes and what waits to be collected."""
    match value:
        case Event():
            return bare(value)
        case dict():
            return {key: state(part) for key, part in value.items()}
        case Project() | Carriers() | Verdicts() | Supports() | Applications() | Life():
            return {name: state(part) for name, part in vars(value).items() if name != "_pending"}
        case _:
            return value


TestJointProject = JointProject.TestCase
TestJointProject.settings = settings(max_examples=50, stateful_step_count=40, deadline=None)
