"""Faster start: imports ahead, and no garbage collection of what lasts."""

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
