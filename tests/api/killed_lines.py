"""The end of a command at any of the lines that it runs."""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import CodeType, ModuleType

from efe_domain.commands import batch, batch_execution
from efe_graphql.mutations import composite, composite_field, meeting_record
from efe_infra.ledger import appender
from tests.monitoring_tools import take_tool

MODULES = (composite, composite_field, meeting_record, batch, batch_execution, appender)


class Killed(Exception):
    """End of a process that is killed at a line."""


@contextmanager
def killed_at(line: int) -> Iterator[Callable[[], int]]:
    """Ends the work at the line of that number among those that run; gives the number of lines so far."""
    count, monitoring = 0, sys.monitoring

    def on_line(_: CodeType, __: int) -> None:
        nonlocal count
        count += 1
        if count == line:
            raise Killed

    codes = [code for module in MODULES for code in codes_of(module)]
    tool = take_tool("killed")
    monitoring.register_callback(tool, monitoring.events.LINE, on_line)
    for code in codes:
        monitoring.set_local_events(tool, code, monitoring.events.LINE)
    try:
        yield lambda: count
    finally:
        for code in codes:
            monitoring.set_local_events(tool, code, monitoring.events.NO_EVENTS)
        monitoring.free_tool_id(tool)


def codes_of(module: ModuleType) -> Iterator[CodeType]:
    for each in vars(module).values():
        yield from nested(getattr(each, "__code__", None), module)
        for inner in vars(each).values() if isinstance(each, type) and each.__module__ == module.__name__ else ():
            function = inner.fget if isinstance(inner, property) else inner
            yield from nested(getattr(getattr(function, "__wrapped__", function), "__code__", None), module)


def nested(code: CodeType | None, module: ModuleType) -> Iterator[CodeType]:
    if code is not None and code.co_filename == module.__file__:
        yield code
        for each in code.co_consts:
            yield from nested(each if isinstance(each, CodeType) else None, module)
