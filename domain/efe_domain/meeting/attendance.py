"""Attendance of a meeting: the operators and persons that were present, represented or excused."""

from typing import Final

from efe_domain.meeting.events import Attendee, Proxy
from efe_domain.shared.errors import Invalid

MOST_ATTENDEES: Final = 500


def check_attendance(present: tuple[Attendee, ...], excused: tuple[Attendee, ...]) -> None:
    """Raises `Invalid`."""
    everybody = (*present, *excused)
    if not present:
        raise Invalid("present", "Une réunion a au moins une personne ou un opérateur présent.")
    if len(everybody) > MOST_ATTENDEES:
        raise Invalid("present", "Une réunion cite {most} présents et excusés au plus.", most=MOST_ATTENDEES)
    if any(each.operator is None and each.person is None for each in everybody):
        raise Invalid("present", "Chaque présent ou excusé est un opérateur, une personne, ou l'un pour l'autre.")
    if len(set(everybody)) < len(everybody):
        raise Invalid("present", "Nul n'est cité deux fois, ni présent et excusé à la fois.")


def check_represented(
    represented: tuple[Proxy, ...], present: tuple[Attendee, ...], excused: tuple[Attendee, ...]
) -> None:
    """Raises `Invalid`."""
    operators = [each.operator for each in represented]
    listed = {each.operator for each in (*present, *excused)}
    if len(represented) > MOST_ATTENDEES:
        raise Invalid("represented", "Une réunion cite {most} présents et excusés au plus.", most=MOST_ATTENDEES)
    if len(set(operators)) < len(operators) or listed & {*operators}:
        raise Invalid("represented", "Un opérateur représenté n'est cité qu'une fois, ni présent ni excusé.")
    if not {each.by for each in represented} <= {each.operator for each in present}:
        raise Invalid("represented", "Un opérateur est représenté par un autre, qui est présent.")
