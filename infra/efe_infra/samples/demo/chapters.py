"""Chapters in the lives of the pôles and projects of the demonstration."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Final

import msgspec

from efe_domain.decision.events import DecisionKind
from efe_domain.project.content import ActionProgress, ProjectContent
from efe_domain.project.events import FundingAuthority, SupportKind, SupportPhase, VerdictKind
from efe_domain.project.plan_events import BudgetLine
from efe_domain.shared.bassins import Bassin
from efe_infra.samples.demo.people import DemoPerson

NOTICE: Final = timedelta(weeks=2)
QUARTER: Final = timedelta(weeks=13)


class DemoSitting(msgspec.Struct, frozen=True):
    """Meeting that is convened on one day for another."""

    convened: date
    day: date
    agenda: str


class Resolution(msgspec.Struct, frozen=True, kw_only=True):
    """Decision of a pôle, and the day of its communication; `reserve` is that of the last member of the roster."""

    on: date
    kind: DecisionKind
    title: str
    text: str
    reserve: str = ""
    communicated: date | None = None
    received: date | None = None


class Constituted(msgspec.Struct, frozen=True):
    on: date
    ends: date | None = None


class Evaluated(msgspec.Struct, frozen=True):
    on: date
    conclusion: str


class Renewed(msgspec.Struct, frozen=True):
    on: date


class Left(msgspec.Struct, frozen=True):
    on: date
    operator: str
    reason: str


class Joined(msgspec.Struct, frozen=True):
    on: date
    operator: str


class Dissolved(msgspec.Struct, frozen=True):
    on: date
    reason: str


class Represented(msgspec.Struct, frozen=True):
    on: date
    operator: str
    person: DemoPerson


class Met(msgspec.Struct, frozen=True):
    """Meeting of the pôle; `minutes` is the day on which its minutes are adopted."""

    sitting: DemoSitting
    minutes: date | None = None


class Decided(msgspec.Struct, frozen=True):
    resolution: Resolution


type DayEvent = Constituted | Evaluated | Renewed | Left | Joined | Dissolved | Represented
type Chapter = DayEvent | Met | Decided


def quarterly(first: date, agendas: Sequence[str]) -> tuple[Met, ...]:
    """Returns a meeting a quarter, each convened two weeks before; the next one adopts its minutes."""
    days = [first + nth * QUARTER for nth in range(len(agendas))]
    return tuple(
        Met(DemoSitting(day - NOTICE, day, f"{agenda} (exemple illustratif)."), next_day)
        for day, next_day, agenda in zip(days, [*days[1:], None], agendas, strict=True)
    )


class Emerged(msgspec.Struct, frozen=True):
    on: date
    content: ProjectContent


class Amended(msgspec.Struct, frozen=True):
    on: date
    content: ProjectContent
    reason: str


class InvitedPole(msgspec.Struct, frozen=True):
    """Invitation by the leading pôle; `answer_by` is the last day for the pôle of the bassin to join."""

    on: date
    bassin: Bassin
    answer_by: date


class Carried(msgspec.Struct, frozen=True):
    """Accession by a decision of the pôle of the bassin; `reserve` is that of one of its members."""

    on: date
    bassin: Bassin
    communicated: date | None = None
    received: date | None = None
    reserve: str = ""


class Submitted(msgspec.Struct, frozen=True):
    on: date


class Announced(msgspec.Struct, frozen=True):
    """Announcement of a verdict: a sitting of the chambre enseignement is convened for its day, but not held."""

    bassin: Bassin
    sitting: DemoSitting


class Judged(msgspec.Struct, frozen=True):
    """Verdict in a sitting of the chambre enseignement of that Instance."""

    bassin: Bassin
    sitting: DemoSitting
    verdict: VerdictKind = VerdictKind.AGREED
    conditions: tuple[str, ...] = ()


class Supported(msgspec.Struct, frozen=True):
    on: date
    bassin: Bassin
    kind: SupportKind
    phase: SupportPhase
    description: str


class Funded(msgspec.Struct, frozen=True):
    on: date
    bassin: Bassin
    authority: FundingAuthority
    procedure: str
    amount_cents: int


class Started(msgspec.Struct, frozen=True):
    on: date


class Reported(msgspec.Struct, frozen=True):
    on: date
    bassin: Bassin
    report: str


class PlanLine(msgspec.Struct, frozen=True):
    """Action of the current content by its rank, with the illustrative operator in charge, by name."""

    rank: int
    operator: str
    starts: date
    ends: date
    result: str


class PlanWritten(msgspec.Struct, frozen=True):
    """First part of the pôle of the bassin in the work plan, paid by its own means."""

    on: date
    bassin: Bassin
    number: int
    actions: tuple[PlanLine, ...]
    budget: tuple[BudgetLine, ...] = ()


class Progressed(msgspec.Struct, frozen=True):
    """Report of the pôle of the bassin on an action that it planned."""

    on: date
    bassin: Bassin
    number: int
    rank: int
    state: ActionProgress
    report: str


class AnsweredCall(msgspec.Struct, frozen=True):
    """Application of the pôle of the bassin to a call of the register, by the name of the call."""

    on: date
    bassin: Bassin
    authority: FundingAuthority
    call: str
    amount_cents: int


class MetTogether(msgspec.Struct, frozen=True):
    """Joint meeting that the leading pôle calls, and the illustrative operator that took part for each pôle."""

    called: date
    day: date
    agenda: str
    present: tuple[tuple[Bassin, str], ...]


type DayChapter = (
    Emerged
    | Amended
    | InvitedPole
    | Carried
    | Submitted
    | Supported
    | Funded
    | Started
    | Reported
    | PlanWritten
    | Progressed
    | AnsweredCall
)
type ProjectChapter = DayChapter | Announced | Judged | MetTogether
