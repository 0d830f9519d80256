"""Late words in use cases: who may speak after an adoption, and what an objection puts in question (PS-CONSENSUS).

A late word takes effect on the day on which it is recorded.
"""

from datetime import date, timedelta
from typing import Any, Final
from uuid import UUID

from efe_domain.access.powers import Standing, opens
from efe_domain.catalogue import CORRECTIONS
from efe_domain.commands.authorization import acting_person, is_coordinator, represented_members
from efe_domain.commands.citing_streams import streams_citing
from efe_domain.commands.handler import UseCases
from efe_domain.commands.questions import put_in_question
from efe_domain.decision.decision import Decision
from efe_domain.decision.events import ObjectionWithdrawn, PositionTaken
from efe_domain.decision.refusals import Contested
from efe_domain.pole.pole import Pole
from efe_domain.shared.aggregate import Aggregate
from efe_domain.shared.bassins import Bassin
from efe_domain.shared.command_context import current_context
from efe_domain.shared.consequences import MAX_CONSEQUENCES
from efe_domain.shared.errors import Invalid
from efe_domain.shared.messages import Message

KINDS_OF_ACTS: Final = ("opinion", "pole", "project")
"""Kinds of entities whose acts rest on a decision."""
Statement: Final = (PositionTaken, ObjectionWithdrawn)
PURGE_DAYS: Final = 30
"""Days for a late word after the purge of a document on which a recorded word rests: an interpretation."""


def speaks_late(uow: UseCases, decision: Decision, operator: UUID | None) -> bool:
    """Says whether the account speaks for that member on an adopted decision; it then has the right to."""
    if operator is None or decision.adopted_on is None or decision.late_until is None:
        return False
    if current_context().is_coordinator_only:
        return False
    pole, person = uow.require(Pole, decision.pole), acting_person(uow)
    if person is None or not opens(Standing.REPRESENTATIVE, uow.command_name()):
        return False
    is_speaker = person in decision.late_speakers(pole, operator, current_context().today)
    speaks = (is_speaker and not is_coordinator(uow, person, pole.bassin)) or operator in represented_members(
        uow, pole
    )
    if speaks:
        uow.admit(right=True, otherwise=Message("Ce compte ne représente pas ce membre du pôle."))
    return speaks


def check_recorded_today(day: date) -> None:
    """Raises `Invalid`; a line that a signed log has keeps its day."""
    if day != current_context().today and not current_context().sealed:
        raise Invalid("effectiveOn", "Après l'adoption, une parole prend effet le jour où elle est enregistrée.")


def question_acts(uow: UseCases, decision: Decision) -> list[Aggregate[Any]]:
    """Puts in question the acts that rest on a contested decision, and returns their entities."""
    streams = streams_citing(uow, (str(decision.id),), KINDS_OF_ACTS, but=decision.id)[:MAX_CONSEQUENCES]
    questioned = []
    for stream, kind in streams:
        entity = uow.load(CORRECTIONS[kind].aggregate, stream)
        if not any(each.cause == decision.id for each in entity.questions.values()):
            put_in_question(entity, decision, (Contested.code(),))
            questioned.append(entity)
    return questioned


def mark_replaced(uow: UseCases, decision: Decision, day: date) -> list[Decision]:
    """Records that an adopted decision replaces the one that it names, and returns that one."""
    if decision.replaces is None:
        return []
    replaced = uow.require(Decision, decision.replaces)
    if replaced.replaced_by:
        return []
    replaced.be_replaced(decision.id, on=day)
    return [replaced]


def purged_statements(uow: UseCases, document: UUID, bassin: Bassin, sha256: str, day: date) -> list[Decision]:
    """Records the purge on the decisions with a word that rests on the document, and returns them.

    On an adopted decision with late words, members may speak again.
    """
    decisions = []
    for stream, _ in streams_citing(uow, (sha256,), (Decision.KIND,), but=document):
        decision = uow.load(Decision, stream)
        if decision.bassin == bassin and _rests_on(uow, decision, sha256):
            has_late_words = decision.late_until is not None and decision.replaced_by is None
            again_until = current_context().today + timedelta(days=PURGE_DAYS) if has_late_words else None
            decision.note_purge(sha256, again_until, on=day)
            decisions.append(decision)
    return decisions


def _rests_on(uow: UseCases, decision: Decision, sha256: str) -> bool:
    statements = (each for each in uow.whole_stream(decision.id) if isinstance(each, Statement))
    return any(each.document and each.document.sha256 == sha256 for each in statements)
