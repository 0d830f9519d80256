"""Convocation to a meeting, with its agenda and those who are convened."""

from collections.abc import Sequence
from typing import Final

from efe_domain.law.rules import Rule
from efe_infra.console.language.translatable import tr
from efe_infra.papers.declaration.blocks import Block, heading, law, listing, paragraphs, signatures, table
from efe_infra.papers.declaration.paper import Paper, PaperInput
from efe_infra.papers.kinds.generated import CONVOCATION_PAPER, ConvocationPaperResponse, MeetingPaper
from efe_infra.papers.kinds.meeting_parts import (
    Convened,
    agenda_of,
    assembly_of,
    convened_on,
    facts_of,
    file_name_of,
    moved_lines,
    title_of,
)


def build(answer: ConvocationPaperResponse) -> PaperInput | None:
    meeting = answer.meeting
    if meeting is None:
        return None
    convened = convened_on(meeting, meeting.day)
    moved = moved_lines(meeting)
    return {
        "bassins": list(meeting.bassins),
        "occasion": tr("Convocation"),
        "title": title_of(meeting),
        "subtitle": assembly_of(meeting),
        **status_of(meeting),
        "blocks": [
            paragraphs(tr("Mesdames, Messieurs,")),
            paragraphs(
                tr(
                    "Vous êtes invités à prendre part à la réunion décrite ci-dessous. Si vous ne pouvez y"
                    " participer, veuillez en avertir le secrétariat."
                )
            ),
            facts_of(meeting),
            *([listing(moved)] if moved else []),
            *agenda_of(meeting),
            *([heading(tr("Sont convoqués")), convened_table(convened)] if convened else []),
            law(Rule.PS_REUNION if meeting.pole else Rule.M1),
            signatures(),
        ],
    }


def convened_table(convened: Sequence[Convened]) -> Block:
    return table(
        tr("Personnes convoquées"),
        [(tr("Membre"), 5), (tr("Représentant"), 3), (tr("Suppléant"), 3)],
        [[each.name, each.speaker or "–", each.substitute or "–"] for each in convened],
    )


def status_of(meeting: MeetingPaper) -> PaperInput:
    if meeting.cancelled_on:
        return {"status": tr("Cette réunion a été annulée le %(day)s.", day=meeting.cancelled_on)}
    return {}


PAPER: Final = Paper(
    kind="convocation",
    title="Convocation et ordre du jour",
    entity="Meeting",
    document=CONVOCATION_PAPER,
    build=build,
    file="convocation",
    naming=file_name_of,
)
