"""Stand-ins for what a client has not entered yet; a command that looks at one of them stops there."""

from datetime import date
from typing import Any, Final, Never


class InputNeeded(BaseException):
    """Raised when a command looks at an input that is missing. No `except Exception` of a command catches it."""


class MissingInput:
    """Value that the client has not entered: every look at it raises `InputNeeded`, except at a known attribute."""

    __slots__ = ("_attributes",)

    def __getattribute__(self, name: str) -> Any:
        attributes = object.__getattribute__(self, "_attributes")
        if name in attributes:
            return attributes[name]
        raise InputNeeded


def missing(**attributes: object) -> Any:
    """Returns a stand-in; of a structure, some attributes may be known."""
    value = object.__new__(MissingInput)
    object.__setattr__(value, "_attributes", attributes)
    return value


def missing_id(**attributes: object) -> Any:
    """Returns a stand-in for the id of an aggregate that the client chooses, with what is known of that aggregate.

    The command goes on to the checks behind those that the known attributes pass.
    """
    return missing(aggregate=missing(**attributes))


def passes(*_: object, **__: object) -> None:
    """Stands for a check that the right input passes."""


def _stop(*_: object) -> Never:
    raise InputNeeded


_LOOKS: Final = """
    eq ne lt le gt ge hash bool len iter contains getitem str repr format int index float call neg abs
    add radd sub rsub mul rmul truediv rtruediv floordiv rfloordiv mod rmod and rand or ror
"""
for _name in _LOOKS.split():
    setattr(MissingInput, f"__{_name}__", _stop)


def is_about_missing_input(error: TypeError) -> bool:
    """Tells whether a function of the interpreter, or of msgspec, refused a stand-in."""
    return any(name in str(error) for name in (MissingInput.__name__, "must be a `msgspec.Struct`"))


def day_with_turning_days(day: date) -> tuple[date, set[date]]:
    """Returns a day that notes its comparisons, and the set of days on which one of them would turn out otherwise.

    A day computed from it notes them too: if it is five days later and compared with the 20th, the 15th is noted.
    """
    turning_days: set[date] = set()

    def note(compared: date, other: object) -> None:
        if isinstance(other, date) and other not in (date.min, date.max):
            turning = day.toordinal() + other.toordinal() - compared.toordinal()
            turning_days.add(date.fromordinal(min(max(turning, 2), date.max.toordinal() - 1)))

    class ComparingDay(date):
        def __eq__(self, other: object) -> bool:
            note(self, other)
            return date.__eq__(self, other)

        def __lt__(self, other: date) -> bool:
            note(self, other)
            return date.__lt__(self, other)

        def __le__(self, other: date) -> bool:
            note(self, other)
            return date.__le__(self, other)

        def __gt__(self, other: date) -> bool:
            note(self, other)
            return date.__gt__(self, other)

        def __ge__(self, other: date) -> bool:
            note(self, other)
            return date.__ge__(self, other)

        __hash__ = date.__hash__

    return ComparingDay(day.year, day.month, day.day), turning_days
