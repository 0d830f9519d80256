"""Minutes of a meeting: attendance, agenda, and the decisions that rest on it."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from efe_infra.console.language.translatable import tr
from efe_infra.console.register.ids import at_present
from efe_infra.papers.declaration.blocks import Block, heading, paragraphs, quotation, signatures
from efe_infra.papers.declaration.paper import Further, Paper, PaperInput
from efe_infra.papers.kinds.attendance import recorded
from efe_infra.papers.kinds.generated import (
    CONVOCATION_PAPER,
    MINUTES_DECISIONS,
    ConvocationPaperResponse,
    MeetingPaper,
    MinutesDecisionsDecision,
    MinutesDecisionsResponse,
)
from efe_infra.papers.kinds.meeting_parts import agenda_of, assembly_of, facts_of, file_name_of, title_of


def build(answer: ConvocationPaperResponse) -> PaperInput | None:
    return minutes_of(answer, ())


def build_with_decisions(answer: ConvocationPaperResponse, more: MinutesDecisionsResponse) -> PaperInput | None:
    meeting = answer.meeting
    return minutes_of(answer, [each for each in more.decisions.nodes if meeting and is_of(each, meeting)])


def minutes_of(answer: ConvocationPaperResponse, decisions: Sequence[MinutesDecisionsDecision]) -> PaperInput | None:
    """Returns None for a meeting that was not held."""
    meeting = answer.meeting
    if meeting is None or meeting.held_on is None:
        return None
    adopted = meeting.minutes_adopted_on
    status = (
        tr("Procès-verbal adopté le %(day)s.", day=adopted)
        if adopted
        else tr("Projet : ce procès-verbal n'est pas encore adopté.")
    )
    return {
        "bassins": list(meeting.bassins),
        "occasion": tr("Procès-verbal"),
        "title": title_of(meeting),
        "subtitle": assembly_of(meeting),
        "status": status,
        "final": int(adopted is not None),
        "blocks": [
            facts_of(meeting),
            *recorded(meeting),
            *agenda_of(meeting),
            *decided(decisions),
            signatures(),
        ],
    }


def is_of(decision: MinutesDecisionsDecision, meeting: MeetingPaper) -> bool:
    """Says whether a decision was adopted or closed at the meeting, or on its day."""
    cited = decision.dossier.meeting if decision.dossier else None
    if cited and at_present(cited.id) == at_present(meeting.id):
        return True
    return meeting.held_on in (decision.adopted_on, decision.closed_on)


def decided(decisions: Sequence[MinutesDecisionsDecision]) -> list[Block]:
    if not decisions:
        return [
            heading(tr("Décisions")),
            paragraphs(tr("Le registre ne lie aucune décision à cette réunion.")),
        ]
    blocks: list[Block] = []
    for each in decisions:
        blocks += [
            heading(tr("Décision : %(title)s", title=each.title)),
            quotation(each.text),
            paragraphs(outcome_of(each)),
        ]
    return blocks


def outcome_of(decision: MinutesDecisionsDecision) -> str:
    if decision.adopted_on:
        return tr("Adoptée le %(day)s.", day=decision.adopted_on)
    if decision.closed_on:
        return tr("Laissée sans consensus le %(day)s.", day=decision.closed_on)
    return tr("Toujours en discussion.")


def pole_of(answer: ConvocationPaperResponse) -> Mapping[str, Any] | None:
    meeting = answer.meeting
    return {"pole": at_present(meeting.pole.id)} if meeting and meeting.held_on and meeting.pole else None


PAPER: Final = Paper(
    kind="minutes",
    title="Procès-verbal",
    entity="Meeting",
    document=CONVOCATION_PAPER,
    build=build,
    file="proces-verbal",
    naming=file_name_of,
    further=Further(document=MINUTES_DECISIONS, variables=pole_of, build=build_with_decisions),
)
