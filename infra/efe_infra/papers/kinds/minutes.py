"""Minutes of a meeting: attendance, agenda, and the decisions that it discussed."""

from collections.abc import Sequence
from typing import Final, NamedTuple

import msgspec

from efe_infra.console.language.translatable import tr
from efe_infra.console.meeting.discussed import HeldMeeting, discussed_at, outcome_words
from efe_infra.console.meeting.generated import DiscussedDecisionDecision
from efe_infra.papers.declaration.blocks import Block, heading, paragraphs, quotation, signatures
from efe_infra.papers.declaration.paper import Gathering, Paper, PaperInput
from efe_infra.papers.declaration.reader import PaperReader, ReadMoment
from efe_infra.papers.kinds.attendance import recorded
from efe_infra.papers.kinds.generated import CONVOCATION_PAPER, ConvocationPaperResponse
from efe_infra.papers.kinds.meeting_parts import agenda_of, assembly_of, facts_of, file_name_of, title_of


class DecisionText(NamedTuple):
    """Decision in the minutes."""

    title: str
    text: str
    outcome: str


class MinutesLists(msgspec.Struct, frozen=True):
    """Answer about a meeting, and the decisions that it discussed; `sitting` is None for a meeting of no pôle."""

    answer: ConvocationPaperResponse
    sitting: HeldMeeting | None = None
    decisions: tuple[DiscussedDecisionDecision, ...] = ()


async def read_decisions(
    reader: PaperReader, moment: ReadMoment, answer: ConvocationPaperResponse, key: str
) -> MinutesLists:
    """Reads the decisions that the page of the meeting shows."""
    del key
    meeting = answer.meeting
    if meeting is None or meeting.held_on is None or meeting.pole is None:
        return MinutesLists(answer)
    sitting = HeldMeeting(meeting.id, meeting.pole.id, meeting.held_on)
    return MinutesLists(answer, sitting, tuple(await discussed_at(reader, sitting, asOf=moment.as_of)))


def build(answer: ConvocationPaperResponse) -> PaperInput | None:
    return minutes_of(answer, ())


def build_with_decisions(lists: MinutesLists) -> PaperInput | None:
    sitting = lists.sitting
    decisions = [
        DecisionText(each.title, each.text, outcome_words(each, sitting)) for each in lists.decisions if sitting
    ]
    return minutes_of(lists.answer, decisions)


def minutes_of(answer: ConvocationPaperResponse, decisions: Sequence[DecisionText]) -> PaperInput | None:
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


def decided(decisions: Sequence[DecisionText]) -> list[Block]:
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
            paragraphs(each.outcome),
        ]
    return blocks


PAPER: Final = Paper(
    kind="minutes",
    title="Procès-verbal",
    entity="Meeting",
    document=CONVOCATION_PAPER,
    build=build,
    file="proces-verbal",
    naming=file_name_of,
    gathering=Gathering(collect=read_decisions, build=build_with_decisions),
)
