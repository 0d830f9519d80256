"""An Instance that left a project neither corrects it nor learns from a refusal what came of it."""

from uuid import UUID

import pytest

from efe_domain.platform import Platform
from efe_domain.shared.errors import Forbidden
from efe_domain.shared.standing import Patch
from tests.domain.projects import AGREED, LIEGE, NAMUR, REFUSED
from tests.infra.commands.conftest import Opening
from tests.infra.commands.joint_stage import JointStage
from tests.infra.commands.project_stage import stream_of
from tests.infra.commands.stage import COORDINATOR, COORDINATOR_OF_NAMUR, by


@pytest.fixture
def joint(platform: Platform, opening: Opening) -> JointStage:
    return JointStage(platform, opening(Platform))


def test_what_it_recorded_before_it_left_is_no_longer_its_to_correct(joint: JointStage) -> None:
    platform, project = joint.platform, joint.a_joint_project()
    hashed = stream_of(platform, project).content_hash
    with by(COORDINATOR_OF_NAMUR):
        judged = version_after(platform, platform.give_verdict(NAMUR, project, REFUSED, hashed).entity)
        correct(platform, project, judged, "Autrement.")
        platform.leave_project(project, joint.namur, "Trop loin.")

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
        platform.leave_project(project, joint.namur, "Trop loin.")

    with by(COORDINATOR):
        correct(platform, project, judged, "Autrement.")


def correct(platform: Platform, project: UUID, version: int, words: str) -> None:
    platform.rectify("project", project, (Patch(version, {"without_meeting": words}),), "Erreur.")


def version_after(platform: Platform, project: UUID) -> int:
    return stream_of(platform, project).version
