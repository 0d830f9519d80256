"""A joint meeting of today on the stage, at which a carrying pôle took part."""

from uuid import UUID

from efe_domain.meeting.events import Attendee, JointMeetingKey
from tests.domain.given import TODAY, some_id
from tests.infra.commands.project_stage import TOGETHER
from tests.infra.commands.stage import COMPANY, COORDINATOR, HALL, Stage, by

JOINT, OWN = some_id("joint meeting of today"), some_id("own meeting of today")


def meet_today(stage: Stage) -> UUID:
    """Returns the project, which is of yesterday; the pôle that follows took part."""
    platform, project = stage.platform, stage.projects.led
    _, venue, agenda = TOGETHER
    with by(COORDINATOR):
        platform.call_joint_meeting(project, stage.constituted, JOINT, TODAY, venue, agenda)
        key = JointMeetingKey(project=project, meeting=JOINT)
        platform.convene_pole(OWN, stage.companion, TODAY, HALL, joint=key)
        platform.hold_meeting(OWN, HALL, (Attendee(operator=COMPANY),))
    return project
