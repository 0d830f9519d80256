"""Attendance list of a meeting: to sign before it is held, and who was present afterwards."""

from typing import Final

from efe_infra.console.language.translatable import tr
from efe_infra.papers.declaration.blocks import SIGNING_PADDING, Block, heading, paragraphs, signatures, table
from efe_infra.papers.declaration.paper import Paper, PaperInput
from efe_infra.papers.kinds.generated import CONVOCATION_PAPER, ConvocationPaperResponse, MeetingPaper
from efe_infra.papers.kinds.meeting_parts import assembly_of, convened_on, facts_of, file_name_of, name_of, title_of


def build(answer: ConvocationPaperResponse) -> PaperInput | None:
    meeting = answer.meeting
    if meeting is None or meeting.cancelled_on:
        return None
    lists = recorded(meeting) if meeting.held_on else to_sign(meeting)
    return {
        "bassins": list(meeting.bassins),
        "occasion": tr("Liste de présence"),
        "title": title_of(meeting),
        "subtitle": assembly_of(meeting),
        "blocks": [facts_of(meeting), *lists, signatures()],
    }


def to_sign(meeting: MeetingPaper) -> list[Block]:
    convened = convened_on(meeting, meeting.day)
    free_lines = [["", "", ""]] * 3
    lines = [[each.name, speaker_words(each.speaker, each.substitute), ""] for each in convened]
    return [
        heading(tr("Membres")),
        table(
            tr("Membres et leur signature"),
            [(tr("Membre"), 4), (tr("Représentant, suppléant"), 4), (tr("Signature"), 3)],
            [*lines, *free_lines],
            padding=SIGNING_PADDING,
        ),
    ]


def speaker_words(speaker: str, substitute: str) -> str:
    return "\n".join(each for each in (speaker, substitute) if each)


def recorded(meeting: MeetingPaper) -> list[Block]:
    """Returns who was present, represented or excused, as the register has it."""
    lines = [
        *([name_of(each), tr("Membre présent")] for each in meeting.present),
        *(
            [each.operator.name, tr("Représenté par %(by)s", by=each.by.name if each.by else "")]
            for each in meeting.represented
            if each.operator
        ),
        *([name_of(each), tr("Excusé")] for each in meeting.excused),
    ]
    if not lines:
        return [paragraphs(tr("Le registre ne dit pas qui était présent."))]
    return [
        heading(tr("Présences")),
        table(tr("Présences"), [(tr("Membre"), 5), (tr("Présence"), 4)], lines),
    ]


PAPER: Final = Paper(
    kind="attendance",
    title="Liste de présence",
    entity="Meeting",
    document=CONVOCATION_PAPER,
    build=build,
    file="liste-de-presence",
    naming=file_name_of,
)
