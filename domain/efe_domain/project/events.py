"""Events of a project, and the acts of the Instances concerned."""

from datetime import date
from enum import StrEnum
from typing import Any, ClassVar
from uuid import UUID

from efe_domain.law.rules import Rule
from efe_domain.project.content import ProjectContent
from efe_domain.shared.bassins import Bassin
from efe_domain.shared.documents import Document
from efe_domain.shared.event import Event


class VerdictKind(StrEnum):
    """Verdict of an Instance on a project put to its agreement (PS-ACCORD)."""

    AGREED = "agreed"
    CONDITIONS = "agreed-with-conditions"
    REFUSED = "refused"


class SupportKind(StrEnum):
    """The support of an Instance is material or human (PS-SOUTIEN)."""

    MATERIAL = "material"
    HUMAN = "human"


class SupportPhase(StrEnum):
    """Purpose of the support: to analyse, to bring out, or to accompany the project (PS-PHASES)."""

    ANALYSE = "analyse"
    EMERGENCE = "emergence"
    ACCOMPAGNEMENT = "accompagnement"


class FundingAuthority(StrEnum):
    """The three executives whose procedures and means finance projects (PS-FIN)."""

    GOUVERNEMENT_WALLON = "gouvernement-wallon"
    COMMUNAUTE_FRANCAISE = "communaute-francaise"
    COCOF = "cocof"


class ProjectEmerged(Event, topic="project.emerged.v1", command="emergeProject", rule=Rule.PS_MISSION):
    """A project came out of a pôle, which leads it, with its first content; `content_hash` is what is judged."""

    lead: UUID
    bassin: Bassin
    content: ProjectContent
    content_hash: str
    effective_on: date


class ProjectAmended(Event, topic="project.amended.v1", command="amendProject", rule=Rule.PS_ACCORD):
    """Another content took the place of the last one: every verdict is re-opened, for that reason."""

    number: int
    content: ProjectContent
    content_hash: str
    reason: str
    effective_on: date


class PoleJoined(Event, topic="project.pole-joined.v1", command="joinProject", rule=Rule.PS_CONJOINT):
    """A pôle carries the project by its own adopted decision; `past_root` is over the `past_events` before it."""

    pole: UUID
    bassin: Bassin
    decision: UUID
    content_hash: str
    past_events: int
    past_root: str
    effective_on: date


class AmendmentCarried(Event, topic="project.amendment-carried.v1", command="joinProject", rule=Rule.PS_CONSENSUS):
    """A carrying pôle carries the amended content too, by another adopted decision."""

    pole: UUID
    since: date
    decision: UUID
    content_hash: str
    effective_on: date


class PoleLeft(Event, topic="project.pole-left.v1", command="leaveProject", rule=Rule.PS_CONJOINT):
    """A pôle no longer carries the project; the verdict of an Instance no longer concerned is kept, `uncounted`."""

    pole: UUID
    bassin: Bassin
    since: date
    concerned: tuple[Bassin, ...]
    lead: UUID
    uncounted: VerdictKind | None
    reason: str
    effective_on: date


class ProjectSubmitted(Event, topic="project.submitted.v1", command="submitProject", rule=Rule.PS_ACCORD):
    """A content was put to the agreement of these Instances, each concerned; from then on its title is public."""

    number: int
    title: str
    content_hash: str
    instances: tuple[Bassin, ...]
    effective_on: date


def _verdict_of_v1(raw: dict[str, Any]) -> dict[str, Any]:
    conditions = [raw["conditions"]] if raw["conditions"] else []
    return {**raw, "conditions": conditions, "without_meeting": ""}


class VerdictGiven(
    Event, topic="project.verdict-given.v2", command="giveVerdict", rule=Rule.PS_ACCORD, since="0.3.0"
):
    """An Instance judged the content of that hash, in that meeting of a body or, since 0.3.0, saying why in none."""

    REPLACES: ClassVar = {"project.verdict-given.v1": _verdict_of_v1}

    bassin: Bassin
    verdict: VerdictKind
    conditions: tuple[str, ...]
    reasons: str
    meeting: UUID | None
    without_meeting: str
    number: int
    content_hash: str
    effective_on: date


