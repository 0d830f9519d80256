"""What shows the version of an aggregate follows every event of it: a client acts on the version that it read."""

import pytest

from efe_domain.analysis_events import AnalysisEvent
from efe_domain.decision_events import DecisionEvent
from efe_domain.instance_events import InstanceEvent
from efe_domain.meeting_events import MeetingEvent
from efe_domain.opinion_events import OpinionEvent
from efe_domain.pole_events import PoleEvent
from efe_domain.project_events import ProjectEvent
from efe_domain.themes_events import ThemesEvent
from efe_projections.catalogue import PROJECTIONS
from efe_projections.folding import topics_of

EVENTS = {
    "analysis": AnalysisEvent,
    "decision": DecisionEvent,
    "instance": InstanceEvent,
    "meeting": MeetingEvent,
    "opinion": OpinionEvent,
    "pole": PoleEvent,
    "project": ProjectEvent,
    "theme_list": ThemesEvent,
}


@pytest.mark.parametrize("table", EVENTS)
def test_a_version_is_shown_after_every_event(table: str) -> None:
    [projection] = [each for each in PROJECTIONS if each.row.TABLE.name == table]

    assert set(projection.topics) >= set(topics_of(*EVENTS[table].__value__.__args__))
