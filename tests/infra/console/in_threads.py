"""Calls outside the event loop of a test."""

import asyncio
from collections.abc import Callable, Coroutine
from concurrent.futures import ThreadPoolExecutor
from typing import Any


def in_a_thread(call: Callable[..., object], *arguments: object) -> None:
    """Calls where no event loop runs, as that of an open browser does here."""
    with ThreadPoolExecutor(1) as threads:
        threads.submit(call, *arguments).result()


def run[T](coroutine: Coroutine[Any, Any, T]) -> T:
    """Runs a coroutine in a thread of its own: an open browser keeps an event loop in this one."""
    with ThreadPoolExecutor(1) as threads:
        return threads.submit(asyncio.run, coroutine).result()
