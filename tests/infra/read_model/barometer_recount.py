"""Figures of the barometer counted once more, from the events alone: no row, no read and no SQL."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from statistics import median
from typing import Any, Final, NamedTuple

from efe_domain.opinion.events import OpinionAnswered, OpinionRequested, OpinionTransmitted, OpinionUndertaken
from efe_domain.project.carrier_events import PoleLeft
from efe_domain.project.events import (
    ConditionMet,
    FundingAppliedFor,
    FundingOutcomeRecorded,
    ProjectAmended,
    ProjectEmerged,
    ProjectSubmitted,
    SupportEnded,
    SupportGranted,
    VerdictGiven,
    VerdictRevised,
)
from efe_projections.barometer.figure import BarometerFigureKey as Key
from efe_projections.barometer.reads import BarometerDays
from efe_projections.engine.viewer import Viewer
from tests.infra.read_model.barometer_poles import PoleRecount
from tests.infra.read_model.barometer_streams import Counted, Stream, bassins_of_project, day_part, within


class Summed(NamedTuple):
    """What the lines of a figure sum up to."""

    number: int
    total: int
    median: float | None
    parts: Mapping[str, tuple[int, int]]


class Recount(PoleRecount):
    """Counts every figure."""

    def count(self, figure: Key, days: BarometerDays, viewer: Viewer, bassin: str | None) -> Summed:
        found = [each for each in _LINES[figure](self, days, viewer) if bassin is None or bassin in each.bassins]
        values = [each.value for each in found]
        parts = {each.part: [line.value for line in found if line.part == each.part] for each in found}
        return Summed(
            number=len(found),
            total=sum(values),
            median=float(median(values)) if values and figure in _IN_DAYS else None,
            parts={part: (len(those), sum(those)) for part, those in parts.items()},
        )

    def _visible(self, viewer: Viewer) -> Iterator[Stream]:
        for stream in self.of(ProjectEmerged):
            if self.concerned[stream[0].originator_id] & {*viewer.bassins}:
                yield stream

    def joint(self, days: BarometerDays, viewer: Viewer) -> Iterator[Counted]:
        for stream in self.of(ProjectEmerged):
            published = any(isinstance(each, ProjectSubmitted) for each in stream)
            if not published and not self.concerned[stream[0].originator_id] & {*viewer.bassins}:
                continue
            bassins = bassins_of_project(stream)
            if len(bassins) > 1 and within(stream[0].effective_on, days):
                yield Counted(tuple(bassins), _outcome(stream, bassins))

    def given(self, days: BarometerDays, viewer: Viewer) -> Iterator[tuple[Stream, Any]]:
        for stream in self._visible(viewer):
            for each in stream:
                if isinstance(each, VerdictGiven | VerdictRevised) and within(each.effective_on, days):
                    yield stream, each

    def verdicts(self, days: BarometerDays, viewer: Viewer) -> Iterator[Counted]:
        for _, verdict in self.given(days, viewer):
            yield Counted((verdict.bassin,), verdict.verdict)

    def days_to_verdict(self, days: BarometerDays, viewer: Viewer) -> Iterator[Counted]:
        for stream, verdict in self.given(days, viewer):
            if isinstance(verdict, VerdictGiven):
                [*_, submitted] = (
                    each.effective_on
                    for each in stream
                    if isinstance(each, ProjectSubmitted)
                    and verdict.bassin in each.instances
                    and each.originator_version < verdict.originator_version
                )
                taken = (verdict.effective_on - submitted).days
                yield Counted((verdict.bassin,), day_part(taken), taken)

    def conditions(self, days: BarometerDays, viewer: Viewer) -> Iterator[Counted]:
        for stream, verdict in self.given(days, viewer):
            version = verdict.originator_version
            if any(
                isinstance(each, VerdictRevised) and each.revises == version and each.effective_on <= days.until
                for each in stream
            ):
                continue
            met = {
                each.condition
                for each in stream
                if isinstance(each, ConditionMet) and each.verdict == version and each.effective_on <= days.until
            }
            for number, _ in enumerate(verdict.conditions, start=1):
                yield Counted((verdict.bassin,), "met" if number in met else "open", int(number in met))

    # Means

    def supports(self, days: BarometerDays, viewer: Viewer) -> Iterator[Counted]:
        for stream in self._visible(viewer):
            for each in stream:
                if isinstance(each, SupportGranted) and within(each.effective_on, days):
                    yield Counted((each.bassin,), each.kind)

    def supports_ended(self, days: BarometerDays, viewer: Viewer) -> Iterator[Counted]:
        for stream in self._visible(viewer):
            granted = {each.support: each.bassin for each in stream if isinstance(each, SupportGranted)}
            for each in stream:
                if isinstance(each, SupportEnded) and within(each.effective_on, days):
                    yield Counted((each.bassin,), "instance" if each.by_verdict is None else "refused")
                if isinstance(each, PoleLeft) and within(each.effective_on, days):
                    yield from (Counted((granted[support],), "released") for support in each.supports)

    def asked(self, days: BarometerDays, viewer: Viewer) -> Iterator[Counted]:
        for stream in self._visible(viewer):
            for each in stream:
                if isinstance(each, FundingAppliedFor) and within(each.effective_on, days):
                    yield Counted((each.bassin,), each.authority, each.amount_cents)

    def granted(self, days: BarometerDays, viewer: Viewer) -> Iterator[Counted]:
        for stream in self._visible(viewer):
            applied = {each.application: each for each in stream if isinstance(each, FundingAppliedFor)}
            for each in stream:
                if isinstance(each, FundingOutcomeRecorded) and within(each.effective_on, days):
                    one = applied[each.application]
                    yield Counted((one.bassin,), one.authority, each.granted_cents or 0)

    # Opinions

    def sent(self, days: BarometerDays) -> Iterator[tuple[Any, Stream]]:
        for stream in self.of(OpinionRequested, OpinionUndertaken):
            if any(isinstance(each, OpinionTransmitted) and within(each.effective_on, days) for each in stream):
                yield stream[0].brief, stream

    def opinions(self, days: BarometerDays, _: Viewer) -> Iterator[Counted]:
        for brief, _stream in self.sent(days):
            yield Counted((brief.bassin,), brief.kind)

    def answered(self, days: BarometerDays, _: Viewer) -> Iterator[Counted]:
        for brief, stream in self.sent(days):
            answered = any(isinstance(each, OpinionAnswered) and each.effective_on <= days.until for each in stream)
            yield Counted((brief.bassin,), "answered" if answered else "waiting", int(answered))


_LINES: Final[Mapping[Key, Callable[[Recount, BarometerDays, Viewer], Iterable[Counted]]]] = {
    Key.ACTIVE_POLES: Recount.by_axis,
    Key.POLES_BY_TERM: Recount.by_term,
    Key.SEATS: Recount.seats,
    Key.ATTENDANCE: Recount.attendance,
    Key.MEETINGS_HELD: Recount.meetings,
    Key.MEETING_RHYTHM: Recount.rhythm,
    Key.DECISIONS_ADOPTED: Recount.decisions,
    Key.DAYS_TO_CONSENSUS: Recount.consensus,
    Key.OBJECTIONS: Recount.objections,
    Key.OWN_WORDS: Recount.positions,
    Key.JOINT_PROJECTS: Recount.joint,
    Key.VERDICTS: Recount.verdicts,
    Key.DAYS_TO_VERDICT: Recount.days_to_verdict,
    Key.CONDITIONS_MET: Recount.conditions,
    Key.SUPPORTS_GRANTED: Recount.supports,
    Key.SUPPORTS_ENDED: Recount.supports_ended,
    Key.FUNDING_ASKED: Recount.asked,
    Key.FUNDING_GRANTED: Recount.granted,
    Key.OPINIONS_SENT: Recount.opinions,
    Key.OPINIONS_ANSWERED: Recount.answered,
}
_IN_DAYS: Final = {Key.DAYS_TO_CONSENSUS, Key.DAYS_TO_VERDICT}


def _outcome(stream: Stream, bassins: Sequence[str]) -> str:
    verdicts: dict[str, str] = {}
    for event in stream:
        match event:
            case ProjectAmended():
                verdicts = {}
            case PoleLeft(concerned=left):
                verdicts = {bassin: verdict for bassin, verdict in verdicts.items() if bassin in left}
            case VerdictGiven() | VerdictRevised():
                verdicts[event.bassin] = event.verdict
    refused = [bassin for bassin, verdict in verdicts.items() if verdict == "refused"]
    if len(verdicts) < len(bassins):
        return "pending"
    if len(refused) == len(bassins):
        return "refused-by-all"
    return "agreed-in-part" if refused else "agreed-by-all"
