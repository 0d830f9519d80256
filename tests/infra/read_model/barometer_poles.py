"""Figures of the barometer on pôles, meetings and decisions, counted from the events alone."""

from calendar import monthrange
from collections.abc import Iterator, Mapping
from datetime import date
from typing import Final

from efe_domain.decision.events import (
    DecisionAdopted,
    DecisionCommunicated,
    DecisionProposed,
    ObjectionAnswered,
    ObjectionMaintained,
    ObjectionWithdrawn,
    PositionTaken,
)
from efe_domain.meeting.events import MeetingConvened, MeetingHeld
from efe_domain.pole.events import (
    MemberDesignated,
    MembershipEnded,
    ModalitiesAgreed,
    PoleConstituted,
    PoleCreated,
    PoleDissolved,
    PoleRenewed,
    PoleTakenOver,
)
from efe_projections.barometer.reads import BarometerDays
from efe_projections.engine.viewer import Viewer
from tests.infra.read_model.barometer_streams import Counted, Stream, Streams, day_part, in_dossier, within

STATES: Final[Mapping[str, str]] = {
    ObjectionAnswered.TOPIC: "answered",
    ObjectionMaintained.TOPIC: "maintained",
    ObjectionWithdrawn.TOPIC: "withdrawn",
}


def months_after(day: date, months: int) -> date:
    """Returns the same day so many months later, or the last day of a shorter month."""
    year, month = divmod(day.month - 1 + months, 12)
    last = monthrange(day.year + year, month + 1)[1]
    return date(day.year + year, month + 1, min(day.day, last))


class PoleRecount(Streams):
    """Lines of the figures on pôles, meetings and decisions."""

    # Pôles

    def active(self, days: BarometerDays) -> Iterator[tuple[Stream, date]]:
        """Yields the pôles in activity on the last day, each with the end of its term."""
        for stream in self.of(PoleCreated, PoleTakenOver):
            terms = [each for each in stream if isinstance(each, PoleConstituted | PoleRenewed | PoleTakenOver)]
            if not terms or any(
                isinstance(each, PoleDissolved) and each.effective_on <= days.until for each in stream
            ):
                continue
            covering = [each.ends for each in terms if each.starts <= days.until <= each.ends]
            if covering:
                yield stream, covering[-1]

    def by_axis(self, days: BarometerDays, _: Viewer) -> Iterator[Counted]:
        for stream, _ends in self.active(days):
            yield Counted(stream[0].bassins, stream[0].axis.kind)

    def by_term(self, days: BarometerDays, _: Viewer) -> Iterator[Counted]:
        bounds = (("six-months", 6), ("year", 12), ("two-years", 24))
        for stream, ends in self.active(days):
            within = (part for part, months in bounds if ends <= months_after(days.until, months))
            yield Counted(stream[0].bassins, next(within, "later"))

    def seats(self, days: BarometerDays, viewer: Viewer) -> Iterator[Counted]:
        for stream, _ in self.active(days):
            ended = {
                (each.operator, each.since): each.effective_on for each in stream if isinstance(each, MembershipEnded)
            }
            for seat in stream:
                if not isinstance(seat, MemberDesignated) or not in_dossier(viewer, seat.bassins, seat.originator_id):
                    continue
                until = ended.get((seat.operator, seat.effective_on), date.max)
                if seat.effective_on <= days.until < until:
                    yield Counted(seat.bassins, seat.college)

    def rhythm(self, days: BarometerDays, viewer: Viewer) -> Iterator[Counted]:
        for stream, _ in self.active(days):
            pole = stream[0].originator_id
            agreed = [each for each in stream if isinstance(each, ModalitiesAgreed)]
            if not agreed or agreed[-1].effective_on > days.until:
                continue
            if not in_dossier(viewer, agreed[-1].bassins, pole):
                continue
            first = next(each.starts for each in stream if isinstance(each, PoleConstituted | PoleTakenOver))
            held = [
                each.effective_on
                for convened, each in self.held()
                if convened.assembly.id == pole and each.effective_on <= days.until
            ]
            due = months_after(max([first, *held]), agreed[-1].meeting_every_months)
            kept = due >= days.until
            yield Counted(stream[0].bassins, "kept" if kept else "late", int(kept))

    # Meetings

    def held(self) -> Iterator[tuple[MeetingConvened, MeetingHeld]]:
        for stream in self.of(MeetingConvened):
            yield from ((stream[0], each) for each in stream if isinstance(each, MeetingHeld))

    def meetings(self, days: BarometerDays, viewer: Viewer) -> Iterator[Counted]:
        for convened, held in self.held():
            if within(held.effective_on, days) and self._sees_meeting(viewer, convened):
                yield Counted(convened.bassins, convened.assembly.kind)

    def attendance(self, days: BarometerDays, viewer: Viewer) -> Iterator[Counted]:
        for convened, held in self.held():
            if convened.assembly.kind != "pole" or not within(held.effective_on, days):
                continue
            if self._sees_meeting(viewer, convened):
                for part in ("present", "represented", "excused"):
                    members = [each for each in getattr(held, part) if each.operator]
                    yield from (Counted(convened.bassins, part, int(part != "excused")) for _ in members)

    @staticmethod
    def _sees_meeting(viewer: Viewer, convened: MeetingConvened) -> bool:
        is_pole = convened.assembly.kind == "pole"
        return in_dossier(viewer, convened.bassins, convened.assembly.id if is_pole else None)

    # Decisions

    def adopted(self, days: BarometerDays, viewer: Viewer) -> Iterator[tuple[DecisionProposed, date]]:
        for stream in self.of(DecisionProposed):
            published = any(isinstance(each, DecisionCommunicated) for each in stream)
            if published or in_dossier(viewer, stream[0].bassins, stream[0].pole):
                adoptions = [each for each in stream if isinstance(each, DecisionAdopted)]
                if adoptions and within(adoptions[-1].effective_on, days):
                    yield stream[0], adoptions[-1].effective_on

    def decisions(self, days: BarometerDays, viewer: Viewer) -> Iterator[Counted]:
        for proposed, _ in self.adopted(days, viewer):
            yield Counted(proposed.bassins, proposed.kind)

    def consensus(self, days: BarometerDays, viewer: Viewer) -> Iterator[Counted]:
        for proposed, on in self.adopted(days, viewer):
            taken = (on - proposed.effective_on).days
            yield Counted(proposed.bassins, day_part(taken), taken)

    def positions(self, days: BarometerDays, viewer: Viewer) -> Iterator[Counted]:
        for stream in self.of(DecisionProposed):
            for each in stream:
                is_counted = isinstance(each, PositionTaken) and within(each.effective_on, days)
                if is_counted and in_dossier(viewer, each.bassins, each.pole):
                    yield Counted(each.bassins, "own" if each.own else "recorded", int(each.own))

    def objections(self, days: BarometerDays, viewer: Viewer) -> Iterator[Counted]:
        for stream in self.of(DecisionProposed):
            for raised in stream:
                if not isinstance(raised, PositionTaken) or raised.objection is None:
                    continue
                later = [
                    STATES[each.TOPIC]
                    for each in stream
                    if each.TOPIC in STATES and each.objection == raised.objection
                ]
                if within(raised.effective_on, days) and in_dossier(viewer, raised.bassins, raised.pole):
                    yield Counted(raised.bassins, later[-1] if later else "raised")
