"""Commands that withdraw an irregular act that created rights, by a new act.

They are for a coordinator of the Instance whose act it is.
A withdrawal takes effect on the day on which it is recorded: an earlier day could evade the limit of sixty days.
Only history imported from a file keeps the days of its source.
"""

from datetime import date
from typing import Any
from uuid import UUID

from efe_domain.commands.correction_commands import proposed, record_with_consequences
from efe_domain.commands.correction_subjects import Subject, adopted_minutes, load_subject
from efe_domain.commands.handler import CommandResult, UseCases, use_case
from efe_domain.commands.second_person import check_another, is_history
from efe_domain.meeting.meeting import Meeting
from efe_domain.shared import texts
from efe_domain.shared.annexes import check_document
from efe_domain.shared.command_context import current_context
from efe_domain.shared.correction import Correction
from efe_domain.shared.days import check_not_before
from efe_domain.shared.documents import Document
from efe_domain.shared.errors import Invalid
from efe_domain.shared.event import effective_on
from efe_domain.shared.record_events import Patch
from efe_domain.shared.replay_decisions import Withdrawable
from efe_domain.shared.withdrawal import NotWithdrawable, WithdrawalPending, pending_withdrawal, plan_withdrawal


@use_case
def withdraw_act(
    uow: UseCases,
    kind: str,
    entity_id: UUID,
    act: int,
    reason: str,
    *,
    document: Document | None = None,
    minutes: UUID | None = None,
    on: date | None = None,
) -> CommandResult:
    """`act` is the version at which the act was recorded; `minutes` is a meeting of a body of the Instance.

    It is only proposed: another person confirms it. Raises what `plan_withdrawal` does, `MinutesNotAdopted`,
    `WithdrawalPending`, `InTheFuture` or `Invalid`.
    """
    subject = load_subject(uow, kind, entity_id, (Patch(act),))
    entity = uow.target(subject.entity)
    day, reason = _day(uow, subject, act, on), texts.text(reason, "reason")
    if document:
        check_document(document)
    correction, waiting = _withdrawn(uow, subject, act, day), pending_withdrawal(entity, act)
    cited = _minutes_since(uow, minutes, subject, act) if minutes else document
    if minutes and is_history(subject.changed_by(correction)):
        return _record_withdrawn(uow, subject, correction, act, reason, cited, waiting, day)
    if waiting:
        raise WithdrawalPending("Le retrait de cet acte est déjà proposé, à la version {version}.", version=waiting)
    withdrawable = _withdrawable(subject)
    entity.record(withdrawable.events.proposed(patches=(Patch(act),), reason=reason, document=cited))
    return uow.record(entity)


@use_case
def confirm_withdrawal(
    uow: UseCases, kind: str, entity_id: UUID, proposal: int, *, on: date | None = None
) -> CommandResult:
    """Confirms the proposal of another coordinator, within sixty days of the act, on the current state."""
    subject, request = proposed(uow, kind, entity_id, proposal, withdrawal=True)
    act = request.patches[0].version
    day = _day(uow, subject, act, on)
    correction = _withdrawn(uow, subject, act, day)
    check_another(uow, request, subject.changed_by(correction), subject.bassins)
    return _record_withdrawn(uow, subject, correction, act, request.reason, request.document, proposal, day)


@use_case
def drop_withdrawal(
    uow: UseCases, kind: str, entity_id: UUID, proposal: int, reason: str, *, on: date | None = None
) -> CommandResult:
    subject, request = proposed(uow, kind, entity_id, proposal, withdrawal=True)
    _day(uow, subject, request.patches[0].version, on)
    dropped = _withdrawable(subject).events.dropped(proposal=proposal, reason=texts.text(reason, "reason"))
    subject.entity.record(dropped)
    return uow.record(subject.entity)


def _day(uow: UseCases, subject: Subject, act: int, on: date | None) -> date:
    """Raises `InTheFuture` or `Invalid`."""
    day = uow.day(on)
    acts = [fact for fact in subject.facts if fact.originator_version == act]
    if day != uow.day(None) and not (current_context().reprise and is_history(acts)):
        raise Invalid("effectiveOn", "Un retrait prend effet le jour où il est enregistré.")
    return day


def _withdrawn(uow: UseCases, subject: Subject, act: int, day: date) -> Correction[Any]:
    return plan_withdrawal(subject.correctable, subject.entity.id, subject.facts, act, uow, on=day)


def _minutes_since(uow: UseCases, minutes: UUID, subject: Subject, act: int) -> Document:
    """Returns the adopted minutes of a meeting not before the act. Raises `MinutesNotAdopted` or `TooEarly`."""
    cited = adopted_minutes(uow, minutes, subject)
    days = (effective_on(fact) for fact in subject.facts if fact.originator_version == act)
    day, meeting_day = next(days, None), uow.load(Meeting, minutes).held_on
    if day and meeting_day:
        check_not_before(meeting_day, day, "l'acte retiré")
    return cited


def _record_withdrawn(
    uow: UseCases,
    subject: Subject,
    correction: Correction[Any],
    act: int,
    reason: str,
    document: Document | None,
    proposal: int | None,
    day: date,
) -> CommandResult:
    withdrawal = _withdrawable(subject).events.withdrawn(
        act=act,
        changes=correction.changes(),
        reason=reason,
        document=document,
        proposal=proposal,
        effective_on=day,
    )
    return record_with_consequences(uow, subject, correction, withdrawal)


def _withdrawable(subject: Subject) -> Withdrawable:
    """Raises `NotWithdrawable`."""
    if (withdrawable := subject.correctable.withdrawable) is None:
        raise NotWithdrawable("Aucun acte de cet objet ne se retire.")
    return withdrawable
