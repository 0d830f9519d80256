"""The objects that events bring into being: the ids under which the contract shows them, and who may see them."""

from collections.abc import Iterator, Sequence
from itertools import chain
from uuid import UUID

from efe_domain.access import person, register
from efe_domain.analysis import events as analysis_events
from efe_domain.decision import events as decision_events
from efe_domain.document import document
from efe_domain.funding.events import CallOpened
from efe_domain.instance import events as instance_events
from efe_domain.meeting import events as meeting_events
from efe_domain.operator import events as operator_events
from efe_domain.opinion import events as opinion_events
from efe_domain.pole import events as pole_events
from efe_domain.project import carrier_events, invitation_events
from efe_domain.project import events as project_events
from efe_domain.project.joint_meeting_events import JointMeetingCalled
from efe_domain.project.plan_events import PlanPartWritten
from efe_domain.shared.event import Event
from efe_domain.shared.ids import REGISTER
from efe_domain.shared.record_events import RecordEvent, Rectified
from efe_domain.themes import events as themes_events
from efe_domain.zone import events as zone_events
from efe_projections.engine.projection import RecordedEvent
from tests.api.isolation.corrected import with_those
from tests.api.isolation.sight import Sight, Thing

type Found = Iterator[tuple[str, Sight]]

CATALOGUE, PUBLISHABLE, DOSSIER = Sight.CATALOGUE, Sight.PUBLISHABLE, Sight.DOSSIER


def objects(recorded: Sequence[RecordedEvent[Event]]) -> Iterator[Thing]:
    """Everything that has an id in the contract."""
    seqs: dict[str, int] = {}
    annulled = dict(annulments(recorded))
    for each in recorded:
        event, position = each.event, each.position
        for fact in with_those(event):
            gone = annulled.get((fact.originator_id, fact.originator_version))
            for needle, sight in chain.from_iterable(kind(fact) for kind in KINDS):
                yield Thing(needle, sight, event.originator_id, position, replaced=gone)
        concerned = frozenset(map(str, event.bassins))
        traced = Sight.TRAIL, event.originator_id, position
        if isinstance(event, RecordEvent):
            yield Thing(f"Correction:{event.originator_id}/{event.originator_version}", *traced, concerned)
        yield Thing(f"HistoryEntry:{position}", *traced, concerned)
        yield Thing(each.leaf.hex(), *traced, concerned)
        if actor := event.metadata.get("actor"):
            yield Thing(f"Account:{actor}", *traced, concerned)
        for bassin in concerned:
            seqs[bassin] = seqs.get(bassin, 0) + 1
            yield Thing(f"AuditEntry:{bassin}/{seqs[bassin]}", *traced, frozenset({bassin}))


def annulments(recorded: Sequence[RecordedEvent[Event]]) -> Iterator[tuple[tuple[UUID, int], int]]:
    """The facts that were annulled or withdrawn, by stream and version, and the position from which they are."""
    for each in recorded:
        changes = each.event.changes if isinstance(each.event, Rectified) else ()
        yield from (((each.event.originator_id, one.version), each.position) for one in changes if not one.events)


def of_register(event: Event) -> Found:  # noqa: C901 - one case an event
    """Yields the objects of Instances and of operators."""
    stream = event.originator_id
    match event:
        case instance_events.InstanceEstablished():
            yield f"Instance:{stream}", CATALOGUE
        case instance_events.BodySetUp(body=body):
            yield f"Body:{body}", CATALOGUE
        case instance_events.AxisIdentified(key=key, effective_on=since):
            yield f"IdentifiedAxis:{stream}/{key}/{since}", CATALOGUE
        case instance_events.AxesMatched(key=key, other_bassin=bassin, other_key=other, effective_on=since):
            yield f"AxisMatch:{stream}/{key}/{bassin}/{other}/{since}", CATALOGUE
        case instance_events.SeatFilled(seat=seat, mandate=mandate, effective_on=since):
            yield f"Mandate:{seat}/{since}", DOSSIER
            yield from persons(mandate.person, mandate.substitute)
        case operator_events.OperatorRegistered():
            yield f"Operator:{stream}", CATALOGUE
        case CallOpened():
            yield f"FundingCall:{stream}", CATALOGUE
        case operator_events.SiteOpened(site=site):
            yield f"Site:{site}", CATALOGUE
        case operator_events.RessortRecorded(bassin=bassin, effective_on=since):
            yield f"Ressort:{stream}/{bassin}/{since}", CATALOGUE
        case operator_events.CompetenceRecognised(key=key, effective_on=since):
            for bassin in event.covered:
                yield f"Competence:{stream}/{key}/{bassin}/{since}", CATALOGUE


def of_access(event: Event) -> Found:
    """Yields the objects of the register of access, and of the zone."""
    stream = event.originator_id
    match event:
        case instance_events.AccessGranted(account=account, role=role, effective_on=since):
            yield f"AccessGrant:{stream}/{account}/{role}/{since}", DOSSIER
            yield f"Account:{account}", DOSSIER
        case instance_events.PoleAccessGranted(pole=pole, account=account, role=role, effective_on=since):
            yield f"AccessGrant:{pole}/{account}/{role}/{since}", DOSSIER
            yield f"Account:{account}", DOSSIER
        case register.PlatformAccessGranted(account=account, role=role, effective_on=since):
            yield f"AccessGrant:{stream}/{account}/{role}/{since}", DOSSIER
            yield f"Account:{account}", DOSSIER
            yield f"AccessRegister:{REGISTER}", Sight.ACCOUNT
        case zone_events.ZoneRepresentativeDesignated(bassin=bassin, person=person, effective_on=since):
            yield f"Zone:{stream}", CATALOGUE
            yield f"ZoneRepresentative:{stream}/{bassin}/{person}/{since}", DOSSIER
            yield from persons(person)


