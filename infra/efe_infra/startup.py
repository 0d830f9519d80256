"""What makes a process answer sooner."""

import gc
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module
from threading import Thread


@contextmanager
def lasting() -> Iterator[None]:
    """What is made meanwhile stays until the process ends: it is not searched for garbage, now or later."""
    enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        gc.freeze()
        if enabled:
            gc.enable()


@contextmanager
def schema_ahead() -> Iterator[None]:
    """Makes the schema on another thread: the database is waited for meanwhile. Whoever asks for it waits for it."""
    thread = Thread(target=_make_schema, name="schema")
    thread.start()
    try:
        yield
    finally:
        thread.join()


def _make_schema() -> None:
    with lasting():
        import_module("efe_graphql.schema")


def spare_pydantic_1() -> None:
    """FastAPI asks of every type whether it is one of pydantic 1, which it would load for that: 0.2 s of processor.

    As if it were not installed, which FastAPI allows for.
    """
    sys.modules.setdefault("pydantic.v1", None)  # type: ignore[arg-type] # the documented way to hide a module


def main() -> None:
    """The command `efe`."""
    spare_pydantic_1()
    with lasting():
        command = import_module("efe_infra.cli")
    command.main()
