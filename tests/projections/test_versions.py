"""Rows with the version of an aggregate follow each of its events: a client acts on the version that it read."""

import pytest

from efe_domain.analysis.events import AnalysisEvent
from efe_domain.decision.events import DecisionEvent
from efe_domain.funding.events import CallEvent
from efe_domain.instance.events import InstanceEvent
from efe_domain.meeting.events import MeetingEvent
from efe_domain.opinion.events import OpinionEvent
from efe_domain.pole.events import PoleEvent
from efe_domain.project.state import ProjectEvent
from efe_domain.themes.events import ThemesEvent
from efe_projections.catalogue import PROJECTIONS
from efe_projections.engine.projection import topics_of

EVENTS = {
    "analysis": AnalysisEvent,
    "decision": DecisionEvent,
    "funding_call": CallEvent,
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
