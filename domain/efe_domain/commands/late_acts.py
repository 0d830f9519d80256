"""Late acts: a fact dated before a recorded one of its own stream puts in question what it touches.

Each late act is recorded with the questions that it raises; it is never refused for that. The lines of an imported
file are looked at once, after the last one.
"""

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from efe_domain.catalogue import CORRECTIONS
from efe_domain.commands.batch import CommandBatch, current_batch
from efe_domain.commands.citing_streams import streams_citing
from efe_domain.commands.correction_subjects import facts_of
from efe_domain.commands.handler import UseCases
from efe_domain.commands.questions import put_in_question
from efe_domain.commands.unit_of_work import LedgerReads, UnitOfWork, current_unit
from efe_domain.shared.aggregate import Aggregate
from efe_domain.shared.command_context import current_context, in_context
from efe_domain.shared.consequences import (
    KINDS_THAT_LOAD_OTHERS,
    MAX_CONSEQUENCES,
    CorrectedEntityLoader,
    Findings,
    affects_decisions,
    differences,
    find_consequences,
    reference_keys,
)
from efe_domain.shared.days import TooEarly
from efe_domain.shared.effective_facts import effective_facts
from efe_domain.shared.event import Event, effective_on
from efe_domain.shared.record_events import RecordEvent
from efe_domain.shared.replay_decisions import NOT_RECTIFIABLE, Correctable, replay_decisions


def question_late_acts(uow: UseCases, aggregates: Sequence[Aggregate[Any]]) -> list[Aggregate[Any]]:
    """Returns the other aggregates that late facts of the given ones put in question, with the questions.

    The late lines of a file are noted for the end of the batch.
    """
    context, batch = current_context(), current_batch()
    late = [each for each in aggregates if each.has_late_facts and each.KIND in CORRECTIONS]
    questioned: dict[UUID, Aggregate[Any]] = {}
    if context.is_live:
        for each in late:
            questioned |= _questioned(uow, each, current_unit().versions[each.id], each.pending_events)
    elif batch and context.reprise:
        batch.note_late(context, [each.id for each in late])
    recorded_ids = {each.id for each in aggregates}
    return [each for stream, each in questioned.items() if stream not in recorded_ids]


def question_late_lines(uow: UseCases, batch: CommandBatch) -> None:
    """Records the questions that the late lines of a file raise, after its last line."""
    if batch.late_context is None:
        return
    unit = UnitOfWork("finish", lambda _: None, LedgerReads(), optimistic=False)
    unit.admitted = True
    with in_context(batch.late_context), batch.active_command(unit):
        questioned: dict[UUID, Aggregate[Any]] = {}
        for stream in batch.late_streams:
            new = batch.new_events(stream)
            before = new[0].originator_version - 1 if new else 0
            kind = CORRECTIONS[new[0].TOPIC.partition(".")[0]].aggregate if before else None
            if kind:
                questioned |= _questioned(uow, uow.load(kind, stream), before, new)
        if questioned:
            first, *others = questioned.values()
            uow.append(first, *others)


def _questioned(
    uow: UseCases, entity: Aggregate[Any], version: int, new: Sequence[Event]
) -> dict[UUID, Aggregate[Any]]:
    """Records the questions that the late facts among the `new` ones raise; returns the aggregates."""
    correctable = CORRECTIONS[entity.KIND]
    stream = [event for event in uow.whole_stream(entity.id) if event.originator_version <= version]
    facts = effective_facts(stream)
    last_day = max((day for day in map(effective_on, _rectifiable(correctable, facts)) if day), default=date.min)
    late = [
        fact
        for fact in _rectifiable(correctable, new)
        if (effective_on(fact) or date.max) < last_day and affects_decisions((), (fact,))
    ]
    if not late or any(isinstance(event, RecordEvent) for event in new):
        return {}
    before = correctable.aggregate.replay(entity.id, stream)
    questioned: dict[UUID, Aggregate[Any]] = {}
    for other, findings in _findings_elsewhere(uow, entity, before, late):
        put_in_question(other, entity, findings.questioned)
        questioned[other.id] = other
    own = _own_findings(uow, correctable, entity, facts, late)
    if own.questioned:
        put_in_question(entity, entity, own.questioned)
        questioned[entity.id] = entity
    return questioned


def _own_findings(
    uow: UseCases,
    correctable: Correctable[Any],
    entity: Aggregate[Any],
    facts: Sequence[Event],
    late: Sequence[Event],
) -> Findings:
    """Compares a replay of the recorded facts with one in which the late facts stand at their days.

    A fold that needs a fact which now comes later fails: the late fact cannot stand at its day.
    """
    before, _ = replay_decisions(correctable, entity.id, facts, uow)
    try:
        after, _ = replay_decisions(correctable, entity.id, _in_order(facts, late), uow)
    except LookupError:
        return Findings((TooEarly.code(),), {})
    for fact in late:
        for result in (after.facts, after.decided, after.refused):
            result.pop(fact.originator_version, None)
    return differences(correctable, facts, before, after)


def _findings_elsewhere(
    uow: UseCases, entity: Aggregate[Any], before: Aggregate[Any], late: Sequence[Event]
) -> Iterator[tuple[Aggregate[Any], Findings]]:
    """Yields the other entities that decide otherwise once the late facts are known, up to the limit."""
    naming = streams_citing(uow, reference_keys(entity, late), KINDS_THAT_LOAD_OTHERS, but=entity.id)
    entities, count = CorrectedEntityLoader(uow, before), 0
    for stream, kind in naming:
        correctable = CORRECTIONS[kind]
        other = uow.load(correctable.aggregate, stream)
        if other.pending_events:
            continue
        findings = find_consequences(correctable, stream, facts_of(uow, other), entities, entity)
        if findings.questioned and count < MAX_CONSEQUENCES:
            count += 1
            yield other, findings


def _rectifiable(correctable: Correctable[Any], facts: Sequence[Event]) -> list[Event]:
    """Returns the facts of the entity, without those of access and those that others derive."""
    own_facts = (fact for fact in facts if not isinstance(fact, RecordEvent) and not correctable.is_companion(fact))
    return [fact for fact in own_facts if correctable.rules_for(fact) != NOT_RECTIFIABLE]


def _in_order(facts: Sequence[Event], late: Sequence[Event]) -> list[Event]:
    """Inserts each late fact after the last fact of its day or an earlier one."""
    ordered = list(facts)
    for fact in late:
        day = effective_on(fact) or date.max
        earlier = (nth for nth, each in enumerate(ordered) if (effective_on(each) or date.max) <= day)
        ordered.insert(1 + max(earlier, default=-1), fact)
    return ordered
