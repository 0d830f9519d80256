"""Event of the work plan of a project, and the lines of a part of it."""

from datetime import date
from enum import StrEnum
from uuid import UUID

import msgspec

from efe_domain.law.rules import Rule
from efe_domain.project.content import ActionName
from efe_domain.shared.bassins import Bassin
from efe_domain.shared.event import Event


class BudgetKind(StrEnum):
    """Kind of expense of a line of the budget."""

    EQUIPMENT = "equipment"
    STAFF = "staff"
    SERVICES = "services"
    OTHER = "other"


class PlannedAction(msgspec.Struct, frozen=True, kw_only=True):
    """An action of the content as a pôle carries it out: its operators, its days, its expected result.

    `rank` is that of the action in the content of the part, from 1. Both days are included.
    """

    rank: int
    operators: tuple[UUID, ...]
    starts: date
    ends: date
    expected_result: str


class BudgetLine(msgspec.Struct, frozen=True, kw_only=True):
    """Line of a budget. It names no operator: later partners read it, and one salary is personal data."""

    what: str
    kind: BudgetKind
    year: int
    amount_cents: int


class FinancingLine(msgspec.Struct, frozen=True, kw_only=True):
    """Money that a pôle counts on: an application of its own to a procedure, or its own means without one."""

    application: UUID | None = None
    amount_cents: int


class PlanPartWritten(
    Event, topic="project.plan-part-written.v1", command="writePlanPart", rule=Rule.PS_PLAN, since="0.6.0"
):
    """A carrying pôle wrote its part of the work plan, which `replaces` its part before, if it had one in force."""

    pole: UUID
    bassin: Bassin
    part: int
    """Rank among the parts that the pôle wrote, from 1."""
    replaces: int | None
    number: int
    """Number of the content whose actions the part plans."""
    actions: tuple[PlannedAction, ...]
    action_names: tuple[ActionName, ...]
    """Lasting names of the actions, in their order: an action keeps its name through amendments."""
    budget_lines: tuple[BudgetLine, ...]
    financing: tuple[FinancingLine, ...]
    reason: str
    effective_on: date
