"""Commands of a pôle on its decisions, and the Instance's receipt of them.

They are for a representative of a member of the pôle, or for a coordinator of its Instance. The representative of a
member records its statements, or the coordinator on its behalf. `on` is today when None.
"""

from datetime import date, timedelta
from functools import partial
from typing import Final, cast
from uuid import UUID

from efe_domain.commands.authorization import (
    acting_in,
    candidates,
    check_adopted_in_meeting,
    coordinates_pole,
    coordinating,
    lifts_rules,
    seat,
    visible_decision,
)
from efe_domain.commands.batch import current_batch
from efe_domain.commands.handler import CommandResult, UseCases, use_case
from efe_domain.commands.invitation_commands import invitation_to
from efe_domain.commands.late_word_checks import check_recorded_today, mark_replaced, question_acts, speaks_late
from efe_domain.commands.project_entry import joined_by
from efe_domain.commands.statement_sources import recorded_on, recording_day, source_of, with_author
from efe_domain.decision.decision import Decision
from efe_domain.decision.events import DecisionEvent, DecisionKind, Stance
from efe_domain.decision.positions import Voice
from efe_domain.decision.refusals import NotTheProposer
from efe_domain.decision.wording import PROJECT_ACTS, Wording
from efe_domain.instance.instance import InstanceBassin
from efe_domain.meeting.meeting import Meeting
from efe_domain.operator.operator import Operator
from efe_domain.opinion.opinion import Opinion
from efe_domain.pole.pole import Pole
from efe_domain.project.project import Project
from efe_domain.shared.command_context import current_context
from efe_domain.shared.documents import Document
from efe_domain.shared.errors import NotFound
from efe_domain.shared.ids import instance_id

SUBJECTS: Final[dict[DecisionKind, type[Project | Opinion | Pole]]] = {
    DecisionKind.PROJECT: Project,
    DecisionKind.OPINION: Opinion,
    DecisionKind.MODALITIES: Pole,
    **dict.fromkeys(PROJECT_ACTS, Project),
}
LATE_VOICE: Final = Voice(own=True, late=True)


@use_case
def propose_decision(
    uow: UseCases,
    decision_id: UUID,
    pole_id: UUID,
    kind: DecisionKind,
    wording: Wording,
    *,
    subject: UUID | None = None,
    replaces: UUID | None = None,
    on: date | None = None,
) -> CommandResult:
    """`replaces` is an adopted decision of the pôle that this one replaces once it is adopted."""
    pole, decision = acting_in(uow, pole_id), uow.target(uow.load(Decision, decision_id))
    if subject and kind in SUBJECTS:
        _check_decidable(uow, pole, kind, uow.require(SUBJECTS[kind], subject), wording, uow.day(on))
    day, recorded_on = uow.day(on), recording_day()
    decision.propose(pole, kind, subject, wording, recorded_on=recorded_on, replaces=replaces, on=day)
    if replaces:
        visible_decision(uow, pole, replaces).check_replaceable(pole)
    return uow.record(decision)


@use_case
def amend_decision(uow: UseCases, decision_id: UUID, wording: Wording, *, on: date | None = None) -> CommandResult:
    pole, decision = _proposed(uow, decision_id)
    if decision.subject and decision.kind in SUBJECTS:
        subject = uow.require(SUBJECTS[decision.kind], decision.subject)
        _check_decidable(uow, pole, decision.kind, subject, wording, uow.day(on))
    decision.amend(pole, wording, recorded_on=recorded_on(uow, decision), on=uow.day(on))
    return uow.record(decision)


@use_case
def set_decision_deadline(
    uow: UseCases, decision_id: UUID, deadline: date, *, on: date | None = None
) -> CommandResult:
    """Announces the last day for answers to an open decision, or moves it to a later day."""
    _, decision = _proposed(uow, decision_id)
    decision.set_deadline(deadline, recorded_on=recorded_on(uow, decision), on=uow.day(on))
    return uow.record(decision)


