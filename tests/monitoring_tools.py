"""Numbers of tools of `sys.monitoring`: several may watch one process."""

import sys
from typing import Final

NUMBERS: Final = (4, 5)
"""Numbers that nothing else takes: 0 to 2 are those of a debugger, of coverage and of a profiler, 3 of hypothesis."""


def take_tool(name: str) -> int:
    """Takes a free number; the caller frees it. Raises `StopIteration` where both are taken."""
    number = next(each for each in NUMBERS if sys.monitoring.get_tool(each) is None)
    sys.monitoring.use_tool_id(number, name)
    return number
