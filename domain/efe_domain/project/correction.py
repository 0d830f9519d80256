"""Correction rules for the facts of a project, and the replay of its decisions."""

from efe_domain.decision.decision import Decision
from efe_domain.pole.pole import Pole
from efe_domain.project.axes import is_around
from efe_domain.project.carrier_events import AmendmentCarried, LeadHandedOver, LeadOffered, PoleJoined, PoleLeft
from efe_domain.project.events import (
    ConditionMet,
    FundingAppliedFor,
    FundingOutcomeRecorded,
    ProgressReported,
    ProjectAbandoned,
    ProjectAmended,
    ProjectCompleted,
    ProjectDocumentAttached,
    ProjectEmerged,
    ProjectErratumNoted,
    ProjectStarted,
    ProjectSubmitted,
    SupportEnded,
    SupportGranted,
    VerdictExpected,
    VerdictGiven,
    VerdictRevised,
)
from efe_domain.project.invitation import Invitation
from efe_domain.project.project import Project
from efe_domain.project.state import ProjectEvent
from efe_domain.project.verdicts import Verdict, sitting_of
from efe_domain.shared.bassins import Bassin
from efe_domain.shared.event import Event
from efe_domain.shared.ids import ZONE, invitation_id
from efe_domain.shared.record_events import correction_events, withdrawal_events
from efe_domain.shared.replay_decisions import DAY, Annulment, Correctable, EntityLoader, Withdrawable, rectifiable
from efe_domain.zone.zone import Zone


def replay_fact(project: Project, event: ProjectEvent, entities: EntityLoader) -> None:  # noqa: C901, PLR0912 - one case a fact
    on = event.effective_on
    match event:
        case ProjectEmerged(lead=lead, content=content):
            project.emerge(entities.require(Pole, lead), content, on=on)
        case ProjectAmended(content=content, reason=reason, recorded_on=recorded_on):
            decision = _cited(event, entities)
            project.amend(content, reason, decision=decision, recorded_on=recorded_on, on=on)
        case PoleJoined() | AmendmentCarried():
            _join(project, event, entities)
        case PoleLeft(pole=pole, reason=reason, released=released):
            project.leave(pole, reason, decision=_cited(event, entities), released=released, on=on)
        case ProjectSubmitted():
            carriers = [entities.require(Pole, pole) for pole in project.carriers]
            project.submit(carriers, entities.load(Zone, ZONE), on=on)
        case LeadOffered(pole=pole):
            project.offer_lead(pole, on=on)
        case LeadHandedOver(lead=lead, decision=decision):
            project.take_lead(entities.require(Pole, lead), entities.require(Decision, decision), on=on)
        case VerdictExpected() | VerdictGiven() | VerdictRevised() | ConditionMet():
            _judge(project, event, entities)
        case SupportGranted():
            project.grant_support(event)
        case SupportEnded(support=support, bassin=bassin, reason=reason):
            project.end_support(support, bassin, reason, on=on)
        case FundingAppliedFor():
            project.apply_for_funding(event, decision=_cited(event, entities))
        case FundingOutcomeRecorded(application=application, granted_cents=granted, comment=comment):
            project.record_funding_outcome(application, granted, comment, on=on)
        case ProjectStarted():
            project.start(on=on)
        case ProgressReported(pole=pole, report=report, action=action, state=state):
            project.report_progress(pole, report, action=action, state=state, on=on)
        case ProjectCompleted(result=result):
            project.complete(result, decision=_cited(event, entities), on=on)
        case ProjectAbandoned(reason=reason):
            project.abandon(reason, decision=_cited(event, entities), on=on)
        case ProjectDocumentAttached(document=document, title=title):
            project.attach(document, title, on=on)
        case ProjectErratumNoted(text=text):
            project.note_erratum(text, on=on)


def _cited(
    event: ProjectAmended | PoleLeft | FundingAppliedFor | ProjectCompleted | ProjectAbandoned, entities: EntityLoader
) -> Decision | None:
    """Loads the decision that the act cites. None before 0.5.0: of an act without one, a replay asks for none."""
    return entities.require(Decision, event.decision) if event.decision else None


def _judge(
    project: Project, event: VerdictExpected | VerdictGiven | VerdictRevised | ConditionMet, entities: EntityLoader
) -> None:
    bassin, on = event.bassin, event.effective_on
    match event:
        case VerdictExpected(expected_on=expected_on):
            project.expect_verdict(bassin, expected_on, on=on)
        case VerdictGiven(content_hash=judged, due=due):
            sitting = sitting_of(bassin, event.meeting, entities)
            project.give_verdict(bassin, _verdict(event), judged, due=due, sitting=sitting, on=on)
        case VerdictRevised(content_hash=judged, why=why, due=due, ends_supports=ends):
            sitting = sitting_of(bassin, event.meeting, entities)
            project.revise_verdict(
                bassin, _verdict(event), why, judged, due=due, ends_supports=ends, sitting=sitting, on=on
            )
        case ConditionMet(condition=number, finding=finding):
            project.meet_condition(bassin, number, finding, on=on)