@use_case
def take_position(
    uow: UseCases,
    decision_id: UUID,
    operator: UUID,
    stance: Stance,
    words: str = "",
    *,
    content_hash: str,
    document: Document | None = None,
    meeting_id: UUID | None = None,
    on: date | None = None,
) -> CommandResult:
    """`document` or `meeting_id` is the basis on which a coordinator records the position of the member.

    After the adoption, only the member itself speaks; its objection puts in question what rests on the decision.
    """
    if late := speaks_late(uow, decision := uow.require(Decision, decision_id), operator):
        pole, member, voice = uow.require(Pole, decision.pole), "", LATE_VOICE
    else:
        pole, decision = _discussed(uow, decision_id)
        member = seat(uow, pole, operator)
        source = source_of(uow, decision, operator, member, document, meeting_id, uow.day(on))
        voice = with_author(uow, source, decision, pole, operator)
    uow.target(decision)
    decision.take_position(pole, operator, stance, words, content_hash=content_hash, voice=voice, on=uow.day(on))
    if late:
        check_recorded_today(uow.day(on))
    questioned = question_acts(uow, decision) if late and decision.is_contested else []
    return uow.record(decision, *questioned, on_behalf_of=member)


@use_case
def answer_objection(
    uow: UseCases, decision_id: UUID, objection: int, answer: str, *, on: date | None = None
) -> CommandResult:
    _, decision = _discussed(uow, decision_id)
    decision.answer_objection(objection, answer, on=uow.day(on))
    return uow.record(decision)


@use_case
def maintain_objection(
    uow: UseCases, decision_id: UUID, objection: int, reason: str, *, on: date | None = None
) -> CommandResult:
    pole, decision = _discussed(uow, decision_id)
    member = seat(uow, pole, decision.objections[objection].operator)
    decision.maintain_objection(pole, objection, reason, voice=Voice(own=not member), on=uow.day(on))
    return uow.record(decision, on_behalf_of=member)


@use_case
def withdraw_objection(
    uow: UseCases,
    decision_id: UUID,
    objection: int,
    reason: str,
    *,
    document: Document | None = None,
    meeting_id: UUID | None = None,
    on: date | None = None,
) -> CommandResult:
    """`document` or `meeting_id` is the basis on which a coordinator records the withdrawal of the author."""
    decision = uow.require(Decision, decision_id)
    if late := speaks_late(uow, decision, decision.objections.author_of(objection)):
        pole, member, voice = uow.require(Pole, decision.pole), "", LATE_VOICE
    else:
        pole, decision = _discussed(uow, decision_id)
        author = decision.objections[objection].operator
        member = seat(uow, pole, author)
        source = source_of(uow, decision, author, member, document, meeting_id, uow.day(on))
        voice = with_author(uow, source, decision, pole, author, objection)
    uow.target(decision)
    decision.withdraw_objection(pole, objection, reason, voice=voice, on=uow.day(on))
    if late:
        check_recorded_today(uow.day(on))
    return uow.record(decision, on_behalf_of=member)


@use_case
def adopt_decision(
    uow: UseCases, decision_id: UUID, *, meeting_id: UUID | None = None, joins: bool = False, on: date | None = None
) -> CommandResult:
    """`meeting_id` is the meeting of the pôle at which it adopts. `joins`: it carries the project by this act."""
    (pole, decision), day = _discussed(uow, decision_id), uow.day(on)
    members = candidates(uow, pole.members_on(day))
    if meeting_id:
        uow.require(Meeting, meeting_id).check_met(pole.id, day)
    imported = lifts_rules(uow, decision)
    decision.adopt(
        pole,
        members,
        partial(_name_of, uow),
        meeting=meeting_id,
        late_until=_late_until(uow, decision),
        imported=imported,
        on=day,
    )
    if not imported and current_context().by_clock and day < current_context().today:
        check_adopted_in_meeting(uow, meeting_id, day)
    joined = joined_by(uow, decision, pole, day) if joins else []
    return uow.record(decision, *mark_replaced(uow, decision, day), *joined)


