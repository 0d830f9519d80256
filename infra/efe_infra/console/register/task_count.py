"""How much waits for who is signed in, for the menu of every page.

Not in the fragment `Frame`: visitors would spend their budget on it.
"""

from collections import OrderedDict
from hashlib import sha256
from time import monotonic
from typing import Final

from starlette.requests import Request

from efe_infra.console.register.answers import Answers
from efe_infra.console.register.client import ask
from efe_infra.console.register.documents import Document

LASTS: Final = 10.0
"""Seconds for which a page of the past shows what was counted before."""
MAX_CACHED_COUNTS: Final = 1_000


class Count(Answers, frozen=True):
    total_count: int


class Tasks(Answers, frozen=True):
    tasks: Count


class Waiting(Answers, frozen=True):
    viewer: Tasks | None


WAITING: Final = Document("waiting", Waiting)


class Counts:
    """The last count of each token, for some seconds: of one process and its event loop."""

    def __init__(self) -> None:
        self._counts: OrderedDict[bytes, tuple[float, int]] = OrderedDict()

    def keep(self, token: str, count: int) -> None:
        key = _key(token)
        self._counts[key] = monotonic() + LASTS, count
        self._counts.move_to_end(key)
        while len(self._counts) > MAX_CACHED_COUNTS:
            self._counts.popitem(last=False)

    def lately(self, token: str) -> int | None:
        until, count = self._counts.get(_key(token), (0.0, 0))
        return count if monotonic() < until else None


async def waiting(request: Request, token: str | None, *, lately: bool = False) -> int:
    """Today, whatever moment is read. 0 for visitors, and where it is not answered: a page is whole without it.

    `lately` takes what was just counted: whoever travels through time asks for one page of the past after another.
    """
    if token is None:
        return 0
    counts: Counts = request.app.state.console.counts
    if lately and (known := counts.lately(token)) is not None:
        return known
    data = (await ask(request, WAITING, {}, token=token)).answer.data
    count = data.viewer.tasks.total_count if data and data.viewer else 0
    counts.keep(token, count)
    return count


def _key(token: str) -> bytes:
    return sha256(token.encode()).digest()
