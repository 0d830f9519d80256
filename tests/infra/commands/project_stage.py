"""Projects on a real ledger: carried by the decisions of their pôles, and at every step for each command."""

from datetime import date
from itertools import count
from uuid import UUID

from efe_domain.decision.decision import Decision
from efe_domain.decision.events import DecisionKind, Stance
from efe_domain.decision.wording import Wording
from efe_domain.funding.funding_call import CallTerms
from efe_domain.meeting.events import Venue
from efe_domain.platform import Platform
from efe_domain.project.content import ProjectContent
from efe_domain.project.events import FundingAuthority, SupportKind, SupportPhase
from efe_domain.project.plan_events import BudgetKind, BudgetLine, FinancingLine, PlannedAction
from efe_domain.project.project import Project
from efe_domain.shared.command_context import CommandContext, in_context
from efe_domain.shared.ids import NumberScheme, operator_id
from tests.domain.given import NOTE, TODAY, TOMORROW, YESTERDAY, some_id
from tests.domain.projects import CONTENT, ON_CONDITION

PROCEDURE = (FundingAuthority.GOUVERNEMENT_WALLON, "Appel à projets 2026", 900_000)
PERSON_OF_NAMUR = some_id("person of Namur")
TOGETHER = TOMORROW, Venue(remote=True, place=""), ("Le plan", "Divers")
RESPONSIBLE = operator_id(NumberScheme.FASE, "2")
CALL = CallTerms(
    name="Appel à projets 2026",
    executive="Gouvernement wallon",
    opens=YESTERDAY,
    closes=TODAY,
    reference="https://www.wallonie.be/appels",
)

_NUMBERS = count()


def stream_of(platform: Platform, project: UUID) -> Project:
    """The project as the ledger has it now."""
    events = list(platform.events.get(project))
    return Project.replay(project, events)  # type: ignore[arg-type]


def adopted(
    platform: Platform, pole: UUID, project: UUID, kind: DecisionKind = DecisionKind.PROJECT, *, on: date = YESTERDAY
) -> UUID:
    """A decision of the pôle to carry the content that the project has now, or on another act in the project."""
    hashed = stream_of(platform, project).content_hash
    wording = Wording(title="Porter un projet", text="Le pôle porte ce projet.", subject_hash=hashed)
    decision = some_id(f"to carry {next(_NUMBERS)}")
    platform.propose_decision(decision, pole, kind, wording, subject=project, on=on)
    found = Decision.replay(decision, list(platform.events.get(decision)))  # type: ignore[arg-type]
    for seat in found.roster:
        platform.take_position(
            decision, seat.operator, Stance.AGREE, content_hash=found.content_hash, document=NOTE, on=on
        )
    return platform.adopt_decision(decision, on=on).entity


def invited(platform: Platform, project: UUID, pole: UUID, *, on: date = YESTERDAY, answer_by: date = TODAY) -> None:
    """By whoever made the project emerge, unless the pôle has a part in it already."""
    found = stream_of(platform, project)
    if pole == found.lead or pole in found.carriers:
        return
    first = next(iter(platform.events.get(project)))
    with in_context(CommandContext(actor=first.metadata["actor"], today=TODAY)):  # type: ignore[attr-defined]
        platform.invite_pole(project, pole, answer_by, on=on)


def carry(platform: Platform, project: UUID, *poles: UUID, on: date = YESTERDAY) -> UUID:
    for pole in poles:
        invited(platform, project, pole, on=on)
        platform.join_project(project, pole, adopted(platform, pole, project, on=on), on=on)
    return project


def emerged(platform: Platform, pole: UUID, content: ProjectContent = CONTENT) -> UUID:
    return platform.emerge_project(some_id(f"project {next(_NUMBERS)}"), pole, content, on=YESTERDAY).entity


def a_part(
    what: str = "Caméras", *, operator: UUID = RESPONSIBLE
) -> tuple[tuple[PlannedAction, ...], tuple[BudgetLine, ...], tuple[FinancingLine, ...]]:
    """The lines of a part: the one action of the content, and an equipment that the pôle pays itself."""
    action = PlannedAction(
        rank=1, operators=(operator,), starts=TODAY, ends=TOMORROW, expected_result="Un atelier ouvert."
    )
    budget = BudgetLine(what=what, kind=BudgetKind.EQUIPMENT, year=TODAY.year, amount_cents=100_000)
    return (action,), (budget,), (FinancingLine(amount_cents=100_000),)


class ProjectStage:
    """Done by a coordinator of Liège, yesterday, in its constituted pôle; one person of Namur is in the zone."""

    def __init__(self, platform: Platform, pole: UUID, other: UUID) -> None:
        self.platform = platform
        self.emerged = emerged(platform, pole)
        self.decision = adopted(platform, pole, self.emerged)
        self.carried = carry(platform, emerged(platform, pole), pole)
        self.submitted = carry(platform, emerged(platform, pole), pole, other)
        platform.submit_project(self.submitted, on=YESTERDAY)
        self.started = carry(platform, emerged(platform, pole), pole)
        platform.submit_project(self.started, on=YESTERDAY)
        hashed = stream_of(platform, self.started).content_hash
        platform.give_verdict("liege", self.started, ON_CONDITION, hashed, on=YESTERDAY)
        self.invitation, self.unanswered = self._invited(pole, other), self._invited(pole, other)
        self.led, self.offered = (carry(platform, emerged(platform, pole), pole, other) for _ in range(2))
        platform.offer_lead(self.offered, other, on=YESTERDAY)
        self.to_lead = adopted(platform, other, self.offered)
        self.to_leave = adopted(platform, pole, self.submitted, DecisionKind.DEPARTURE)
        self.hopeless = emerged(platform, pole)
        self.to_abandon = adopted(platform, pole, self.hopeless, DecisionKind.ABANDONMENT)
        self.support = some_id("support")
        platform.grant_support(
            "liege", self.started, self.support, SupportKind.HUMAN, SupportPhase.ANALYSE, "Un mi-temps.", on=YESTERDAY
        )
        self.call = some_id("call")
        platform.open_funding_call("liege", self.call, CALL, on=YESTERDAY)
        self.funding = some_id("funding")
        platform.apply_for_funding(self.started, self.funding, pole, *PROCEDURE, on=YESTERDAY)
        platform.start_project(self.started, on=YESTERDAY)
        platform.write_plan_part(self.started, pole, None, 1, *a_part(), on=YESTERDAY)
        self.meeting = some_id("joint meeting")
        platform.call_joint_meeting(self.started, pole, self.meeting, *TOGETHER, on=YESTERDAY)
        with in_context(CommandContext(actor=str(some_id("coordinator of Namur")), today=TODAY)):
            platform.designate_zone_representative("namur", PERSON_OF_NAMUR, on=YESTERDAY)

    def _invited(self, pole: UUID, other: UUID) -> UUID:
        """The invitation of the other pôle to a project of its own, with a joint meeting."""
        project = emerged(self.platform, pole)
        invitation = self.platform.invite_pole(project, other, TODAY, on=YESTERDAY).entity
        self.platform.call_joint_meeting(project, pole, some_id(f"joint of {project}"), *TOGETHER, on=YESTERDAY)
        return invitation
