"""A wait that has a bound."""

import time
from collections.abc import Callable
from typing import Final

PAUSE_S: Final = 0.05
"""Pause between two looks at the condition."""


def within(seconds: float, reached: Callable[[], bool]) -> bool:
    """Waits until the condition is reached, and tells whether it is.

    It looks at once. The last look is the first one after `seconds`: a condition that is reached at the very end
    counts. So a wait takes no longer than that, one pause and one look.
    """
    deadline = time.monotonic() + seconds
    while not (is_reached := reached()) and time.monotonic() < deadline:
        time.sleep(PAUSE_S)
    return is_reached
