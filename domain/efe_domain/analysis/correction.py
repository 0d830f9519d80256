"""Correction rules for the facts of an analysis, and the replay of its decisions."""

from efe_domain.analysis.analysis import Analysis
from efe_domain.analysis.events import (
    AnalysisEvent,
    ContributionReceived,
    DataRequested,
    ReminderRecorded,
    SynthesisAdopted,
    SynthesisWritten,
)
from efe_domain.shared.bassins import Bassin
from efe_domain.shared.event import Event
from efe_domain.shared.record_events import correction_events
from efe_domain.shared.replay_decisions import DAY, Annulment, Correctable, EntityLoader, rectifiable


def replay_fact(analysis: Analysis, event: AnalysisEvent, entities: EntityLoader) -> None:
    on = event.effective_on
    match event:
        case DataRequested(bassin=bassin, request=request):
            analysis.request_data(bassin, request, on=on)
        case ReminderRecorded(note=note, remind_on=remind_on):
            analysis.record_reminder(note, remind_on=remind_on, on=on)
        case ContributionReceived(document=document, reference=reference):
            analysis.receive(document, reference, on=on)
        case SynthesisWritten(text=text, crosses=crosses):
            analysis.write_synthesis(text, [entities.require(Analysis, each) for each in crosses], on=on)
        case SynthesisAdopted():
            analysis.adopt_synthesis(on=on)


def recording_instances(analysis: Analysis, event: Event) -> tuple[Bassin, ...]:
    return (event.bassin if isinstance(event, DataRequested) else analysis.bassin,)


CORRECTION = Correctable(
    aggregate=Analysis,
    facts={
        DataRequested: rectifiable(f"{DAY} request", annulment=Annulment.UNCITED),
        ReminderRecorded: rectifiable(f"{DAY} note remind_on", annulment=Annulment.UNUSED),
        ContributionReceived: rectifiable(f"{DAY} document reference", annulment=Annulment.UNCITED),
        SynthesisWritten: rectifiable(DAY),
        SynthesisAdopted: rectifiable(DAY),
    },
    replay_fact=replay_fact,
    recording_instances=recording_instances,
    events=correction_events(Analysis.KIND, "an analysis"),
)
