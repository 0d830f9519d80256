"""How much waits for who is signed in, for the menu of every page.

Not in the fragment `Frame`: visitors would spend their budget on it.
"""

from typing import Final

from starlette.requests import Request

from efe_infra.console.answers import Answers
from efe_infra.console.client import ask
from efe_infra.console.documents import Document


class Count(Answers, frozen=True):
    total_count: int


class Tasks(Answers, frozen=True):
    tasks: Count


class Waiting(Answers, frozen=True):
    viewer: Tasks | None


WAITING: Final = Document("waiting", Waiting)


async def waiting(request: Request, token: str | None) -> int:
    """Today, whatever moment is read. 0 for visitors, and where it is not answered: a page is whole without it."""
    if token is None:
        return 0
    data = (await ask(request, WAITING, {}, token=token)).answer.data
    return data.viewer.tasks.total_count if data and data.viewer else 0
