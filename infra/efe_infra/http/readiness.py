"""Readiness: whether the process can serve."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Readiness:
    """`details` are public JSON: figures and states, nothing private."""

    ready: bool
    details: dict[str, object] = field(default_factory=dict)


type ReadinessCheck = Callable[[], Awaitable[Readiness]]
