"""Roles and number of open tasks of the signed-in person, for the menu of every page.

They have a document of their own, not the fragment `Frame`: visitors would spend their cost budget on it.
"""

from collections import OrderedDict
from collections.abc import Callable
from datetime import date
from hashlib import sha256
from time import monotonic
from typing import Final, NamedTuple

from starlette.requests import Request

from efe_infra.console.language.formats import today
from efe_infra.console.register.client import ask
from efe_infra.console.web.generated import WAITING, WaitingViewer

CACHE_LIFETIME_S: Final = 10.0
"""Time for which pages of the past reuse a count, whatever is recorded meanwhile."""
UNCHANGED_LIFETIME_S: Final = 60.0
"""Time for which all pages reuse a count while nothing is recorded. A link to a person is outside the register."""
MAX_CACHED_COUNTS: Final = 1_000


class CachedViewer(NamedTuple):
    """Roles and count of a day, as of a read position or later."""

    viewer: WaitingViewer
    position: int
    day: date
    cached_at: float


class TaskCountCache:
    """Last roles and count of each token; not thread-safe, for one event loop.

    `read_position` returns the last known read position.
    """

    def __init__(self, read_position: Callable[[], int]) -> None:
        self._read_position = read_position
        self._viewers: OrderedDict[bytes, CachedViewer] = OrderedDict()

    @property
    def position(self) -> int:
        return self._read_position()

    def put(self, token: str, viewer: WaitingViewer, position: int) -> None:
        """Keeps an answer that was begun at a position."""
        key = _key(token)
        self._viewers[key] = CachedViewer(viewer, position, today(), monotonic())
        self._viewers.move_to_end(key)
        while len(self._viewers) > MAX_CACHED_COUNTS:
            self._viewers.popitem(last=False)

    def get(self, token: str, *, may_be_old: bool) -> WaitingViewer | None:
        """Returns what was cached, if nothing was recorded since; `may_be_old` accepts a recent answer."""
        cached = self._viewers.get(_key(token))
        if cached is None or cached.day != today():
            return None
        age_s, is_unchanged = monotonic() - cached.cached_at, cached.position == self.position
        lifetime_s = UNCHANGED_LIFETIME_S if is_unchanged else CACHE_LIFETIME_S if may_be_old else 0.0
        return cached.viewer if age_s < lifetime_s else None

    def last(self, token: str) -> WaitingViewer | None:
        """Returns what was cached last, for the menu of a page that asks nothing of the register."""
        cached = self._viewers.get(_key(token))
        return cached.viewer if cached else None


async def waiting_viewer(request: Request, token: str | None, *, may_be_old: bool = False) -> WaitingViewer | None:
    """Returns the roles and tasks of today; None for visitors, and if the platform does not answer.

    `may_be_old` accepts a recent answer: the time slider loads one page of the past after another.
    """
    if token is None:
        return None
    cache: TaskCountCache = request.app.state.console.task_counts
    if (cached := cache.get(token, may_be_old=may_be_old)) is not None:
        return cached
    position = cache.position
    data = (await ask(request, WAITING, {"today": today().isoformat()}, token=token)).answer.data
    if data and data.viewer:
        cache.put(token, data.viewer, position)
        return data.viewer
    return None


def _key(token: str) -> bytes:
    return sha256(token.encode()).digest()
