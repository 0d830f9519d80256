"""State of a project computed again from its events alone: carriers, Instances concerned, verdicts."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any
from uuid import UUID

from efe_domain.project.carrier_events import AmendmentCarried, LeadHandedOver, LeadOffered, PoleJoined, PoleLeft
from efe_domain.project.events import (
    ConditionMet,
    FundingOutcomeRecorded,
    ProjectAbandoned,
    ProjectAmended,
    ProjectCompleted,
    ProjectEmerged,
    ProjectSubmitted,
    SupportEnded,
    SupportGranted,
    VerdictGiven,
    VerdictKind,
    VerdictRevised,
)
from efe_domain.project.invitation_events import InvitationAccepted, PoleInvited
from efe_domain.project.joint_meeting_events import JointMeetingAttended
from efe_domain.project.state import ProjectEvent
from efe_domain.project.verdicts import JointOutcome
from efe_domain.shared.bassins import Bassin
from efe_domain.shared.codec import content_hash
from tests.domain.projects import HUY, LIEGE, NAMUR, a_pole_of

POLES = (a_pole_of(LIEGE), a_pole_of(NAMUR), a_pole_of(HUY), a_pole_of(NAMUR, name="Chaleur"))
HOME = {pole.id: pole.bassin for pole in POLES}


def check(past: Sequence[ProjectEvent], event: ProjectEvent) -> None:  # noqa: C901 - one case an event
    """What must hold when an event follows its past."""
    assert getattr(event, "bassin", None) in (None, *event.bassins)  # else verifiers refuse it: ROUTE_INVALID
    if any(isinstance(before, ProjectCompleted | ProjectAbandoned) for before in past):
        # What its own meeting says of a pôle is never refused.
        assert isinstance(event, SupportEnded | FundingOutcomeRecorded | ConditionMet | JointMeetingAttended)
    match event:
        case ProjectSubmitted(content_hash=submitted, instances=instances):
            assert set(carried(past).values()) == {submitted} == {current(past)}
            assert set(instances) <= set(concerned(past))
        case VerdictGiven(bassin=bassin, content_hash=judged):
            assert judged == current(past)
            assert bassin in concerned(past)
            assert bassin in submitted_to(past)
            assert bassin not in counted(past)
        case VerdictRevised(bassin=bassin, content_hash=judged, previous=previous, revises=version):
            assert judged == current(past)
            assert previous == counted(past)[bassin] == past[version - 1].verdict  # type: ignore[union-attr]
        case ConditionMet(bassin=bassin, verdict=version, condition=number):
            given = past[version - 1]
            assert isinstance(given, VerdictGiven | VerdictRevised)
            assert given.bassin == bassin
            assert number <= len(given.conditions)
            assert (version, number) not in met(past)
        case SupportGranted(bassin=bassin):
            assert counted(past).get(bassin) in (VerdictKind.AGREED, VerdictKind.CONDITIONS)
        case LeadHandedOver(lead=taken, previous=previous):
            assert taken in carried(past)
            assert previous == lead(past) != taken
            assert offered(past) == taken
        case PoleLeft(bassin=bassin, uncounted=uncounted, concerned=left):
            assert left == concerned([*past, event])
            assert uncounted == (None if bassin in left else counted(past).get(bassin))
            assert standing(past) <= set(left)
        case PoleJoined(content_hash=joined) | AmendmentCarried(content_hash=joined):
            assert joined == current(past)
        case ProjectAmended(content=content, content_hash=hashed):
            assert content_hash(content) == hashed != current(past)


def current(events: Sequence[ProjectEvent]) -> str:
    return [event.content_hash for event in events if isinstance(event, ProjectEmerged | ProjectAmended)][-1]


def carried(events: Sequence[ProjectEvent]) -> dict[UUID, str]:
    """The content that each carrying pôle carries."""
    found: dict[UUID, str] = {}
    for event in events:
        match event:
            case PoleJoined(pole=pole, content_hash=hashed) | AmendmentCarried(pole=pole, content_hash=hashed):
                found[pole] = hashed
            case PoleLeft(pole=pole):
                del found[pole]
    return found


def lead(events: Sequence[ProjectEvent]) -> UUID | None:
    leading = (
        event.lead for event in reversed(events) if isinstance(event, ProjectEmerged | PoleLeft | LeadHandedOver)
    )
    return next(leading, None)


def offered(events: Sequence[ProjectEvent]) -> UUID | None:
    """The pôle to which the lead of the moment offers to lead."""
    found: UUID | None = None
    for number, event in enumerate(events):
        match event:
            case LeadOffered(pole=pole):
                found = pole
            case LeadHandedOver():
                found = None
            case PoleLeft(pole=pole) if pole in (found, lead(events[:number])):
                found = None
    return found


def concerned(events: Sequence[ProjectEvent]) -> tuple[Bassin, ...]:
    leading = lead(events)
    return tuple(sorted({HOME[pole] for pole in (*carried(events), *((leading,) if leading else ()))}))


def submitted_to(events: Sequence[ProjectEvent]) -> set[Bassin]:
    return since_amended(events, lambda event: event.instances if isinstance(event, ProjectSubmitted) else ())


def since_amended(events: Sequence[ProjectEvent], told: Callable[[ProjectEvent], Sequence[Bassin]]) -> set[Bassin]:
    found: set[Bassin] = set()
    for number, event in enumerate(events):
        if isinstance(event, ProjectAmended):
            found.clear()
        found |= {*told(event)}
        found &= {*concerned(events[: number + 1])}
    return found


def counted(events: Sequence[ProjectEvent]) -> dict[Bassin, VerdictKind]:
    """The verdicts that count: on the content of now, of Instances concerned ever since."""
    heard = since_amended(events, lambda event: (event.bassin,) if isinstance(event, VerdictGiven) else ())
    last = {event.bassin: event.verdict for event in events if isinstance(event, VerdictGiven | VerdictRevised)}
    return {bassin: last[bassin] for bassin in heard}


def met(events: Sequence[ProjectEvent]) -> set[tuple[int, int]]:
    return {(event.verdict, event.condition) for event in events if isinstance(event, ConditionMet)}


def standing(events: Sequence[ProjectEvent]) -> set[Bassin]:
    """The Instances whose support has not ended."""
    granted = {event.support: event.bassin for event in events if isinstance(event, SupportGranted)}
    for event in events:
        if isinstance(event, SupportEnded):
            del granted[event.support]
    return set(granted.values())


def recounted(kinds: Sequence[VerdictKind | None]) -> JointOutcome:
    if None in kinds:
        return JointOutcome.PENDING
    agreeing = [kind is not VerdictKind.REFUSED for kind in kinds]
    if all(agreeing):
        return JointOutcome.AGREED_BY_ALL
    return JointOutcome.AGREED_IN_PART if any(agreeing) else JointOutcome.REFUSED_BY_ALL


def accepted(streams: Iterable[Sequence[Any]]) -> Iterator[tuple[UUID, str]]:
    """The pôle and the content of each invitation that was accepted."""
    for stream in streams:
        for number, event in enumerate(stream):
            if isinstance(event, InvitationAccepted):
                shown = next(sent for sent in reversed(stream[:number]) if isinstance(sent, PoleInvited))
                yield shown.pole, shown.content_hash
