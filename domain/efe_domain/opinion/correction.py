"""Correction rules for the facts of an opinion, and the replay of its decisions."""

from datetime import date
from uuid import UUID

from efe_domain.decision.decision import Decision
from efe_domain.decision.events import DecisionKind
from efe_domain.instance.instance import InstanceBassin
from efe_domain.operator.events import OperatorKind
from efe_domain.operator.operator import Operator
from efe_domain.opinion.content import Brief, OpinionSubjectKind
from efe_domain.opinion.events import (
    EffectObserved,
    OpinionAcknowledged,
    OpinionAdopted,
    OpinionAmended,
    OpinionAnswered,
    OpinionDocumentAttached,
    OpinionDrafted,
    OpinionErratumNoted,
    OpinionEvent,
    OpinionRequested,
    OpinionTransmitted,
    OpinionUndertaken,
)
from efe_domain.opinion.opinion import Opinion
from efe_domain.pole.pole import Pole
from efe_domain.shared.bassins import Bassin
from efe_domain.shared.days import check_not_before
from efe_domain.shared.event import Event
from efe_domain.shared.ids import instance_id
from efe_domain.shared.record_events import correction_events
from efe_domain.shared.replay_decisions import DAY, Annulment, Correctable, EntityLoader, rectifiable
from efe_domain.themes.themes import CommonThemes


def replay_fact(opinion: Opinion, event: OpinionEvent, entities: EntityLoader) -> None:  # noqa: C901 - one case a fact
    on = event.effective_on
    match event:
        case OpinionRequested(brief=brief, requester=requester, due_on=due_on):
            _check_brief(brief, on, entities)
            opinion.request(brief, requester, due_on=due_on, on=on)
        case OpinionUndertaken(brief=brief):
            _check_brief(brief, on, entities)
            opinion.undertake(brief, on=on)
        case OpinionDrafted(content=content, seen=seen):
            opinion.draft(content, seen, on=on)
        case OpinionAmended(content=content, seen=seen):
            opinion.amend(content, seen, on=on)
        case OpinionAdopted(decision=decision):
            if decision and opinion.brief.pole:
                entities.require(Pole, opinion.brief.pole).check_in_term(on)
                carried = entities.require(Decision, decision)
                carried.check_carries(DecisionKind.OPINION, opinion.id, opinion.content_hash)
                check_not_before(on, carried.adopted_on or on, "l'adoption de la décision")
            opinion.adopt(decision, on=on)
        case OpinionTransmitted(answer_due_on=due_on):
            opinion.transmit(answer_due_on=due_on, on=on)
        case OpinionAcknowledged(operator=operator):
            opinion.acknowledge(operator, kind_of(operator, entities), on=on)
        case OpinionAnswered(operator=operator, answer=answer):
            opinion.answer(operator, kind_of(operator, entities), answer, on=on)
        case EffectObserved(effect=effect):
            opinion.observe_effect(effect, on=on)
        case OpinionDocumentAttached(document=document, title=title):
            opinion.attach(document, title, on=on)
        case OpinionErratumNoted(text=text):
            opinion.note_erratum(text, on=on)


def _check_brief(brief: Brief, on: date, entities: EntityLoader) -> None:
    """Checks the author, the theme and the earlier opinion that the brief names. Raises their refusals."""
    if brief.pole:
        entities.require(Pole, brief.pole).check_created(on)
    else:
        instance = entities.load(InstanceBassin, instance_id(brief.bassin))
        instance.check_established(on)
        if brief.body:
            instance.check_body(brief.body, on)
    if brief.subject.kind is OpinionSubjectKind.THEME and brief.subject.id:
        entities.require(CommonThemes, brief.subject.themes or brief.subject.id).check_cites(brief.subject.id, on)
    if brief.follows:
        entities.require(Opinion, brief.follows).check_transmitted(on)


def kind_of(operator: UUID | None, entities: EntityLoader) -> OperatorKind | None:
    return entities.require(Operator, operator).kind if operator else None


def recording_instances(opinion: Opinion, event: Event) -> tuple[Bassin, ...]:
    begun = event.brief if isinstance(event, OpinionRequested | OpinionUndertaken) else opinion.brief
    return (begun.bassin,)


CORRECTION = Correctable(
    aggregate=Opinion,
    facts={
        OpinionRequested: rectifiable(f"{DAY} requester due_on", annulment=Annulment.UNCITED),
        OpinionUndertaken: rectifiable(DAY),
        OpinionDrafted: rectifiable(DAY, frozen="seen content_hash"),
        OpinionAmended: rectifiable(DAY, frozen="seen content_hash"),
        OpinionAdopted: rectifiable(DAY, frozen="content_hash"),
        OpinionTransmitted: rectifiable(f"{DAY} answer_due_on"),
        OpinionAcknowledged: rectifiable(f"{DAY} operator", annulment=Annulment.UNUSED),
        OpinionAnswered: rectifiable(f"{DAY} operator answer", annulment=Annulment.UNUSED),
        EffectObserved: rectifiable(f"{DAY} effect", annulment=Annulment.UNUSED),
        OpinionDocumentAttached: rectifiable(f"{DAY} title"),
        OpinionErratumNoted: rectifiable(f"{DAY} text", annulment=Annulment.UNUSED),
    },
    replay_fact=replay_fact,
    recording_instances=recording_instances,
    events=correction_events(Opinion.KIND, "an opinion"),
)
