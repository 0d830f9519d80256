"""Errors of form that the platform finds in an input which the console itself cannot send yet.

A day that cannot be read, or a choice that is missing, keeps a form from being sent. Its texts may be too long or
unreadable too: one dry run with placeholders finds them, so that a person corrects all in one round.
"""

from collections.abc import Iterator, Sequence
from typing import Any, Final

from efe_infra.console.forms.command_form import CommandForm, Field, InvalidInput, Options
from efe_infra.console.forms.submission import VERSION, FormError, Submission, error_of, put_option
from efe_infra.console.register.generated import Refused

NO_VERSION: Final = 2**31 - 1
"""Version that no object has: the platform then refuses the input before any rule, and searches none of its texts."""
NO_DAY: Final = "9999-12-31"
"""Day in the future, which refuses a command that compares no version as early."""
INVALID: Final = "INVALID"
"""Code of the errors of form."""
PLACEHOLDERS: Final[dict[str, Any]] = {
    "day": "2000-01-01",
    "time": "00:00",
    "number": 1,
    "money": "0",
    "document": "0" * 64,
    "line": "x",
    "text": "x",
}


def probe_input(submission: Submission, command: CommandForm, options: Options) -> dict[str, Any] | None:
    """Returns the input with a placeholder for each value that cannot be sent.

    Returns None if a choice has no option, or if the input cannot be shaped.
    """
    values, errors = submission.parsed(command, options)
    faulty_names = {each.field for each in errors}
    faulty_fields = [each for each in command.fields if each.name in faulty_names]
    if any(each.chosen and not options.get(each.name) for each in faulty_fields):
        return None
    for each in faulty_fields:
        put_option(values, each, placeholder(each, options))
    days = {"effectiveOn": NO_DAY} if command.dated else {}
    try:
        return submission.shaped(command, values) | days | {VERSION: NO_VERSION}
    except (InvalidInput, LookupError):
        return None


def placeholder(field: Field, options: Options) -> Any:
    choices = [each.command_input for each in options.get(field.name, ())]
    return choices[0] if field.chosen and choices else PLACEHOLDERS.get(field.kind, [])


def refused_at(errors: Sequence[Refused], field: str) -> list[Refused]:
    """Returns the refusals of a field of the input."""
    return [each for each in errors if each.path[1:2] == (field,)]


def further_errors(
    submission: Submission, command: CommandForm, options: Options, refusals: tuple[Refused, ...]
) -> Iterator[FormError]:
    """Yields the errors of form in the fields that have no error yet."""
    values, _ = submission.parsed(command, options)
    faulty_names = {each.field for each in submission.errors}
    for each in refusals:
        error = error_of(each, command, values)
        if each.code == INVALID and error.field and error.field not in faulty_names:
            yield error
