"""Events of the verdict of an Instance, before and after it is given."""

from datetime import date
from uuid import UUID

from efe_domain.law.rules import Rule
from efe_domain.project.events import VerdictKind
from efe_domain.shared.bassins import Bassin
from efe_domain.shared.event import Event


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
