"""Calls outside the event loop of a test."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor


def in_a_thread(call: Callable[..., object], *arguments: object) -> None:
    """Calls where no event loop runs, as that of an open browser does here."""
    with ThreadPoolExecutor(1) as threads:
        threads.submit(call, *arguments).result()
