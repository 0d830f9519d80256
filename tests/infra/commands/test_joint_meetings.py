"""A joint meeting stands in the way of no correction and of no act on an earlier day (PS-RENCONTRE)."""

import pytest
from msgspec.structs import replace

from efe_domain.decision.events import DecisionKind
from efe_domain.meeting.events import MeetingHeld
from efe_domain.project.carrier_events import PoleJoined
from efe_domain.project.joint_meeting_events import JointMeetingAttended, JointMeetingCalled
from efe_domain.project.refusals import JointMeetingHeld
from efe_domain.shared.record_events import Patch
from tests.domain.given import TODAY, YESTERDAY
from tests.infra.commands.joint_meeting_stage import JOINT, OWN, meet_today
from tests.infra.commands.project_stage import adopted, stream_of
from tests.infra.commands.stage import COMPANY, COORDINATOR, TRAINING, Stage, by


def test_a_joint_meeting_blocks_no_correction_no_amendment_and_no_departure(stage: Stage) -> None:
    platform = stage.platform
    project = meet_today(stage)
    with by(COORDINATOR):
        joined = next(each for each in platform.events.get(project) if isinstance(each, PoleJoined))
        patch = Patch(version=joined.originator_version, fields={"effective_on": str(TODAY)})
        platform.rectify("project", project, (patch,), "Erreur matérielle.")
        back = Patch(version=joined.originator_version, fields={"effective_on": str(YESTERDAY)})
        platform.rectify("project", project, (back,), "Erreur matérielle.")
        content = replace(stream_of(platform, project).content, title="Un autre titre")
        platform.amend_project(project, content, "Autre idée.", on=YESTERDAY)
        departure = adopted(platform, stage.companion, project, DecisionKind.DEPARTURE)
        platform.leave_project(project, stage.companion, "Départ.", decision_id=departure, on=YESTERDAY)

    found = stream_of(platform, project)
    assert list(found.carriers) == [stage.constituted]
    assert found.title == "Un autre titre"
    assert not found.questions


def test_an_attendance_corrected_after_the_departure_adds_nothing_to_the_project(stage: Stage) -> None:
    platform = stage.platform
    project = meet_today(stage)
    with by(COORDINATOR):
        departure = adopted(platform, stage.companion, project, DecisionKind.DEPARTURE, on=TODAY)
        platform.leave_project(project, stage.companion, "Départ.", decision_id=departure)
        version = stream_of(platform, project).version
        held = next(each for each in platform.events.get(OWN) if isinstance(each, MeetingHeld))
        present = [{"operator": str(TRAINING), "person": None}]
        platform.rectify(
            "meeting", OWN, (Patch(version=held.originator_version, fields={"present": present}),), "Erreur."
        )

    assert stream_of(platform, project).version == version


def test_an_annulled_holding_takes_the_operators_back(stage: Stage) -> None:
    platform = stage.platform
    project = meet_today(stage)
    with by(COORDINATOR):
        held = next(each for each in platform.events.get(OWN) if isinstance(each, MeetingHeld))
        with pytest.raises(JointMeetingHeld):
            platform.cancel_joint_meeting(project, stage.constituted, JOINT, 1, "Grève.")
        platform.rectify("meeting", OWN, (Patch(version=held.originator_version),), "Jamais tenue.")
        platform.cancel_joint_meeting(project, stage.constituted, JOINT, 1, "Grève.")

    told = [each for each in platform.events.get(project) if isinstance(each, JointMeetingAttended)]
    assert [each.operators for each in told] == [(COMPANY,), ()]
    called = [each for each in platform.events.get(project) if isinstance(each, JointMeetingCalled)]
    assert [(each.number, each.cancelled) for each in called] == [(1, False), (2, True)]
