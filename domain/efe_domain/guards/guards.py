"""Guards of commands: each is the command itself, run up to the first input of the client that it looks at."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import cache
from inspect import Parameter, signature
from typing import Any, Final, NamedTuple, Never, Self, cast
from uuid import UUID

from efe_domain.commands.aggregate_cache import AggregateCache
from efe_domain.commands.unit_of_work import LedgerReads, UnitOfWork, active_unit
from efe_domain.decision.refusals import AdoptedWithoutMeeting, NoBasis
from efe_domain.guards.missing_input import (
    InputNeeded,
    MissingInput,
    day_with_turning_days,
    is_about_missing_input,
    missing,
)
from efe_domain.meeting.meeting import SameSchedule
from efe_domain.opinion.refusals import AlreadyAcknowledged, NotAddressed
from efe_domain.platform import Platform
from efe_domain.pole.refusals import PreviousPoleNotCited, SameModalities
from efe_domain.project.refusals import ContentNotShown, DecisionNeeded
from efe_domain.shared.aggregate import Aggregate
from efe_domain.shared.command_context import current_context
from efe_domain.shared.days import LateWithoutSource
from efe_domain.shared.errors import Forbidden, Invalid, NotFound, Refusal
from efe_domain.shared.event import Event
from efe_domain.shared.ids import unused_id
from efe_domain.themes.refusals import NoTheme

MAX_STREAMS: Final = 10_000
"""Streams whose version is kept, at most."""
MAX_DAYS: Final = 60
"""Days on which a refused command is tried again, at most."""
TEXT: Final = "…"
"""Text that no rule refuses, for the free texts of a command."""
FREE_TEXTS: Final = """
    answer basis comment conclusion description effect finding name note procedure reason reference report result
    text title why words
