"""What makes a process answer sooner."""

import gc
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


def main() -> None:
    """The command `efe`."""
    with lasting():
        command = import_module("efe_infra.cli")
    command.main()