def of_poles(event: Event) -> Found:
    stream, version = event.originator_id, event.originator_version
    match event:
        case pole_events.PoleCreated():
            yield f"Pole:{stream}", PUBLISHABLE
        case pole_events.PoleTakenOver(starts=starts):
            yield f"Pole:{stream}", PUBLISHABLE
            yield f"Term:{stream}/{starts}", DOSSIER
        case pole_events.MemberDesignated(operator=operator, effective_on=since, representative=person):
            yield f"Membership:{stream}/{operator}/{since}", DOSSIER
            yield from persons(person)
        case pole_events.RepresentativeReplaced(representative=person):
            yield from persons(person)
        case pole_events.ModalitiesProposed():
            yield f"ModalitiesProposal:{stream}", DOSSIER
        case pole_events.SubstituteNamed(substitute=person):
            yield from persons(person)
        case pole_events.ModalitiesAgreed():
            yield f"Modalities:{stream}", DOSSIER
        case pole_events.PoleConstituted(starts=starts) | pole_events.PoleRenewed(starts=starts):
            yield f"Term:{stream}/{starts}", DOSSIER
        case pole_events.PoleEvaluated():
            yield f"Evaluation:{stream}/{version}", DOSSIER


def of_decisions(event: Event) -> Found:
    stream, version = event.originator_id, event.originator_version
    match event:
        case decision_events.DecisionProposed(roster=roster):
            yield f"Decision:{stream}", PUBLISHABLE
            yield f"DecisionWording:{stream}/1", DOSSIER
            yield from persons(*(seat.representative for seat in roster))
        case decision_events.DecisionDocumentAttached(number=number):
            yield f"Attachment:{stream}/{number}", DOSSIER
        case decision_events.DecisionAmended(number=number):
            yield f"DecisionWording:{stream}/{number}", DOSSIER
        case decision_events.PositionTaken(objection=number):
            yield f"DecisionPosition:{stream}/{version}", DOSSIER
            if number:
                yield f"Objection:{stream}/{number}", DOSSIER


def of_dossiers(event: Event) -> Found:
    """Yields meetings, analyses, common themes and opinions."""
    stream = event.originator_id
    match event:
        case meeting_events.MeetingConvened():
            yield f"Meeting:{stream}", DOSSIER
        case meeting_events.MeetingHeld(present=present, excused=excused):
            yield from persons(*(each.person for each in (*present, *excused)))
        case meeting_events.MeetingDocumentAttached(number=number):
            yield f"Attachment:{stream}/{number}", DOSSIER
        case opinion_events.OpinionDocumentAttached(number=number):
            yield f"Attachment:{stream}/{number}", DOSSIER
        case document.DocumentPurged():
            yield f"PurgedDocument:{stream}", DOSSIER
        case analysis_events.DataRequested():
            yield f"Analysis:{stream}", DOSSIER
        case themes_events.ThemesDrafted(themes=themes) | themes_events.ThemesAmended(themes=themes):
            yield f"ThemeList:{stream}", PUBLISHABLE
            for theme in themes:
                yield f"Theme:{stream}/{theme.id}", PUBLISHABLE
        case opinion_events.OpinionRequested() | opinion_events.OpinionUndertaken():
            yield f"Opinion:{stream}", PUBLISHABLE


def of_projects(event: Event) -> Found:  # noqa: C901 - one case an event
    stream, version = event.originator_id, event.originator_version
    match event:
        case project_events.ProjectEmerged(bassin=bassin):
            yield f"Project:{stream}", PUBLISHABLE
            yield f"ProjectContent:{stream}/1", DOSSIER
            yield f"ProjectHearing:{stream}/{bassin}", DOSSIER
        case invitation_events.PoleInvited():
            yield f"Invitation:{stream}", DOSSIER
        case project_events.ProjectAmended(number=number):
            yield f"ProjectContent:{stream}/{number}", DOSSIER
        case carrier_events.PoleJoined(pole=pole, bassin=bassin, effective_on=since):
            yield f"ProjectCarrier:{stream}/{pole}/{since}", DOSSIER
            yield f"ProjectHearing:{stream}/{bassin}", DOSSIER
        case project_events.VerdictGiven() | project_events.VerdictRevised():
            yield f"Verdict:{stream}/{version}", DOSSIER
        case project_events.SupportGranted(support=support):
            yield f"Support:{support}", DOSSIER
        case project_events.FundingAppliedFor(application=application):
            yield f"Funding:{application}", DOSSIER
        case project_events.ProjectDocumentAttached(number=number):
            yield f"ProjectAttachment:{stream}/{number}", DOSSIER
        case JointMeetingCalled(meeting=meeting):
            yield f"JointMeeting:{stream}/{meeting}", DOSSIER
        case PlanPartWritten(pole=pole, part=part):
            yield f"PlanPart:{stream}/{pole}/{part}", DOSSIER
        case project_events.ProgressReported():
            yield f"ProgressReport:{stream}/{version}", DOSSIER
            yield f"Account:{event.metadata['actor']}", DOSSIER


def persons(*ids: UUID | None) -> Found:
    yield from ((f"Person:{each}", DOSSIER) for each in ids if each)


def of_the_forgotten(event: Event) -> Found:
    """Yields the ids of forgotten persons, which are public."""
    if isinstance(event, person.PersonForgotten):
        yield f"ForgottenPerson:{event.originator_id}", CATALOGUE
        yield f"Person:{event.originator_id}", CATALOGUE


KINDS = of_register, of_access, of_poles, of_decisions, of_dossiers, of_projects, of_the_forgotten
