"""An invitation is withdrawn while it is accepted, a verdict revised while the lead amends: one comes first."""

from collections import Counter
from functools import partial

import pytest
from msgspec.structs import replace

from efe_domain.commands.handler import CommandResult
from efe_domain.project.events import ProjectAmended, VerdictRevised
from efe_domain.project.invitation_events import InvitationAccepted, InvitationWithdrawn, PoleInvited
from efe_domain.project.refusals import ContentChanged, InvitationIsClosed, NotInvited, NotSubmittedToAll
from efe_domain.shared.ids import invitation_id
from tests.domain.projects import AGREED, LIEGE, NAMUR, ON_CONDITION, REFUSED, acting_in
from tests.infra.commands.joint_stage import ROUNDS, JointStage, assert_on_what_was_read, both, joint
from tests.infra.commands.overtaking import Overtaken
from tests.infra.commands.project_stage import adopted, carry, emerged, invited, stream_of
from tests.infra.commands.races import at_once
from tests.infra.commands.stage import COORDINATOR, COORDINATOR_OF_NAMUR, by, events_of

__all__ = ["joint"]


def test_an_invitation_is_accepted_before_it_is_withdrawn_or_not_at_all(joint: JointStage) -> None:
    outcomes = Counter[str]()
    for _ in range(ROUNDS):
        with by(COORDINATOR):
            project = emerged(joint.platform, joint.liege, acting_in(LIEGE, NAMUR))
        invitation = invitation_id(project, joint.liege, joint.namur)
        invited(joint.platform, project, joint.namur)
        with by(COORDINATOR_OF_NAMUR):
            decision = adopted(joint.platform, joint.namur, project)

        joined, withdrawn = at_once(
            (COORDINATOR_OF_NAMUR, partial(joint.platform.join_project, project, joint.namur, decision)),
            (COORDINATOR, partial(joint.other_platform.withdraw_invitation, invitation, "Erreur.")),
        )

        outcomes[type(joined).__name__] += 1
        kept: list[object] = [type(event) for event in joint.platform.events.get(invitation)]
        if isinstance(joined, CommandResult):
            assert type(withdrawn) is InvitationIsClosed
            assert kept == [PoleInvited, InvitationAccepted]
        else:
            assert type(joined) is NotInvited
            assert isinstance(withdrawn, CommandResult)
            assert kept == [PoleInvited, InvitationWithdrawn]
        assert (joint.namur in stream_of(joint.platform, project).carriers) == isinstance(joined, CommandResult)

    assert outcomes.total() == ROUNDS


def test_a_withdrawn_invitation_overtakes_its_acceptance(joint: JointStage, overtaken: Overtaken) -> None:
    with by(COORDINATOR):
        project = emerged(joint.platform, joint.liege, acting_in(LIEGE, NAMUR))
    invited(joint.platform, project, joint.namur)
    with by(COORDINATOR_OF_NAMUR):
        decision = adopted(joint.platform, joint.namur, project)

    def withdraw() -> None:
        with by(COORDINATOR):
            joint.platform.withdraw_invitation(invitation_id(project, joint.liege, joint.namur), "Erreur.")

    overtaken.rival = withdraw

    with by(COORDINATOR_OF_NAMUR), pytest.raises(NotInvited):
        overtaken.join_project(project, joint.namur, decision)

    assert isinstance(events_of(joint.platform)[-1], InvitationWithdrawn)


def test_a_project_is_not_started_while_a_pole_makes_it_joint(joint: JointStage) -> None:
    """Whichever comes first: no project is started and joint and put to nobody."""
    for _ in range(ROUNDS // 2):
        with by(COORDINATOR):
            project = carry(
                joint.platform, emerged(joint.platform, joint.liege, acting_in(LIEGE, NAMUR)), joint.liege
            )
        invited(joint.platform, project, joint.namur)
        with by(COORDINATOR_OF_NAMUR):
            decision = adopted(joint.platform, joint.namur, project)

        joined, started = at_once(
            (COORDINATOR_OF_NAMUR, partial(joint.platform.join_project, project, joint.namur, decision)),
            (COORDINATOR, partial(joint.other_platform.start_project, project)),
        )

        refused = [each for each in (joined, started) if not isinstance(each, CommandResult)]
        assert [type(each) for each in refused] == [NotSubmittedToAll]


def test_a_verdict_is_revised_on_the_content_that_was_judged_or_not_at_all(joint: JointStage) -> None:
    project = joint.a_joint_project()
    outcomes = Counter[str]()
    for number in range(ROUNDS // 2):
        read = joint.hash_of(project)
        with by(COORDINATOR):
            joint.platform.give_verdict("liege", project, AGREED, read)
        amended = replace(joint.content_of(project), title=f"Version {number}")

        revised, amendment = at_once(
            (COORDINATOR, partial(joint.platform.revise_verdict, "liege", project, REFUSED, "Vérifié.", read)),
            (COORDINATOR, joint.amending(joint.other_platform, project, amended)),
        )

        assert isinstance(amendment, CommandResult)
        outcomes[type(revised).__name__] += 1
        assert_on_what_was_read(joint.platform, project, revised, amendment, read)
        assert stream_of(joint.platform, project).verdicts.of(LIEGE) is None
        joint.bring(project)

    assert outcomes.total() == ROUNDS // 2


def test_a_revision_that_is_decided_again_is_not_applied_to_what_nobody_read(
    joint: JointStage, overtaken: Overtaken
) -> None:
    project = joint.a_joint_project()
    read = joint.hash_of(project)
    with by(COORDINATOR):
        joint.platform.give_verdict("liege", project, AGREED, read)
    amended = replace(joint.content_of(project), title="Un autre titre")
    overtaken.rival = joint.amending(joint.platform, project, amended)

    with by(COORDINATOR), pytest.raises(ContentChanged):
        overtaken.revise_verdict("liege", project, REFUSED, "Vérifié.", read)

    assert isinstance(events_of(joint.platform)[-1], ProjectAmended)


def test_of_two_revisions_of_one_verdict_each_revises_the_one_before(joint: JointStage) -> None:
    project = joint.a_joint_project()
    read = joint.hash_of(project)
    with by(COORDINATOR):
        joint.platform.give_verdict("liege", project, AGREED, read)

    results = at_once(
        *(
            (COORDINATOR, partial(each.revise_verdict, "liege", project, verdict, "Vérifié.", read))
            for each, verdict in zip(both(joint), (REFUSED, ON_CONDITION), strict=True)
        )
    )

    revised = [event for event in joint.platform.events.get(project) if isinstance(event, VerdictRevised)]
    assert [type(result) for result in results] == [CommandResult] * 2
    assert revised[1].revises == revised[0].originator_version
    assert revised[1].previous is revised[0].verdict
