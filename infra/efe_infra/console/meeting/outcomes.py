"""Results of the decisions that a pôle discussed at a meeting: those that took effect, and what others still need."""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from efe_infra.console.language.translatable import tr, tr_plural
from efe_infra.console.meeting.discussed import HeldMeeting, discussed_at, outcome_words, unread_words
from efe_infra.console.meeting.generated import Consultation, DiscussedDecisionDecision, Meeting
from efe_infra.console.register.ids import key_of
from efe_infra.console.web.page_request import PageRequest


class DecisionResult(NamedTuple):
    """Decision in words. `step` is the end of the address of the form that comes next, with its label."""

    key: str
    title: str
    state: str
    words: str
    missing: list[str]
    step: tuple[str, str] | None


class MeetingOutcomes(NamedTuple):
    """Decisions that a meeting discussed, and the sentence about others that were not read."""

    decisions: Sequence[DecisionResult] = ()
    unread: str | None = None


async def outcomes(visit: PageRequest, meeting: Meeting) -> MeetingOutcomes:
    """Returns the decisions that the held meeting of a pôle discussed, with what each still needs."""
    if meeting.held_on is None or meeting.pole is None:
        return MeetingOutcomes()
    sitting = HeldMeeting(meeting.id, meeting.pole.id, meeting.held_on)
    discussed = await discussed_at(visit, sitting)
    return MeetingOutcomes(
        [outcome(each, sitting) for each in discussed.decisions],
        unread_words(discussed.unread) if discussed.unread else None,
    )


def outcome(decision: DiscussedDecisionDecision, meeting: HeldMeeting) -> DecisionResult:
    needs: list[str] = []
    step = ("communiquer", tr("Communiquer à l'Instance")) if decision.state == "ADOPTED" else None
    if decision.state == "OPEN":
        needs = list(missing(decision.dossier.consultation)) if decision.dossier else []
        step = None if needs else ("adopter", tr("Constater le consensus et adopter"))
    words = outcome_words(decision, meeting)
    return DecisionResult(key_of(decision.id), decision.title, decision.state, words, needs, step)


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
