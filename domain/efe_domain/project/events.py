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


class ProjectEmerged(Event):
    """A project came out of a pôle, which leads it, with its first content; `content_hash` is what is judged."""

    TOPIC = "project.emerged.v1"
    COMMAND = "emergeProject"
    RULE = Rule.PS_MISSION

    lead: UUID
    bassin: Bassin
    content: ProjectContent
    content_hash: str
    effective_on: date


class ProjectAmended(Event):
    """Another content took the place of the last one: every verdict is re-opened, for that reason."""

    TOPIC = "project.amended.v1"
    COMMAND = "amendProject"
    RULE = Rule.PS_ACCORD

    number: int
    content: ProjectContent
    content_hash: str
    reason: str
    effective_on: date


class PoleJoined(Event):
    """A pôle carries the project by its own adopted decision; `past_root` is over the `past_events` before it."""

    TOPIC = "project.pole-joined.v1"
    COMMAND = "joinProject"
    RULE = Rule.PS_CONJOINT

    pole: UUID
    bassin: Bassin
    decision: UUID
    content_hash: str
    past_events: int
    past_root: str
    effective_on: date


class AmendmentCarried(Event):
    """A carrying pôle carries the amended content too, by another adopted decision."""

    TOPIC = "project.amendment-carried.v1"
    COMMAND = "joinProject"
    RULE = Rule.PS_CONSENSUS

    pole: UUID
    since: date
    decision: UUID
    content_hash: str
    effective_on: date


class PoleLeft(Event):
    """A pôle no longer carries the project; the verdict of an Instance no longer concerned is kept, `uncounted`."""

    TOPIC = "project.pole-left.v1"
    COMMAND = "leaveProject"
    RULE = Rule.PS_CONJOINT

    pole: UUID
    bassin: Bassin
    since: date
    concerned: tuple[Bassin, ...]
    lead: UUID
    uncounted: VerdictKind | None
    reason: str
    effective_on: date


class ProjectSubmitted(Event):
    """A content was put to the agreement of these Instances, each concerned; from then on its title is public."""

    TOPIC = "project.submitted.v1"
    COMMAND = "submitProject"
    RULE = Rule.PS_ACCORD

    number: int
    title: str
    content_hash: str
    instances: tuple[Bassin, ...]
    effective_on: date


def _verdict_of_v1(raw: dict[str, Any]) -> dict[str, Any]:
    conditions = [raw["conditions"]] if raw["conditions"] else []
    return {**raw, "conditions": conditions, "without_meeting": ""}


class VerdictGiven(Event):
    """An Instance judged the content of that hash, in that meeting of a body or, since 0.3.0, saying why in none."""

    TOPIC = "project.verdict-given.v2"
    COMMAND = "giveVerdict"
    RULE = Rule.PS_ACCORD
    SINCE = "0.3.0"
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


class SupportGranted(Event):
    """An Instance that agreed to the content of that number supports the project."""

    TOPIC = "project.support-granted.v1"
    COMMAND = "grantSupport"
    RULE = Rule.PS_SOUTIEN

    support: UUID
    bassin: Bassin
    kind: SupportKind
    phase: SupportPhase
    description: str
    number: int
    effective_on: date


class SupportEnded(Event):
    """The Instance ended its support."""

    TOPIC = "project.support-ended.v1"
    COMMAND = "endSupport"
    RULE = Rule.PS_SOUTIEN

    support: UUID
    bassin: Bassin
    reason: str
    effective_on: date


class FundingAppliedFor(Event):
    """A carrying pôle asked for money, in euro cents, in an existing procedure of one of the three executives."""

    TOPIC = "project.funding-applied-for.v1"
    COMMAND = "applyForFunding"
    RULE = Rule.PS_FIN

    application: UUID
    pole: UUID
    bassin: Bassin
    authority: FundingAuthority
    procedure: str
    amount_cents: int
    effective_on: date


class FundingOutcomeRecorded(Event):
    """The executive decided within its credits: `granted_cents`, or None when it refused."""

    TOPIC = "project.funding-outcome-recorded.v1"
    COMMAND = "recordFundingOutcome"
    RULE = Rule.PS_CREDITS

    application: UUID
    granted_cents: int | None
    comment: str
    effective_on: date


class ProjectStarted(Event):
    """The actions of the project began."""

    TOPIC = "project.started.v1"
    COMMAND = "startProject"
    RULE = Rule.PS_MISSION

    effective_on: date


class ProgressReported(Event):
    """A carrying pôle told how the project goes."""

    TOPIC = "project.progress-reported.v1"
    COMMAND = "reportProgress"
    RULE = Rule.PS_MISSION

    pole: UUID
    report: str
    effective_on: date


class ProjectCompleted(Event):
    """The project reached its end, with that result."""

    TOPIC = "project.completed.v1"
    COMMAND = "completeProject"
    RULE = Rule.PS_MISSION

    result: str
    effective_on: date


class ProjectAbandoned(Event):
    """The project was given up, for that reason."""

    TOPIC = "project.abandoned.v1"
    COMMAND = "abandonProject"
    RULE = Rule.PS_MISSION

    reason: str
    effective_on: date


class ProjectDocumentAttached(Event):
    """A document was put beside it, as the `number`-th."""

    TOPIC = "project.document-attached.v1"
    COMMAND = "attachToProject"
    RULE = Rule.REGISTRE
    SINCE = "0.3.0"

    number: int
    document: Document
    title: str
    effective_on: date


class ProjectErratumNoted(Event):
    """An erratum was noted to the content with that `number`; the content itself stays unchanged."""

    TOPIC = "project.erratum-noted.v1"
    COMMAND = "noteProjectErratum"
    RULE = Rule.REGISTRE
    SINCE = "0.3.0"

    number: int
    text: str
    effective_on: date
