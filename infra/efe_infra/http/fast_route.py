"""The way of a request that is most often asked for: past the router, which looks at every address in turn."""

from collections.abc import Awaitable, Callable, Collection

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Receive, Scope, Send

from efe_graphql.contract.errors import Timeout
from efe_infra.http.refusal import answer_late, answer_refusal


class FastRoute:
    """Answers one address, by some methods, and leaves the rest to the application, which refuses as this does."""

    def __init__(
        self, app: ASGIApp, *, path: str, methods: Collection[str], answer: Callable[[Request], Awaitable[Response]]
    ) -> None:
        self._app = app
        self._path = path
        self._methods = methods
        self._answer = answer

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["path"] != self._path or scope["method"] not in self._methods:
            await self._app(scope, receive, send)
            return
        request = Request(scope, receive)
        try:
            response = await self._answer(request)
        except HTTPException as refusal:
            response = await answer_refusal(request, refusal)
        except Timeout as late:
            response = await answer_late(request, late)
        await response(scope, receive, send)
