"""Faster start of a process: modules imported ahead, and lasting objects exempt from garbage collection."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module
from threading import Thread
from typing import Final

GC_THRESHOLD_OBJECTS: Final = 20_000
"""Number of new objects that starts a garbage collection."""


@contextmanager
def lasting() -> Iterator[None]:
    """Exempts the objects made meanwhile from garbage collection, until the process ends."""
    enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        gc.freeze()
        if enabled:
            gc.enable()


def settle_memory() -> None:
    """Exempts all present objects from garbage collection, and collects less often.

    An answer, or a folded page, is thousands of small objects, nearly all freed at once without a collection.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(GC_THRESHOLD_OBJECTS)


@contextmanager
def loaded_ahead(module: str) -> Iterator[None]:
    """Imports a module on another thread, while the caller waits for the database."""
    thread = Thread(target=_load, args=(module,), name="loading")
    thread.start()
    try:
        yield
    finally:
        thread.join()


def _load(module: str) -> None:
    with lasting():
        import_module(module)
