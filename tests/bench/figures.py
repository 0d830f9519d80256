"""Comparison of contenders in turns, so that disturbances of the machine affect all of them."""

import resource
from collections.abc import Callable, Sequence
from pathlib import Path
from statistics import median
from typing import Any

import msgspec


class Against(msgspec.Struct, frozen=True, kw_only=True):
    """Medians of events per second, and the median over the rounds of ours to the plain library's."""

    events_per_second: float
    plain_events_per_second: float
    ratio: float


class Aged(msgspec.Struct, frozen=True, kw_only=True):
    """The same with a long history: events per second, and their ratio to those of an empty ledger."""

    events_per_second: float
    to_empty: float


def in_turns[T](rounds: int, *contenders: Callable[[], T]) -> Sequence[Sequence[T]]:
    """Measures the contenders round by round; every other round runs backwards."""
    measured: list[list[T]] = [[] for _ in contenders]
    order = list(zip(contenders, measured, strict=True))
    for _ in range(rounds):
        for contender, results in order:
            results.append(contender())
        order.reverse()
    return measured


def against(ours: Sequence[float], plain: Sequence[float]) -> Against:
    return Against(
        events_per_second=median(ours), plain_events_per_second=median(plain), ratio=_median_ratio(ours, plain)
    )


def aged(ours: Sequence[float], empty: Sequence[float]) -> Aged:
    return Aged(events_per_second=median(ours), to_empty=_median_ratio(ours, empty))


def rounded(figures: Any) -> Any:
    """The same with three significant digits: more would be noise."""
    match figures:
        case float():
            return float(f"{figures:.3g}")
        case dict():
            return {key: rounded(value) for key, value in figures.items()}
        case list():
            return [rounded(value) for value in figures]
        case _:
            return figures


def resident(process: int | str = "self") -> int:
    """KiB that this process holds, or one with that number."""
    pages = int(Path(f"/proc/{process}/statm").read_text().split()[1])
    return pages * resource.getpagesize() // 1024


def _median_ratio(ones: Sequence[float], others: Sequence[float]) -> float:
    return median(one / other for one, other in zip(ones, others, strict=True))