def _join(project: Project, event: PoleJoined | AmendmentCarried, entities: EntityLoader) -> None:
    pole, decision = entities.require(Pole, event.pole), entities.require(Decision, event.decision)
    events, root = (event.past_events, event.past_root) if isinstance(event, PoleJoined) else (0, "")
    on, one_axis = event.effective_on, is_around(pole, project, entities.require, event.effective_on)
    invitation = None
    if pole.id != project.lead and pole.id not in project.carriers:
        # The recorded one is accepted by now; before 0.3.0 there was none.
        invitation = Invitation(invitation_id(project.id, project.lead, pole.id))
        project.invite(pole, invitation, answer_by=on, one_axis=one_axis, on=on)
    project.join(pole, decision, invitation, past_events=events, past_root=root, one_axis=one_axis, on=on)


def _verdict(event: VerdictGiven | VerdictRevised) -> Verdict:
    return Verdict(
        kind=event.verdict,
        conditions=event.conditions,
        reasons=event.reasons,
        meeting=event.meeting,
        without_meeting=event.without_meeting,
    )


def recording_instances(project: Project, event: Event) -> tuple[Bassin, ...]:
    """Returns the Instance of the fact or of the pôle that acted; else that of the lead."""
    match event:
        case (
            ProjectEmerged(bassin=bassin)
            | PoleJoined(bassin=bassin)
            | PoleLeft(bassin=bassin)
            | LeadHandedOver(bassin=bassin)
            | VerdictExpected(bassin=bassin)
            | VerdictGiven(bassin=bassin)
            | VerdictRevised(bassin=bassin)
            | ConditionMet(bassin=bassin)
            | SupportGranted(bassin=bassin)
            | SupportEnded(bassin=bassin)
            | FundingAppliedFor(bassin=bassin)
        ):
            return (bassin,)
        case AmendmentCarried(pole=pole) | ProgressReported(pole=pole):
            return (project.carriers.bassin_of(pole),)
        case FundingOutcomeRecorded(application=application):
            return (project.carriers.bassin_of(project.applicant(application)),)
        case _:
            return (project.carriers.lead_bassin,)


def depends_on_act(later: Event, act: Event) -> bool:
    """Tells whether the fact meets a condition of the verdict, or ends the support, that the act gave."""
    match later, act:
        case ConditionMet(), VerdictGiven() | VerdictRevised():
            return later.verdict == act.originator_version
        case SupportEnded(), SupportGranted():
            return later.support == act.support
        case _:
            return False


def is_companion(event: Event) -> bool:
    """Says whether the refusal of the Instance ended its support."""
    return isinstance(event, SupportEnded) and event.by_verdict is not None


CORRECTION = Correctable(
    aggregate=Project,
    facts={
        ProjectEmerged: rectifiable(DAY, frozen="content content_hash"),
        ProjectAmended: rectifiable(f"{DAY} reason", frozen="content content_hash recorded_on"),
        PoleJoined: rectifiable(DAY, frozen="content_hash past_events past_root"),
        AmendmentCarried: rectifiable(DAY, frozen="content_hash"),
        PoleLeft: rectifiable(f"{DAY} reason"),
        ProjectSubmitted: rectifiable(DAY, frozen="title content_hash"),
        LeadOffered: rectifiable(DAY),
        LeadHandedOver: rectifiable(DAY),
        VerdictExpected: rectifiable(f"{DAY} expected_on", annulment=Annulment.UNUSED),
        VerdictGiven: rectifiable(
            f"{DAY} meeting without_meeting due", confirmed="verdict conditions reasons", frozen="content_hash"
        ),
        VerdictRevised: rectifiable(
            f"{DAY} meeting without_meeting why due",
            confirmed="verdict conditions reasons",
            frozen="content_hash revises ends_supports",
        ),
        ConditionMet: rectifiable(f"{DAY} finding", frozen="verdict", invariant="text", annulment=Annulment.UNUSED),
        SupportGranted: rectifiable(f"{DAY} kind phase description hours starts ends", annulment=Annulment.UNUSED),
        SupportEnded: rectifiable(f"{DAY} reason", annulment=Annulment.UNUSED),
        FundingAppliedFor: rectifiable(f"{DAY} authority procedure amount_cents", annulment=Annulment.UNUSED),
        FundingOutcomeRecorded: rectifiable(f"{DAY} granted_cents comment", annulment=Annulment.UNUSED),
        ProjectStarted: rectifiable(DAY),
        ProgressReported: rectifiable(f"{DAY} report", annulment=Annulment.UNUSED),
        ProjectCompleted: rectifiable(f"{DAY} result", annulment=Annulment.UNUSED),
        ProjectAbandoned: rectifiable(f"{DAY} reason", annulment=Annulment.UNUSED),
        ProjectDocumentAttached: rectifiable(f"{DAY} title"),
        ProjectErratumNoted: rectifiable(f"{DAY} text", annulment=Annulment.UNUSED),
    },
    replay_fact=replay_fact,
    recording_instances=recording_instances,
    events=correction_events(Project.KIND, "a project"),
    is_companion=is_companion,
    withdrawable=Withdrawable(
        acts=frozenset({SupportGranted, VerdictGiven, VerdictRevised}),
        depends_on_act=depends_on_act,
        events=withdrawal_events(Project.KIND, "a project"),
    ),
    unbinding=frozenset({ProgressReported}),
)
