"""Lanes of a joint project: what each Instance said, day by day."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Final, NamedTuple, Protocol

from efe_infra.console.language.formats import today
from efe_infra.console.language.translatable import tr, tr_join, tr_value
from efe_infra.console.register.labels import BASSINS, label

TONES: Final = {"AGREED": "good", "CONDITIONS": "good", "REFUSED": "bad"}
AWAITED: Final = "wait"


class Given(Protocol):
    """Verdict of an Instance that another one replaced, or on an earlier content."""

    @property
    def kind(self) -> str: ...
    @property
    def given_on(self) -> date: ...


class Line(Protocol):
    """Line of the board of a project."""

    @property
    def bassin(self) -> str: ...
    @property
    def since(self) -> date: ...
    @property
    def until(self) -> date | None: ...
    @property
    def submitted_on(self) -> date | None: ...
    @property
    def expected_on(self) -> date | None: ...
    @property
    def reopened_on(self) -> date | None: ...
    @property
    def verdict(self) -> str | None: ...
    @property
    def verdict_on(self) -> date | None: ...


class Change(NamedTuple):
    """Change of a lane: its tone and words from a day on."""

    day: date
    tone: str
    words: str


class LaneSegment(NamedTuple):
    """Part of a lane, in days since the first day of all lanes."""

    first: int
    last: int
    tone: str


class Lane(NamedTuple):
    bassin: str
    segments: list[LaneSegment]
    expected: int | None
    words: str


class Lanes(NamedTuple):
    """Lanes of all Instances. `length` and `today` are days since the first day."""

    lanes: list[Lane]
    first: date
    last: date
    length: int
    today: int


def lanes_of(lines: Iterable[tuple[Line, Sequence[Given]]]) -> Lanes | None:
    """Returns the lanes of the board; `None` without an Instance. Each line comes with its former verdicts."""
    board = list(lines)
    if not board:
        return None
    first = min(line.since for line, _ in board)
    last = max([today(), *(line.expected_on for line, _ in board if line.expected_on)])
    lanes = [_lane(line, former, first) for line, former in board]
    return Lanes(lanes, first, last, max(1, (last - first).days), (today() - first).days)


def _lane(line: Line, former: Sequence[Given], first: date) -> Lane:
    changes = sorted(_changes(line, former), key=lambda each: each.day)
    ends = [*(each.day for each in changes[1:]), line.until or today()]
    segments = [
        LaneSegment((each.day - first).days, max(0, (end - first).days), each.tone)
        for each, end in zip(changes, ends, strict=True)
    ]
    expected = (line.expected_on - first).days if line.expected_on and not line.verdict else None
    words = tr_join(", ", (each.words for each in changes))
    return Lane(line.bassin, segments, expected, tr("%(name)s : %(said)s", name=BASSINS[line.bassin], said=words))


def _changes(line: Line, former: Sequence[Given]) -> Iterable[Change]:
    yield Change(line.since, "", tr("concernée depuis le %(day)s", day=tr_value(line.since)))
    if line.submitted_on:
        yield Change(line.submitted_on, AWAITED, tr("contenu soumis le %(day)s", day=tr_value(line.submitted_on)))
    for each in former:
        yield _said(each.kind, each.given_on)
    if line.reopened_on:
        yield Change(line.reopened_on, AWAITED, tr("rouvert le %(day)s", day=tr_value(line.reopened_on)))
    if line.verdict and line.verdict_on:
        yield _said(line.verdict, line.verdict_on)


def _said(kind: str, day: date) -> Change:
    words = tr("%(verdict)s le %(day)s", verdict=tr(label(kind, "VerdictKind")), day=tr_value(day))
    return Change(day, TONES.get(kind, AWAITED), words)
