"""Correction rules for the facts of a meeting, and the replay of its decisions."""

from datetime import date
from uuid import UUID

from efe_domain.instance.instance import InstanceBassin
from efe_domain.meeting.events import (
    AgendaSet,
    Assembly,
    AssemblyKind,
    Attendee,
    HoursSet,
    MeetingCancelled,
    MeetingConvened,
    MeetingDocumentAttached,
    MeetingEvent,
    MeetingHeld,
    MeetingPostponed,
    MinutesAdopted,
    Proxy,
    Venue,
)
from efe_domain.meeting.meeting import Meeting
from efe_domain.operator.operator import Operator
from efe_domain.pole.pole import Pole
from efe_domain.shared.bassins import Bassin
from efe_domain.shared.event import Event
from efe_domain.shared.ids import instance_id
from efe_domain.shared.record_events import correction_events
from efe_domain.shared.replay_decisions import DAY, Annulment, Correctable, EntityLoader, rectifiable


def replay_fact(meeting: Meeting, event: MeetingEvent, entities: EntityLoader) -> None:
    on = event.effective_on
    match event:
        case MeetingConvened(assembly=assembly, day=day, venue=venue, joint=joint):
            check_may_meet(assembly, day, venue, entities)
            meeting.convene(assembly, day, venue, joint=joint, on=on)
        case HoursSet(hours=hours):
            meeting.set_hours(hours, on=on)
        case MeetingPostponed(day=day, venue=venue, hours=hours, reason=reason):
            check_may_meet(meeting.assembly, day, venue, entities)
            meeting.postpone(day, venue, hours, reason=reason, on=on)
        case AgendaSet(items=items):
            meeting.set_agenda(items, on=on)
        case MeetingHeld(venue=venue, present=present, excused=excused, represented=represented):
            attendees: tuple[Attendee | Proxy, ...] = (*present, *excused, *represented)
            members = check_may_hold(meeting.assembly, on, venue, attendees, entities)
            meeting.hold(venue, present, excused, represented=represented, members=members, on=on)
        case MinutesAdopted(document=document):
            meeting.adopt_minutes(document, on=on)
        case MeetingCancelled(reason=reason):
            meeting.cancel(reason, on=on)
        case MeetingDocumentAttached(document=document, title=title):
            meeting.attach(document, title, on=on)


def check_may_meet(assembly: Assembly, day: date, venue: Venue, entities: EntityLoader) -> tuple[UUID, ...] | None:
    """Checks that the assembly may meet on that day; for a pôle, returns its members of that day."""
    match assembly.kind:
        case AssemblyKind.POLE:
            pole = entities.require(Pole, assembly.id)
            pole.check_meets(day, remote=venue.remote)
            return pole.members_on(day)
        case AssemblyKind.BODY:
            entities.require(InstanceBassin, instance_id(assembly.bassins[0])).check_body(assembly.id, day)
    return None


def check_may_hold(
    assembly: Assembly,
    day: date,
    venue: Venue,
    attendees: tuple[Attendee | Proxy, ...],
    entities: EntityLoader,
) -> tuple[UUID, ...] | None:
    """Checks also that the operators of attendees exist, unless the members of a pôle are checked."""
    members = check_may_meet(assembly, day, venue, entities)
    if members is None:
        for attendee in attendees:
            if attendee.operator:
                entities.require(Operator, attendee.operator)
    return members


def recording_instances(meeting: Meeting, event: Event) -> tuple[Bassin, ...]:
    return event.assembly.bassins if isinstance(event, MeetingConvened) else meeting.assembly.bassins


CORRECTION = Correctable(
    aggregate=Meeting,
    facts={
        MeetingConvened: rectifiable(f"{DAY} day venue"),
        HoursSet: rectifiable(f"{DAY} hours", annulment=Annulment.UNUSED),
        MeetingPostponed: rectifiable(f"{DAY} day venue hours reason", annulment=Annulment.UNUSED),
        AgendaSet: rectifiable(f"{DAY} items"),
        MeetingHeld: rectifiable(f"{DAY} venue present excused represented", annulment=Annulment.UNCITED),
        MinutesAdopted: rectifiable(f"{DAY} document", annulment=Annulment.UNUSED),
        MeetingCancelled: rectifiable(f"{DAY} reason", annulment=Annulment.UNUSED),
        MeetingDocumentAttached: rectifiable(f"{DAY} title"),
    },
    replay_fact=replay_fact,
    recording_instances=recording_instances,
    events=correction_events(Meeting.KIND, "a meeting"),
)
