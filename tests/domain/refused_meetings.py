"""A case for each refusal of a command on a seat or on a meeting: a past, and the command that it refuses."""

from collections.abc import Callable
from typing import Any

from efe_domain.instance import seats
from efe_domain.instance.events import Mandate
from efe_domain.instance.instance import InstanceBassin
from efe_domain.law.rules import Rule
from efe_domain.meeting import meeting as meeting_refusals
from efe_domain.meeting.meeting import Meeting
from efe_domain.pole import refusals as pole_refusals
from efe_domain.shared.aggregate import Aggregate
from efe_domain.shared.errors import DomainError
from tests.domain.given import TODAY, YESTERDAY, a_constituted_pole, agree, an_instance, some_id
from tests.domain.meetings import ANNE, HALL, MINUTES, PLENARY, a_meeting

BODY, SEAT = some_id("body"), some_id("seat")
MANDATE = Mandate(category="Forem", voting=True, person=some_id("anne"), ends=TODAY)


def a_held_seat() -> InstanceBassin:
    instance = an_instance()
    instance.set_up_body(BODY, "Plénière", Rule.M6, on=YESTERDAY)
    instance.fill_seat(BODY, SEAT, MANDATE, on=YESTERDAY)
    return instance


def with_an_agenda() -> Meeting:
    meeting = a_meeting()
    meeting.set_agenda(("Divers",), on=YESTERDAY)
    return meeting


def after(*commands: Callable[[Meeting], None]) -> Callable[[], Meeting]:
    def past() -> Meeting:
        meeting = a_meeting()
        for command in commands:
            command(meeting)
        return meeting

    return past


def vacated() -> InstanceBassin:
    instance = a_held_seat()
    instance.vacate_seat(BODY, SEAT, "Départ.", on=TODAY)
    return instance


def in_place() -> Aggregate[Any]:
    pole = a_constituted_pole()
    agree(pole, 3, None, remote_allowed=False, on=TODAY)
    return pole


def hold(meeting: Meeting) -> None:
    meeting.hold(HALL, (ANNE,), (), on=TODAY)


def cancel(meeting: Meeting) -> None:
    meeting.cancel("Grève.", on=TODAY)


def adopt(meeting: Meeting) -> None:
    meeting.adopt_minutes(MINUTES, on=TODAY)


CASES: dict[type[DomainError], tuple[Callable[[], Aggregate[Any]], Callable[[Any], object]]] = {
    seats.SeatTaken: (a_held_seat, lambda it: it.fill_seat(BODY, SEAT, MANDATE, on=TODAY)),
    seats.SeatIsVacant: (vacated, lambda it: it.vacate_seat(BODY, SEAT, "Départ.", on=TODAY)),
    pole_refusals.RemoteNotAllowed: (in_place, lambda it: it.check_meets(TODAY, remote=True)),
    meeting_refusals.AlreadyConvened: (a_meeting, lambda it: it.convene(PLENARY, TODAY, HALL, on=TODAY)),
    meeting_refusals.SameAgenda: (with_an_agenda, lambda it: it.set_agenda(("Divers",), on=TODAY)),
    meeting_refusals.SameSchedule: (a_meeting, lambda it: it.postpone(TODAY, HALL, reason="Grève.", on=TODAY)),
    meeting_refusals.MeetingIsHeld: (after(hold), cancel),
    meeting_refusals.MeetingIsCancelled: (after(cancel), hold),
    meeting_refusals.MeetingNotHeld: (a_meeting, adopt),
    meeting_refusals.MinutesAlreadyAdopted: (after(hold, adopt), adopt),
}
