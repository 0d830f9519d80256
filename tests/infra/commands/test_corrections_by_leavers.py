"""An Instance that left a project neither corrects it nor learns from a refusal what came of it."""

from uuid import UUID

import pytest

from efe_domain.decision.events import DecisionKind
from efe_domain.law.rules import Rule
from efe_domain.meeting.events import Attendee
from efe_domain.platform import Platform
from efe_domain.project.events import VerdictKind
from efe_domain.project.verdicts import Verdict
from efe_domain.shared.errors import Forbidden
from efe_domain.shared.record_events import Patch
from tests.domain.given import TODAY, TOMORROW, YESTERDAY, some_id
from tests.domain.projects import AGREED, LIEGE, NAMUR, REFUSED
from tests.infra.commands.conftest import Opening
from tests.infra.commands.joint_stage import JointStage
from tests.infra.commands.project_stage import adopted, stream_of
from tests.infra.commands.stage import COORDINATOR, COORDINATOR_OF_NAMUR, HALL, PERSON, PLENARY, by


@pytest.fixture
def joint(platform: Platform, opening: Opening) -> JointStage:
    return JointStage(platform, opening(Platform))


def test_what_it_recorded_before_it_left_is_no_longer_its_to_correct(joint: JointStage) -> None:
    platform, project = joint.platform, joint.a_joint_project()
    hashed = stream_of(platform, project).content_hash
    with by(COORDINATOR_OF_NAMUR):
        judged = version_after(platform, platform.give_verdict(NAMUR, project, REFUSED, hashed).entity)
        correct(platform, project, judged, "Autrement.")
        decision = adopted(platform, joint.namur, project, DecisionKind.DEPARTURE, on=TODAY)
        platform.leave_project(project, joint.namur, "Trop loin.", decision_id=decision)

        with pytest.raises(Forbidden, match="n'a plus part"):
            correct(platform, project, judged, "Encore autrement.")
    with by(COORDINATOR), pytest.raises(Forbidden, match="ne coordonne pas"):
        correct(platform, project, judged, "Encore autrement.")


def test_who_stays_still_corrects(joint: JointStage) -> None:
    platform, project = joint.platform, joint.a_joint_project()
    hashed = stream_of(platform, project).content_hash
    with by(COORDINATOR):
        judged = version_after(platform, platform.give_verdict(LIEGE, project, AGREED, hashed).entity)
    with by(COORDINATOR_OF_NAMUR):
        decision = adopted(platform, joint.namur, project, DecisionKind.DEPARTURE, on=TODAY)
        platform.leave_project(project, joint.namur, "Trop loin.", decision_id=decision)

    with by(COORDINATOR):
        correct(platform, project, judged, "Autrement.")


def test_what_is_put_in_question_is_confirmed_by_the_instance_whose_act_it_is(joint: JointStage) -> None:
    """The day of the meeting of Liège in which its verdict was given was wrong: Namur has no word in that."""
    platform, project = joint.platform, joint.a_joint_project()
    with by(COORDINATOR):
        platform.set_up_body("liege", PLENARY, "Plénière", Rule.M6, on=YESTERDAY)
        meeting = platform.convene_body(some_id("sitting"), "liege", PLENARY, TODAY, HALL, on=YESTERDAY).entity
        platform.hold_meeting(meeting, HALL, (Attendee(person=PERSON),), on=TODAY)
        verdict = Verdict(kind=VerdictKind.AGREED, meeting=meeting)
        platform.give_verdict("liege", project, verdict, joint.hash_of(project), on=TODAY)
    with by(COORDINATOR, today=TOMORROW):
        held = (Patch(2, {"effective_on": str(TOMORROW)}),)
        platform.rectify("meeting", meeting, held, "Mauvais jour.")
    [question] = stream_of(platform, project).questions

    with by(COORDINATOR_OF_NAMUR), pytest.raises(Forbidden, match="ne coordonne pas"):
        platform.confirm_fact("project", project, question, "Bon pour nous.")
    with by(COORDINATOR):
        platform.confirm_fact("project", project, question, "Le verdict fut confirmé en séance.")

    assert stream_of(platform, project).questions == {}


def correct(platform: Platform, project: UUID, version: int, words: str) -> None:
    platform.rectify("project", project, (Patch(version, {"without_meeting": words}),), "Erreur.")


def version_after(platform: Platform, project: UUID) -> int:
    return stream_of(platform, project).version
