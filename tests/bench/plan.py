"""Sizes of a bench: for steady figures, or just to see that everything runs."""

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class Plan:
    """`rounds` interleave what is compared; `burst` is in seconds; the others count events, `commands` a round.
    `sealed` are the lengths of the histories that are sealed.

    The plain library follows shorter chapters: it takes each event by itself, so its speed does not depend on them.
    """

    rounds: int
    burst: float
    chapter: int
    plain_chapter: int
    commands: int
    history: int
    sealed: tuple[int, ...]


FULL = Plan(
    rounds=7, burst=0.5, chapter=20_000, plain_chapter=1_500, commands=100, history=100_000, sealed=(1_000, 100_000)
)
QUICK = Plan(
    rounds=3, burst=0.3, chapter=5_000, plain_chapter=500, commands=50, history=20_000, sealed=(1_000, 20_000)
)