class SupportGranted(Event, topic="project.support-granted.v1", command="grantSupport", rule=Rule.PS_SOUTIEN):
    """An Instance that agreed to the content of that number supports the project."""

    support: UUID
    bassin: Bassin
    kind: SupportKind
    phase: SupportPhase
    description: str
    number: int
    effective_on: date


class SupportEnded(Event, topic="project.support-ended.v1", command="endSupport", rule=Rule.PS_SOUTIEN):
    """The Instance ended its support."""

    support: UUID
    bassin: Bassin
    reason: str
    effective_on: date


class FundingAppliedFor(Event, topic="project.funding-applied-for.v1", command="applyForFunding", rule=Rule.PS_FIN):
    """A carrying pôle asked for money, in euro cents, in an existing procedure of one of the three executives."""

    application: UUID
    pole: UUID
    bassin: Bassin
    authority: FundingAuthority
    procedure: str
    amount_cents: int
    effective_on: date


class FundingOutcomeRecorded(
    Event, topic="project.funding-outcome-recorded.v1", command="recordFundingOutcome", rule=Rule.PS_CREDITS
):
    """The executive decided within its credits: `granted_cents`, or None when it refused."""

    application: UUID
    granted_cents: int | None
    comment: str
    effective_on: date


class ProjectStarted(Event, topic="project.started.v1", command="startProject", rule=Rule.PS_MISSION):
    """The actions of the project began."""

    effective_on: date


class ProgressReported(Event, topic="project.progress-reported.v1", command="reportProgress", rule=Rule.PS_MISSION):
    """A carrying pôle reported the progress of the project."""

    pole: UUID
    report: str
    effective_on: date


class ProjectCompleted(Event, topic="project.completed.v1", command="completeProject", rule=Rule.PS_MISSION):
    """The project reached its end, with that result."""

    result: str
    effective_on: date


class ProjectAbandoned(Event, topic="project.abandoned.v1", command="abandonProject", rule=Rule.PS_MISSION):
    """The project was given up, for that reason."""

    reason: str
    effective_on: date


class ProjectDocumentAttached(
    Event, topic="project.document-attached.v1", command="attachToProject", rule=Rule.REGISTRE, since="0.3.0"
):
    """A document was attached to the project; `number` counts its attachments from 1."""

    number: int
    document: Document
    title: str
    effective_on: date


class ProjectErratumNoted(
    Event, topic="project.erratum-noted.v1", command="noteProjectErratum", rule=Rule.REGISTRE, since="0.3.0"
):
    """An erratum was noted to the content with that `number`; the content itself stays unchanged."""

    number: int
    text: str
    effective_on: date


class LeadOffered(Event, topic="project.lead-offered.v1", command="offerLead", rule=Rule.PS_CONJOINT, since="0.3.0"):
    """The pôle that leads offers the lead to another one that carries the project."""

    pole: UUID
    bassin: Bassin
    effective_on: date


class LeadHandedOver(
    Event, topic="project.lead-handed-over.v1", command="takeLead", rule=Rule.PS_CONJOINT, since="0.3.0"
):
    """The pôle to which it was offered leads the project from that day, by its own adopted decision."""

    lead: UUID
    bassin: Bassin
    previous: UUID
    decision: UUID
    effective_on: date


class VerdictExpected(
    Event, topic="project.verdict-expected.v1", command="expectVerdict", rule=Rule.PS_ACCORD, since="0.3.0"
):
    """An Instance announced the day by which it expects to judge the content of that number."""

    bassin: Bassin
    expected_on: date
    number: int
    effective_on: date


class VerdictRevised(
    Event, topic="project.verdict-revised.v1", command="reviseVerdict", rule=Rule.PS_ACCORD, since="0.3.0"
):
    """The Instance revised, from that day, the verdict that it gave in its version `revises`."""

    bassin: Bassin
    revises: int
    previous: VerdictKind
    verdict: VerdictKind
    conditions: tuple[str, ...]
    reasons: str
    meeting: UUID | None
    without_meeting: str
    why: str
    number: int
    content_hash: str
    effective_on: date


class ConditionMet(
    Event, topic="project.condition-met.v1", command="meetCondition", rule=Rule.PS_ACCORD, since="0.3.0"
):
    """A condition of the verdict of that version, counted from 1, is met: the Instance that set it says so."""

    bassin: Bassin
    verdict: int
    condition: int
    finding: str
    effective_on: date
