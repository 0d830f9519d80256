"""Table of rules: for each event that notices tell, the kind, the object, the audience and the last useful day."""

from collections.abc import Callable, Mapping
from datetime import date, timedelta
from typing import Any, Final, NamedTuple
from uuid import UUID

from efe_domain.decision.events import DecisionAdopted, ObjectionMaintained, ObjectionWithdrawn, PositionTaken
from efe_domain.meeting.events import HoursSet, MeetingCancelled, MeetingConvened, MeetingPostponed, MinutesAdopted
from efe_domain.pole.events import RepresentativeReplaced
from efe_domain.project.events import ProjectSubmitted, VerdictGiven, VerdictRevised
from efe_domain.project.invitation_events import PoleInvited
from efe_domain.shared.event import Event
from efe_infra.notices.audience import Audience, AudienceReads
from efe_infra.notices.kinds import NoticeKind

NOTICE_PERIOD: Final = timedelta(days=3)
"""Time after the recording of an event in which its notices are planned and sent; later they would mislead."""


class NoticeRule(NamedTuple):
    """Rule of a kind of event. `subject` is the type of the object whose page the notice opens."""

    kind: NoticeKind
    subject: str
    audience: Callable[[AudienceReads, Any], Audience]
    last_day: Callable[[Any], date | None] = lambda _: None


class PlannedNotice(NamedTuple):
    """Notice of an event, before its audience is known by persons. `subject` is a global id of the contract."""

    kind: NoticeKind
    subject: str
    audience: Audience
    bassin: str | None = None


def _assembly(reads: AudienceReads, event: Event) -> Audience:
    return reads.assembly(event.originator_id)


def _convened(reads: AudienceReads, event: MeetingConvened | MeetingPostponed | HoursSet) -> Audience:
    """Returns the assembly of a meeting that is not cancelled."""
    return Audience() if reads.is_cancelled(event.originator_id) else _assembly(reads, event)


def _member(reads: AudienceReads, event: PositionTaken) -> Audience:
    return Audience() if event.own else reads.member(event.pole, event.operator)


def _author(reads: AudienceReads, event: ObjectionMaintained | ObjectionWithdrawn) -> Audience:
    """Returns the member for which a coordinator maintained or withdrew an objection; a position tells its own."""
    if event.own or (isinstance(event, ObjectionWithdrawn) and event.by_position):
        return Audience()
    return reads.author(event.originator_id, event.objection)


def _contested(reads: AudienceReads, event: PositionTaken) -> Audience:
    """Returns the members of the pôle and its coordinators, if this late word contests the decision."""
    pole, is_contested = reads.pole_of(event.originator_id)
    if not (event.late and event.objection and is_contested and pole):
        return Audience()
    return reads.members(pole) | reads.coordinators(*event.bassins)


def _of_pole(reads: AudienceReads, event: DecisionAdopted) -> Audience:
    pole, _ = reads.pole_of(event.originator_id)
    return reads.members(pole) if pole else Audience()


def _invited(reads: AudienceReads, event: PoleInvited) -> Audience:
    return reads.members(event.pole) | reads.coordinators(event.bassin)


def _judges(reads: AudienceReads, event: ProjectSubmitted) -> Audience:
    return reads.coordinators(*event.instances)


def _concerned(reads: AudienceReads, event: VerdictGiven | VerdictRevised) -> Audience:
    return reads.carriers(event.originator_id) | reads.coordinators(*event.bassins)


def _replaced(reads: AudienceReads, event: RepresentativeReplaced) -> Audience:
    return reads.replaced(event.originator_id, event.originator_version)


RULES: Final[Mapping[type[Event], tuple[NoticeRule, ...]]] = {
    MeetingConvened: (NoticeRule(NoticeKind.MEETING_CONVENED, "Meeting", _convened, lambda event: event.day),),
    MeetingPostponed: (NoticeRule(NoticeKind.MEETING_MOVED, "Meeting", _convened, lambda event: event.day),),
    HoursSet: (NoticeRule(NoticeKind.MEETING_MOVED, "Meeting", _convened),),
    MeetingCancelled: (NoticeRule(NoticeKind.MEETING_CANCELLED, "Meeting", _assembly),),
    MinutesAdopted: (NoticeRule(NoticeKind.MINUTES_ADOPTED, "Meeting", _assembly),),
    PositionTaken: (
        NoticeRule(NoticeKind.WORD_RECORDED, "Decision", _member),
        NoticeRule(NoticeKind.DECISION_CONTESTED, "Decision", _contested),
    ),
    ObjectionMaintained: (NoticeRule(NoticeKind.WORD_RECORDED, "Decision", _author),),
    ObjectionWithdrawn: (NoticeRule(NoticeKind.WORD_RECORDED, "Decision", _author),),
    DecisionAdopted: (NoticeRule(NoticeKind.DECISION_ADOPTED, "Decision", _of_pole),),
    PoleInvited: (NoticeRule(NoticeKind.POLE_INVITED, "Invitation", _invited, lambda event: event.answer_by),),
    ProjectSubmitted: (NoticeRule(NoticeKind.VERDICT_ASKED, "Project", _judges),),
    VerdictGiven: (NoticeRule(NoticeKind.VERDICT_GIVEN, "Project", _concerned),),
    VerdictRevised: (NoticeRule(NoticeKind.VERDICT_GIVEN, "Project", _concerned),),
    RepresentativeReplaced: (NoticeRule(NoticeKind.REPRESENTATIVE_REPLACED, "Pole", _replaced),),
}
"""Rules by the class of the event; an event of another class has no notice."""


def notices_of(event: Event, reads: AudienceReads) -> list[PlannedNotice]:
    """Returns the notices of an event that still matter on the day of the reads."""
    return [
        PlannedNotice(rule.kind, subject_of(rule.subject, event.originator_id), audience, event.bassins[0])
        for rule in RULES.get(type(event), ())
        if (rule.last_day(event) or reads.day) >= reads.day
        and (audience := rule.audience(reads, event)) != Audience()
    ]


def subject_of(kind: str, key: UUID) -> str:
    return f"{kind}:{key}"
