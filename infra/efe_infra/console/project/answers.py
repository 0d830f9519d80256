"""A project as its pages and its forms read it: who carries it, what each Instance says of it and gives to it."""

from datetime import date
from typing import Final

from efe_infra.console.register.answers import Answers, Linked, Titled

GOING: Final = frozenset({"EMERGED", "STARTED"})


class Pole(Linked, frozen=True):
    bassin: str


class Project(Titled, frozen=True):
    """What every page of a project says of it."""

    bassins: tuple[str, ...]
    joint: bool
    zone: bool
    outcome: str
    pending: int
    illustrative: bool


class Carrier(Answers, frozen=True):
    since: date
    until: date | None
    content_hash: str
    pole: Pole | None


class Condition(Answers, frozen=True):
    number: int
    text: str
    met_on: date | None
    finding: str | None


class Verdict(Answers, frozen=True):
    conditions: tuple[Condition, ...]
    reasons: str
    why: str | None
    without_meeting: str | None


class Support(Answers, frozen=True):
    id: str
    bassin: str
    kind: str
    phase: str
    description: str
    since: date
    until: date | None
    end_reason: str | None
    to_reconfirm: bool


class Funding(Answers, frozen=True):
    id: str
    bassin: str
    authority: str
    procedure: str
    amount: int
    applied_on: date
    decided_on: date | None
    granted: int | None
    comment: str
    pole: Pole | None


class Line(Answers, frozen=True):
    """One Instance and the content of now."""

    bassin: str
    until: date | None
    submitted_on: date | None


class Hearing(Line, frozen=True):
    since: date
    expected_on: date | None
    overdue: bool
    reopened_on: date | None
    reopened_reason: str | None
    submitted_number: int | None
    verdict: str | None
    verdict_on: date | None
    given: Verdict | None

    @property
    def conditions(self) -> tuple[Condition, ...]:
        return self.given.conditions if self.given else ()

    @property
    def unmet(self) -> list[Condition]:
        return [each for each in self.conditions if each.met_on is None]


class Carried(Answers, frozen=True):
    """What the page of a project reads of its dossier, to offer what may be done with it."""

    state: str
    content_hash: str
    lead: Pole | None
    lead_offered: Pole | None
    carriers: tuple[Carrier, ...]
    board: tuple[Line, ...]
    fundings: tuple[Funding, ...]

    @property
    def is_going(self) -> bool:
        return self.state in GOING

    @property
    def carrying(self) -> list[Carrier]:
        return [each for each in self.carriers if each.until is None]


class Dossier(Carried, frozen=True):
    board: tuple[Hearing, ...]
    supports: tuple[Support, ...]

    def of(self, bassin: str) -> Hearing | None:
        """The line of an Instance that is concerned, or else was."""
        lines = [each for each in self.board if each.bassin == bassin]
        return next((each for each in lines if each.until is None), lines[-1] if lines else None)
