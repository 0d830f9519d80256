"""Joint meetings as tests begin with them: one that a pôle of Liège called in a project with Namur."""

from datetime import date
from typing import Any

from efe_domain.meeting.events import Venue
from efe_domain.project.joint_meeting_events import JointMeetingCalled
from efe_domain.project.project import Project
from tests.domain.given import TODAY, TOMORROW, some_id
from tests.domain.plans import AT_LIEGE, AT_NAMUR, a_joint_project
from tests.domain.projects import LIEGE

JOINT = some_id("joint meeting")


def called(day: date = TOMORROW, *, on: date = TODAY, **said: Any) -> JointMeetingCalled:
    usual: dict[str, Any] = {
        "meeting": JOINT,
        "pole": AT_LIEGE.id,
        "bassin": LIEGE,
        "number": 0,
        "day": day,
        "hours": None,
        "venue": Venue(remote=False, place="Maison de l'emploi"),
        "agenda": ("Le plan",),
        "cancelled": False,
        "reason": "Salle prise.",
        "effective_on": on,
    }
    return JointMeetingCalled(**{**usual, **said})


def call(project: Project, *, replaces: int | None = None, **said: Any) -> JointMeetingCalled:
    return project.call_meeting(called(**said), replaces)


def cancel(project: Project, *, replaces: int = 1) -> None:
    project.cancel_meeting(JOINT, replaces, pole=AT_NAMUR.id, reason="Grève.", on=TODAY)


def attend(project: Project) -> None:
    project.attend_meeting(JOINT, AT_NAMUR.id, AT_NAMUR.members_on(TODAY), TOMORROW)


def a_called_project() -> Project:
    project = a_joint_project()
    call(project)
    return project
