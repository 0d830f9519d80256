"""A joint project to which any command is given in any order."""

from collections.abc import Callable, Sequence
from contextlib import suppress
from datetime import timedelta
from typing import Any
from uuid import UUID

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, precondition, rule
from msgspec.structs import replace

from efe_domain.meeting.events import Venue
from efe_domain.project.content import ActionName, ActionProgress
from efe_domain.project.events import SupportGranted, SupportKind, SupportPhase
from efe_domain.project.invitation import Invitation
from efe_domain.project.joint_meeting_events import JointMeetingCalled
from efe_domain.project.plan_events import BudgetKind, BudgetLine, PlannedAction, PlanPartWritten
from efe_domain.project.project import Project
from efe_domain.project.state import ProjectEvent
from efe_domain.project.verdicts import Verdict
from efe_domain.shared.bassins import Bassin
from efe_domain.shared.errors import Refusal
from efe_domain.shared.ids import ZONE, invitation_id
from efe_domain.zone.zone import Zone
from tests.domain.given import TODAY, some_id
from tests.domain.project_recount import POLES
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
from tests.domain.state import project_state, stored

BASSINS = (LIEGE, NAMUR, HUY)

LAST_OF_TERM = TODAY + timedelta(1000)

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
        self.invitations: dict[UUID, list[Any]] = {}
        self.read: dict[Bassin, str] = {}
        self.day = TODAY
        self.counted = 0
        self.attempt(lambda: self.project.emerge(POLES[0], acting_in(LIEGE, NAMUR), on=TODAY))

    @initialize(joining=st.sampled_from([(), POLES[:2], POLES]))
    def some_carry_it(self, joining: Sequence[Any]) -> None:
        for pole in joining:
            self.join(pole, 0)

    def attempt(self, command: Callable[[], object], invitation: Invitation | None = None) -> None:
        with suppress(Refusal):
            command()
        self.events += stored(self.project)
        if invitation:
            self.invitations.setdefault(invitation.id, []).extend(stored(invitation))
        decided, self.project = self.project, Project.replay(PROJECT, self.events)
        assert project_state(self.project) == project_state(decided)

    def fresh(self) -> UUID:
        self.counted += 1
        return some_id(str(self.counted))

    @rule(days=st.integers(1, 40))
    def time_passes(self, days: int) -> None:
        self.day += timedelta(days)

    @rule(pole=poles, days=st.integers(0, 60))
    def invite(self, pole: Any, days: int = 30) -> None:
        """By the lead of the moment; the invitations of a former lead stay as they are."""
        invitation = self.invitation_to(pole)
        answer_by = self.day + timedelta(days)
        self.attempt(lambda: self.project.invite(pole, invitation, answer_by=answer_by, on=self.day), invitation)

    @rule(pole=poles, answer=st.sampled_from(["decline", "withdraw"]))
    def answer(self, pole: Any, answer: str) -> None:
        invitation = self.invitation_to(pole)
        if invitation.exists:
            self.attempt(lambda: getattr(invitation, answer)("Non.", on=self.day), invitation)

    @rule(pole=poles, late=st.sampled_from([0, 0, 3]))
    def join_as_invited(self, pole: Any, late: int) -> None:
        """Whether anybody invited it or not."""
        on = self.day - timedelta(late)
        decision = adopted(pole, PROJECT, self.project.content_hash)
        known = self.invitation_to(pole)
        invitation = known if known.exists else None
        self.attempt(
            lambda: self.project.join(pole, decision, invitation, past_events=len(self.events), past_root="", on=on),
            invitation,
        )

    @rule(pole=poles, late=st.sampled_from([0, 0, 3]))
    def join(self, pole: Any, late: int) -> None:
        self.invite(pole)
        self.join_as_invited(pole, late)

    def invitation_to(self, pole: Any) -> Invitation:
        key = invitation_id(PROJECT, self.project.lead, pole.id)
        return Invitation.replay(key, self.invitations.get(key, ()))

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
    def offer_lead(self, pole: Any) -> None:
        self.attempt(lambda: self.project.offer_lead(pole.id, on=self.day))

    @rule(pole=poles, again=st.booleans())
    def take_lead(self, pole: Any, again: bool) -> None:
        """By another decision than that by which it carries the content, or by that one again."""
        name = "" if again else str(len(self.events))
        decision = adopted(pole, PROJECT, self.project.content_hash, name=name, on=min(self.day, LAST_OF_TERM))
        self.attempt(lambda: self.project.take_lead(pole, decision, on=self.day))

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

    @rule(bassin=bassins, verdict=verdicts)
    def revise(self, bassin: Bassin, verdict: Verdict) -> None:
        judged = self.read.get(bassin, "")
        self.attempt(lambda: self.project.revise_verdict(bassin, verdict, "Vérifié.", judged, on=self.day))

    @rule(bassin=bassins, days=st.integers(-1, 60))
    def expect(self, bassin: Bassin, days: int) -> None:
        expected_on = self.day + timedelta(days)
        self.attempt(lambda: self.project.expect_verdict(bassin, expected_on, on=self.day))

    @rule(bassin=bassins, number=st.integers(0, 3))
    def meet(self, bassin: Bassin, number: int) -> None:
        self.attempt(lambda: self.project.meet_condition(bassin, number, "Fait.", on=self.day))

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

    @rule(pole=poles, again=st.booleans())
    def meet_together(self, pole: Any, *, again: bool) -> None:
        """The pôle calls the one joint meeting, or moves it, and takes part in it."""
        meeting = some_id("joint meeting")
        current = self.project.meetings.find(meeting)
        called = JointMeetingCalled(
            meeting=meeting,
            pole=pole.id,
            bassin=pole.bassin,
            number=0,
            day=self.day,
            hours=None,
            venue=Venue(remote=True, place=""),
            agenda=("Le plan",),
            cancelled=False,
            reason="À jour.",
            effective_on=self.day,
        )
        self.attempt(lambda: self.project.call_meeting(called, current.number if current and again else None))
        self.attempt(lambda: self.project.attend_meeting(meeting, pole.id, pole.members_on(TODAY), self.day))

    @rule(pole=poles, cents=st.integers(1, 3))
    def plan(self, pole: Any, cents: int) -> None:
        """The pôle replaces its own part, and reports on its one action."""
        current = self.project.plan.part_of(pole.id)
        written = PlanPartWritten(
            pole=pole.id,
            bassin=pole.bassin,
            part=0,
            replaces=current.part if current else None,
            number=self.project.content_number,
            actions=(
                PlannedAction(
                    rank=1,
                    operators=pole.members_on(TODAY)[:1],
                    starts=self.day,
                    ends=self.day,
                    expected_result="Un atelier.",
                ),
            ),
            action_names=(),
            budget_lines=(BudgetLine(what="Outils", kind=BudgetKind.OTHER, year=self.day.year, amount_cents=cents),),
            financing=(),
            reason="À jour.",
            effective_on=self.day,
        )
        self.attempt(lambda: self.project.write_plan_part(written, members=pole.members_on(TODAY)))
        name = ActionName(number=self.project.content_number, rank=1)
        done = ActionProgress.DONE
        self.attempt(lambda: self.project.report_progress(pole.id, "", action=name, state=done, on=self.day))

    @rule(pole=poles)
    def start_alone_and_grow(self, pole: Any) -> None:
        """With what the lead carries, put to nobody."""
        self.join(next(each for each in POLES if each.id == self.project.lead), 0)
        self.start()
        self.join(pole, 0)

    @rule()
    def start(self) -> None:
        self.attempt(lambda: self.project.start(on=self.day))

    @precondition(lambda self: len(self.events) > 20)
    @rule(how=st.sampled_from(["complete", "abandon"]))
    def end(self, how: str) -> None:
        self.attempt(lambda: getattr(self.project, how)("Fin.", on=self.day))
