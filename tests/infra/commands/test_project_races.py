"""Two Instances decide at the same instant while the lead amends: no verdict ever lands on what nobody read."""

from collections import Counter
from functools import partial

import pytest
from msgspec.structs import replace

from efe_domain.commands.handler import CommandResult
from efe_domain.decision.refusals import NotCarried
from efe_domain.project.events import ProjectAmended, SupportKind, SupportPhase, VerdictGiven
from efe_domain.project.refusals import ContentChanged, NotAgreed, NotInvited, VerdictAlreadyGiven
from efe_domain.project.verdicts import JointOutcome
from efe_domain.shared.errors import Refusal
from tests.domain.given import some_id
from tests.domain.projects import AGREED, LIEGE, NAMUR, REFUSED, acting_in
from tests.infra.commands.joint_stage import ROUNDS, JointStage, assert_on_what_was_read, both, content_at, joint
from tests.infra.commands.overtaking import Overtaken
from tests.infra.commands.project_stage import adopted, emerged, invited, stream_of
from tests.infra.commands.races import Result, at_once
from tests.infra.commands.stage import COORDINATOR, COORDINATOR_OF_NAMUR, by, events_of

__all__ = ["joint"]


def test_a_verdict_stands_on_the_content_it_judged_or_is_refused(joint: JointStage) -> None:
    project = joint.a_joint_project()
    kinds = Counter[str]()
    for number in range(ROUNDS):
        read = joint.hash_of(project)
        amended = replace(joint.content_of(project), title=f"Version {number}")

        *verdicts, amendment = at_once(
            (COORDINATOR, partial(joint.platform.give_verdict, "liege", project, AGREED, read)),
            (COORDINATOR_OF_NAMUR, partial(joint.other_platform.give_verdict, "namur", project, REFUSED, read)),
            (COORDINATOR, joint.amending(joint.other_platform, project, amended)),
        )

        assert isinstance(amendment, CommandResult)
        for verdict in verdicts:
            kinds[type(verdict).__name__] += 1
            assert_on_what_was_read(joint.platform, project, verdict, amendment, read)
        assert stream_of(joint.platform, project).verdicts.outcome((LIEGE, NAMUR)) is JointOutcome.PENDING
        joint.bring(project)

    assert kinds.total() == 2 * ROUNDS


def test_a_verdict_that_is_decided_again_is_not_applied_to_what_nobody_read(
    joint: JointStage, overtaken: Overtaken
) -> None:
    project = joint.a_joint_project()
    read = joint.hash_of(project)
    amended = replace(joint.content_of(project), title="Un autre titre")
    overtaken.rival = joint.amending(joint.platform, project, amended)

    with by(COORDINATOR), pytest.raises(ContentChanged):
        overtaken.give_verdict("liege", project, AGREED, read)

    assert isinstance(events_of(joint.platform)[-1], ProjectAmended)


def test_every_recorded_verdict_is_on_the_content_of_its_moment(joint: JointStage) -> None:
    project = joint.a_joint_project()
    for number in range(ROUNDS // 4):
        read = joint.hash_of(project)
        amended = replace(joint.content_of(project), title=f"Version {number}")
        at_once(
            *(
                (COORDINATOR, partial(other_platform.give_verdict, "liege", project, AGREED, read))
                for other_platform in both(joint)
            ),
            *(
                (COORDINATOR_OF_NAMUR, partial(other_platform.give_verdict, "namur", project, AGREED, read))
                for other_platform in both(joint)
            ),
            (COORDINATOR, joint.amending(joint.platform, project, amended)),
        )
        joint.bring(project)

    events = events_of(joint.platform)
    given = [(position, event) for position, event in enumerate(events, start=1) if isinstance(event, VerdictGiven)]

    assert all(event.content_hash == content_at(joint.platform, project, position) for position, event in given)
    assert max(Counter((event.bassin, event.number) for _, event in given).values(), default=1) == 1


def test_of_two_verdicts_of_one_instance_one_succeeds(joint: JointStage) -> None:
    project = joint.a_joint_project()
    read = joint.hash_of(project)

    results = at_once(
        *(
            (COORDINATOR, partial(other_platform.give_verdict, "liege", project, AGREED, read))
            for other_platform in both(joint) * 4
        )
    )

    assert Counter(map(type, results)) == {VerdictAlreadyGiven: 7, CommandResult: 1}


def test_both_instances_are_heard_at_the_same_instant(joint: JointStage) -> None:
    for _ in range(ROUNDS // 4):
        project = joint.a_joint_project()
        read = joint.hash_of(project)

        results = at_once(
            (COORDINATOR, partial(joint.platform.give_verdict, "liege", project, AGREED, read)),
            (COORDINATOR_OF_NAMUR, partial(joint.other_platform.give_verdict, "namur", project, REFUSED, read)),
        )

        assert [type(result) for result in results] == [CommandResult, CommandResult]
        found = stream_of(joint.platform, project)
        assert found.verdicts.outcome(found.concerned) is JointOutcome.AGREED_IN_PART


def test_no_support_is_granted_on_a_content_that_is_being_amended(joint: JointStage) -> None:
    project = joint.a_joint_project()
    for number in range(ROUNDS // 2):
        with by(COORDINATOR):
            joint.platform.give_verdict("liege", project, AGREED, joint.hash_of(project))
        amended = replace(joint.content_of(project), title=f"Version {number}")

        granted, amendment = at_once(
            (
                COORDINATOR,
                partial(
                    joint.platform.grant_support,
                    "liege",
                    project,
                    some_id(f"support {number}"),
                    SupportKind.HUMAN,
                    SupportPhase.ANALYSE,
                    "Un mi-temps.",
                ),
            ),
            (COORDINATOR, joint.amending(joint.other_platform, project, amended)),
        )

        assert isinstance(amendment, CommandResult)
        assert_before(granted, amendment, NotAgreed)
        joint.bring(project)
        if isinstance(granted, CommandResult):
            with by(COORDINATOR):
                joint.platform.end_support("liege", project, some_id(f"support {number}"), "Fin.")


def test_a_pole_never_joins_a_content_that_it_has_not_adopted(joint: JointStage) -> None:
    for number in range(ROUNDS // 2):
        with by(COORDINATOR):
            project = emerged(joint.platform, joint.liege, acting_in(LIEGE, NAMUR))
        invited(joint.platform, project, joint.namur)
        with by(COORDINATOR_OF_NAMUR):
            decision = adopted(joint.platform, joint.namur, project)
        amended = replace(joint.content_of(project), title=f"Version {number}")

        joined, amendment = at_once(
            (COORDINATOR_OF_NAMUR, partial(joint.platform.join_project, project, joint.namur, decision)),
            (COORDINATOR, joint.amending(joint.other_platform, project, amended)),
        )

        assert isinstance(amendment, CommandResult)
        assert_before(joined, amendment, NotInvited, NotCarried)


def assert_before(command: Result, amendment: CommandResult, *refusals: type[Refusal]) -> None:
    if isinstance(command, CommandResult):
        assert command.position < amendment.position
    else:
        assert type(command) in refusals
