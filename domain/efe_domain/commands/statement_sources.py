"""Sources of what is recorded for a member: its own word, a document, a meeting, or the line of a file.

A word belongs to the person who spoke with an account, not to the day (PS-CONSENSUS).
"""

from collections.abc import Iterator
from datetime import date
from uuid import UUID

from msgspec.structs import replace

from efe_domain.access.grants import account_of
from efe_domain.commands.authorization import lifts_rules
from efe_domain.commands.handler import UseCases
from efe_domain.decision.decision import Decision
from efe_domain.decision.events import ObjectionMaintained, PositionTaken
from efe_domain.decision.objections import Objection
from efe_domain.decision.positions import Voice
from efe_domain.meeting.meeting import Meeting
from efe_domain.pole.pole import Pole
from efe_domain.shared.command_context import current_context
from efe_domain.shared.documents import Document
from efe_domain.shared.errors import NotFound
from efe_domain.shared.event import Event


def source_of(
    uow: UseCases,
    decision: Decision,
    operator: UUID,
    member: str,
    document: Document | None,
    meeting_id: UUID | None,
    on: date,
) -> Voice:
    """Returns the source of a statement; `member` is empty if the member sends the command itself.

    Raises `NotFound` for a meeting of another Instance.
    """
    late = None if recorded_on(uow, decision) is None else False
    meeting = uow.require(Meeting, meeting_id) if meeting_id else None
    if meeting and decision.bassin not in meeting.assembly.bassins:
        raise NotFound(Meeting.NOUN, meeting.id)
    attested = meeting is not None and meeting.has_heard(operator, decision.pole, on)
    return Voice(own=not member, document=document, meeting=meeting_id, late=late, attested=attested)


def recorded_on(uow: UseCases, decision: Decision) -> date | None:
    """Returns the day on which the command is recorded; None for an imported line on an imported decision.

    A decision that was proposed to its members keeps its rules: no file lifts them.
    """
    return None if lifts_rules(uow, decision) else current_context().today


def recording_day() -> date | None:
    """Returns the day on which the command is recorded; None for an imported line."""
    context = current_context()
    return None if context.reprise else context.today


def with_author(
    uow: UseCases, voice: Voice, decision: Decision, pole: Pole, operator: UUID, objection: int | None = None
) -> Voice:
    """Adds to what is recorded for a member whether the author of its own word still represents it.

    `objection` limits the own words to that objection.
    """
    if voice.own:
        return voice
    return replace(voice, author_represents=_author_represents(uow, decision, pole, operator, objection))


def _author_represents(
    uow: UseCases, decision: Decision, pole: Pole, operator: UUID, objection: int | None
) -> bool | None:
    """Returns None if no author is known: the vault knows the person of an account that acts now only."""
    person_of = current_context().person_of
    if person_of is None or not current_context().is_live:
        return None
    accounts = [account_of(each.metadata.get("actor", "")) for each in _words(uow, decision, operator, objection)]
    persons = [account and person_of(account) for account in accounts]
    if any(person and pole.members.represents(person, operator) for person in persons):
        return True
    return None if None in persons or not persons else False


def _words(uow: UseCases, decision: Decision, operator: UUID, objection: int | None) -> Iterator[Event]:
    """Yields the event of the current own position of the member, and of each own objection that stands."""
    stream = uow.whole_stream(decision.id)
    if objection is None and decision.positions.own_since(operator):
        positions = (each for each in reversed(stream) if isinstance(each, PositionTaken))
        yield next(each for each in positions if each.operator == operator)
    objections = decision.objections
    for each in objections.standing_of(operator) if objection is None else (objections[objection],):
        if each.own_since:
            yield next(event for event in reversed(stream) if _voices(event, each))


def _voices(event: Event, objection: Objection) -> bool:
    """Tells whether the author of the objection raised or maintained it by this event, with its account."""
    return (
        isinstance(event, PositionTaken | ObjectionMaintained) and event.own and event.objection == objection.number
    )