"""
VALID_INPUTS: Final[Mapping[str, object]] = {
    **dict.fromkeys(FREE_TEXTS.split(), TEXT),
    "content": missing(partners=(), operators=()),
    **dict.fromkeys(("criteria", "patches", "themes"), ()),
    **dict.fromkeys(("representative", "substitute")),
    "act": 0,
    "mandate": missing(person=None, substitute=None),
    "meeting_every_months": 1,
    "present": (missing(operator=None),),
    "venue": missing(remote=False),
    "verdict": missing(meeting=None),
    **{
        name: unused_id(name)
        for name in ("analysis_id", "application_id", "call_id", "meeting", "opinion_id", "support_id")
    },
}
"""Inputs of commands, by parameter, that each command accepts: they let it go on to the checks behind them."""
INPUT_REFUSALS: Final = (
    Invalid,
    NotFound,
    AdoptedWithoutMeeting,
    AlreadyAcknowledged,
    ContentNotShown,
    DecisionNeeded,
    LateWithoutSource,
    NoBasis,
    NotAddressed,
    NoTheme,
    PreviousPoleNotCited,
    SameModalities,
    SameSchedule,
)
"""Refusals that another input avoids: a document, a decision or a meeting that the act cites, another value."""


class Possible(StrEnum):
    """Possibility of a command, if its input is right: today, on another legal day, or on none."""

    NOW = "now"
    ON_ANOTHER_DAY = "on-another-day"
    NO = "no"


@dataclass(frozen=True)
class Guarded:
    """Result of a guard; `refusal` is what the command would raise today."""

    possible: Possible
    refusal: Refusal | None = None


class _Accepted(BaseException):
    """Raised where a command would record its events."""


class _NotAdmitted(Exception):
    """Raised for an account without the right to the command."""


class Guards:
    """Guards of the commands of a platform, for many requests.

    Their aggregates have a cache of their own. It never borrows from that of the platform: commands would have to
    replay what a page holds.
    """

    def __init__(self, platform: Platform) -> None:
        self.platform = platform
        self.aggregate_cache = AggregateCache()
        self.stream_versions: dict[UUID, StreamVersion] = {}

    @contextmanager
    def examination(self) -> Iterator["CommandExamination"]:
        """Yields an examination, and keeps the aggregates that it loaded for the next one."""
        examination = CommandExamination.by(self)
        try:
            yield examination
        finally:
            for aggregate in examination.aggregates.values():
                self.aggregate_cache.keep(aggregate, examination.head.server)


class LedgerHead(NamedTuple):
    """Position of the last event of the ledger, on a server."""

    server: object
    position: int


class StreamVersion(NamedTuple):
    """Last version of a stream, as of a head of the ledger."""

    version: int
    head: LedgerHead


class CommandExamination(Platform):
    """Platform that runs commands for one account without recording them, on aggregates that it loads once."""

    head: LedgerHead
    aggregates: dict[UUID, Aggregate[Any]]
    _stream_versions: dict[UUID, StreamVersion]
    _streams: dict[UUID, list[Event]]
    _versions: dict[UUID, int]
    _reads: LedgerReads

    @classmethod
    def by(cls, guards: Guards) -> Self:
        examination, platform = cls.__new__(cls), guards.platform
        examination.__dict__ = {
            **platform.__dict__,
            "aggregate_cache": guards.aggregate_cache,
            "aggregates": {},
            "_stream_versions": guards.stream_versions,
            "_streams": {},
            "_versions": {},
            "_reads": LedgerReads(),
        }
        examination.note_head()
        return examination

    def note_head(self) -> None:
        """Notes how far the ledger has come, before anything is read."""
        self.head = LedgerHead(self._server(), self.recorder.max_notification_id() or 0)
        self.aggregate_cache.belong_to(self.head.server)

    def close(self) -> None:
        """Leaves the connections open: they are those of the platform."""

    def find[A: Aggregate[Any]](self, kind: type[A], aggregate_id: UUID) -> A | None:
        """Returns the aggregate; None without one of that kind."""
        try:
            with active_unit(self._unit("")):
                return self.require(kind, aggregate_id)
        except NotFound:
            return None

    def require[A: Aggregate[Any]](self, kind: type[A], aggregate_id: UUID) -> A:
        """Returns the aggregate, or the stand-in for the one that the client chooses."""
        entered: object = aggregate_id
        if isinstance(entered, MissingInput):
            return cast("A", entered.aggregate)
        return super().require(kind, aggregate_id)

    def read_stream(self, stream: UUID, *, after: int, reads: LedgerReads) -> list[Event]:
        """Reads a stream from its start once, and later events only if the ledger has moved."""
        if self._stream_versions.get(stream) == (after, self.head):
            return []
        if after == 0 and stream in self._streams:
            return self._streams[stream]
        events = super().read_stream(stream, after=after, reads=reads)
        if after == 0:
            self._streams[stream] = events
        if len(self._stream_versions) > MAX_STREAMS:
            self._stream_versions.clear()
        self._stream_versions[stream] = StreamVersion(events[-1].originator_version if events else after, self.head)
        return events

    def record(self, *aggregates: Aggregate[Any], **_: Any) -> Never:
        """Checks the effects of the command, without what the policies add."""
        self.check_effects(*aggregates)
        raise _Accepted

    def guard(self, command: str, inputs: Mapping[str, object]) -> Guarded | None:
        """Examines a command with these inputs; None for an account that never has a right to it."""
        try:
            refusal = self._refusal(command, inputs, None)
        except _NotAdmitted:
            return None
        if refusal is None or isinstance(refusal, INPUT_REFUSALS):
            return Guarded(Possible.NOW)
        if self._has_another_day(command, inputs):
            return Guarded(Possible.ON_ANOTHER_DAY, refusal)
        return Guarded(Possible.NO, refusal)

    def _has_another_day(self, command: str, inputs: Mapping[str, object]) -> bool:
        """Tries the days on which a check of the command may turn out otherwise, the latest first."""
        today = current_context().today
        tried, pending = set[date](), {today}
        while pending and len(tried) < MAX_DAYS:
            tried.add(day := max(pending))
            on, turning_days = day_with_turning_days(day)
            refusal = self._refusal(command, inputs, on)
            if refusal is None or (isinstance(refusal, INPUT_REFUSALS) and not _is_about_day(refusal)):
                return True
            near = {date.fromordinal(each.toordinal() + step) for each in turning_days for step in (-1, 0, 1)}
            pending = {each for each in pending | near if each <= today} - tried
        return False

    def _refusal(self, command: str, inputs: Mapping[str, object], on: date | None) -> Refusal | None:
        """Runs a command up to the first missing input, and returns its refusal before that.

        Raises `_NotAdmitted`.
        """
        unit, refusal = self._unit(command), None
        try:
            with active_unit(unit):
                _body(command)(self, **{**_stand_ins(command), **inputs, "on": on})
        except (InputNeeded, _Accepted):
            pass
        except TypeError as error:
            if not is_about_missing_input(error):
                raise
        except Refusal as found:
            refusal = found
        finally:
            self._drop_changed(unit)
        if isinstance(refusal, Forbidden) or not unit.admitted:
            raise _NotAdmitted
        return refusal

    def _unit(self, command: str) -> UnitOfWork:
        unit = UnitOfWork(command, lambda _: None, self._reads, optimistic=False)
        unit.aggregates, unit.versions = self.aggregates, self._versions
        return unit

    def _drop_changed(self, unit: UnitOfWork) -> None:
        """Drops the aggregates with events that were not recorded, or that were being applied."""
        unchanged = {each.id for each in unit.recorded_aggregates()}
        for stream in self.aggregates.keys() - unchanged:
            del self.aggregates[stream], self._versions[stream]


def _is_about_day(refusal: Refusal) -> bool:
    return isinstance(refusal, Invalid) and refusal.field == "effectiveOn"


def parameters_of(command: str) -> tuple[str, ...]:
    """Returns the names of the parameters of a use case; none for a command of the vault alone."""
    return tuple(signature(_body(command)).parameters)[1:] if hasattr(Platform, command) else ()


def _body(command: str) -> Any:
    """Returns the function of the use case, without idempotency and retries."""
    return getattr(Platform, command).__wrapped__


@cache
def _stand_ins(command: str) -> Mapping[str, object]:
    """Returns a value for each parameter that has no default."""
    _, *parameters = signature(_body(command)).parameters.values()
    needed = (each.name for each in parameters if each.default is Parameter.empty)
    return {name: VALID_INPUTS[name] if name in VALID_INPUTS else missing() for name in needed}
