"""Number of open tasks of the signed-in person, for the menu of every page.

It has a document of its own, not the fragment `Frame`: visitors would spend their cost budget on it.
"""

from collections import OrderedDict
from hashlib import sha256
from time import monotonic
from typing import Final

from starlette.requests import Request

from efe_infra.console.register.client import ask
from efe_infra.console.register.generated import WAITING

CACHE_LIFETIME_S: Final = 10.0
"""Time for which pages of the past reuse a count."""
MAX_CACHED_COUNTS: Final = 1_000


class TaskCountCache:
    """Last count of each token, for some seconds; not thread-safe, for one event loop."""

    def __init__(self) -> None:
        self._counts: OrderedDict[bytes, tuple[float, int]] = OrderedDict()

    def put(self, token: str, count: int) -> None:
        key = _key(token)
        self._counts[key] = monotonic() + CACHE_LIFETIME_S, count
        self._counts.move_to_end(key)
        while len(self._counts) > MAX_CACHED_COUNTS:
            self._counts.popitem(last=False)

    def get(self, token: str) -> int | None:
        expires_at, count = self._counts.get(_key(token), (0.0, 0))
        return count if monotonic() < expires_at else None


async def count_tasks(request: Request, token: str | None, *, may_be_cached: bool = False) -> int:
    """Returns the number of tasks of today; 0 for visitors, and if the platform does not answer.

    `may_be_cached` accepts a recent count: the time slider loads one page of the past after another.
    """
    if token is None:
        return 0
    cache: TaskCountCache = request.app.state.console.task_counts
    if may_be_cached and (count := cache.get(token)) is not None:
        return count
    data = (await ask(request, WAITING, {}, token=token)).answer.data
    count = data.viewer.tasks.total_count if data and data.viewer else 0
    cache.put(token, count)
    return count


def _key(token: str) -> bytes:
    return sha256(token.encode()).digest()
