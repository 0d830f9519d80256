"""Roles and number of open tasks of the signed-in person, for the menu of every page.

They have a document of their own, not the fragment `Frame`: visitors would spend their cost budget on it.
"""

from collections import OrderedDict
from hashlib import sha256
from time import monotonic
from typing import Final

from starlette.requests import Request

from efe_infra.console.language.formats import today
from efe_infra.console.register.client import ask
from efe_infra.console.web.generated import WAITING, WaitingViewer

CACHE_LIFETIME_S: Final = 10.0
"""Time for which pages of the past reuse a count."""
MAX_CACHED_COUNTS: Final = 1_000


class TaskCountCache:
    """Last roles and count of each token; not thread-safe, for one event loop."""

    def __init__(self) -> None:
        self._viewers: OrderedDict[bytes, tuple[float, WaitingViewer]] = OrderedDict()

    def put(self, token: str, viewer: WaitingViewer) -> None:
        key = _key(token)
        self._viewers[key] = monotonic() + CACHE_LIFETIME_S, viewer
        self._viewers.move_to_end(key)
        while len(self._viewers) > MAX_CACHED_COUNTS:
            self._viewers.popitem(last=False)

    def get(self, token: str) -> WaitingViewer | None:
        """Returns what was cached some seconds ago at most."""
        expires_at, viewer = self._viewers.get(_key(token), (0.0, None))
        return viewer if monotonic() < expires_at else None

    def last(self, token: str) -> WaitingViewer | None:
        """Returns what was cached last, for the menu of a page that asks nothing of the register."""
        _, viewer = self._viewers.get(_key(token), (0.0, None))
        return viewer


async def waiting_viewer(request: Request, token: str | None, *, may_be_cached: bool = False) -> WaitingViewer | None:
    """Returns the roles and tasks of today; None for visitors, and if the platform does not answer.

    `may_be_cached` accepts a recent answer: the time slider loads one page of the past after another.
    """
    if token is None:
        return None
    cache: TaskCountCache = request.app.state.console.task_counts
    if may_be_cached and (cached := cache.get(token)) is not None:
        return cached
    data = (await ask(request, WAITING, {"today": today().isoformat()}, token=token)).answer.data
    if data and data.viewer:
        cache.put(token, data.viewer)
        return data.viewer
    return None


def _key(token: str) -> bytes:
    return sha256(token.encode()).digest()
