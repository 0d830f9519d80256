"""Rows of a list in a form: how many it shows, with the one that a button adds."""

from collections.abc import Mapping
from typing import Final

from efe_infra.console.forms.command_form import STEP

MAX_ROWS: Final = 40
"""Rows of one list of a form."""


def row_count(form: Mapping[str, str], path: str, *, initial: int, minimum: int = 1) -> int:
    """Returns the number of rows of a list, such as `members`, with the one that the pressed button adds."""
    ordinals = [name[len(path) + 1 :].partition(".")[0] for name in form if name.startswith(f"{path}.")]
    last = max((int(each) for each in ordinals if each.isdecimal() and len(each) <= len(str(MAX_ROWS))), default=-1)
    count = last + 1 if form else initial
    return max(min(count + (form.get(STEP) == path), MAX_ROWS), minimum)
