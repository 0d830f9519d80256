"""Minutes as earlier releases issued them: to verify them."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, Final

from efe_infra.console.language.translatable import tr
from efe_infra.console.register.ids import at_present
from efe_infra.papers.declaration.paper import Further, Gathering, PaperInput
from efe_infra.papers.kinds import minutes
from efe_infra.papers.kinds.generated import (
    MINUTES_DECISIONS,
    ConvocationPaperResponse,
    MeetingPaper,
    MinutesDecisionsDecision,
    MinutesDecisionsResponse,
)
from efe_infra.papers.kinds.minutes import DecisionText, minutes_of


def build_with_decisions(answer: ConvocationPaperResponse, more: MinutesDecisionsResponse) -> PaperInput | None:
    meeting = answer.meeting
    decisions = [each for each in more.decisions.nodes if meeting and is_of(each, meeting)]
    return minutes_of(answer, [DecisionText(each.title, each.text, outcome_of(each)) for each in decisions])


def is_of(decision: MinutesDecisionsDecision, meeting: MeetingPaper) -> bool:
    """Says whether a decision was adopted or closed at the meeting, or on its day."""
    cited = decision.dossier.meeting if decision.dossier else None
    if cited and at_present(cited.id) == at_present(meeting.id):
        return True
    return meeting.held_on in (decision.adopted_on, decision.closed_on)


def outcome_of(decision: MinutesDecisionsDecision) -> str:
    if decision.adopted_on:
        return tr("Adoptée le %(day)s.", day=decision.adopted_on)
    if decision.closed_on:
        return tr("Laissée sans consensus le %(day)s.", day=decision.closed_on)
    return tr("Toujours en discussion.")


def pole_of(answer: ConvocationPaperResponse) -> Mapping[str, Any] | None:
    meeting = answer.meeting
    return {"pole": at_present(meeting.pole.id)} if meeting and meeting.held_on and meeting.pole else None


WITHOUT_COUNT: Final = replace(
    minutes.PAPER, gathering=Gathering(collect=minutes.read_decisions, build=minutes.build_without_count)
)
"""Minutes of 0.10.3, which did not say how many older decisions they left out."""
WITHOUT_OPEN: Final = replace(
    minutes.PAPER,
    gathering=None,
    further=Further(document=MINUTES_DECISIONS, variables=pole_of, build=build_with_decisions),
)
"""Minutes of releases up to 0.10.2, which left out decisions that stayed open."""
