"""Any order of commands on a joint project: no state breaks a rule, and the outcome follows from the events."""

from collections import Counter

from hypothesis import settings
from hypothesis.stateful import invariant

from efe_domain.project.carrier_events import PoleJoined
from efe_domain.project.events import ProjectSubmitted
from tests.domain.project_machine import JointProject
from tests.domain.project_recount import accepted, check, concerned, counted, lead, recounted


class ObservedJointProject(JointProject):
    """Joint project of which every state is checked."""

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

    @invariant()
    def no_started_joint_project_was_put_to_nobody(self) -> None:
        put = {each for event in self.events if isinstance(event, ProjectSubmitted) for each in event.instances}

        if self.project.started_on and len(self.project.concerned) > 1:
            assert put & {*self.project.concerned}

    @invariant()
    def who_joined_was_invited_and_accepted(self) -> None:
        """Each by an invitation of its own, to the content that it then carried."""
        joined = [
            (event.pole, event.content_hash)
            for number, event in enumerate(self.events)
            if isinstance(event, PoleJoined) and event.pole != lead(self.events[:number])
        ]

        assert Counter(joined) == Counter(accepted(self.invitations.values()))


TestJointProject = ObservedJointProject.TestCase
TestJointProject.settings = settings(max_examples=50, stateful_step_count=40, deadline=None)
