"""Faster start: imports ahead, and no garbage collection of what lasts."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module
from threading import Thread
from typing import Final

YOUNG: Final = 20_000
"""Objects that are made and not freed before cycles are looked for among them."""


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


def settle_memory() -> None:
    """What was built to serve, or to project, stays as long as the process: it is not looked through again.

    An answer, and a page that is folded, is thousands of small objects, nearly all freed as they are left: cycles are
    looked for less often.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(YOUNG)


@contextmanager
def loaded_ahead(module: str) -> Iterator[None]:
    """Imports a module on another thread: the database is waited for meanwhile. Whoever asks for it waits for it."""
    thread = Thread(target=_load, args=(module,), name="loading")
    thread.start()
    try:
        yield
    finally:
        thread.join()


def _load(module: str) -> None:
    with lasting():
        import_module(module)
