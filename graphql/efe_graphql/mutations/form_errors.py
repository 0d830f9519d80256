"""Errors of form of an input: texts that are empty, too long or unreadable. No rule and no stored fact is read."""

from collections.abc import Iterator
from dataclasses import MISSING, fields, is_dataclass
from itertools import islice
from typing import Any, Final

from strawberry.utils.str_converters import to_camel_case

from efe_domain.instance.letterheads import MAX_ADDRESS_CHARACTERS
from efe_domain.meeting.meeting import LONGEST_ITEM
from efe_domain.project.joint_meetings import MAX_AGENDA_TEXT
from efe_domain.project.plan import MAX_PLAN_TEXT
from efe_domain.shared import texts
from efe_domain.shared.errors import Invalid

MAX_FORM_ERRORS: Final = 50
NAMES: Final = frozenset({
    "axis_keys", "category", "code", "email", "executive", "family_name", "file", "function", "given_name", "label",
    "name", "number", "office", "other_aspects", "place", "procedure", "provider", "requester", "title",
})  # fmt: skip
"""Fields with a name, which is short and on one line; other texts are free."""
KEYS: Final = frozenset({
    "axis_key", "commune", "communes", "content_hash", "document_sha256", "other_axis_key", "patch", "sha256",
    "subject_hash",
})  # fmt: skip
"""Fields whose text names something, and corrected values, which the corrected fact checks."""
LONGEST_SOURCE: Final = 500
LENGTH_LIMITS: Final = {
    "address": MAX_ADDRESS_CHARACTERS,
    "agenda": MAX_AGENDA_TEXT,
    "expected_result": MAX_PLAN_TEXT,
    "items": LONGEST_ITEM,
    "source": LONGEST_SOURCE,
    "what": MAX_PLAN_TEXT,
    "WritePlanPartInput.reason": MAX_PLAN_TEXT,
}
"""Limits in characters, by field, or by field of one input."""


def form_errors(command_input: object) -> tuple[Invalid, ...]:
    """Returns the errors of form, in the order of the input."""
    return tuple(islice(_errors(command_input, ""), MAX_FORM_ERRORS))


def _errors(node: Any, path: str) -> Iterator[Invalid]:
    for each in fields(node):
        if each.name not in KEYS and not each.name.endswith(("_id", "_ids")):
            is_required = each.default is MISSING and each.default_factory is MISSING
            where = f"{path}{to_camel_case(each.name)}"
            name = f"{type(node).__name__}.{each.name}"
            name = name if name in LENGTH_LIMITS else each.name
            yield from _in_value(getattr(node, each.name), name, where, is_required=is_required)


def _in_value(value: Any, name: str, path: str, *, is_required: bool) -> Iterator[Invalid]:
    if type(value) is str:
        yield from _in_text(value, name, path, is_required=is_required)
    elif isinstance(value, list):
        for nth, item in enumerate(value):
            yield from _in_value(item, name, f"{path}.{nth}", is_required=True)
    elif is_dataclass(value) and not isinstance(value, type):
        yield from _errors(value, f"{path}.")


def _in_text(value: str, name: str, path: str, *, is_required: bool) -> Iterator[Invalid]:
    if not is_required and not value:
        return
    try:
        if name in NAMES:
            texts.name(value, path)
        else:
            texts.text(value, path, longest=LENGTH_LIMITS.get(name, texts.LONGEST_TEXT))
    except Invalid as error:
        yield error