@use_case
def close_without_consensus(
    uow: UseCases, decision_id: UUID, reason: str, *, on: date | None = None
) -> CommandResult:
    pole, decision = _proposed(uow, decision_id)
    decision.close(reason, pole=pole if recorded_on(uow, decision) else None, on=uow.day(on))
    return uow.record(decision)


@use_case
def communicate_decision(uow: UseCases, decision_id: UUID, *, on: date | None = None) -> CommandResult:
    _, decision = _discussed(uow, decision_id)
    decision.communicate(on=uow.day(on))
    return uow.record(decision)


@use_case
def receive_decision(uow: UseCases, decision_id: UUID, *, on: date | None = None) -> CommandResult:
    decision = uow.require(Decision, decision_id)
    coordinating(uow, decision.bassin)
    uow.target(decision).receive(on=uow.day(on))
    return uow.record(decision)


def hash_of_decision(uow: UseCases, decision_id: UUID) -> str:
    """Returns the hash of the wording, as a batch leaves it. The caller checks who may know it."""
    batch = current_batch()
    events = [*uow.events.get(decision_id), *(batch.new_events(decision_id) if batch else ())]
    return Decision.replay(decision_id, cast("list[DecisionEvent]", events)).content_hash


def _check_decidable(
    uow: UseCases, pole: Pole, kind: DecisionKind, subject: Project | Opinion | Pole, wording: Wording, on: date
) -> None:
    """Checks that the pôle may decide on it: a project that it was shown, an opinion or modalities of its own.

    Raises `NotFound`, `NotInvited`, `ContentNotShown`, `ContentChanged`, `NotCarrying` or `NotLeading`.
    """
    match subject:
        case Project() if kind in PROJECT_ACTS:
            subject.check_decides(kind, pole, wording.subject_hash)
        case Project():
            subject.check_shown(pole, invitation_to(uow, subject, pole, on), wording.subject_hash, on)
        case Opinion(brief=brief) if brief.pole != pole.id:
            raise NotFound(Opinion.NOUN, subject.id)
        case Pole() if subject.id != pole.id:
            raise NotFound(Pole.NOUN, subject.id)


def _discussed(uow: UseCases, decision_id: UUID) -> tuple[Pole, Decision]:
    """Loads the decision and its pôle for an account that acts in the pôle. Raises `NotFound` or `Forbidden`."""
    decision = uow.require(Decision, decision_id)
    return acting_in(uow, decision.pole), uow.target(decision)


def _proposed(uow: UseCases, decision_id: UUID) -> tuple[Pole, Decision]:
    """Loads both for the account that proposed the decision or a coordinator; an imported line is not asked.

    Raises `NotTheProposer`.
    """
    pole, decision = _discussed(uow, decision_id)
    if recorded_on(uow, decision) and not coordinates_pole(uow, pole):
        proposal = uow.whole_stream(decision_id)[0]
        if proposal.metadata.get("actor") != current_context().actor:
            raise NotTheProposer("Cet acte revient au compte qui a proposé la décision, ou à un coordinateur.")
    return pole, decision


def _late_until(uow: UseCases, decision: Decision) -> date | None:
    """Returns the last day for a late word on a decision that is adopted now.

    An imported line has none, unless a signed log has its event: it keeps the day of that event.
    """
    recording = recorded_on(uow, decision)
    if recording is None:
        return current_context().sealed_late_until
    instance = uow.require(InstanceBassin, instance_id(decision.bassin))
    return recording + timedelta(days=instance.contest_days_on(recording))


def _name_of(uow: UseCases, operator: UUID) -> str:
    return uow.require(Operator, operator).name
