"""Events of a project, and the acts of the Instances concerned."""

from datetime import date
from enum import StrEnum
from typing import Any, ClassVar
from uuid import UUID

from efe_domain.law.rules import Rule
from efe_domain.project.content import ActionName, ActionProgress, ProjectContent
from efe_domain.project.upcasting import upcast_without_call, upcast_without_decision, upcast_without_plan
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


class ProjectAmended(Event, topic="project.amended.v2", command="amendProject", rule=Rule.PS_ACCORD, since="0.5.0"):
    """Another content took the place of the last one: every verdict is re-opened, for that reason."""

    REPLACES: ClassVar = {"project.amended.v1": lambda fields: {**fields, "decision": None, "recorded_on": None}}

    number: int
    content: ProjectContent
    content_hash: str
    reason: str
    decision: UUID | None = None
    """Decision of the pôle that leads, needed once the project was submitted; null before 0.5.0."""
    recorded_on: date | None = None
    """Day of the recording, from which the other carriers have their time to answer; null before 0.5.0."""
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
    return {**raw, "conditions": conditions, "without_meeting": "", "due": []}


class VerdictGiven(
    Event, topic="project.verdict-given.v3", command="giveVerdict", rule=Rule.PS_ACCORD, since="0.5.0"
):
    """An Instance judged the content of that hash, in that meeting of a body or, since 0.3.0, saying why in none."""

    REPLACES: ClassVar = {
        "project.verdict-given.v1": _verdict_of_v1,
        "project.verdict-given.v2": lambda fields: {**fields, "due": []},
    }

    bassin: Bassin
    verdict: VerdictKind
    conditions: tuple[str, ...]
    due: tuple[date | None, ...] = ()
    """Last day for each condition, in their order, if the Instance sets one; empty if it sets none."""
    reasons: str
    meeting: UUID | None
    without_meeting: str
    number: int
    content_hash: str
    effective_on: date


class SupportGranted(
    Event, topic="project.support-granted.v2", command="grantSupport", rule=Rule.PS_SOUTIEN, since="0.6.0"
):
    """An Instance that agreed to the content of that number supports the project, for the hours that it foresees."""

    REPLACES: ClassVar = {"project.support-granted.v1": upcast_without_plan}

    support: UUID
    bassin: Bassin
    kind: SupportKind
    phase: SupportPhase
    description: str
    number: int
    hours: int | None = None
    starts: date | None = None
    ends: date | None = None
    """Hours in all, first and last day that the Instance foresees, if it says so; null before 0.6.0."""
    effective_on: date


class SupportEnded(
    Event, topic="project.support-ended.v2", command="endSupport", rule=Rule.PS_SOUTIEN, since="0.5.0"
):
    """The Instance ended its support, or its verdict did: `by_verdict` is then the version of that verdict."""

    REPLACES: ClassVar = {"project.support-ended.v1": lambda fields: {**fields, "by_verdict": None}}

    support: UUID
    bassin: Bassin
    reason: str
    by_verdict: int | None = None
    effective_on: date


class FundingAppliedFor(
    Event, topic="project.funding-applied-for.v3", command="applyForFunding", rule=Rule.PS_FIN, since="0.6.0"
):
    """A carrying pôle asked for money, in euro cents, in an existing procedure of one of the three executives."""

    REPLACES: ClassVar = {
        "project.funding-applied-for.v1": lambda fields: upcast_without_call(upcast_without_decision(fields)),
        "project.funding-applied-for.v2": upcast_without_call,
    }

    application: UUID
    pole: UUID
    bassin: Bassin
    authority: FundingAuthority
    procedure: str
    amount_cents: int
    decision: UUID | None = None
    """Decision of the pôle, if it cites one; null before 0.5.0."""
    call: UUID | None = None
    call_name: str | None = None
    call_closes: date | None = None
    """Call of the register, if it chose one, with the name and the last day that it copied; null before 0.6.0."""
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


class ProgressReported(
    Event, topic="project.progress-reported.v2", command="reportProgress", rule=Rule.PS_MISSION, since="0.6.0"
):
    """A carrying pôle reported the progress of the project or, since 0.6.0, of an `action` that it planned."""

    REPLACES: ClassVar = {
        "project.progress-reported.v1": lambda fields: {**fields, "action": None, "state": None},
    }

    pole: UUID
    report: str
    action: ActionName | None = None
    state: ActionProgress | None = None
    effective_on: date


class ProjectCompleted(
    Event, topic="project.completed.v2", command="completeProject", rule=Rule.PS_MISSION, since="0.5.0"
):
    """The project reached its end, with that result; by a `decision` of the pôle, if it cites one since 0.5.0."""

    REPLACES: ClassVar = {"project.completed.v1": upcast_without_decision}

    result: str
    decision: UUID | None = None
    effective_on: date


class ProjectAbandoned(
    Event, topic="project.abandoned.v2", command="abandonProject", rule=Rule.PS_MISSION, since="0.5.0"
):
    """The project was given up, for that reason, by a `decision` of the pôle; null before 0.5.0."""

    REPLACES: ClassVar = {"project.abandoned.v1": upcast_without_decision}

    reason: str
    decision: UUID | None = None
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


class VerdictExpected(
    Event, topic="project.verdict-expected.v1", command="expectVerdict", rule=Rule.PS_ACCORD, since="0.3.0"
):
    """An Instance announced the day by which it expects to judge the content of that number."""

    bassin: Bassin
    expected_on: date
    number: int
    effective_on: date


class VerdictRevised(
    Event, topic="project.verdict-revised.v2", command="reviseVerdict", rule=Rule.PS_ACCORD, since="0.5.0"
):
    """The Instance revised, from that day, the verdict that it gave in its version `revises`."""

    REPLACES: ClassVar = {
        "project.verdict-revised.v1": lambda fields: {**fields, "due": [], "ends_supports": False},
    }

    bassin: Bassin
    revises: int
    previous: VerdictKind
    verdict: VerdictKind
    conditions: tuple[str, ...]
    due: tuple[date | None, ...] = ()
    ends_supports: bool = False
    """Whether this refusal ends the supports of that content; false before 0.5.0, and for an imported line."""
    reasons: str
    meeting: UUID | None
    without_meeting: str
    why: str
    number: int
    content_hash: str
    effective_on: date


class ConditionMet(
    Event, topic="project.condition-met.v2", command="meetCondition", rule=Rule.PS_ACCORD, since="0.5.0"
):
    """A condition of the verdict of that version, counted from 1, is met: the Instance that set it says so."""

    REPLACES: ClassVar = {"project.condition-met.v1": lambda fields: {**fields, "text": None}}

    bassin: Bassin
    verdict: int
    condition: int
    text: str | None = None
    """Text of the condition, which no correction changes; null before 0.5.0."""
    finding: str
    effective_on: date
