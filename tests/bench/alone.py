"""Measurement in a process of its own, so that its memory is its own."""

import resource
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from time import perf_counter
from typing import NamedTuple


class Alone[T](NamedTuple):
    """Result of the work, its seconds, and the peak memory of the process in MiB."""

    result: T
    seconds: float
    peak_mib: float


def alone[T](work: Callable[..., T], *given: object) -> Alone[T]:
    """The work and what it is given travel between processes (pickle)."""
    with ProcessPoolExecutor(max_workers=1, mp_context=get_context("spawn")) as other:
        return other.submit(_measured, work, given).result()


def _measured[T](work: Callable[..., T], given: tuple[object, ...]) -> Alone[T]:
    started = perf_counter()
    result = work(*given)
    return Alone(result, perf_counter() - started, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)
