"""Life of a project of the demonstration, and of the zone interbassin."""

from collections.abc import Iterator
from datetime import date
from typing import assert_never
from uuid import UUID, uuid5

from efe_domain.decision.events import DecisionKind
from efe_domain.meeting.events import AssemblyKind, Attendee, JointMeetingKey
from efe_domain.project.content import ActionName, ProjectContent, clean
from efe_domain.project.plan_events import FinancingLine, PlannedAction
from efe_domain.project.verdicts import Verdict
from efe_domain.shared.bassins import Bassin
from efe_domain.shared.codec import content_hash
from efe_infra.samples.demo.chapters import (
    Amended,
    Announced,
    AnsweredCall,
    Carried,
    DayChapter,
    DemoSitting,
    Emerged,
    Funded,
    InvitedPole,
    Judged,
    MetTogether,
    PlanWritten,
    Progressed,
    ProjectChapter,
    Reported,
    Resolution,
    Started,
    Submitted,
    Supported,
)
from efe_infra.samples.demo.clock import Life
from efe_infra.samples.demo.ids import body_of, id_of, operator_named
from efe_infra.samples.demo.people import ZONE_PERSONS
from efe_infra.samples.demo.projects import ZONE_REPRESENTED, ZONE_SITTING, DemoProject
from efe_infra.samples.demo.stage import VENUE, Stage, adopt, convene, hold, zone_meets

FORUM = "Chambre Enseignement"


def zone_life(stage: Stage) -> Life:
    """Lets both Instances of the zone designate a representative, and the representatives meet."""
    yield stage.dated(ZONE_REPRESENTED)
    for bassin, person in ZONE_PERSONS.items():
        with stage.command(stage.coordinator(bassin), "zone", bassin):
            stage.platform.designate_zone_representative(bassin, person.id)
    present = [Attendee(person=person.id) for person in ZONE_PERSONS.values()]
    yield from zone_meets(stage, Bassin.NAMUR, stage.dated(ZONE_SITTING), present)


