"""Common parts of the acts on a pôle: its name and axis, its members by college, the meeting that an act cites."""

from typing import Any

from efe_infra.console.language.translatable import tr
from efe_infra.console.pole.colleges import ABOUT
from efe_infra.console.register.labels import label
from efe_infra.papers.declaration.blocks import Block, table
from efe_infra.papers.declaration.paper import PaperInput
from efe_infra.papers.kinds.generated import CitedPaper, PoleAct, TermsPaperPoleDossier, TermsPaperTerm


def act(pole: PoleAct, occasion: str, *blocks: Block) -> PaperInput:
    return {
        "bassins": [pole.bassin],
        "occasion": occasion,
        "title": tr("Pôle de synergies « %(pole)s »", pole=pole.name),
        "subtitle": axis_words(pole),
        "blocks": list(blocks),
    }


def axis_words(pole: PoleAct) -> str:
    kind = tr(label(pole.axis.kind, "AxisKind"))
    return tr("%(kind)s : %(axis)s", kind=kind, axis=pole.axis.label)


def meeting_words(meeting: CitedPaper | None) -> str:
    if meeting is None or meeting.held_on is None:
        return ""
    if meeting.body is None:
        return tr("Réunion du %(day)s", day=meeting.held_on)
    return tr("Réunion de l'organe « %(body)s » du %(day)s", body=meeting.body.name, day=meeting.held_on)


def composition(dossier: TermsPaperPoleDossier, term: TermsPaperTerm) -> Block:
    """Returns the members on the first day of a term."""
    members = sorted(
        (each.college, each.operator.name)
        for each in dossier.memberships
        if each.operator and each.since <= term.starts and (each.until is None or each.until > term.starts)
    )
    lines = [[ABOUT[college][0], name] for college, name in members]
    return table(tr("Membres par collège"), [(tr("Collège"), 2), (tr("Membre"), 4)], lines)


def begun(terms: tuple[TermsPaperTerm, ...]) -> list[TermsPaperTerm]:
    """Returns the terms in the order of their days."""
    return sorted(terms, key=lambda each: each.starts)


def facts_of_term(term: TermsPaperTerm) -> list[tuple[str, Any]]:
    return [
        (tr("Premier jour"), term.starts),
        (tr("Dernier jour"), term.ends),
        (tr("Décidé le"), term.decided_on),
        (tr("Réunion"), meeting_words(term.meeting)),
    ]
