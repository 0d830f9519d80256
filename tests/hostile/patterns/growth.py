"""Growth of the cost of a text with its length: a ratio of processor times."""

import gc
from collections.abc import Callable
from time import thread_time
from typing import Any

STEP = 4
STEEP = 10
"""What four times the text may cost at most: four times as much when the cost is linear, sixteen when it is not."""
NOTICEABLE = 0.004
"""Seconds of processor under which a cost is not judged."""


def is_steep(use: Callable[[Any], object], text: Callable[[int], Any], longest: int) -> bool:
    """Whether the cost grows faster than the length, up to the longest; seen three times."""
    return any(all(grows(use, text, size, times) for times in (1, 2, 2)) for size in sizes(longest))


def grows(use: Callable[[Any], object], text: Callable[[int], Any], size: int, times: int = 2) -> bool:
    spent = cost(use, text(size), times)
    return spent > NOTICEABLE and spent > STEEP * max(cost(use, text(size // STEP)), NOTICEABLE / STEP**2)


def sizes(longest: int) -> list[int]:
    """From the shortest: what is steep is seen before it takes long."""
    found = [longest]
    while found[-1] > 4_000:
        found.append(found[-1] // STEP)
    return found[::-1]


def cost(use: Callable[[Any], object], text: Any, times: int = 2) -> float:
    """Of the quickest of so many; what the collector of garbage does meanwhile grows by laws of its own."""
    gc.disable()
    try:
        return min(once(use, text) for _ in range(times))
    finally:
        gc.enable()


def once(use: Callable[[Any], object], text: Any) -> float:
    start = thread_time()
    use(text)
    return thread_time() - start
