"""Seats of the bodies of an Instance on a day: filled or vacant, by their last mandate."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import NamedTuple

from efe_infra.console.bodies.generated import Bodies, BodyLine, Seat
from efe_infra.console.forms.command_form import Option
from efe_infra.console.language.translatable import Translatable, tr
from efe_infra.console.register.ids import at_present, key_of


class SeatLine(NamedTuple):
    """Seat with its last mandate that has begun, and earlier ones, the latest first."""

    last: Seat
    earlier: Sequence[Seat]
    is_filled: bool

    @property
    def key(self) -> str:
        return key_of(self.last.seat_id)


def seats_of(bodies: Bodies, body: BodyLine, day: date) -> list[SeatLine]:
    """Returns the seats of a body, the filled ones first; none if the viewer may not see them."""
    by_seat: dict[str, list[Seat]] = {}
    for each in bodies.dossier.seats if bodies.dossier else ():
        if each.body and each.body.id == body.id and each.since <= day:
            by_seat.setdefault(each.seat_id, []).append(each)
    lines = [line_of(sorted(each, key=lambda mandate: mandate.since, reverse=True), day) for each in by_seat.values()]
    return sorted(lines, key=lambda line: (not line.is_filled, line.last.category.lower()))


def line_of(mandates: Sequence[Seat], day: date) -> SeatLine:
    last = mandates[0]
    return SeatLine(last, mandates[1:], is_filled=last.until is None or last.until > day)


def seat_words(line: SeatLine) -> Translatable:
    last = line.last
    if line.is_filled:
        return tr("%(category)s : %(person)s", category=last.category, person=last.person.display_name)
    return tr("%(category)s, libre depuis le %(day)s", category=last.category, day=last.until)


def seat_options(lines: Iterable[SeatLine], *, filled: bool) -> list[Option]:
    """Returns the filled or the vacant seats. Accepts the others without offering them: a form may be sent again."""
    return [
        Option(at_present(each.last.seat_id), seat_words(each), offered=each.is_filled is filled) for each in lines
    ]


def holders(bodies: Bodies) -> dict[str, str]:
    """Returns the names of the persons who sit or sat in a body, or are substitutes there, by their id.

    Forgotten persons are left out: they may take no other seat.
    """
    seats = bodies.dossier.seats if bodies.dossier else ()
    people = [each for seat in seats for each in (seat.person, seat.substitute) if each]
    return {each.id: each.display_name for each in people if not each.forgotten}