class ProjectPlay:
    """Player of a project's chapters, each on the content that the project has by then."""

    def __init__(self, stage: Stage, project: DemoProject) -> None:
        self._stage = stage
        self._project = project
        self._hash = ""

    def lives(self) -> Iterator[Life]:
        """Yields one life a chapter."""
        return map(self._chapter, self._project.life)

    def _chapter(self, chapter: ProjectChapter) -> Life:
        match chapter:
            case Announced(sitting=sitting):
                yield sitting.convened
                self._announce(chapter)
            case Judged():
                yield from self._judge(chapter)
            case MetTogether():
                yield from self._meet_together(chapter)
            case _:
                yield chapter.on
                self._act(chapter)

    def _act(self, chapter: DayChapter) -> None:
        match chapter:
            case Emerged(content=content) | Amended(content=content):
                self._write(chapter, content)
            case Carried():
                self._carry(chapter)
            case InvitedPole() | Submitted() | Started():
                self._lead(chapter)
            case Supported() | Funded() | Reported():
                self._accompany(chapter)
            case PlanWritten() | Progressed() | AnsweredCall():
                self._carry_out(chapter)
            case _:
                assert_never(chapter)

    def _write(self, chapter: Emerged | Amended, content: ProjectContent) -> None:
        project, platform = self._project, self._stage.platform
        actor, what = self._stage.coordinator(project.lead), (str(project.id), repr(chapter))
        match chapter:
            case Emerged(on=on):
                with self._stage.command(actor, *what, documented=True):
                    platform.emerge_project(project.id, project.carrier(project.lead), content, on=on)
            case Amended(on=on, reason=reason):
                decision = self._decide_to_amend(reason, on)
                with self._stage.command(actor, *what):
                    platform.amend_project(project.id, content, reason, decision_id=decision, on=on)
        self._hash = content_hash(clean(content))

    def _decide_to_amend(self, reason: str, on: date) -> UUID:
        """Adopts the decision of the pôle that leads, on the content that is amended."""
        project = self._project
        resolution = Resolution(on=on, kind=DecisionKind.AMENDMENT, title="Amender le projet", text=reason)
        return adopt(self._stage, project.carrier(project.lead), resolution, project.id, self._hash)

    def _carry(self, carried: Carried) -> None:
        project, pole = self._project.id, self._project.carrier(carried.bassin)
        resolution = Resolution(
            on=carried.on,
            kind=DecisionKind.PROJECT,
            title="Porter le projet",
            text=f"Le pôle porte le projet « {self._project.title} ».",
            reserve=carried.reserve,
            communicated=carried.communicated,
            received=carried.received,
        )
        decision = adopt(self._stage, pole, resolution, project, self._hash)
        with self._stage.command(self._stage.coordinator(carried.bassin), "join", str(decision)):
            self._stage.platform.join_project(project, pole, decision, on=carried.on)

    def _lead(self, chapter: InvitedPole | Submitted | Started) -> None:
        project, platform = self._project, self._stage.platform
        with self._stage.command(self._stage.coordinator(project.lead), str(project.id), repr(chapter)):
            match chapter:
                case InvitedPole(on=on, bassin=bassin, answer_by=answer_by):
                    platform.invite_pole(project.id, project.carrier(bassin), answer_by, on=on)
                case Submitted(on=on):
                    platform.submit_project(project.id, on=on)
                case Started(on=on):
                    platform.start_project(project.id, on=on)

    def _convene(self, bassin: Bassin, sitting: DemoSitting) -> UUID:
        actor = self._stage.coordinator(bassin)
        return convene(self._stage, actor, AssemblyKind.BODY, body_of(bassin, FORUM), bassin, sitting)

    def _announce(self, announced: Announced) -> None:
        bassin, sitting = announced.bassin, announced.sitting
        self._convene(bassin, sitting)
        with self._stage.command(self._stage.coordinator(bassin), str(self._project.id), repr(announced)):
            self._stage.platform.expect_verdict(bassin, self._project.id, sitting.day, on=sitting.convened)

    def _judge(self, judged: Judged) -> Life:
        stage, actor, bassin = self._stage, self._stage.coordinator(judged.bassin), judged.bassin
        yield judged.sitting.convened
        meeting = self._convene(bassin, judged.sitting)
        yield judged.sitting.day
        hold(stage, actor, meeting, [Attendee(operator=operator_named("Le Forem"))])
        verdict = Verdict(kind=judged.verdict, conditions=judged.conditions, meeting=meeting)
        with stage.command(actor, str(self._project.id), repr(judged)):
            stage.platform.give_verdict(bassin, self._project.id, verdict, self._hash, on=judged.sitting.day)

    def _accompany(self, chapter: Supported | Funded | Reported) -> None:
        project, platform, bassin = self._project.id, self._stage.platform, chapter.bassin
        with self._stage.command(self._stage.coordinator(bassin), str(project), repr(chapter)) as command:
            match chapter:
                case Supported(on=on, kind=kind, phase=phase, description=description):
                    support = uuid5(command, "support")
                    platform.grant_support(bassin, project, support, kind, phase, description, on=on)
                case Funded(on=on, authority=authority, procedure=procedure, amount_cents=amount):
                    application, pole = uuid5(command, "application"), self._project.carrier(bassin)
                    platform.apply_for_funding(project, application, pole, authority, procedure, amount, on=on)
                case Reported(on=on, report=report):
                    platform.report_progress(project, self._project.carrier(bassin), report, on=on)

    def _meet_together(self, chapter: MetTogether) -> Life:
        """Calls a joint meeting; each pôle takes part by a meeting of its own, which it convenes and holds."""
        yield chapter.called
        meetings = self._call_together(chapter)
        yield chapter.day
        for (bassin, operator), meeting in zip(chapter.present, meetings, strict=True):
            actor = self._stage.coordinator(bassin)
            hold(self._stage, actor, meeting, [Attendee(operator=operator_named(operator))])

    def _call_together(self, chapter: MetTogether) -> list[UUID]:
        """Calls the joint meeting, and returns the meeting that each pôle convened."""
        project, stage, platform = self._project, self._stage, self._stage.platform
        what, meetings = (str(project.id), repr(chapter)), list[UUID]()
        with stage.command(stage.coordinator(project.lead), *what) as command:
            joint = JointMeetingKey(project=project.id, meeting=uuid5(command, "meeting"))
            lead, agenda = project.carrier(project.lead), (chapter.agenda,)
            platform.call_joint_meeting(
                project.id, lead, joint.meeting, chapter.day, VENUE, agenda, on=chapter.called
            )
        for bassin, _ in chapter.present:
            with stage.command(stage.coordinator(bassin), *what, bassin) as command:
                meetings.append(uuid5(command, "meeting"))
                pole = project.carrier(bassin)
                platform.convene_pole(meetings[-1], pole, chapter.day, VENUE, joint=joint, on=chapter.called)
        return meetings

    def _carry_out(self, chapter: PlanWritten | Progressed | AnsweredCall) -> None:
        project, platform, bassin = self._project.id, self._stage.platform, chapter.bassin
        pole, what = self._project.carrier(bassin), (str(project), repr(chapter))
        with self._stage.command(self._stage.coordinator(bassin), *what) as command:
            match chapter:
                case PlanWritten(on=on, number=number, budget=budget):
                    own_means = FinancingLine(amount_cents=sum(each.amount_cents for each in budget))
                    financing = (own_means,) if budget else ()
                    actions = planned_actions(chapter)
                    platform.write_plan_part(project, pole, None, number, actions, budget, financing, on=on)
                case Progressed(on=on, report=report, state=state):
                    action = ActionName(number=chapter.number, rank=chapter.rank)
                    platform.report_progress(project, pole, report, action=action, state=state, on=on)
                case AnsweredCall(on=on, authority=authority, amount_cents=amount):
                    application, call = uuid5(command, "application"), id_of("call", chapter.call)
                    platform.apply_for_funding(project, application, pole, authority, "", amount, call_id=call, on=on)


def planned_actions(chapter: PlanWritten) -> tuple[PlannedAction, ...]:
    return tuple(
        PlannedAction(
            rank=each.rank,
            operators=(operator_named(each.operator),),
            starts=each.starts,
            ends=each.ends,
            expected_result=each.result,
        )
        for each in chapter.actions
    )
