"""Decisions that a pôle discussed at a meeting, for the page of the meeting and for its minutes."""

from asyncio import gather
from collections.abc import Sequence
from datetime import date
from typing import Any, Final, NamedTuple, Protocol

import msgspec

from efe_infra.console.language.translatable import tr, tr_plural
from efe_infra.console.meeting.generated import (
    DISCUSSED_DECISION,
    MEETING_DECISIONS,
    DiscussedDecisionDecision,
    MeetingDecisionsDecision,
)
from efe_infra.console.register.documents import Document
from efe_infra.console.register.ids import at_present, key_of
from efe_infra.console.register.paging import all_nodes

MAX_DISCUSSED: Final = 60
"""Decisions of which is read whether the meeting discussed them: the latest that were open on its day."""


class Asking(Protocol):
    """Reader whose rights answer each document."""

    async def ask[T: msgspec.Struct](self, document: Document[T], /, **variables: Any) -> T: ...


class HeldMeeting(NamedTuple):
    """Meeting of a pôle that was held; both by their ids."""

    id: str
    pole: str
    held_on: date


class DiscussedDecisions(NamedTuple):
    """Decisions that a meeting discussed, and the number of those of which that was not read."""

    decisions: Sequence[DiscussedDecisionDecision] = ()
    unread: int = 0


async def discussed_at(reader: Asking, meeting: HeldMeeting, **moment: Any) -> DiscussedDecisions:
    """Returns the decisions that the meeting proposed, heard members on, adopted or closed. Raises as `ask`."""
    pole = at_present(meeting.pole)
    decisions = await all_nodes(reader.ask, MEETING_DECISIONS, lambda answer: answer.decisions, pole=pole, **moment)
    possible = [at_present(each.id) for each in decisions if may_be_discussed(each, meeting.held_on)]
    answers = await gather(*(reader.ask(DISCUSSED_DECISION, id=each, **moment) for each in possible[-MAX_DISCUSSED:]))
    discussed = [each.decision for each in answers if each.decision and is_discussed(each.decision, meeting)]
    return DiscussedDecisions(discussed, max(0, len(possible) - MAX_DISCUSSED))


def unread_words(count: int) -> str:
    """Returns the sentence about decisions that are left out unread."""
    return tr_plural(
        "%(count)s décision plus ancienne, ouverte le jour de la réunion, n'est pas lue ici : "
        "elle se lit parmi les décisions du pôle, sur la plateforme.",
        "%(count)s décisions plus anciennes, ouvertes le jour de la réunion, ne sont pas lues ici : "
        "elles se lisent parmi les décisions du pôle, sur la plateforme.",
        count,
    )


def may_be_discussed(decision: MeetingDecisionsDecision, on: date) -> bool:
    """Tells whether the decision was open on the day of the meeting."""
    ends = decision.adopted_on or decision.closed_on
    return decision.proposed_on <= on and (ends is None or ends >= on)


def is_discussed(decision: DiscussedDecisionDecision, meeting: HeldMeeting) -> bool:
    """Tells whether the decision cites the meeting, or moved on its day."""
    return is_cited(decision, meeting) or meeting.held_on in {
        decision.proposed_on,
        decision.adopted_on,
        decision.closed_on,
    }


def is_cited(decision: DiscussedDecisionDecision, meeting: HeldMeeting) -> bool:
    if (dossier := decision.dossier) is None:
        return False
    meetings = [dossier.meeting, *(each.basis.meeting for each in dossier.positions if each.basis)]
    return any(key_of(each.id) == key_of(meeting.id) for each in meetings if each)


def outcome_words(decision: DiscussedDecisionDecision, meeting: HeldMeeting) -> str:
    if decision.state == "OPEN":
        return tr("En discussion : les positions dites à la réunion sont gardées.")
    if decision.adopted_on:
        dossier = decision.dossier
        is_here = dossier and dossier.meeting and key_of(dossier.meeting.id) == key_of(meeting.id)
        return tr("Adoptée à cette réunion.") if is_here else tr("Adoptée le %(day)s.", day=decision.adopted_on)
    return tr("Laissée sans consensus le %(day)s.", day=decision.closed_on)
