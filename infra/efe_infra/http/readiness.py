"""Whether the process can serve, as it is told to whoever asks."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Readiness:
    """`details` go out as JSON to whoever asks: figures and states, nothing private."""

    ready: bool
    details: dict[str, object] = field(default_factory=dict)


type ReadinessCheck = Callable[[], Awaitable[Readiness]]
