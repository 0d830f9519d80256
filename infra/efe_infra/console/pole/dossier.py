"""What only those see whom a pôle concerns: its composition, term, meetings and decisions."""

from collections.abc import Sequence
from datetime import date
from typing import Final

from efe_infra.console.language.translatable import tr
from efe_infra.console.register.answers import Answers, Connection, Known, RuleKey, Titled

EVALUATED_WITHIN: Final = 90
"""Days before the end of a term in which its evaluation is due, as tasks have it."""


class Seat(Answers, frozen=True):
    """A member that does not count for its college fails the rules told."""

    name: str
    counts: bool
    failing: tuple[RuleKey, ...]


class CollegeVerdict(Answers, frozen=True):
    college: str
    present: bool
    reason: str
    seats: tuple[Seat, ...]


class Composition(Answers, frozen=True):
    colleges: tuple[CollegeVerdict, ...]


class Evaluation(Answers, frozen=True):
    term_starts: date
    evaluated_on: date
    conclusion: str


class Modalities(Answers, frozen=True):
    meeting_every_months: int
    quorum_percent: int | None
    remote_allowed: bool
    agreed_on: date


class MeetingLine(Known, frozen=True):
    day: date
    place: str
    held_on: date | None
    cancelled_on: date | None

    @property
    def state(self) -> str:
        if self.cancelled_on:
            return tr("annulée")
        return tr("tenue") if self.held_on else tr("convoquée")


class Meetings(Answers, frozen=True):
    last_held_on: date | None
    next_due_on: date | None
    overdue: bool
    convened: Connection[MeetingLine]

    @property
    def newest_first(self) -> Sequence[MeetingLine]:
        return self.convened.nodes[::-1]


class PoleDossier(Answers, frozen=True):
    alarm_on: date | None
    composition: Composition
    evaluations: tuple[Evaluation, ...]
    modalities: Modalities | None
    meetings: Meetings

    def evaluation_of(self, term_starts: date | None) -> Evaluation | None:
        return next((each for each in self.evaluations if each.term_starts == term_starts), None)


class DecisionLine(Titled, frozen=True):
    kind: str
    state: str
    proposed_on: date


class OpinionLine(Known, frozen=True):
    title: str | None
    kind: str
    state: str
    transmitted_on: date | None
    illustrative: bool
