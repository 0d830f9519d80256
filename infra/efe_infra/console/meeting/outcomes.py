"""Results of the decisions that a pôle discussed at a meeting: those that took effect, and what others still need."""

from asyncio import gather
from collections.abc import Iterator
from datetime import date
from typing import Final, NamedTuple

from efe_infra.console.language.translatable import tr, tr_plural
from efe_infra.console.meeting.generated import (
    DISCUSSED_DECISION,
    MEETING_DECISIONS,
    Consultation,
    DiscussedDecisionDecision,
    Meeting,
    MeetingDecisionsDecision,
)
from efe_infra.console.register.ids import at_present, key_of
from efe_infra.console.web.page_request import PageRequest

MAX_DISCUSSED: Final = 20
"""Decisions of which a page reads whether the meeting discussed them: the latest."""


class DecisionResult(NamedTuple):
    """Decision in words. `step` is the end of the address of the form that comes next, with its label."""

    key: str
    title: str
    state: str
    words: str
    missing: list[str]
    step: tuple[str, str] | None


async def outcomes(visit: PageRequest, meeting: Meeting) -> list[DecisionResult]:
    """Returns the decisions that the held meeting of a pôle proposed, heard members on, adopted or closed."""
    if meeting.held_on is None or meeting.pole is None or visit.session is None:
        return []
    pole = at_present(meeting.pole.id)
    decisions = await visit.ask_all(MEETING_DECISIONS, lambda answer: answer.decisions, pole=pole)
    possible = [each for each in decisions if may_be_discussed(each, meeting.held_on)]
    answers = await gather(*(visit.ask(DISCUSSED_DECISION, id=each.id) for each in possible[-MAX_DISCUSSED:]))
    discussed = [each.decision for each in answers if each.decision]
    return [outcome(each, meeting) for each in discussed if is_discussed(each, meeting)]


def may_be_discussed(decision: MeetingDecisionsDecision, on: date) -> bool:
    """Tells whether the decision was open on the day of the meeting."""
    ends = decision.adopted_on or decision.closed_on
    return decision.proposed_on <= on and (ends is None or ends >= on)


def is_discussed(decision: DiscussedDecisionDecision, meeting: Meeting) -> bool:
    dossier = decision.dossier
    if dossier is None:
        return False
    meetings = [dossier.meeting, *(each.basis.meeting for each in dossier.positions if each.basis)]
    is_cited = any(key_of(each.id) == key_of(meeting.id) for each in meetings if each)
    return is_cited or meeting.held_on in {decision.proposed_on, decision.closed_on}


def outcome(decision: DiscussedDecisionDecision, meeting: Meeting) -> DecisionResult:
    dossier, key = decision.dossier, key_of(decision.id)
    words, needs, step = tr("Laissée sans consensus."), [], None
    if decision.state == "OPEN":
        needs = list(missing(dossier.consultation)) if dossier else []
        words = tr("Elle reste ouverte : les positions dites à la réunion sont gardées.")
        step = None if needs else ("adopter", tr("Constater le consensus et adopter"))
    elif decision.adopted_on:
        is_here = dossier and dossier.meeting and key_of(dossier.meeting.id) == key_of(meeting.id)
        words = tr("Adoptée à cette réunion.") if is_here else tr("Adoptée le %(day)s.", day=decision.adopted_on)
        step = ("communiquer", tr("Communiquer à l'Instance")) if decision.state == "ADOPTED" else None
    return DecisionResult(key, decision.title, decision.state, words, needs, step)


def missing(consultation: Consultation) -> Iterator[str]:
    """Yields the conditions of adoption that are not met, in words."""
    if consultation.awaited:
        names = ", ".join(each.name for each in consultation.awaited)
        yield tr_plural(
            "%(count)s position : %(names)s.",
            "%(count)s positions : %(names)s.",
            len(consultation.awaited),
            names=names,
        )
    for college in consultation.colleges_not_heard:
        yield tr("Aucun membre du collège %(college)s n'a pris position.", college=college)
    if not consultation.somebody_agrees:
        yield tr("Aucun membre n'est d'accord.")
    for college in consultation.colleges_not_agreeing:
        yield tr("Aucun membre du collège %(college)s n'est d'accord.", college=college)
    for each in consultation.standing_objections:
        yield tr("L'objection n° %(number)s n'est pas retirée.", number=each.number)
