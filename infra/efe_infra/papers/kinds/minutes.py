"""Minutes of a meeting: attendance, agenda, and the decisions that it discussed."""

from collections.abc import Iterator, Sequence
from typing import Final, NamedTuple

import msgspec

from efe_infra.console.language.translatable import tr
from efe_infra.console.meeting.discussed import (
    DiscussedDecisions,
    HeldMeeting,
    discussed_at,
    outcome_words,
    unread_words,
)
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
    discussed: DiscussedDecisions = DiscussedDecisions()


async def read_decisions(
    reader: PaperReader, moment: ReadMoment, answer: ConvocationPaperResponse, key: str
) -> MinutesLists:
    """Reads the decisions that the page of the meeting shows."""
    del key
    meeting = answer.meeting
    if meeting is None or meeting.held_on is None or meeting.pole is None:
        return MinutesLists(answer)
    sitting = HeldMeeting(meeting.id, meeting.pole.id, meeting.held_on)
    return MinutesLists(answer, sitting, await discussed_at(reader, sitting, asOf=moment.as_of))


def build(answer: ConvocationPaperResponse) -> PaperInput | None:
    return minutes_of(answer, ())


def build_with_decisions(lists: MinutesLists) -> PaperInput | None:
    return minutes_of(lists.answer, texts_of(lists), lists.discussed.unread)


def build_without_count(lists: MinutesLists) -> PaperInput | None:
    """Builds minutes as release 0.10.3 did, which left older decisions out without a word."""
    return minutes_of(lists.answer, texts_of(lists))


def texts_of(lists: MinutesLists) -> list[DecisionText]:
    sitting = lists.sitting
    return [
        DecisionText(each.title, each.text, outcome_words(each, sitting))
        for each in lists.discussed.decisions
        if sitting
    ]


def minutes_of(
    answer: ConvocationPaperResponse, decisions: Sequence[DecisionText], unread: int = 0
) -> PaperInput | None:
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
            *decided(decisions, unread),
            signatures(),
        ],
    }


def decided(decisions: Sequence[DecisionText], unread: int) -> Iterator[Block]:
    """Yields the decisions, and how many older ones were not read."""
    if not decisions:
        yield heading(tr("Décisions"))
        if not unread:
            yield paragraphs(tr("Le registre ne lie aucune décision à cette réunion."))
    for each in decisions:
        yield heading(tr("Décision : %(title)s", title=each.title))
        yield quotation(each.text)
        yield paragraphs(each.outcome)
    if unread:
        yield paragraphs(unread_words(unread))


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
